package picture

import (
	"context"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/film"
)

// recorded is a run of a scenario.
type recorded struct {
	*film.Film
	book *address.Book // at its end
}

// last is the scene at its end.
func (r *recorded) last() *film.Scene { return r.Scene(r.Steps() - 1) }

// record runs a scenario of the library.
func record(t testing.TB, name string) *recorded {
	t.Helper()
	s, err := scenarios.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return recordScenario(t, s)
}

func recordScenario(t testing.TB, s *scenarios.Scenario) *recorded {
	t.Helper()
	r := &recorded{film.New(s.Config), address.NewBook(s.Config)}
	if _, err := engine.Run(context.Background(), s.Config, 0, nil, r.Film, r.book); err != nil {
		t.Fatal(err)
	}
	return r
}
