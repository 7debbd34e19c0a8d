package packing

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// randomCover is a random program of covering: as many rows, and columns of a few entries.
func randomCover(r *rand.Rand, rows, columns int) *simplex {
	right, cost := make([]float64, rows), make([]float64, rows)
	for i := range right {
		right[i], cost[i] = float64(1+r.IntN(9)), 1
	}
	s := newSimplex(right, cost, columns)
	for i := range rows {
		s.add(column{rows: []int32{int32(i)}, factor: []float64{-1}, upper: math.Inf(1)})
	}
	for range columns {
		c := column{cost: float64(1 + r.IntN(3)), upper: math.Inf(1)}
		for i := range rows {
			if r.IntN(4) == 0 {
				c.rows, c.factor = append(c.rows, int32(i)), append(c.factor, float64(1+r.IntN(5)))
			}
		}
		s.add(c)
	}
	return s
}

// byGonum solves the same program by gonum's simplex method: as that returns no duals, the
// dual program, with a slack a column.
func byGonum(s *simplex) (float64, error) {
	n := len(s.columns)
	a, b, c := mat.NewDense(n, s.rows+n, nil), make([]float64, n), make([]float64, s.rows+n)
	for i, x := range s.right {
		c[i] = -x
	}
	for j := range s.columns {
		for k, i := range s.columns[j].rows {
			a.Set(j, int(i), s.columns[j].factor[k])
		}
		a.Set(j, s.rows+j, 1)
		b[j] = s.columns[j].cost
	}
	basis := make([]int, n)
	for j := range basis {
		basis[j] = s.rows + j
	}
	value, _, err := lp.Simplex(c, a, b, 1e-10, basis)
	return -value, err
}

// byGonumPrimal solves the program itself by gonum's simplex method, from the same basis. It
// returns no duals then.
func byGonumPrimal(s *simplex) (float64, error) {
	n := len(s.columns)
	a, c := mat.NewDense(s.rows, n, nil), make([]float64, n)
	for j := range s.columns {
		for k, i := range s.columns[j].rows {
			a.Set(int(i), j, s.columns[j].factor[k])
		}
		c[j] = s.columns[j].cost
	}
	value, _, err := lp.Simplex(c, a, s.right, 1e-10, sequence(s.rows))
	return value, err
}

// TestSimplexIsGonums holds the value of random programs to gonum's, and the duals to what
// duals are: feasible, and of the same value.
func TestSimplexIsGonums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range many(200, 5_000) {
		s := randomCover(r, 1+r.IntN(8), r.IntN(12))
		if !s.solve(1_000) {
			t.Fatalf("program %d: no solution after 1,000 pivots", i)
		}
		want, err := byGonum(s)
		if err != nil {
			continue // gonum's own limits: singular matrices
		}
		if got := s.objective(); math.Abs(got-want) > 1e-6*(1+want) {
			t.Fatalf("program %d: %v, gonum says %v", i, got, want)
		}
		for j := range s.columns {
			if d := s.reduced(&s.columns[j]); d < -1e-6 {
				t.Fatalf("program %d: column %d has reduced cost %v", i, j, d)
			}
		}
	}
}

// TestSimplexWithBounds holds a program with upper bounds to the same one in which each
// bound is a row.
func TestSimplexWithBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range many(300, 5_000) {
		rows, columns := 1+r.IntN(4), 1+r.IntN(8)
		bounded := randomKnapsack(r, rows, columns)
		plain := withBoundRows(bounded)
		if !bounded.solve(1_000) || !plain.solve(1_000) {
			t.Fatalf("program %d: no solution after 1,000 pivots", i)
		}
		if a, b := bounded.cost(), plain.cost(); math.Abs(a-b) > 1e-6 {
			t.Fatalf("program %d: %v with bounds, %v with rows", i, a, b)
		}
	}
}

// cost is the objective as the columns' values give it.
func (s *simplex) cost() (sum float64) {
	for j := range s.columns {
		if s.columns[j].full {
			sum += s.columns[j].cost * s.columns[j].upper
		}
	}
	for i, j := range s.basis {
		sum += s.columns[j].cost * s.value[i]
	}
	return sum
}

// randomKnapsack is a random program of the form that the relaxed knapsack has.
func randomKnapsack(r *rand.Rand, rows, columns int) *simplex {
	right := make([]float64, rows)
	for i := range right {
		right[i] = float64(1 + r.IntN(9))
	}
	s := newSimplex(right, make([]float64, rows), columns)
	for range columns {
		c := column{cost: -float64(1 + r.IntN(9)), upper: float64(1 + r.IntN(3))}
		for i := range rows {
			c.rows, c.factor = append(c.rows, int32(i)), append(c.factor, float64(1+r.IntN(4)))
		}
		s.add(c)
	}
	return s
}

func withBoundRows(s *simplex) *simplex {
	right := append([]float64(nil), s.right...)
	for _, c := range s.columns[s.rows:] {
		right = append(right, c.upper)
	}
	plain := newSimplex(right, make([]float64, len(right)), 0)
	for j, c := range s.columns[s.rows:] {
		c.rows, c.factor = append(append([]int32(nil), c.rows...), int32(s.rows+j)), append(append([]float64(nil), c.factor...), 1)
		c.upper = math.Inf(1)
		plain.add(c)
	}
	return plain
}
