package main

import "context"

// interruptible calls read and gives what it returns, or the context's error as
// soon as the context ends: opening or reading a named pipe waits for its writer
// and cannot be told to stop. A panic of read is raised here. What read does
// after the context ended is lost; the process is about to end.
func interruptible[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
		panic any
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.panic = recover()
			done <- o
		}()
		o.value, o.err = read()
	}()
	select {
	case o := <-done:
		if o.panic != nil {
			panic(o.panic)
		}
		return o.value, o.err
	case <-ctx.Done():
		var nothing T
		return nothing, ctx.Err()
	}
}
