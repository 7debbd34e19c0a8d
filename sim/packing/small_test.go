package packing

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"ecssim/model"
)

// small are planning's problems with the optimum by exhaustive search: hosts of 20 and 30 of
// two resources, so many slots, and tasks count×(a,b) with a slot each; p0 and p1 are static
// ports. The values of the linear program are those of gonum for all patterns; planning has
// larger ones for T3, T8 and N1, which cannot be.
var small = []struct {
	name    string
	slots   int64
	tasks   string
	single  int64
	program float64
	hosts   int64
}{
	{"T1", 3, "3×(4,18) 3×(12,15) 1×(1,18) 2×(4,2)", 5, 7, 7},
	{"T2", 5, "1×(1,2) 1×(8,1) 2×(3,10) 4×(7,17)p1 3×(2,9)", 4, 4.3333, 5},
	{"T3", 4, "4×(3,8) 1×(11,4) 3×(3,9) 2×(12,10)p1 1×(4,5)p0", 3, 3.25, 4},
	{"T4", 4, "1×(12,7)p1 1×(4,18) 2×(10,7) 4×(11,16)p0 1×(3,16)", 5, 6.5, 7},
	{"T5", 3, "4×(6,17) 2×(6,5)p0", 3, 4, 4},
	{"T6", 3, "4×(12,16) 4×(6,17) 2×(3,2)", 5, 8, 8},
	{"T7", 3, "3×(10,10)p1 4×(10,8) 3×(11,15)", 6, 6.5, 7},
	{"T8", 3, "1×(12,17) 2×(2,10) 3×(1,3) 3×(3,13)p0", 3, 3.25, 4},
	{"T9", 4, "4×(9,12) 4×(11,16) 3×(10,16)", 6, 7, 7},
	{"T10", 5, "3×(3,6) 3×(10,14)p0 1×(12,13)", 3, 4, 4},
	{"T11", 2, "2×(12,7) 4×(11,3) 2×(10,10)", 5, 7, 7},
	{"T12", 3, "1×(3,16) 1×(5,1)p0 2×(6,18) 4×(12,18)p0", 5, 7, 7},
}

func TestSmall(t *testing.T) {
	for _, x := range small {
		t.Run(x.name, func(t *testing.T) { hold(t, parseSmall(t, x.slots, x.tasks), x.single, x.program, x.hosts) })
	}
	// Without the cap by the number of tasks, which makes 3 the bound, the program is worth 1.96.
	t.Run("N1", func(t *testing.T) {
		p := &Problem{Resources: []Resource{{"a", model.ReasonCPU}}, Hosts: []HostType{{Name: "host", Price: 1, Offers: []int64{132}}}}
		for _, x := range [][2]int64{{2, 44}, {3, 33}, {6, 12}} {
			p.Classes = append(p.Classes, Class{Name: fmt.Sprint(x[1]), Count: x[0], Takes: x[1:]})
		}
		hold(t, p, 2, 2.0909, 3)
	})
}

// One resource alone counts in what all tasks take of it in whole multiples: 3,776 units have room
// for fourteen times 256, so that twenty-nine times 256 need a third host.
func TestSingleCountsInMultiples(t *testing.T) {
	p := oneType(3776, 10_000, 100, shapes(t, "27×256/1 1×512/1"))
	if got := p.bySingle(); got != 3 {
		t.Errorf("one resource alone proves %d, wanted 3", got)
	}
}

// hold holds a problem to its bounds and its optimum.
func hold(t *testing.T, p *Problem, single int64, program float64, hosts int64) {
	t.Helper()
	if got, _ := p.optimum(); got != hosts {
		t.Errorf("exhaustive search finds %d, wanted %d", got, hosts)
	}
	solved(t, p, hosts)
	if got := p.bySingle(); got != single {
		t.Errorf("one resource alone proves %d, wanted %d", got, single)
	}
	if got := p.programOf(t); math.Abs(got-program) > 1e-4 {
		t.Errorf("the linear program is worth %v, wanted %v", got, program)
	}
	if got := p.programOfAll(t); math.Abs(got-program) > 1e-4 {
		t.Errorf("the linear program of all patterns is worth %v to gonum, wanted %v", got, program)
	}
}

// programOfAll is the value of the linear program of all patterns, by gonum.
func (p *Problem) programOfAll(t *testing.T) float64 {
	var state []int64
	right, cost := make([]float64, len(p.Classes)), make([]float64, len(p.Classes))
	for i := range p.Classes {
		state = append(state, p.Classes[i].Count)
		right[i], cost[i] = float64(p.Classes[i].Count), 1
	}
	s := newSimplex(right, cost, 0)
	w := twin{p: p}
	w.loads(0, state, func(tasks []int64) {
		c := column{cost: 1, upper: math.Inf(1)}
		for i, n := range tasks {
			if n > 0 {
				c.rows, c.factor = append(c.rows, int32(i)), append(c.factor, float64(n))
			}
		}
		s.add(c)
	})
	value, err := byGonum(s)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func parseSmall(t *testing.T, slots int64, text string) *Problem {
	t.Helper()
	p := oneType(20, 30, slots, nil)
	p.Resources = append(p.Resources, Resource{"p0", model.ReasonPorts}, Resource{"p1", model.ReasonPorts})
	p.Hosts[0].Offers = append(p.Hosts[0].Offers, 1, 1)
	for _, f := range strings.Fields(strings.ReplaceAll(text, "×", "x")) {
		c := Class{Name: f, Takes: []int64{0, 0, 1, 0, 0}}
		shape, port, _ := strings.Cut(f, ")")
		if _, err := fmt.Sscanf(shape, "%dx(%d,%d", &c.Count, &c.Takes[0], &c.Takes[1]); err != nil {
			t.Fatalf("%q: %v", f, err)
		}
		if port != "" {
			c.Takes[3+int(port[1]-'0')] = 1
		}
		p.Classes = append(p.Classes, c)
	}
	return p
}
