package main

import (
	"context"
	"fmt"
	"time"
)

// Ctrl-C ends the command within interruptedWithin or little more: what takes long looks at the context again and
// again, and writes out what it has told so far. What has not ended by then is left as it is: it
// waits for a reader of stdout, or for the memory of a million instances.
const interruptedWithin = 60 * time.Millisecond

// saidWithin is how long somebody may take who reads a last message: mostly it is told at once.
const saidWithin = 100 * time.Millisecond

// orInterrupted does work that returns an exit status, or returns that of a command that was
// interrupted. Files that are being written it waits for: they are whole then, or gone.
func (a *app) orInterrupted(work func() int) int {
	done := make(chan int, 1)
	go func() { done <- work() }()
	select {
	case status := <-done:
		return status
	case <-a.ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(interruptedWithin):
		a.writing.Lock()
		if bar := a.bar.Load(); bar != nil {
			a.say(bar.done)
		}
		if a.color() {
			a.say(func() { fmt.Fprint(a.stdout, "\x1b[0m") })
		}
	}
	a.say(func() { fmt.Fprintln(a.stderr, "ecssim: interrupted") })
	return exitInterrupted
}

// say writes to somebody who may not read: then it is left unsaid.
func (a *app) say(write func()) {
	told := make(chan struct{})
	go func() {
		write()
		close(told)
	}()
	select {
	case <-told:
	case <-time.After(saidWithin):
	}
}

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
