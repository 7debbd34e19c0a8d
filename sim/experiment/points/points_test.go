package points_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/experiment/points"
	"ecssim/sim/report"
)

// fake is a sweep of so many points whose runs are those of a small scenario and whose values come of
// the seed alone.
func fake(t *testing.T, n int, rule points.Rule) *points.Sweep {
	t.Helper()
	s, err := scenarios.Load("two-tasks-and-a-wall")
	if err != nil {
		t.Fatal(err)
	}
	x := &points.Sweep{
		Config:  func(int) (*config.Config, error) { return s.Config, nil },
		Seed:    func(point, replication int) uint64 { return uint64(point*1000 + replication) },
		Measure: func(r *report.Report) []any { return []any{value(r.Seed)} },
		Rule:    rule,
	}
	for p := range n {
		x.Points = append(x.Points, p)
	}
	return x
}

// value differs the more between runs, the larger the number of the point is.
func value(seed uint64) float64 {
	point, replication := float64(seed/1000), float64(seed%1000)
	return 10 + point*math.Sin(replication*replication)
}

func ran(t *testing.T, s *points.Sweep) []points.Outcome {
	t.Helper()
	var all []points.Outcome
	if err := s.Run(t.Context(), func(o points.Outcome) error { all = append(all, o); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b points.Outcome) int { return a.Point - b.Point })
	return all
}

// enough is the slow twin of the rule: at each look it works out everything anew, by gonum.
func enough(rule points.Rule, point int) int {
	for n := rule.Min; ; n = min(rule.Max, n+(n+1)/2) {
		var xs []float64
		for r := range n {
			xs = append(xs, value(uint64(point*1000+r)))
		}
		mean, sd := stat.MeanStdDev(xs, nil)
		half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1-(1-rule.Confidence)/2) * sd / math.Sqrt(float64(n))
		wanted := rule.Absolute
		if rule.Relative > 0 {
			wanted = rule.Relative / (1 + rule.Relative) * math.Abs(mean)
		}
		if half <= wanted || n == rule.Max {
			return n
		}
	}
}

func TestRule(t *testing.T) {
	for _, rule := range []points.Rule{
		{Min: 2, Max: 300, Relative: 0.05, Of: []int{0}, Confidence: 0.95},
		{Min: 5, Max: 60, Absolute: 0.4, Of: []int{0}, Confidence: 0.9},
		{Min: 3, Max: 3, Confidence: 0.95},
	} {
		counts := map[int]int{}
		for _, o := range ran(t, fake(t, 12, rule)) {
			want := rule.Min
			if len(rule.Of) > 0 {
				want = enough(rule, o.Point)
			}
			if len(o.Rows) != want {
				t.Errorf("%+v: point %d has %d runs, want %d", rule, o.Point, len(o.Rows), want)
			}
			counts[want]++
		}
		if len(rule.Of) > 0 && len(counts) < 4 {
			t.Errorf("%+v stops at %v alone: the points do not try it", rule, counts)
		}
	}
}

// A constant stops at the first look, and what no run has does not keep a point running.
func TestRuleOfConstantsAndNulls(t *testing.T) {
	for name, values := range map[string]func(seed uint64) any{
		"constant": func(uint64) any { return 0.0 }, "null": func(uint64) any { return nil },
		"sometimes null": func(seed uint64) any {
			if seed%2 == 0 {
				return nil
			}
			return 1.0
		},
	} {
		s := fake(t, 1, points.Rule{Min: 4, Max: 20, Relative: 0.01, Of: []int{0}, Confidence: 0.95})
		s.Measure = func(r *report.Report) []any { return []any{values(r.Seed)} }
		want := map[string]int{"constant": 4, "null": 4, "sometimes null": 20}[name]
		if o := ran(t, s); len(o[0].Rows) != want {
			t.Errorf("%s: %d runs, want %d", name, len(o[0].Rows), want)
		}
	}
}

func TestWorkers(t *testing.T) {
	rule := points.Rule{Min: 3, Max: 40, Relative: 0.1, Of: []int{0}, Confidence: 0.95}
	one := ran(t, fake(t, 20, rule))
	for _, workers := range []int{2, 7, 64} {
		s := fake(t, 20, rule)
		s.Workers = workers
		if diff := cmp.Diff(one, ran(t, s), cmpopts.IgnoreFields(points.Row{}, "Wall")); diff != "" {
			t.Errorf("%d workers: -one worker +these\n%s", workers, diff)
		}
	}
}

// What goes wrong is a row, which is the point's last; the others go on.
func TestTroubleIsARow(t *testing.T) {
	for _, workers := range []int{1, 3} {
		s := fake(t, 6, points.Rule{Min: 5, Max: 5, Confidence: 0.95})
		s.Workers = workers
		usual := s.Config
		s.Config = func(point int) (*config.Config, error) {
			switch point {
			case 1:
				return nil, errors.New("no such type")
			case 2:
				return nil, &points.NoConfigError{Status: points.Refused, Text: "too much"}
			case 3:
				panic("a fault")
			case 4:
				c, err := usual(point)
				impossible := *c
				impossible.Duration = -1
				return &impossible, err
			}
			return usual(point)
		}
		s.Measure = func(r *report.Report) []any {
			if r.Seed == 5003 {
				panic("another fault")
			}
			return []any{1.0}
		}
		var have []string
		for _, o := range ran(t, s) {
			last := o.Rows[len(o.Rows)-1]
			have = append(have, fmt.Sprintf("%d: %d rows, %v %s", o.Point, len(o.Rows), last.Status, last.Error))
		}
		have[4] = have[4][:len("4: 1 rows, invalid")] // what config.Validate says is its own affair
		want := []string{"0: 5 rows, ok ", "1: 1 rows, invalid no such type", "2: 1 rows, refused too much", "3: 1 rows, panic a fault",
			"4: 1 rows, invalid", "5: 4 rows, panic another fault"}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%d workers: -want +have\n%s", workers, diff)
		}
	}
}

func TestTimeout(t *testing.T) {
	s := fake(t, 1, points.Rule{Min: 2, Max: 2, Confidence: 0.95})
	s.Timeout = time.Nanosecond
	big, err := scenarios.Load("day-in-the-life")
	if err != nil {
		t.Fatal(err)
	}
	s.Config = func(int) (*config.Config, error) { return big.Config, nil }
	if o := ran(t, s); len(o[0].Rows) != 1 || o[0].Rows[0].Status != points.Timeout || !strings.Contains(o[0].Rows[0].Error, "longer than 1ns") {
		t.Errorf("%+v", o)
	}
}

// A sweep ends with its context, or when what it gives cannot be taken; nothing is taken afterwards.
func TestEnd(t *testing.T) {
	rule := points.Rule{Min: 2, Max: 2, Confidence: 0.95}
	full := errors.New("no space")
	for _, workers := range []int{1, 4} {
		s := fake(t, 50, rule)
		s.Workers = workers
		taken := 0
		if err := s.Run(t.Context(), func(points.Outcome) error {
			if taken++; taken == 3 {
				return full
			}
			return nil
		}); !errors.Is(err, full) || taken != 3 {
			t.Errorf("%d workers: %v after %d points, want %v after 3", workers, err, taken, full)
		}
		ctx, cancel := context.WithCancel(t.Context())
		taken = 0
		s = fake(t, 50, rule)
		s.Workers = workers
		err := s.Run(ctx, func(points.Outcome) error {
			if taken++; taken == 3 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || taken > 3+workers {
			t.Errorf("%d workers: %v after %d points, want %v", workers, err, taken, context.Canceled)
		}
	}
}

// A row is a run of the scenario with its seed.
func TestRowIsARun(t *testing.T) {
	s, err := scenarios.Load("day-in-the-life")
	if err != nil {
		t.Fatal(err)
	}
	x := fake(t, 1, points.Rule{Min: 2, Max: 2, Confidence: 0.95})
	x.Config = func(int) (*config.Config, error) { return s.Config, nil }
	x.Measure = func(r *report.Report) []any { return []any{r.Fingerprint} }
	rows := ran(t, x)[0].Rows
	if rows[0].Values[0] == rows[1].Values[0] || s.Config.Seed == rows[1].Seed {
		t.Errorf("two runs are alike, or the scenario's seed has changed: %v", rows)
	}
}
