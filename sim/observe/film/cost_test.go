//go:build unix

package film_test

import (
	"context"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// counter is the least that a listener to everything can do.
type counter struct{ events int }

func (c *counter) Wants() event.Kinds { return event.AllKinds() }
func (c *counter) On(*event.Event)    { c.events++ }

// BenchmarkListening is day-in-the-life with nobody listening, with a counter of all events,
// and with a film.
func BenchmarkListening(b *testing.B) {
	s, err := scenarios.Load("day-in-the-life")
	if err != nil {
		b.Fatal(err)
	}
	for _, x := range listeners {
		b.Run(x.name, func(b *testing.B) {
			for range b.N {
				if _, err := engine.Run(context.Background(), s.Config, 0, nil, x.observers(s)...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

var listeners = []struct {
	name      string
	observers func(s *scenarios.Scenario) []engine.Observer
}{
	{"nobody", func(*scenarios.Scenario) []engine.Observer { return nil }},
	{"counter", func(*scenarios.Scenario) []engine.Observer { return []engine.Observer{&counter{}} }},
	{"film", func(s *scenarios.Scenario) []engine.Observer { return []engine.Observer{film.New(s.Config)} }},
}

// A counter of all events costs at most a tenth more time of the processor than nobody does, on
// day-in-the-life: the least of many rounds in turn, which others disturb the least.
func TestListeningIsCheap(t *testing.T) {
	if os.Getenv("ECSSIM_VERIFY") == "" {
		t.Skip("it takes a minute; ECSSIM_VERIFY=1 runs it")
	}
	s, err := scenarios.Load("day-in-the-life")
	if err != nil {
		t.Fatal(err)
	}
	var took [3][]time.Duration
	for range 41 {
		for i, x := range listeners {
			runtime.GC()
			from := processorTime(t)
			for range 5 {
				if _, err := engine.Run(context.Background(), s.Config, 0, nil, x.observers(s)...); err != nil {
					t.Fatal(err)
				}
			}
			took[i] = append(took[i], processorTime(t)-from)
		}
	}
	for i := range took {
		slices.Sort(took[i])
		t.Logf("%-8s median %v, least %v", listeners[i].name, took[i][20]/5, took[i][0]/5)
	}
	for i, most := range []float64{1: 1.10, 2: 1.6} {
		if ratio := float64(took[i][0]) / float64(took[0][0]); most > 0 && ratio > most {
			t.Errorf("%s takes %.2f times what nobody does, want at most %.2f", listeners[i].name, ratio, most)
		}
	}
}

// processorTime is how long the processor has worked for this process.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
