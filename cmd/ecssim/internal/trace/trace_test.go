package trace

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

var update = flag.Bool("update", false, "rewrite the stored trace")

// read is a trace as a program reads it.
type read struct {
	TraceEvents []struct {
		Name, Ph, S string
		TS, Dur     float64
		PID, TID    int
		Args        map[string]any
	}
	OtherData map[string]any
}

func traceOf(t *testing.T, name string) (*film.Film, []byte) {
	t.Helper()
	s, err := scenarios.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	f := film.New(s.Config)
	if _, err := engine.Run(context.Background(), s.Config, 0, nil, f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return f, b.Bytes()
}

// Every scenario's trace can be read: metadata first, then events in order of time, slices of a
// thread one after the other, each process and thread with a name, as many processes as
// instances, and as many refusals as there were.
func TestEveryTrace(t *testing.T) {
	for _, name := range scenarios.Names() {
		f, b := traceOf(t, name)
		var r read
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		named, threads, ends := map[int]bool{}, map[string]bool{}, map[string]float64{}
		last, begun, refused := 0.0, false, 0
		for i, e := range r.TraceEvents {
			thread := fmt.Sprint(e.PID, " ", e.TID)
			fault := func(what string) { t.Errorf("%s, event %d: %s: %+v", name, i, what, e) }
			if e.Ph == "M" {
				switch {
				case begun:
					fault("metadata after events")
				case e.Name == "process_name":
					named[e.PID] = true
				case e.Name == "thread_name":
					threads[thread] = true
				}
				continue
			}
			begun = true
			if e.TS < last {
				fault("before the one before it")
			}
			last = e.TS
			if !named[e.PID] || e.Ph != "C" && e.TID != self && !threads[thread] {
				fault("no name")
			}
			switch e.Ph {
			case "X":
				if e.Dur <= 0 || e.TS+0.0005 < ends[thread] {
					fault("it overlaps the slice before")
				}
				ends[thread] = e.TS + e.Dur
			case "C":
				for _, v := range e.Args {
					if n, ok := v.(float64); !ok || n < 0 {
						fault("a counter below 0")
					}
				}
			case "i":
				if e.S != "t" {
					fault("no scope")
				}
				if e.PID == cluster && strings.Contains(e.Name, " refused: ") {
					refused++
				}
			default:
				fault("an unknown phase")
			}
		}
		want := 0
		for _, e := range f.All() {
			if e.Kind == event.PlacementRefused {
				want++
			}
		}
		if refused != want {
			t.Errorf("%s: %d refusals, want %d", name, refused, want)
		}
		if s := f.Scene(f.Steps() - 1); len(named) != len(s.Instances)+1 {
			t.Errorf("%s: %d processes, want %d", name, len(named), len(s.Instances)+1)
		}
	}
}

func TestTrace(t *testing.T) {
	_, got := traceOf(t, "two-tasks-and-a-wall")
	path := filepath.Join("testdata", "two-tasks-and-a-wall.json")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}
