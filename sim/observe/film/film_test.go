package film_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// recorded is the film of a scenario of the library.
func recorded(t testing.TB, name string, others ...engine.Observer) (*film.Film, *config.Config) {
	t.Helper()
	s, err := scenarios.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	f := film.New(s.Config)
	if _, err := engine.Run(context.Background(), s.Config, 0, nil, append(others, f)...); err != nil {
		t.Fatal(err)
	}
	return f, s.Config
}

// collector keeps all events.
type collector struct{ all []event.Event }

func (c *collector) Wants() event.Kinds { return event.AllKinds() }
func (c *collector) On(e *event.Event)  { c.all = append(c.all, *e) }

// A film gives the events that there were, at any step and in any order, and the scene of each
// step is the fold of the events until then.
func TestFilm(t *testing.T) {
	var c collector
	f, scenario := recorded(t, "day-in-the-life", &c)
	if f.Steps() != len(c.all) || f.End() != c.all[len(c.all)-1].At {
		t.Fatalf("%d steps until %v, want %d until %v", f.Steps(), f.End(), len(c.all), c.all[len(c.all)-1].At)
	}
	r := rand.New(rand.NewPCG(1, 2))
	steps := map[int]bool{-1: true, 0: true, len(c.all) - 1: true}
	at := 0
	for range 100 {
		if at += r.IntN(7) - 3; at < 0 || r.IntN(10) == 0 {
			at = r.IntN(len(c.all))
		}
		steps[at] = true
	}
	folded, want := film.NewScene(scenario), map[int]*film.Scene{}
	for step := -1; step < len(c.all); step++ {
		if step >= 0 {
			folded.Apply(&c.all[step])
		}
		if steps[step] {
			want[step] = folded.Copy()
		}
	}
	for step := range steps { // in no order
		if have := f.Scene(step); !reflect.DeepEqual(have, want[step]) {
			t.Fatalf("the scene of step %d is another", step)
		}
		if step >= 0 && f.At(step) != c.all[step] {
			t.Fatalf("step %d is %+v, want %+v", step, f.At(step), c.all[step])
		}
	}
	for step, e := range f.All() {
		if *e != c.all[step] {
			t.Fatalf("step %d is %+v, want %+v", step, *e, c.all[step])
		}
	}
	for range 100 {
		step := r.IntN(len(c.all))
		last := step
		for last+1 < len(c.all) && c.all[last+1].At == c.all[step].At {
			last++
		}
		if have := f.StepAt(c.all[step].At); have != last {
			t.Fatalf("step %d is the last at %v, want %d", have, c.all[step].At, last)
		}
	}
	if have := f.StepAt(-1); have != -1 {
		t.Errorf("step %d is the last before the run, want -1", have)
	}
	again, err := film.Read(f.Bytes(), scenario)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Scene(f.Steps()-1), f.Scene(f.Steps()-1)) || !bytes.Equal(again.Bytes(), f.Bytes()) {
		t.Error("the film that was stored and read is another one")
	}
}

// An event of day-in-the-life takes three and a half bytes, and not two when it is compressed.
func TestSize(t *testing.T) {
	f, _ := recorded(t, "day-in-the-life")
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := w.Write(f.Bytes()); err != nil {
		t.Fatal(err)
	}
	w.Close()
	plain, packed := float64(f.Size())/float64(f.Steps()), float64(b.Len())/float64(f.Steps())
	t.Logf("%d events, %.2f bytes each, %.2f compressed", f.Steps(), plain, packed)
	if plain > 4 || packed > 2 {
		t.Errorf("%.2f bytes an event, %.2f compressed, want at most 4 and 2", plain, packed)
	}
}
