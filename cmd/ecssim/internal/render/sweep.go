package render

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"ecssim/cmd/ecssim/internal/results"
	"ecssim/model"
	"ecssim/sim/experiment/points"
	"ecssim/sim/report"
)

// Sweep builds the document of what the points of a sweep come to.
func Sweep(s *results.Summary) *Document {
	d := &Document{Verdict: sweepVerdict(s), Data: sweepData(s), Mood: Neutral}
	if s.Errors > 0 {
		d.Mood = Bad
	}
	d.Tables = []Table{pointTable(s), pairedTable(s), errorTable(s)}
	d.Notes = append(d.Notes, fmt.Sprintf("± is half the width of an interval of %v %% confidence. ecssim run of a point's scenario with --seed of a row is that row.",
		100*s.Sweep.Rule.Confidence))
	return d
}

// sweepVerdict says how much was run, what went wrong, and at which point the first measure that has a
// direction is best.
func sweepVerdict(s *results.Summary) string {
	text := fmt.Sprintf("%s: %s in %s.", s.Sweep.Name, model.Counted(len(s.Points), "point"), model.Counted(s.Rows, "run"))
	if s.Errors > 0 {
		text += fmt.Sprintf(" %s no result.", counting(s.Errors, "point has", "points have"))
	}
	if s.Missed > 0 {
		text += fmt.Sprintf(" %s known less precisely than asked for.", counting(s.Missed, "point is", "points are"))
	}
	for m, c := range s.Sweep.Measures {
		more := direction(c.Name)
		if more == report.Unsaid || more == report.Neither {
			continue
		}
		if best := bestPoint(s, m, more); best != nil && len(s.Points) > 1 && level(s, m) {
			text += fmt.Sprintf(" %s is equal at all points: %s.", c.Name, estimate(best.Measures[m]))
		} else if best != nil {
			word := map[report.Direction]string{report.Better: "highest", report.Worse: "lowest"}[more]
			text += fmt.Sprintf(" %s is %s, %s, at point %d%s.", c.Name, word, estimate(best.Measures[m]), best.Number, in(settings(s, best)))
		}
		break
	}
	return text
}

func in(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func counting(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return integer(n) + " " + many
}

// direction says what more of a measure is.
func direction(path string) report.Direction {
	found := report.Unsaid
	var look func(f *report.Field)
	look = func(f *report.Field) {
		if f.Path == path {
			found = f.More
		}
		for _, x := range f.Fields {
			look(x)
		}
	}
	look(report.ReportFields())
	return found
}

// bestPoint is the first point at which a measure is best; nil = none has it.
func bestPoint(s *results.Summary, measure int, more report.Direction) (best *results.PointSummary) {
	for i := range s.Points {
		p := &s.Points[i]
		x := p.Measures[measure].Mean
		if x == nil {
			continue
		}
		if best == nil || more == report.Better && *x > *best.Measures[measure].Mean || more == report.Worse && *x < *best.Measures[measure].Mean {
			best = p
		}
	}
	return best
}

// level reports whether a measure has one mean at all points.
func level(s *results.Summary, measure int) bool {
	first := s.Points[0].Measures[measure].Mean
	return first != nil && !slices.ContainsFunc(s.Points, func(p results.PointSummary) bool {
		x := p.Measures[measure].Mean
		return x == nil || *x != *first
	})
}

// settings says what a point sets: "a = 1, b = 2".
func settings(s *results.Summary, p *results.PointSummary) string {
	var all []string
	for i, c := range s.Sweep.Varied {
		if p.Values[i] != nil {
			all = append(all, c.Name+map[bool]string{false: " = ", true: " × "}[c.Scaled]+results.Text(p.Values[i]))
		}
	}
	return strings.Join(all, ", ")
}

// pointTable has a row a point.
func pointTable(s *results.Summary) Table {
	columns, same := pointColumns(s)
	t := Table{Title: "Points", Columns: columns, Most: maxPoints}
	t.Columns = append(t.Columns, count("runs"))
	asked := len(s.Sweep.Rule.Of) > 0
	if asked {
		t.Columns = append(t.Columns, text("precision"))
	}
	for _, m := range s.Sweep.Measures {
		t.Columns = append(t.Columns, Column{Name: m.Name, Right: m.Kind != results.String})
	}
	for i := range s.Points {
		p := &s.Points[i]
		row := append(pointCells(p, same), integer(p.Replications))
		if asked {
			row = append(row, orNone(s.Precision(p)))
		}
		for _, e := range p.Measures {
			row = append(row, estimate(e))
		}
		t.add(row...)
	}
	return t
}

// maxPoints is how many rows of a table of points a terminal shows.
const maxPoints = 20

// pointColumns are the head of what a point is, without the addresses at which all points are alike.
// The last two words of an address are enough where no other has them.
func pointColumns(s *results.Summary) (columns []Column, same []bool) {
	columns = []Column{count("point")}
	var short []string
	for _, v := range s.Sweep.Varied {
		short = append(short, lastWords(v.Name))
	}
	for i, v := range s.Sweep.Varied {
		if same = append(same, alike(s, i)); same[i] {
			continue
		}
		name := v.Name
		if i == slices.Index(short, short[i]) && !slices.Contains(short[i+1:], short[i]) {
			name = short[i]
		}
		if v.Scaled {
			name += " ×"
		}
		columns = append(columns, Column{Name: name, Right: v.Kind == results.Int || v.Kind == results.Double})
	}
	return columns, same
}

func lastWords(address string) string {
	words := strings.Split(address, ".")
	return strings.Join(words[max(0, len(words)-2):], ".")
}

// alike reports whether several points all have the same value of an address.
func alike(s *results.Summary, varied int) bool {
	return len(s.Points) > 1 && !slices.ContainsFunc(s.Points, func(p results.PointSummary) bool { return p.Values[varied] != s.Points[0].Values[varied] })
}

// pointCells writes what a point is, as pointColumns have it.
func pointCells(p *results.PointSummary, same []bool) []string {
	row := []string{integer(p.Number)}
	for i, v := range p.Values {
		if !same[i] {
			row = append(row, orNone(results.Text(v)))
		}
	}
	return row
}

// pairedTable compares every point with the first, run by run.
func pairedTable(s *results.Summary) Table {
	columns, same := pointColumns(s)
	t := Table{Title: "Differences to the first point, run by run", Columns: columns, Most: maxPoints}
	var shown []int
	for m := range s.Sweep.Measures {
		if slices.ContainsFunc(s.Points, func(p results.PointSummary) bool {
			return p.Differences[m].Half != nil && (*p.Differences[m].Mean != 0 || *p.Differences[m].Half != 0)
		}) {
			shown = append(shown, m)
			t.Columns = append(t.Columns, count(s.Sweep.Measures[m].Name))
		}
	}
	if len(shown) == 0 {
		return t
	}
	for i := range s.Points {
		if i == 0 || s.Points[i].Status != points.OK {
			continue
		}
		row := pointCells(&s.Points[i], same)
		for _, m := range shown {
			row = append(row, signed(s.Points[i].Differences[m]))
		}
		t.add(row...)
	}
	return t
}

// errorTable has the points without a result.
func errorTable(s *results.Summary) Table {
	columns, same := pointColumns(s)
	t := Table{Title: "Points without a result", Columns: append(columns, text("status"), text("why")), Most: maxPoints}
	for i := range s.Points {
		if p := &s.Points[i]; p.Status != points.OK {
			t.add(append(pointCells(p, same), p.Status.String(), p.Error)...)
		}
	}
	return t
}

// estimate writes a mean and half the width of its interval.
func estimate(e results.Estimate) string {
	switch {
	case e.Text != "":
		return e.Text
	case e.Mean == nil:
		return none
	case e.Half == nil || *e.Half == 0:
		return significant(*e.Mean, math.Abs(*e.Mean))
	}
	return significant(*e.Mean, *e.Half) + " ± " + significant(*e.Half, *e.Half)
}

func signed(e results.Estimate) string {
	if e.Mean == nil || e.Half == nil || *e.Mean <= 0 {
		return estimate(e)
	}
	return "+" + estimate(e)
}

// significant writes a number with as many decimals as something of a size has two digits that count,
// or a whole number with none.
func significant(x, size float64) string {
	if x == math.Trunc(x) && size == math.Abs(x) && size < 1e15 {
		return decimal(x, 0)
	}
	places := 3
	for limit := 0.1; size < limit && places < 9; limit /= 10 {
		places++
	}
	for limit := 1.0; size >= limit && places > 1; limit *= 10 {
		places--
	}
	return decimal(x, places)
}

// sweepJSON is the result of a sweep as JSON has it.
type sweepJSON struct {
	*results.Sweep
	Rows   int         `json:"rows"`
	Errors int         `json:"errorPoints"`
	Missed int         `json:"missedPoints"`
	Points []pointJSON `json:"points"`
}

type pointJSON struct {
	Point        int                        `json:"point"`
	ID           string                     `json:"pointId"`
	Values       map[string]any             `json:"values"`
	Replications int                        `json:"replications"`
	Precision    *string                    `json:"precision"` // met or missed; null = nothing was asked for
	Status       string                     `json:"status"`
	Error        string                     `json:"error,omitempty"`
	Measures     map[string]json.RawMessage `json:"measures"`
	Differences  map[string]json.RawMessage `json:"differences"` // to the first point, run by run
}

func sweepData(s *results.Summary) sweepJSON {
	all := sweepJSON{s.Sweep, s.Rows, s.Errors, s.Missed, []pointJSON{}}
	for i := range s.Points {
		p := &s.Points[i]
		x := pointJSON{Point: p.Number, ID: p.ID, Values: map[string]any{}, Replications: p.Replications, Status: p.Status.String(), Error: p.Error,
			Measures: map[string]json.RawMessage{}, Differences: map[string]json.RawMessage{}}
		for k, v := range s.Sweep.Varied {
			x.Values[v.Name] = p.Values[k]
		}
		if precision := s.Precision(p); precision != "" {
			x.Precision = &precision
		}
		for m, c := range s.Sweep.Measures {
			x.Measures[c.Name] = estimateJSON(p.Measures[m])
			if c.Kind != results.String {
				x.Differences[c.Name] = estimateJSON(p.Differences[m])
			}
		}
		all.Points = append(all.Points, x)
	}
	return all
}

func estimateJSON(e results.Estimate) json.RawMessage {
	var v any
	switch {
	case e.Text != "":
		v = e.Text
	case e.Mean != nil:
		x := struct {
			Mean float64  `json:"mean"`
			Low  *float64 `json:"low"`
			High *float64 `json:"high"`
		}{Mean: *e.Mean}
		if e.Half != nil {
			low, high := *e.Mean-*e.Half, *e.Mean+*e.Half
			x.Low, x.High = &low, &high
		}
		v = x
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic("render: " + err.Error() + ", invariant: numbers and texts")
	}
	return text
}

// ShardData is what one shard of a sweep holds.
type ShardData struct {
	Sweep  string `json:"sweep"`
	Shard  int    `json:"shard"`
	Of     int    `json:"of"`
	Points int    `json:"points"`
	Rows   int    `json:"rows"`
	Errors int    `json:"errorPoints"`
	File   string `json:"file"`
}

// Shard builds the document of one shard of a sweep.
func Shard(x ShardData) *Document {
	d := &Document{Data: x, Verdict: fmt.Sprintf("%s, shard %d of %d: %s in %s, in %s.", x.Sweep, x.Shard, x.Of, model.Counted(x.Points, "point"), model.Counted(x.Rows, "run"), x.File)}
	if x.Errors > 0 {
		d.Mood = Bad
		d.Verdict += fmt.Sprintf(" %s no result.", counting(x.Errors, "point has", "points have"))
	}
	d.CSV = func() *Table {
		t := &Table{Columns: []Column{text("sweep"), count("shard"), count("of"), count("points"), count("rows"), count("error points"), text("file")}}
		t.add(x.Sweep, integer(x.Shard), integer(x.Of), integer(x.Points), integer(x.Rows), integer(x.Errors), x.File)
		return t
	}
	return d
}

// SweepPlanData is what a sweep will run.
type SweepPlanData struct {
	*results.Sweep
	Points  []PlannedPoint `json:"points"`
	Refused int            `json:"refusedPoints"`
	Runs    [2]int         `json:"runs"`  // at the least, at the most
	Pilot   *Pilot         `json:"pilot"` // null = nothing was run
}

// PlannedPoint is one point.
type PlannedPoint struct {
	Number int    `json:"point"`
	ID     string `json:"pointId"`
	Values []any  `json:"values"` // of the columns varied
	Error  string `json:"error,omitempty"`
}

// Pilot is what a run each of some points tells about all.
type Pilot struct {
	Points        int        `json:"points"` // that were run
	SecondsPerRun float64    `json:"secondsPerRun"`
	Seconds       [2]float64 `json:"seconds"` // of all runs on one processor, at the least and at the most
	Shards        int        `json:"suggestedShards"`
}

// SweepPlan builds the document of what a sweep will run.
func SweepPlan(x *SweepPlanData) *Document {
	d := &Document{Data: x}
	d.Verdict = fmt.Sprintf("%s: %s (%s), %s.", x.Name, model.Counted(len(x.Points), "point"), x.Design, between(x.Runs[0], x.Runs[1]))
	if x.Refused > 0 {
		d.Mood = Bad
		d.Verdict += fmt.Sprintf(" The scenario refuses %s.", model.Counted(x.Refused, "point"))
	}
	if p := x.Pilot; p != nil {
		d.Verdict += fmt.Sprintf(" About %s on one processor (%s tried): %s.", span(p.Seconds), model.Counted(p.Points, "point"), shards(p.Shards))
	}
	s := &results.Summary{Sweep: x.Sweep}
	for _, p := range x.Points {
		s.Points = append(s.Points, results.PointSummary{Number: p.Number, Values: p.Values})
	}
	columns, same := pointColumns(s)
	t := Table{Title: "Points", Columns: columns, Most: maxPoints}
	if x.Refused > 0 {
		t.Columns = append(t.Columns, text("refused"))
	}
	for i, p := range x.Points {
		row := pointCells(&s.Points[i], same)
		if x.Refused > 0 {
			row = append(row, orNone(p.Error))
		}
		t.add(row...)
	}
	d.Tables = []Table{t}
	return d
}

func between(low, high int) string {
	if low == high {
		return model.Counted(low, "run")
	}
	return fmt.Sprintf("%d to %d runs", low, high)
}

func span(seconds [2]float64) string {
	low, high := duration(seconds[0]), duration(seconds[1])
	if low == high {
		return low
	}
	return low + " to " + high
}

// duration is a length of time with a digit or two that count.
func duration(seconds float64) string {
	switch {
	case seconds < 1:
		return "1 s"
	case seconds < 100:
		return decimal(seconds, 0) + " s"
	case seconds < 6000:
		return decimal(seconds/60, 0) + " min"
	}
	return decimal(seconds/3600, 1) + " h"
}

func shards(n int) string {
	if n == 1 {
		return "one shard is enough"
	}
	return fmt.Sprintf("%d shards", n)
}
