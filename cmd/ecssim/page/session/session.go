// Package session answers what the teaching page asks: it runs scenarios, with values changed, keeps
// the films of the last runs, and draws any step of them. The same code answers in a browser, as
// WebAssembly, and in ecssim serve.
package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"ecssim/cmd/ecssim/page/telling"
	"ecssim/scenarios"
	"ecssim/scenarios/edit"
	"ecssim/sim/engine"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/film"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// Source is a scenario as the page names it.
type Source struct {
	Scenario string        `json:"scenario,omitempty"` // of the library
	Text     string        `json:"text,omitempty"`     // else a scenario file, YAML or JSON
	Changes  []edit.Change `json:"changes,omitempty"`
}

// The bounds of a session.
const (
	mostFilms = 8        // kept of the last runs
	filmLimit = 16 << 20 // bytes of one
)

// Session answers questions and remembers the last runs. It may be used by several goroutines.
type Session struct {
	// Given is the text of the scenario file that the page was opened with, with the files that it
	// names in it; "" = none.
	Given string
	// Limit is how long one answer may take; 0 = without limit.
	Limit time.Duration

	mu   sync.Mutex
	runs []*Run // the last used first
}

// Run is a run of a scenario.
type Run struct {
	Scenario *scenarios.Scenario
	Report   *report.Report
	Film     *film.Film

	source string     // of which it is, as JSON
	stops  []int      // steps of the film; see telling.Stops
	mu     sync.Mutex // held while the film or what follows is read or made

	compared *experiment.ComparisonResult // nil = not yet
	searched bool                         // for remedies
}

// text is the scenario file with the changes made.
func (s *Session) text(src Source) (name string, text []byte, err error) {
	if src.Scenario == "" {
		text, err = edit.Apply("scenario.yaml", []byte(src.Text), noFiles, src.Changes)
		return "scenario.yaml", text, err
	}
	if text, err = scenarios.Source(src.Scenario); err == nil {
		text, err = edit.Apply(src.Scenario+".yaml", text, scenarios.ReadFile, src.Changes)
	}
	return src.Scenario + ".yaml", text, err
}

func noFiles(name string) ([]byte, error) {
	return nil, fmt.Errorf("file %q cannot be read from here, wanted what it says in its place", name)
}

// read reads a scenario and its values that are changed.
func (s *Session) read(src Source) (*scenarios.Scenario, error) {
	name, text, err := s.text(src)
	if err != nil {
		return nil, err
	}
	x, err := scenarios.Parse(name, text)
	if err != nil {
		return nil, err
	}
	return x, x.OverBudget
}

// Run is the run of a scenario: one of the last, or a new one. The error is a *scenarios.Error
// where the scenario is refused.
func (s *Session) Run(ctx context.Context, src Source) (*Run, error) {
	key, err := json.Marshal(src)
	if err != nil {
		return nil, err
	}
	if r := s.kept(string(key)); r != nil {
		return r, nil
	}
	x, err := s.read(src)
	if err != nil {
		return nil, err
	}
	r, err := run(ctx, x)
	if err != nil {
		return nil, err
	}
	r.source = string(key)
	s.keep(r)
	return r, nil
}

// run runs a scenario and says what came of all that it expects.
func run(ctx context.Context, x *scenarios.Scenario) (*Run, error) {
	f := film.New(x.Config)
	f.Limit = filmLimit
	made, err := experiment.Run(ctx, x.Config, 0, &experiment.Watch{Findings: true, Observers: []engine.Observer{f}})
	if err != nil {
		return nil, err
	}
	if made.Expectations, err = expectations(ctx, x, made); err != nil {
		return nil, err
	}
	return &Run{Scenario: x, Report: made, Film: f, stops: telling.Stops(f)}, nil
}

func expectations(ctx context.Context, x *scenarios.Scenario, of *report.Report) ([]report.Expectation, error) {
	all := x.Expectations(report.ValueOf(of))
	for _, q := range x.Reaches() {
		answer, err := experiment.Reach(ctx, x.Config, reach.Query{From: q.From, To: q.To, Port: q.Port, Protocol: q.Protocol})
		if err != nil {
			return nil, fmt.Errorf("expect reach [%s, %s]: %w", q.From, q.To, err)
		}
		all = append(all, q.Answered(answer.Reachable))
	}
	return all, nil
}

// kept is the run of a source that is among the last, or nil.
func (s *Session) kept(source string) *Run {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.runs, func(r *Run) bool { return r.source == source })
	if i < 0 {
		return nil
	}
	r := s.runs[i]
	s.runs = slices.Insert(slices.Delete(s.runs, i, i+1), 0, r)
	return r
}

func (s *Session) keep(r *Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = slices.Insert(s.runs, 0, r)
	s.runs = s.runs[:min(len(s.runs), mostFilms)]
}

// until is a context that is over after so long. It looks at the clock itself: in WebAssembly no
// timer runs while a simulation does. A context that is derived from it ends by its own timer.
type until struct {
	context.Context
	end time.Time
}

// within is a context that ends after so long.
func within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, d)
	return until{ctx, time.Now().Add(d)}, cancel
}

// Err is why the context has ended, or nil.
func (u until) Err() error {
	if err := u.Context.Err(); err != nil || time.Now().Before(u.end) {
		return err
	}
	return context.DeadlineExceeded
}
