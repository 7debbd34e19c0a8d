package sweep

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// The samples are gonum's, to the digits that its floating point is good for.
func TestSamplesAreGonums(t *testing.T) {
	for seed := range uint64(8) {
		n, dimensions := 1+int(seed*37), 1+int(seed)
		cubeOf := distmv.NewUnitUniform(dimensions, nil)
		for _, x := range []struct {
			name   string
			ours   func(n, dimensions int, src rand.Source) [][]uint64
			theirs func(src rand.Source) samplemv.Sampler
		}{
			{"latinHypercube", latinHypercubeSample, func(src rand.Source) samplemv.Sampler { return samplemv.LatinHypercube{Q: cubeOf, Src: src} }},
			{"halton", haltonSample, func(src rand.Source) samplemv.Sampler {
				return samplemv.Halton{Kind: samplemv.Owen, Q: cubeOf, Src: src}
			}},
		} {
			ours := x.ours(n, dimensions, rand.NewPCG(seed, 5))
			batch := mat.NewDense(n, dimensions, nil)
			x.theirs(rand.NewPCG(seed, 5)).Sample(batch)
			for i := range n {
				for d := range dimensions {
					if have, want := float64(ours[i][d])/unit, batch.At(i, d); math.Abs(have-want) > 1e-13 || have < 0 || have >= 1 {
						t.Fatalf("%s of %d points, seed %d: coordinate %d of point %d is %v, gonum's %v", x.name, n, seed, d, i, have, want)
					}
				}
			}
		}
	}
}

// Of n points of a Latin hypercube one is in each n-th part of each dimension.
func TestLatinHypercubeFillsEveryCell(t *testing.T) {
	for _, n := range []int{1, 2, 7, 100, 1000} {
		points := latinHypercubeSample(n, 3, rand.NewPCG(1, 2))
		for d := range 3 {
			var cells []int
			for _, p := range points {
				cells = append(cells, cell(p[d], n))
			}
			slices.Sort(cells)
			for i, c := range cells {
				if c != i {
					t.Fatalf("%d points, dimension %d: cells %v", n, d, cells)
				}
			}
		}
	}
}

func TestCell(t *testing.T) {
	for _, x := range []struct {
		u    uint64
		n    int
		want int
	}{{0, 3, 0}, {unit - 1, 3, 2}, {unit / 2, 2, 1}, {unit/2 - 1, 2, 0}, {unit - 1, 1_000_000, 999_999}} {
		if have := cell(x.u, x.n); have != x.want {
			t.Errorf("cell %d of %d is %d, want %d", x.u, x.n, have, x.want)
		}
	}
}
