package packing

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// Workloads of planning, one ENI a task: C1 to C5, ten tasks of a user (roadmap issue 105), and
// three random fleets of 40 services.
const (
	c1   = "72×128/256 48×256/512 24×1024/2048"
	c2   = "240×256/768"
	c3   = "80×256/512 40×512/576"
	c4   = "500×512/1024"
	c5   = "60×512/1024"
	e105 = "2×0/7000 1×0/2048 4×0/768 2×0/128 1×0/512"

	svc40x1 = `4×64/128 2×64/256 3×64/320 3×64/384 3×128/128 14×128/256 4×128/320 4×128/384 2×128/512 21×128/576 4×256/192
		2×256/256 20×256/384 2×256/448 32×256/512 3×256/640 3×256/832 9×256/1024 2×256/1152 2×512/1024 6×512/2048 4×512/4928
		3×1024/1216 3×1024/1344 2×1024/1472 3×1024/2048 6×1024/4096`
	svc40x2 = `6×64/128 4×64/256 2×128/128 2×128/256 2×128/384 11×128/512 26×128/1024 4×256/384 13×256/512 8×256/576 9×256/1024
		24×256/2048 2×512/512 2×512/896 4×512/1408 10×512/2048 4×512/2816 4×512/4096 6×1024/1024 4×1024/1344 3×1024/1536
		4×1024/2048 4×1024/4096 8×2048/4096 4×2048/7168`
	svc40x3 = `3×64/128 27×64/256 3×64/384 8×128/128 21×128/256 3×128/512 3×256/256 3×256/384 4×256/512 3×256/832 12×256/1024
		2×256/1216 3×256/1280 6×256/2048 3×512/512 9×512/1024 3×512/2048 2×512/4096 2×1024/1024 4×1024/1664 4×1024/1792
		19×1024/2048 11×1024/4096 4×1024/6656 7×2048/4096`
)

// planned are the fleets of planning: what one resource alone proves, the value of the
// linear program, and the least number of hosts, which bound and packing both have to be.
var planned = []struct {
	name               string
	cpu, memory, slots int64
	tasks              string
	single             int64
	program            float64
	hosts              int64
}{
	{"C1 on m5.large", 2048, 7600, 10, c1, 23, 22.5, 23},
	{"C1 on m5.xlarge", 4096, 15500, 20, c1, 12, 11.25, 12},
	{"C1 on m5.2xlarge", 8192, 31000, 40, c1, 6, 5.625, 6},
	{"C1 on m5.4xlarge", 16384, 62500, 60, c1, 3, 2.8125, 3},
	{"C1 on m5.large without a trunk", 2048, 7600, 2, c1, 72, 72, 72},
	{"C1 on m5.xlarge without a trunk", 4096, 15500, 3, c1, 48, 48, 48},
	{"C1 on m5.4xlarge without a trunk", 16384, 62500, 7, c1, 21, 20.5714, 21},
	{"C2 on t3.large", 2048, 7600, 2, c2, 120, 120, 120},
	{"C2 on m5.large", 2048, 7600, 10, c2, 30, 30, 30},
	{"C3 beside daemons", 3776, 14860, 19, c3, 12, 11.4286, 12},
	{"C4 without a trunk", 8192, 15500, 3, c4, 167, 166.6667, 167},
	{"C4", 8192, 15500, 40, c4, 34, 33.3333, 34},
	{"C5", 4096, 15500, 20, c5, 8, 7.5, 8},
	{"C5 without a trunk", 4096, 15500, 3, c5, 20, 20, 20},
	{"roadmap 105", 0, 7811, 10, e105, 3, 3, 3},
	{"svc40-1 on m5.large", 2048, 7600, 10, svc40x1, 25, 24.5, 25},
	{"svc40-1 on m5.xlarge", 4096, 15500, 20, svc40x1, 13, 12.25, 13},
	{"svc40-2 on m5.large", 2048, 7600, 10, svc40x2, 40, 39.25, 40},
	{"svc40-3 on m5.large", 2048, 7600, 10, svc40x3, 41, 41.0729, 42},
	{"svc40-3 on m5.xlarge", 4096, 15500, 20, svc40x3, 21, 20.3906, 21},
	{"svc40-3 on m5.4xlarge", 16384, 62500, 60, svc40x3, 6, 5.0977, 6},
}

func TestPlannedFleets(t *testing.T) {
	for _, x := range planned {
		t.Run(x.name, func(t *testing.T) {
			p := oneType(x.cpu, x.memory, x.slots, shapes(t, x.tasks))
			solved(t, p, x.hosts)
			if got := p.bySingle(); got != x.single {
				t.Errorf("one resource alone proves %d, wanted %d", got, x.single)
			}
			if got := p.programOf(t); math.Abs(got-x.program) > 1e-4 {
				t.Errorf("the linear program is worth %v, wanted %v", got, x.program)
			}
		})
	}
}

// solved holds a problem to its optimum, and the proof and the packing to their checks.
func solved(t *testing.T, p *Problem, want int64) {
	t.Helper()
	r, err := Solve(context.Background(), p, Normal())
	if err != nil {
		t.Fatal(err)
	}
	if r.Bound.Value != want || r.Packing == nil || r.Packing.Cost != want {
		t.Errorf("bound %d, packing %+v; wanted %d", r.Bound.Value, r.Packing, want)
	}
	if err := r.Bound.Check(p, 20_000_000); err != nil {
		t.Error(err)
	}
	if err := r.Packing.Check(p); err != nil {
		t.Error(err)
	}
	if named := len(r.Bound.Alone) > 0; named != (p.bySingle() >= r.Bound.Value) || named == (len(r.Bound.Together) > 0) {
		t.Errorf("proved by %v alone, %v together", r.Bound.Alone, r.Bound.Together)
	}
}

// bySingle is the best bound of one resource alone.
func (p *Problem) bySingle() (most int64) {
	r := newRows(p)
	prices := make([]int64, len(r.boxes))
	for i, b := range r.boxes {
		prices[i] = b.price
	}
	for _, s := range r.singles(prices) {
		most = max(most, s.least)
	}
	return most
}

// programOf is the value of the linear program, generated to its end.
func (p *Problem) programOf(t testing.TB) float64 { return generated(t, p).program }

// generated is the linear program with all patterns that improve it.
func generated(t testing.TB, p *Problem) *generator {
	t.Helper()
	s, err := newSolver(context.Background(), p, Normal())
	if err != nil {
		t.Fatal(err)
	}
	g := newGenerator(s.r, s.meter, s.prices, s.starts())
	g.seed()
	for g.solve() && g.improve() {
	}
	return g
}

// TestServices has random fleets of services, on which bound and packing meet.
func TestServices(t *testing.T) {
	sizes := map[string][3]int64{"m5.large": {2048, 7600, 10}, "m5.xlarge": {4096, 15500, 20}, "m5.4xlarge": {16384, 62500, 60}}
	for _, x := range []struct {
		seed     uint64
		services int
		typ      string
		hosts    int64
	}{
		{0, 40, "m5.large", 45}, {0, 40, "m5.xlarge", 23}, {0, 40, "m5.4xlarge", 6}, {1, 40, "m5.large", 39},
		{2, 40, "m5.large", 43}, {3, 40, "m5.4xlarge", 5},
		{0, 400, "m5.large", 411}, {0, 400, "m5.xlarge", 203}, {0, 400, "m5.4xlarge", 51},
		{1, 400, "m5.large", 453}, {1, 400, "m5.xlarge", 227}, {1, 400, "m5.4xlarge", 57},
	} {
		if testing.Short() && x.services > 40 {
			continue
		}
		host := sizes[x.typ]
		t.Run(fmt.Sprintf("%d services of seed %d on %s", x.services, x.seed, x.typ), func(t *testing.T) {
			solved(t, oneType(host[0], host[1], host[2], services(x.seed, x.services)), x.hosts)
		})
	}
}
