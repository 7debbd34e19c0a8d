package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"ecssim/sim/des"
)

const (
	progressAfter = 2 * time.Second        // how long work may last before a bar appears
	progressDrawn = 100 * time.Millisecond // between two looks at the bar
	progressLine  = 30 * time.Second       // between two lines where stderr is no terminal
)

// progress shows on stderr how far long work has come: a bar on a terminal, elsewhere a line now
// and then, for a log. Its methods may be called from several goroutines.
type progress struct {
	out      io.Writer
	terminal bool
	what     string
	start    time.Time
	stop     chan struct{} // closed when the work is done

	mu         sync.Mutex
	now, total int64                    // what the work has told; a total of -1 is not known
	text       func() string            // these in words; nil = nothing has been told
	bar        *progressbar.ProgressBar // nil until progressAfter
	drawn      int64                    // the total of the bar
	over       bool
}

func (a *app) newProgress(what string) *progress {
	p := &progress{out: a.stderr, terminal: isTerminal(a.stderr), what: what, start: time.Now(), stop: make(chan struct{}), total: -1}
	a.bar.Store(p)
	every := progressLine
	if p.terminal {
		every = progressDrawn
	}
	go p.look(every)
	return p
}

// look shows from time to time what has been told, and that the work goes on where nothing has.
func (p *progress) look(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.show()
		}
	}
}

// time is told simulated time; a run without an end shows the time alone.
func (p *progress) time(now, end des.Time, _ int) {
	total := int64(-1)
	if end > 0 {
		total = int64(end)
	}
	p.told(int64(now), total, func() string {
		if end > 0 {
			return fmt.Sprintf(", at %v of %v", now, end)
		}
		return fmt.Sprintf(", at %v", now)
	})
}

// count is told how many of a number of runs are done.
func (p *progress) count(done, total int) {
	p.told(int64(done), int64(total), func() string {
		text := fmt.Sprintf(", %d of %d", done, total)
		if done > 0 && done < total {
			left := time.Since(p.start) * time.Duration(total-done) / time.Duration(done)
			text += fmt.Sprintf(", about %v to go", left.Round(time.Second))
		}
		return text
	})
}

// say is told what is done now.
func (p *progress) say(text string) { p.told(0, -1, func() string { return ": " + text }) }

func (p *progress) told(now, total int64, text func() string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now, p.total, p.text = now, total, text
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	lasts := time.Since(p.start)
	switch {
	case p.over || p.terminal && lasts < progressAfter:
		return
	case !p.terminal:
		text := ""
		if p.text != nil {
			text = p.text()
		}
		fmt.Fprintf(p.out, "ecssim: %s for %v%s\n", p.what, lasts.Round(time.Second), text)
		return
	case p.bar == nil || p.drawn != p.total:
		p.clear()
		p.drawn = p.total
		p.bar = progressbar.NewOptions64(p.total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionThrottle(progressDrawn),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetElapsedTime(true))
	}
	_ = p.bar.Set64(p.now) // a bar that cannot be drawn is no reason to stop
}

// done takes the bar off the screen.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		close(p.stop)
	}
	p.over = true
	p.clear()
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
