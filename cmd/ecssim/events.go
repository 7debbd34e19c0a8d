package main

import (
	"bufio"
	"context"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/report"
)

// eventLog is a run's event log on its way to stdout.
type eventLog struct {
	*render.Log
	flags *logFlags
	out   *bufio.Writer
	live  bool // somebody watches: each line is written at once
	stop  context.CancelFunc
	err   error // the first that writing met; it ends the run
}

func (l *eventLog) add(e sim.Entry) {
	if l.err != nil || !l.flags.take(&e) {
		return
	}
	if l.err = l.Write(e); l.err == nil && l.live {
		l.err = l.out.Flush()
	}
	if l.err != nil {
		l.stop()
	}
}

// runWithEvents runs a scenario once, with the event log on stdout while it runs.
func (a *app) runWithEvents(s *scenarios.Scenario, flags *logFlags, draw *drawFlags, noRemedies bool) error {
	ctx, stop := context.WithCancel(a.ctx)
	defer stop()
	l := &eventLog{flags: flags, out: bufio.NewWriter(a.stdout), live: isTerminal(a.stdout), stop: stop}
	defer l.out.Flush() // what has happened until an error or Ctrl-C
	var err error
	if l.Log, err = render.NewLog(l.out, render.Format(a.output), s.Config); err != nil {
		return err
	}
	x, observers := draw.record(s.Config)
	watch := &sim.Watch{Log: l.add, Findings: true, Observers: observers}
	if !l.live { // else the log shows how far it is
		watch.Progress = a.newProgress("simulating").time
	}
	r, err := sim.Run(ctx, s.Config, 0, watch)
	if err == nil && l.err == nil {
		err = remedy(ctx, s.Config, r, noRemedies)
	}
	if p := a.bar.Load(); p != nil {
		p.done()
	}
	switch {
	case l.err != nil:
		return l.err
	case err != nil:
		return err
	}
	a.warn(untold(r))
	if r.Expectations, err = a.expectations(s, report.ValueOf(r)); err != nil {
		return err
	}
	if err := a.drawRun(s.Config, r, draw, x); err != nil {
		return err
	}
	if err := l.End(r, a.options()); err != nil {
		return err
	}
	if err := l.out.Flush(); err != nil {
		return err
	}
	return a.unmet(r.Expectations)
}
