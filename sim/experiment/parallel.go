package experiment

import (
	"context"
	"sync"
)

// ahead is how many jobs a worker may be ahead of the first that has not ended: so many results
// wait at most to be taken in order.
const ahead = 4

// parallel calls job(0) to job(n-1), at most workers of them at a time (at least one), and hands
// what they give to take, in the order of their numbers and one at a time. It returns the error of
// the lowest number that failed. The first failure ends the rest early. progress, if there is one,
// is called after each job, by one goroutine at a time, with the number of jobs that have ended.
func parallel[T any](ctx context.Context, n, workers int, progress func(done, total int), job func(context.Context, int) (T, error), take func(int, T)) error {
	workers = min(max(workers, 1), n)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		mu                sync.Mutex
		taken             = sync.NewCond(&mu)
		wait              sync.WaitGroup
		next, first, done int // first has not ended; those below it are taken
		waiting           = map[int]T{}
		failed            = failure{job: n}
	)
	begin := func() int {
		mu.Lock()
		defer mu.Unlock()
		for next < n && next >= first+workers*ahead && ctx.Err() == nil {
			taken.Wait()
		}
		if next >= n || ctx.Err() != nil {
			return -1
		}
		next++
		return next - 1
	}
	end := func(i int, result T, err error) {
		mu.Lock()
		defer mu.Unlock()
		defer taken.Broadcast()
		done++
		if err != nil {
			failed.note(i, err)
			cancel()
			return
		}
		waiting[i] = result
		for {
			result, ok := waiting[first]
			if !ok {
				break
			}
			delete(waiting, first)
			take(first, result)
			first++
		}
		if progress != nil {
			progress(done, n)
		}
	}
	for range workers {
		wait.Go(func() {
			for i := begin(); i >= 0; i = begin() {
				result, err := job(ctx, i)
				end(i, result, err)
			}
		})
	}
	wait.Wait()
	if failed.err != nil {
		return failed.err
	}
	return ctx.Err()
}

// failure is the error to report of several jobs: that of the lowest which failed for a reason of
// its own, not because another one had ended the rest.
type failure struct {
	err error
	job int
	own bool
}

func (f *failure) note(job int, err error) {
	own := err != context.Canceled && err != context.DeadlineExceeded
	if own && !f.own || own == f.own && job < f.job {
		*f = failure{err, job, own}
	}
}
