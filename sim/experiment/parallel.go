package experiment

import (
	"context"
	"sync"
)

// parallel calls job(0) to job(n-1), at most workers of them at a time (at least
// one), and returns the error of the lowest number that failed. The first failure
// ends the rest early. progress, if there is one, is called after each job, by one
// goroutine at a time, with the number of jobs that have ended.
func parallel(ctx context.Context, n, workers int, progress func(done, total int), job func(context.Context, int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		mu         sync.Mutex
		wait       sync.WaitGroup
		next, done int
		errs       = make([]error, n)
	)
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if next >= n || ctx.Err() != nil {
			return -1
		}
		next++
		return next - 1
	}
	for range min(max(workers, 1), n) {
		wait.Go(func() {
			for i := take(); i >= 0; i = take() {
				err := job(ctx, i)
				mu.Lock()
				errs[i] = err
				if done++; err == nil && progress != nil {
					progress(done, n)
				}
				mu.Unlock()
				if err != nil {
					cancel()
				}
			}
		})
	}
	wait.Wait()
	return first(ctx, errs)
}

// first returns the error to report: that of the lowest job which failed for a
// reason of its own, not because another one had ended the rest.
func first(ctx context.Context, errs []error) error {
	var cancelled error
	for _, err := range errs {
		switch {
		case err == nil:
		case err == context.Canceled || err == context.DeadlineExceeded:
			cancelled = err
		default:
			return err
		}
	}
	if cancelled != nil {
		return cancelled
	}
	return ctx.Err()
}
