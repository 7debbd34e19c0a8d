// Package points runs many scenarios, the points of a sweep, each often enough: in one process, on
// several workers, with one row for each run and nothing else kept. What a point gives depends on the
// point alone: not on the number of workers, nor on which points are run together or before it.
package points

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// Sweep is what is run.
type Sweep struct {
	// Points are the numbers of those that are run, in the order in which they are begun.
	Points []int
	// Config makes the scenario of a point. A point of which it returns an error has one row, with the
	// status of a *NoConfigError, or else Invalid. It is called by several goroutines at a time.
	Config func(point int) (*config.Config, error)
	// Seed is that of a replication of a point; it takes the place of the scenario's.
	Seed func(point, replication int) uint64
	// Measure takes the values of a row from the report of a run: nil, float64, bool or string. It is
	// called by several goroutines at a time.
	Measure func(*report.Report) []any
	Rule    Rule
	Workers int           // runs at a time; 0 = 1
	Timeout time.Duration // of real time, after which a run is given up; 0 = never
}

// Row is one run.
type Row struct {
	Replication int
	Seed        uint64 // a run of the point's scenario with this seed is this row
	Status      Status
	Error       string // why there are no values; "" = there are
	SimSeconds  float64
	Wall        time.Duration
	Events      int // what the run has cost, in events
	Values      []any
}

// Outcome is a point that has been run.
type Outcome struct {
	Point int
	Rows  []Row // by replication; the last may be one without values
}

// Status is what became of a run.
type Status uint8

// A run is OK or one of these. A scenario is Invalid when it is refused before it is run, and Refused
// when it asks for what cannot be or for more work than a run may have; a run ends by Timeout when it
// takes too long, and by Panic when the simulator is wrong.
const (
	OK Status = iota
	Invalid
	Refused
	Timeout
	Panic
	numStatuses
)

// String is ok, invalid, refused, timeout or panic.
func (s Status) String() string {
	return [numStatuses]string{"ok", "invalid", "refused", "timeout", "panic"}[s]
}

// ParseStatus is the status of a name.
func ParseStatus(name string) (Status, bool) {
	for s := range numStatuses {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// NoConfigError says why a point is not run.
type NoConfigError struct {
	Status Status
	Text   string
}

// Error is the text.
func (e *NoConfigError) Error() string { return e.Text }

// Run runs the points and hands each to take, one at a time and in no order. Where take returns an
// error it ends with that, and with the context's where that ends: what has been taken by then is
// whole.
func (s *Sweep) Run(ctx context.Context, take func(Outcome) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	x := &execution{sweep: s, take: take, fail: cancel}
	x.changed = sync.NewCond(&x.mu)
	context.AfterFunc(ctx, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.changed.Broadcast()
	})
	var wait sync.WaitGroup
	for range max(s.Workers, 1) {
		wait.Go(func() { x.work(ctx) })
	}
	wait.Wait()
	if len(x.open) == 0 && x.next == len(s.Points) {
		return nil
	}
	return context.Cause(ctx)
}

// execution is a sweep that is being run. Work is dealt by replication, so that a few points keep all
// workers busy; points are begun in their order.
type execution struct {
	sweep *Sweep
	take  func(Outcome) error
	fail  context.CancelCauseFunc

	mu      sync.Mutex
	changed *sync.Cond
	next    int      // into sweep.Points: the first that is not begun
	open    []*point // begun, and not over
}

// point is one that is begun. Its rows are decided upon when all of a batch are there, so that it does
// not matter who has made which.
type point struct {
	number int
	config *config.Config
	ready  bool // the scenario is made
	rows   []Row
	begun  int // rows that somebody makes or has made
	done   int // rows that are there
	batch  int // rows after which it is decided upon
}

// mostOpen is how many points each worker may have begun at a time.
const mostOpen = 2

// work runs one replication after the other.
func (x *execution) work(ctx context.Context) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for ctx.Err() == nil {
		p, r := x.pick()
		switch {
		case p == nil && x.next == len(x.sweep.Points) && len(x.open) == 0:
			return
		case p == nil:
			x.changed.Wait()
		case r < 0:
			x.begin(p)
		default:
			x.mu.Unlock()
			row := x.sweep.run(ctx, p, r)
			x.mu.Lock()
			if ctx.Err() == nil {
				x.end(p, row)
			}
		}
	}
}

// pick chooses a replication to be run, or a point to be begun (-1); nil = there is nothing to do at
// present.
func (x *execution) pick() (*point, int) {
	for _, p := range x.open {
		if p.ready && p.begun < p.batch {
			p.begun++
			return p, p.begun - 1
		}
	}
	if x.next == len(x.sweep.Points) || len(x.open) >= mostOpen*max(x.sweep.Workers, 1) {
		return nil, 0
	}
	p := &point{number: x.sweep.Points[x.next], batch: x.sweep.Rule.Min}
	x.next++
	x.open = append(x.open, p)
	return p, -1
}

// begin makes the scenario of a point.
func (x *execution) begin(p *point) {
	x.mu.Unlock()
	c, row := x.sweep.configured(p.number)
	x.mu.Lock()
	if row != nil {
		p.rows, p.done = []Row{*row}, 1
		x.over(p)
		return
	}
	p.config, p.ready = c, true
	p.rows = make([]Row, p.batch)
	x.changed.Broadcast()
}

// configured makes the scenario of a point, or the row that says why there is none.
func (s *Sweep) configured(number int) (c *config.Config, row *Row) {
	defer func() {
		if p := recover(); p != nil {
			c, row = nil, s.failed(number, 0, Panic, fmt.Sprint(p))
		}
	}()
	c, err := s.Config(number)
	if err == nil {
		return c, nil
	}
	if no, ok := errors.AsType[*NoConfigError](err); ok {
		return nil, s.failed(number, 0, no.Status, no.Text)
	}
	return nil, s.failed(number, 0, Invalid, err.Error())
}

func (s *Sweep) failed(number, replication int, status Status, text string) *Row {
	return &Row{Replication: replication, Seed: s.Seed(number, replication), Status: status, Error: text}
}

// run makes one row.
func (s *Sweep) run(ctx context.Context, p *point, replication int) (row *Row) {
	defer func() {
		if x := recover(); x != nil {
			row = s.failed(p.number, replication, Panic, fmt.Sprint(x))
		}
	}()
	c := *p.config
	c.Seed = s.Seed(p.number, replication)
	limited := ctx
	if s.Timeout > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, s.Timeout)
		defer cancel()
	}
	start := time.Now()
	r, err := experiment.Run(limited, &c, 0, nil)
	var impossible *engine.ImpossibleError
	switch {
	case err == nil:
		return &Row{replication, c.Seed, OK, "", r.SimulatedSeconds, time.Since(start), r.Work, s.Measure(r)}
	case errors.As(err, &impossible):
		return s.failed(p.number, replication, Refused, err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		return s.failed(p.number, replication, Timeout, fmt.Sprintf("the run took longer than %v", s.Timeout))
	}
	return s.failed(p.number, replication, Invalid, err.Error())
}

// end takes a row that has been made.
func (x *execution) end(p *point, row *Row) {
	p.rows[row.Replication] = *row
	if p.done++; p.done < p.batch {
		return
	}
	for r := range p.rows {
		if p.rows[r].Status != OK {
			p.rows = p.rows[:r+1]
			x.over(p)
			return
		}
	}
	next := x.sweep.Rule.next(p.rows)
	if next == p.batch {
		x.over(p)
		return
	}
	p.rows = append(p.rows, make([]Row, next-p.batch)...)
	p.batch = next
	x.changed.Broadcast()
}

// over hands a point on.
func (x *execution) over(p *point) {
	for i := range x.open {
		if x.open[i] == p {
			x.open = append(x.open[:i], x.open[i+1:]...)
			break
		}
	}
	if err := x.take(Outcome{p.number, p.rows}); err != nil {
		x.fail(err)
		x.open = append(x.open, p) // it has not been taken
	}
	x.changed.Broadcast()
}
