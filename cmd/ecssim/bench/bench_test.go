package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios"
)

// Every job's scenario file is one, and every target names a program that there is.
func TestJobsAndTargets(t *testing.T) {
	programs := map[string]bool{}
	for _, j := range jobs() {
		for _, p := range j.by {
			if name := j.name + "/" + p.name; programs[name] {
				t.Errorf("%s is there twice", name)
			} else {
				programs[name] = true
			}
		}
		if j.scene == nil {
			continue
		}
		if _, err := scenarios.Parse(j.name, []byte(j.scene())); err != nil {
			t.Errorf("%s: %v", j.name, err)
		}
	}
	for _, x := range targets {
		for _, q := range []*quantity{&x.num, x.den} {
			if q != nil && !programs[q.job+"/"+q.program] {
				t.Errorf("%s, %s: no program %s of %s", x.id, x.what, q.program, q.job)
			}
		}
	}
}

// Our side of the anchors does the work that theirs does.
func TestWorkIsTheSame(t *testing.T) {
	for args, want := range map[string]string{
		"hold 1000 100000 100000": "check=00122af9b708a9a5",
		"loss 1000000":            "check=28387-lost",
	} {
		if got := printed(t, args); !strings.Contains(got, want) {
			t.Errorf("%s printed %q, wanted %s", args, got, want)
		}
	}
}

// The scan and the slow twin choose the hosts that the indexes choose.
func TestPlacersAgree(t *testing.T) {
	for strategy := range strategies {
		for _, load := range loads {
			checks := map[string]bool{}
			for _, kind := range []string{"indexed", "scan", "twin"} {
				_, check, _ := strings.Cut(printed(t, fmt.Sprintf("place %s %s 200 %s 2000 2000", kind, strategy, load)), "check=")
				checks[check] = true
			}
			if len(checks) != 1 {
				t.Errorf("%s, %s: checks %v, wanted one", strategy, load, checks)
			}
		}
	}
}

// A run inside this process places the same tasks with the indexes and without.
func TestRunsAgree(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cluster.yaml")
	if err := os.WriteFile(file, []byte(clusterScene(20, 2400)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"indexes", "twin"} {
		if got := printed(t, "run "+file+" "+how); !strings.Contains(got, "check=2399-placed") {
			t.Errorf("%s: %q, wanted 2399 of 2400 placed", how, got)
		}
	}
}

// printed runs a program of ours.
func printed(t *testing.T, args string) string {
	t.Helper()
	var out, errors bytes.Buffer
	if status := work(strings.Fields(args), &out, &errors); status != 0 {
		t.Fatalf("%s: status %d, %s", args, status, errors.String())
	}
	return out.String()
}

// What is left out names its targets, those asked for only, and what to install.
func TestLeftOut(t *testing.T) {
	s := &site{lacks: []lack{{"cpp", "C++", "c++: not found", "g++"}, {"simpy", "SimPy", "no python3 has it", "python3-simpy3"},
		{"glpsol", "GLPK", "glpsol is not installed", "glpk-utils"}}}
	for rows, want := range map[string][]string{
		"P1 F1": nil,
		"K1":    {"Left out for want of C++: K1 (c++: not found). To have it on Debian or Ubuntu, as root: apt-get install g++"},
		"L": {"Left out for want of C++: L1 (c++: not found). To have it on Debian or Ubuntu, as root: apt-get install g++",
			"Left out for want of GLPK: L6 (glpsol is not installed). To have it on Debian or Ubuntu, as root: apt-get install glpk-utils"},
		"K2 K5": {"Left out for want of SimPy: K2 K5 (no python3 has it). To have it on Debian or Ubuntu, as root: apt-get install python3-simpy3"},
	} {
		picked, err := pick(targets, strings.Fields(rows))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.leftOut(jobs(), picked); !slices.Equal(got, want) {
			t.Errorf("%s: %q, wanted %q", rows, got, want)
		}
	}
}

func TestInterval(t *testing.T) {
	for _, c := range []struct{ n, low, high int }{{1, 1, 1}, {3, 1, 3}, {5, 1, 5}, {7, 1, 7}, {8, 2, 7}, {15, 4, 12}, {20, 6, 15}} {
		var xs []float64
		for i := range c.n {
			xs = append(xs, float64(c.n-i))
		}
		if low, high := interval(xs); low != float64(c.low) || high != float64(c.high) {
			t.Errorf("%d values: %v to %v, wanted %d to %d", c.n, low, high, c.low, c.high)
		}
	}
}

func TestVerdicts(t *testing.T) {
	run := func(ours, theirs []float64) measured {
		m := measured{"j": {}}
		for _, x := range ours {
			m["j"]["a"] = append(m["j"]["a"], sample{values: map[string]float64{"ns": x}})
		}
		for _, x := range theirs {
			m["j"]["b"] = append(m["j"]["b"], sample{values: map[string]float64{"ns": x}})
		}
		return m
	}
	scaled := target{num: quantity{"j", "a", loop}, den: &quantity{"j", "b", loop}, scale: 1e3, atMost: 500}
	most := target{num: quantity{"j", "a", loop}, den: &quantity{"j", "b", loop}, atMost: 0.5}
	for _, c := range []struct {
		ours, theirs []float64
		want         verdict
	}{
		{[]float64{4, 5, 4}, []float64{10, 10, 9}, met},
		{[]float64{6, 6, 4}, []float64{10, 10, 10}, inNoise},
		{[]float64{6, 7, 8}, []float64{10, 10, 10}, missed},
		{[]float64{4, 4, 4}, []float64{10, 10, 10, 1, 1, 1, 1}, met}, // rounds of one alone do not count
		{nil, nil, leftOut},
	} {
		s := scaled.judge(run(c.ours, c.theirs))
		if f := most.judge(run(c.ours, c.theirs)); f.verdict != c.want {
			t.Errorf("%v over %v: %q at %v from %v to %v, wanted %q", c.ours, c.theirs, f.verdict, f.figure, f.low, f.high, c.want)
		} else if s.verdict != f.verdict || s.figure != 1e3*f.figure || s.low != 1e3*f.low || s.high != 1e3*f.high {
			t.Errorf("a thousand times %v is %v, in %v to %v: %q", f.figure, s.figure, s.low, s.high, s.verdict)
		}
	}
}

// A process's CPU time a unit of its work is divided by a C++ event: 22.3 s for ten
// million tasks are 2,230 ns a task, 7.1 events of 314 ns.
func TestPerEvent(t *testing.T) {
	m := measured{
		"hold-1000000": {"C++": {{values: map[string]float64{"ns": 314}}}},
		"ten-million":  {"ecssim run": {{cpu: 22300 * time.Millisecond}}},
	}
	x := targets[slices.IndexFunc(targets, func(x target) bool { return x.id == "S1" })]
	if f := x.judge(m); figure(f.figure)+f.unit() != "7.1 ×" || f.verdict != met {
		t.Errorf("%s: %s%s, %q, wanted 7.1 × and met", x.what, figure(f.figure), f.unit(), f.verdict)
	}
	delete(m, "hold-1000000")
	if f := x.judge(m); f.verdict != leftOut {
		t.Errorf("without the C++ program: %q, wanted it left out", f.verdict)
	}
}

func TestDisagreement(t *testing.T) {
	j := job{name: "j", by: []program{{name: "a"}, {name: "b"}, {name: "c", apart: true}}}
	m := func(a1, a2, b, c string) measured {
		return measured{"j": {"a": {{check: a1}, {check: a2}}, "b": {{check: b}}, "c": {{check: c}}}}
	}
	for _, c := range []struct {
		m    measured
		want string
	}{
		{m("1", "1", "1", "2"), ""},
		{m("1", "1", "3", "2"), "a printed 1 and b 3"},
		{m("1", "2", "1", "1"), "a printed 1 and 2"},
	} {
		if got := j.disagreement(c.m); got != c.want {
			t.Errorf("%q, wanted %q", got, c.want)
		}
	}
}

func TestFigure(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.00033: "0.00033", 0.129: "0.13", 1: "1", 2.5: "2.5", 31.04: "31", 126.4: "126", 1234567: "1,234,567"} {
		if got := figure(x); got != want {
			t.Errorf("figure(%v) = %q, wanted %q", x, got, want)
		}
	}
}
