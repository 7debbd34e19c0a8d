package placement

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"ecssim/model"
)

var chains = []struct {
	name  string
	rules []model.Strategy
}{
	{"binpack", []model.Strategy{{Type: "binpack", Field: "memory"}}},
	{"zone-binpack", []model.Strategy{{Type: "spread", Field: "attribute:ecs.availability-zone"}, {Type: "binpack", Field: "memory"}}},
	{"instance", []model.Strategy{{Type: "spread", Field: "instanceId"}}},
	{"service", DefaultService()},
	{"random", DefaultRunTask()},
}

// churn is a fleet of hosts of three sizes over three zones with 24 services,
// filled to a share of its memory, then kept there.
type churn struct {
	r           *rand.Rand
	f           *Fleet
	shapes      []ShapeID
	memory      []int64
	tasks       []placed
	used, limit int64
	failed      int
}

// newChurn fills to the share percent; trunked hosts have slots to spare,
// others run out of them long before memory.
func newChurn(hosts int, opts Options, rules []model.Strategy, percent int64, trunked bool) *churn {
	r := rand.New(rand.NewPCG(1, uint64(hosts)))
	opts.Linear = false
	c := &churn{r: r, f: NewFleet(model.NewHosts(1), opts)}
	sizes := []struct {
		cpu    model.CPU
		memory model.MiB
		plain  int32
		trunk  int32
	}{{4096, 15731, 3, 18}, {8192, 31459, 3, 38}, {2048, 7623, 2, 10}}
	total := int64(0)
	for i := range hosts {
		s := sizes[[]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 2}[r.IntN(10)]]
		eni := s.plain
		if trunked {
			eni = s.trunk
		}
		h := c.f.Hosts.Add(model.Room{CPU: s.cpu, Memory: s.memory, ENI: eni}, []uint64{0}, 5, 100)
		c.f.Register(Instance{ID: fmt.Sprint(i), Zone: string(rune('a' + i%3))}, h)
		total += int64(s.memory)
	}
	for i := range 24 {
		k := &model.Claim{Room: model.Room{CPU: 128 << r.IntN(4), Memory: 256 << r.IntN(5)}, Ports: []uint64{0}}
		switch x := r.IntN(10); {
		case x < 6:
			k.ENI = 1
		case x == 6:
			k.Ports[0], k.PortCount = 1<<r.IntN(64), 1
		}
		s, err := c.f.NewShape(Shape{Claim: k, Group: c.f.NewGroup(fmt.Sprint("service:", i)), Strategies: rules})
		if err != nil {
			panic(err)
		}
		c.shapes, c.memory = append(c.shapes, s), append(c.memory, int64(k.Memory))
	}
	c.limit = total * percent / 100
	for bad := 0; c.used < c.limit && bad < 50; {
		if bad++; c.place() {
			bad = 0
		}
	}
	c.tasks = append(make([]placed, 0, 2*len(c.tasks)+1000), c.tasks...)
	return c
}

func (c *churn) place() bool {
	i := c.r.IntN(len(c.shapes))
	h, _ := c.f.Choose(c.shapes[i], c.r.Uint64())
	if h < 0 {
		c.failed++
		return false
	}
	c.f.Place(c.shapes[i], h)
	c.used += c.memory[i]
	c.tasks = append(c.tasks, placed{ShapeID(i), h})
	return true
}

// step tries one placement, and lets a task go when it fails or memory is full.
func (c *churn) step() {
	if c.place() && c.used <= c.limit {
		return
	}
	p := take(c.r, &c.tasks)
	c.f.Stop(c.shapes[p.shape], p.host)
	c.f.Gone(c.shapes[p.shape], p.host)
	c.used -= c.memory[p.shape]
}

// TestSteadyStateAllocatesNothing covers decision, placement and stop.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	for _, s := range chains {
		for _, trunked := range []bool{true, false} {
			c := newChurn(500, Options{}, s.rules, 90, trunked)
			for range 20_000 {
				c.step()
			}
			if n := testing.AllocsPerRun(5, func() {
				for range 1000 {
					c.step()
				}
			}); n > 0 {
				t.Errorf("%s, trunked %v: %v allocations in 1000 steps, wanted none", s.name, trunked, n)
			}
		}
	}
}

// BenchmarkStep is a decision with what follows from it, on 10,000 hosts; with
// ECSSIM_VERIFY set also on 1,000 and 100,000.
func BenchmarkStep(b *testing.B) {
	sizes := []int{10_000}
	if os.Getenv("ECSSIM_VERIFY") != "" {
		sizes = []int{1_000, 10_000, 100_000}
	}
	for _, s := range chains {
		for _, n := range sizes {
			for _, scene := range []struct {
				name    string
				percent int64
				trunked bool
			}{{"80", 80, true}, {"95", 95, true}, {"95-plain", 95, false}} {
				for _, tie := range []TieBreak{TieRandom, TieLowest} {
					for _, linear := range []bool{true, false} {
						b.Run(fmt.Sprintf("%s/hosts=%d/%s/lowest=%v/linear=%v", s.name, n, scene.name, tie == TieLowest, linear), func(b *testing.B) {
							c := newChurn(n, Options{TieBreak: tie}, s.rules, scene.percent, scene.trunked)
							c.f.opts.Linear = linear
							for range 1000 {
								c.step()
							}
							b.ReportAllocs()
							b.ResetTimer()
							for b.Loop() {
								c.step()
							}
						})
					}
				}
			}
		}
	}
}
