package packing

import "math"

// replace brings the inverse and the duals up to date after column j has become basic in
// row r; false where the basis is singular.
func (s *simplex) replace(r, j int) bool {
	if s.age++; s.age >= refreshAfter {
		return s.refresh()
	}
	price := s.reduced(&s.columns[j])
	m := s.rows
	line := s.inverse[r*m : (r+1)*m]
	scale := 1 / s.entry[r]
	for k := range line {
		line[k] = float64(line[k] * scale)
		s.dual[k] += float64(price * line[k])
	}
	for i, e := range s.entry {
		if i != r && e != 0 {
			subtract(s.inverse[i*m:(i+1)*m], line, e)
		}
	}
	return true
}

// subtract takes times·from off a line.
func subtract(line, from []float64, times float64) {
	for k, x := range from {
		line[k] -= float64(times * x)
	}
}

// refresh computes the inverse, the values and the duals anew from the basis; false where
// it is singular.
func (s *simplex) refresh() bool {
	if s.age > 0 && !s.invert() {
		return false
	}
	s.age = 0
	m := s.rows
	right := append([]float64(nil), s.right...)
	for j := range s.columns {
		if c := &s.columns[j]; c.full {
			for k, i := range c.rows {
				right[i] -= float64(c.upper * c.factor[k])
			}
		}
	}
	clear(s.dual)
	for i := range m {
		line, sum := s.inverse[i*m:(i+1)*m], 0.0
		cost := s.columns[s.basis[i]].cost
		for k, x := range line {
			sum += float64(x * right[k])
			s.dual[k] += float64(cost * x)
		}
		s.value[i] = sum
	}
	return true
}

// invert computes the inverse by Gauss and Jordan's elimination with the largest pivot of
// each column. O(rows³).
func (s *simplex) invert() bool {
	m := s.rows
	wide := make([][]float64, m) // the basis and the unit matrix side by side
	for i := range wide {
		wide[i] = make([]float64, 2*m)
		wide[i][m+i] = 1
	}
	for at, j := range s.basis {
		c := &s.columns[j]
		for k, i := range c.rows {
			wide[i][at] = c.factor[k]
		}
	}
	for at := range m {
		p := at
		for i := at + 1; i < m; i++ {
			if math.Abs(wide[i][at]) > math.Abs(wide[p][at]) {
				p = i
			}
		}
		if math.Abs(wide[p][at]) < tolerance {
			return false
		}
		wide[at], wide[p] = wide[p], wide[at]
		eliminate(wide, at)
	}
	for i := range wide {
		copy(s.inverse[i*m:(i+1)*m], wide[i][m:])
	}
	return true
}

// eliminate makes the pivot of a column 1 and the rest of that column 0.
func eliminate(wide [][]float64, at int) {
	scale := 1 / wide[at][at]
	for k := at; k < len(wide[at]); k++ {
		wide[at][k] = float64(wide[at][k] * scale)
	}
	for i := range wide {
		if e := wide[i][at]; i != at && e != 0 {
			subtract(wide[i][at:], wide[at][at:], e)
		}
	}
}
