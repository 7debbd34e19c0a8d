package plot

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"ecssim/cmd/ecssim/internal/results"
)

// Kinds are the figures of a sweep that can be asked for.
var Kinds = []string{"curves", "heat-map", "trade-off"}

const (
	mostFigures = 12
	mostSeries  = 8
)

// OfSweep are the figures of a sweep of a kind, or of all kinds that it has the values for; what is left
// out is said.
func OfSweep(s *results.Summary, kind string) (figures []Figure, left string) {
	x := &drawing{s: s}
	for i := range s.Sweep.Varied {
		if len(x.values(i)) > 1 {
			x.varied = append(x.varied, i)
		}
	}
	if kind == "" || kind == "trade-off" {
		figures = append(figures, x.tradeOff()...)
	}
	for m, c := range s.Sweep.Measures {
		if c.Kind == results.String || !x.known(m) {
			continue
		}
		if kind == "" || kind == "heat-map" {
			figures = append(figures, x.heat(m)...)
		}
		if kind == "curves" || kind == "" && len(x.heat(m)) == 0 {
			figures = append(figures, x.curves(m)...)
		}
	}
	if len(figures) > mostFigures {
		left = fmt.Sprintf("%d of %d figures are drawn; --plot-kind and measure: choose among them", mostFigures, len(figures))
		figures = figures[:mostFigures]
	}
	return figures, left
}

type drawing struct {
	s      *results.Summary
	varied []int // columns with more than one value
}

// known reports whether some point has a measure.
func (x *drawing) known(m int) bool {
	return slices.ContainsFunc(x.s.Points, func(p results.PointSummary) bool { return p.Measures[m].Mean != nil })
}

// values are the different values of a column, sorted where they are numbers, else as they come.
func (x *drawing) values(column int) (all []any) {
	for i := range x.s.Points {
		if v := x.s.Points[i].Values[column]; v != nil && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	if x.numeric(column) {
		sort.SliceStable(all, func(i, k int) bool { return number(all[i]) < number(all[k]) })
	}
	return all
}

func (x *drawing) numeric(column int) bool {
	k := x.s.Sweep.Varied[column].Kind
	return k == results.Int || k == results.Double
}

func number(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return math.NaN()
}

// axis is the column for the horizontal axis: of those with numbers the one with most values, else of
// all; -1 = nothing is varied.
func (x *drawing) axis() int {
	best := -1
	for _, c := range x.varied {
		more := best < 0 || x.numeric(c) && !x.numeric(best) || x.numeric(c) == x.numeric(best) && len(x.values(c)) > len(x.values(best))
		if more {
			best = c
		}
	}
	return best
}

func (x *drawing) name(column int) string {
	c := x.s.Sweep.Varied[column]
	if c.Scaled {
		return c.Name + " ×"
	}
	return c.Name
}

// curves draws a measure over one column, a curve for each setting of the others.
func (x *drawing) curves(m int) []Figure {
	axis := x.axis()
	if axis < 0 {
		return nil
	}
	c := &Curves{Title: x.s.Sweep.Name, X: x.name(axis), Y: x.s.Sweep.Measures[m].Name}
	all := x.values(axis)
	if !x.numeric(axis) {
		for _, v := range all {
			c.Names = append(c.Names, results.Text(v))
		}
	}
	at := map[string]int{}
	for i := range x.s.Points {
		p := &x.s.Points[i]
		if p.Measures[m].Mean == nil || p.Values[axis] == nil {
			continue
		}
		name := x.others(p, axis)
		k, known := at[name]
		if !known {
			if len(c.Series) == mostSeries {
				continue
			}
			k = len(c.Series)
			at[name] = k
			c.Series = append(c.Series, Series{Name: name})
		}
		point := Point{X: number(p.Values[axis]), Y: *p.Measures[m].Mean, Label: fmt.Sprint(p.Number)}
		if !x.numeric(axis) {
			point.X = float64(slices.Index(all, p.Values[axis]))
		}
		if h := p.Measures[m].Half; h != nil {
			point.Half = *h
		}
		c.Series[k].Points = append(c.Series[k].Points, point)
	}
	for k := range c.Series {
		sortByX(c.Series[k].Points)
	}
	return []Figure{c}
}

// others says what a point sets beside one column.
func (x *drawing) others(p *results.PointSummary, axis int) string {
	var all []string
	for _, c := range x.varied {
		if c != axis {
			words := strings.Split(x.name(c), ".")
			all = append(all, words[len(words)-1]+" "+results.Text(p.Values[c]))
		}
	}
	return strings.Join(all, ", ")
}

// heat draws a measure over two columns where these are all that is varied, each with three values at
// least and every pair of them once.
func (x *drawing) heat(m int) []Figure {
	if len(x.varied) != 2 {
		return nil
	}
	a, b := x.varied[0], x.varied[1]
	xs, ys := x.values(a), x.values(b)
	if len(xs) < 3 || len(ys) < 3 || len(xs)*len(ys) != len(x.s.Points) {
		return nil
	}
	h := &Heat{Title: x.s.Sweep.Measures[m].Name, X: x.name(a), Y: x.name(b)}
	for _, v := range xs {
		h.XNames = append(h.XNames, results.Text(v))
	}
	for _, v := range ys {
		h.YNames = append(h.YNames, results.Text(v))
		row := make([]float64, len(xs))
		for i := range row {
			row[i] = math.NaN()
		}
		h.Values = append(h.Values, row)
	}
	for i := range x.s.Points {
		p := &x.s.Points[i]
		if y, z := slices.Index(ys, p.Values[b]), slices.Index(xs, p.Values[a]); y >= 0 && z >= 0 && p.Measures[m].Mean != nil {
			h.Values[y][z] = *p.Measures[m].Mean
		}
	}
	return []Figure{h}
}

// costs and waits are measures of which less is better: of money, and of time or tasks that wait.
var (
	costs = []string{"density.usdPerHour", "usd", "density.usdPerTaskHour", "instanceHours"}
	waits = []string{"timeToRunningSeconds.p95", "timeToRunningSeconds.p99", "timeToRunningSeconds.mean", "timeToPlaceSeconds.p95", "timeToPlaceSeconds.mean", "tasks.waiting"}
)

// tradeOff draws what waiting costs, where both are measured.
func (x *drawing) tradeOff() []Figure {
	cost, wait := x.measured(costs), x.measured(waits)
	if cost < 0 || wait < 0 {
		return nil
	}
	t := &TradeOff{Title: x.s.Sweep.Name + ", by number of the point", X: x.s.Sweep.Measures[cost].Name, Y: x.s.Sweep.Measures[wait].Name}
	for i := range x.s.Points {
		p := &x.s.Points[i]
		if p.Measures[cost].Mean != nil && p.Measures[wait].Mean != nil {
			t.Points = append(t.Points, Point{X: *p.Measures[cost].Mean, Y: *p.Measures[wait].Mean, Label: fmt.Sprint(p.Number)})
		}
	}
	if len(t.Points) < 2 {
		return nil
	}
	return []Figure{t}
}

// measured is the first of some measures that the sweep has; -1 = it has none.
func (x *drawing) measured(paths []string) int {
	for _, path := range paths {
		if i := slices.IndexFunc(x.s.Sweep.Measures, func(c results.Column) bool { return c.Name == path }); i >= 0 {
			return i
		}
	}
	return -1
}
