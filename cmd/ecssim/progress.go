package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"ecssim/sim/des"
)

// progressAfter is how long work may last before a bar appears.
const progressAfter = 2 * time.Second

// progress shows on stderr how far long work has come, if stderr is a terminal.
// Its methods may be called from several goroutines.
type progress struct {
	mu    sync.Mutex
	out   io.Writer // nil = show nothing
	what  string
	start time.Time
	bar   *progressbar.ProgressBar // nil until progressAfter
}

func (a *app) newProgress(what string) *progress {
	p := &progress{what: what, start: time.Now()}
	if isTerminal(a.stderr) {
		p.out = a.stderr
	}
	a.bar.Store(p)
	return p
}

// time is told simulated time; a run without an end shows the time alone.
func (p *progress) time(now, end des.Time, _ int) {
	total := int64(-1)
	if end > 0 {
		total = int64(end)
	}
	p.show(int64(now), total)
}

// count is told how many of a number of runs are done.
func (p *progress) count(done, total int) { p.show(int64(done), int64(total)) }

func (p *progress) show(now, total int64) {
	if p.out == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		if time.Since(p.start) < progressAfter {
			return
		}
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetElapsedTime(true))
	}
	_ = p.bar.Set64(now) // a bar that cannot be drawn is no reason to stop
}

// done takes the bar off the screen.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
