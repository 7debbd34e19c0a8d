package packing

import (
	"math"
	"slices"
)

// simplex solves linear programs: the least Σ cost·x with Σ column·x = right, row by row,
// and 0 <= x <= upper. It is a primal revised simplex method with a dense inverse of the basis
// and sparse columns, which may be added between two solutions.
//
// Its numbers are a guide. What it gets wrong makes a bound weaker or a packing worse and
// never false, as bounds and packings are made of integers and checked as such. Products
// are rounded before they are added, which forbids a fused multiply-add: so the guide is
// the same on every processor.
//
// One pivot costs O(rows² + entries of all columns).
type simplex struct {
	rows    int
	right   []float64
	columns []column
	basis   []int     // by row, the column that is basic there
	value   []float64 // of the basic columns
	inverse []float64 // of the basis, row after row
	dual    []float64 // what one more of a right side costs
	age     int       // pivots since the inverse was computed anew
	pivots  int64     // in all
	entry   []float64 // the entering column in terms of the basis
}

// column is a variable.
type column struct {
	rows   []int32
	factor []float64
	cost   float64
	upper  float64 // math.Inf(1) = none
	basic  bool
	full   bool // not basic, and at its upper bound
}

const (
	tolerance    = 1e-9 // of a reduced cost beside the cost, of a pivot beside 1
	refreshAfter = 100  // pivots, for which the inverse is brought up to date
	stalledAfter = 200  // pivots without progress, until the first column that improves is taken
)

// newSimplex starts from a basis of one column a row whose entries are that row's alone and
// 1. right is at least 0. So many more columns are made room for.
func newSimplex(right, cost []float64, more int) *simplex {
	m := len(right)
	s := &simplex{
		rows: m, right: right, basis: sequence(m), value: slices.Clone(right), columns: make([]column, m, m+more),
		inverse: make([]float64, m*m), dual: make([]float64, m), entry: make([]float64, m),
	}
	rows, ones := make([]int32, m), make([]float64, m)
	for i := range m {
		rows[i], ones[i] = int32(i), 1
		s.columns[i] = column{rows: rows[i : i+1], factor: ones[i : i+1], cost: cost[i], upper: math.Inf(1), basic: true}
		s.inverse[i*m+i] = 1
	}
	return s
}

// add adds a column that stands at 0 and returns its number.
func (s *simplex) add(c column) int {
	s.columns = append(s.columns, c)
	return len(s.columns) - 1
}

// solve goes on until no column improves or so many pivots are made; false for the latter,
// and where the program has no least value or the basis has become singular.
func (s *simplex) solve(pivots int) bool {
	if !s.refresh() {
		return false
	}
	for stalled := 0; pivots > 0; pivots-- {
		j := s.enter(stalled > stalledAfter)
		if j < 0 {
			return true
		}
		moved, ok := s.pivot(j)
		switch {
		case !ok:
			return false
		case moved > tolerance:
			stalled = 0
		default:
			stalled++
		}
	}
	return false
}

// clone is a copy that shares nothing that changes.
func (s *simplex) clone() *simplex {
	c := *s
	c.columns, c.basis = slices.Clone(s.columns), slices.Clone(s.basis)
	c.value, c.inverse = slices.Clone(s.value), slices.Clone(s.inverse)
	c.dual, c.entry = slices.Clone(s.dual), slices.Clone(s.entry)
	return &c
}

// objective is the value of the program at the present basis.
func (s *simplex) objective() (sum float64) {
	for i, d := range s.dual {
		sum += float64(d * s.right[i])
	}
	return sum
}

// enter chooses the column whose reduced cost is best beside its cost, or the first that
// improves at all (Bland's rule, which cannot go round in circles); -1 where none does.
func (s *simplex) enter(first bool) int {
	best, at := tolerance, -1
	for j := range s.columns {
		c := &s.columns[j]
		if c.basic {
			continue
		}
		gain := -s.reduced(c)
		if c.full {
			gain = -gain
		}
		if gain /= 1 + math.Abs(c.cost); gain > best {
			if best, at = gain, j; first {
				return j
			}
		}
	}
	return at
}

// reduced is the reduced cost of a column.
func (s *simplex) reduced(c *column) float64 {
	d := c.cost
	for k, i := range c.rows {
		d -= float64(s.dual[i] * c.factor[k])
	}
	return d
}

// pivot moves column j from the bound at which it stands, as far as the basic columns and
// its other bound allow, and returns how far; false where nothing stops it.
func (s *simplex) pivot(j int) (moved float64, ok bool) {
	s.pivots++
	s.express(j)
	sign := 1.0
	if s.columns[j].full {
		sign = -1
	}
	r, step := s.leave(sign)
	switch upper := s.columns[j].upper; {
	case math.IsInf(min(upper, step), 1):
		return 0, false
	case upper <= step:
		s.move(float64(sign * upper))
		s.columns[j].full = !s.columns[j].full
		return upper, true
	}
	gone := &s.columns[s.basis[r]]
	gone.basic, gone.full = false, float64(sign*s.entry[r]) < 0
	s.move(float64(sign * step))
	s.value[r] = float64(sign * step)
	if s.columns[j].full {
		s.value[r] = s.columns[j].upper - step
	}
	s.columns[j].basic, s.columns[j].full = true, false
	s.basis[r] = j
	return step, s.replace(r, j)
}

// express writes column j in terms of the basis.
func (s *simplex) express(j int) {
	c := &s.columns[j]
	for i := range s.rows {
		line, sum := s.inverse[i*s.rows:(i+1)*s.rows], 0.0
		for k, at := range c.rows {
			sum += float64(line[at] * c.factor[k])
		}
		s.entry[i] = sum
	}
}

// leave is the row whose basic column reaches a bound first, of several about equal ones
// that with the largest entry, and how far the entering column moves until then; -1 and
// infinity where there is none.
func (s *simplex) leave(sign float64) (row int, step float64) {
	row, step = -1, math.Inf(1)
	for i, e := range s.entry {
		e = float64(sign * e)
		room := s.value[i]
		if e < 0 {
			room = s.columns[s.basis[i]].upper - s.value[i]
		}
		if math.Abs(e) < tolerance || math.IsInf(room, 1) {
			continue
		}
		t := max(room, 0) / math.Abs(e)
		if t < step-tolerance || t <= step+tolerance && math.Abs(e) > math.Abs(s.entry[row]) {
			row, step = i, min(t, step)
		}
	}
	return row, step
}

// move moves the basic columns for a step of the entering one.
func (s *simplex) move(step float64) {
	for i, e := range s.entry {
		s.value[i] -= float64(step * e)
	}
}
