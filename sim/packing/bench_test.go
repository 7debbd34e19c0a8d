package packing

import (
	"context"
	"testing"
	"time"
)

// programs are linear programs as they stand when no pattern improves them any more.
func programs(b *testing.B) map[string]*generator {
	list := map[string]*generator{}
	problems := map[string]*Problem{
		"svc40-3 on m5.large":   oneType(2048, 7600, 10, shapes(b, svc40x3)),
		"svc40-1 on m5.4xlarge": oneType(16384, 62500, 60, shapes(b, svc40x1)),
	}
	if many(0, 1) == 1 { // minutes for gonum
		problems["100 services on m5.large"] = oneType(2048, 7600, 10, services(0, 100))
	}
	for name, p := range problems {
		list[name] = generated(b, p)
	}
	return list
}

// BenchmarkSimplex solves the same programs from the start by the package's simplex method
// and by gonum's, one after the other, and reports how many times as long gonum takes, and how
// often it fails.
func BenchmarkSimplex(b *testing.B) {
	for name, g := range programs(b) {
		b.Run(name, func(b *testing.B) {
			d := &diver{packer: &packer{solver: &solver{r: g.r}}, g: g, f: g.r.empty(), pool: g.pool}
			var own, gonum, primal time.Duration
			failed := 0
			for range b.N {
				s := d.fresh(g.lp.right)
				start := time.Now()
				if !s.solve(100_000) {
					b.Fatal("no solution")
				}
				own += time.Since(start)
				start = time.Now()
				if _, err := byGonum(s); err != nil {
					failed++
				}
				gonum += time.Since(start)
				start = time.Now()
				if _, err := byGonumPrimal(s); err != nil {
					failed++
				}
				primal += time.Since(start)
			}
			b.ReportMetric(float64(g.lp.rows), "rows")
			b.ReportMetric(float64(len(g.lp.columns)), "columns")
			b.ReportMetric(float64(own.Microseconds())/float64(b.N), "own-µs/op")
			b.ReportMetric(float64(gonum)/float64(own), "gonum/own")
			b.ReportMetric(float64(primal)/float64(own), "gonum-without-duals/own")
			b.ReportMetric(float64(failed)/float64(b.N), "gonum-failures/op")
		})
	}
}

// BenchmarkSolve is the whole way to bound and packing, beside what first fit by CPU takes
// for a packing alone.
func BenchmarkSolve(b *testing.B) {
	for _, x := range []struct {
		name string
		p    *Problem
	}{
		{"C1 on m5.large", oneType(2048, 7600, 10, shapes(b, c1))},
		{"svc40-3 on m5.large", oneType(2048, 7600, 10, shapes(b, svc40x3))},
		{"svc40-3 on m5.4xlarge", oneType(16384, 62500, 60, shapes(b, svc40x3))},
		{"400 services on m5.large", oneType(2048, 7600, 10, services(0, 400))},
		{"400 services on m5.4xlarge", oneType(16384, 62500, 60, services(0, 400))},
		{"C1 on any type sold", &Problem{Resources: threeResources(), Classes: shapes(b, c1), Hosts: sold(b, true)}},
	} {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			var r *Result
			for range b.N {
				var err error
				if r, err = Solve(context.Background(), x.p, Normal()); err != nil {
					b.Fatal(err)
				}
			}
			gap, _ := r.Gap()
			b.ReportMetric(float64(gap), "gap")
			b.ReportMetric(float64(r.Work.Steps), "steps/op")
			b.ReportMetric(firstFitRatio(b, x.p), "times-first-fit")
		})
	}
}

// firstFitRatio is how many times as long the benchmark's operation takes as one first fit
// by CPU.
func firstFitRatio(b *testing.B, p *Problem) float64 {
	const n = 20
	r := newRows(p)
	start := time.Now()
	for range n {
		g := newGreedy(r, 0, r.count)
		g.firstFit(r.empty(), func(row int) float64 { return float64(r.takes(row)[0]) })
	}
	return float64(b.Elapsed()) / float64(b.N) / (float64(time.Since(start)) / n)
}

// BenchmarkKnapsack is one exact knapsack of the largest host.
func BenchmarkKnapsack(b *testing.B) {
	r := newRows(oneType(16384, 62500, 60, shapes(b, svc40x1)))
	values := make([]int64, len(r.count))
	for row := range values {
		values[row] = r.takes(row)[0]<<20 + r.takes(row)[1]<<16
	}
	nodes := int64(0)
	for range b.N {
		nodes += r.boxes[0].knapsack(query{values: values, nodes: 200_000}).nodes
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(nodes), "ns/node")
}
