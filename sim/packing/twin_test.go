package packing

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"ecssim/model"
)

// twin finds by exhaustive search what Solve has to find: it is slow and plain, knows
// nothing of rows, boxes or weights, and looks at every way to load every host.
type twin struct {
	p    *Problem
	memo map[string]int64
}

// unlimited stands for the cost of what cannot be had.
const unlimited = int64(1) << 50

// optimum is the least cost of a fleet that holds all tasks; false where there is none.
func (p *Problem) optimum() (int64, bool) {
	w := twin{p, map[string]int64{}}
	var state []int64
	for i := range p.Classes {
		state = append(state, p.Classes[i].Count)
	}
	for k := range p.Supplies {
		state = append(state, p.Supplies[k].Amount)
	}
	cost := w.least(state)
	return cost, cost < unlimited
}

// least is the least cost of hosts for the tasks that are left, by class, with the supplies
// that are left. The next host takes a task of the first class that has any.
func (w *twin) least(state []int64) int64 {
	first := slices.IndexFunc(state[:len(w.p.Classes)], func(n int64) bool { return n > 0 })
	if first < 0 {
		return 0
	}
	key := fmt.Sprint(state)
	if cost, known := w.memo[key]; known {
		return cost
	}
	best := unlimited
	for t := range w.p.Hosts {
		w.loads(t, state, func(tasks []int64) {
			if tasks[first] == 0 {
				return
			}
			if next, ok := w.p.after(state, t, tasks); ok {
				best = min(best, w.p.Hosts[t].Price+w.least(next))
			}
		})
	}
	w.memo[key] = best
	return best
}

// after is the state once a host has been added; false where a supply does not last.
func (p *Problem) after(state []int64, t int, tasks []int64) ([]int64, bool) {
	next := slices.Clone(state)
	for class, n := range tasks {
		next[class] -= n
	}
	for k := range p.Supplies {
		left := &next[len(p.Classes)+k]
		*left -= p.Supplies[k].ofHost(t)
		for class, n := range tasks {
			*left -= n * p.Supplies[k].ofTask(t, class)
		}
		if *left < 0 {
			return nil, false
		}
	}
	return next, true
}

// loads calls f with every load of a host of the type by tasks that are left. Without
// supplies a load to which a task could be added is left out: no fleet needs it.
func (w *twin) loads(t int, state []int64, f func(tasks []int64)) {
	tasks, left := make([]int64, len(w.p.Classes)), slices.Clone(w.p.Hosts[t].Offers)
	var from func(class int)
	from = func(class int) {
		if class == len(tasks) {
			if len(w.p.Supplies) > 0 || !w.more(t, state, tasks, left) {
				f(tasks)
			}
			return
		}
		for {
			from(class + 1)
			if tasks[class] == state[class] || !w.p.fitsIn(t, class, left) {
				break
			}
			w.p.add(class, left, -1)
			tasks[class]++
		}
		w.p.add(class, left, tasks[class])
		tasks[class] = 0
	}
	from(0)
}

func (p *Problem) add(class int, left []int64, n int64) {
	for i, take := range p.Classes[class].Takes {
		left[i] += n * take
	}
}

// fitsIn reports whether a task of a class may run on a host type and finds enough left.
func (p *Problem) fitsIn(t, class int, left []int64) bool {
	for i, take := range p.Classes[class].Takes {
		if take > 0 && take > left[i] {
			return false
		}
	}
	return p.allows(t, class)
}

// more reports whether a load has room for one more of the tasks that are left.
func (w *twin) more(t int, state, tasks, left []int64) bool {
	for class := range tasks {
		if tasks[class] < state[class] && w.p.fitsIn(t, class, left) {
			return true
		}
	}
	return false
}

// heaviest is the most that tasks on one host of a type weigh, charges taken off, by trying
// every load.
func (p *Problem) heaviest(t int, c *Certificate) int64 {
	var state []int64
	for i := range p.Classes {
		state = append(state, p.Classes[i].Count)
	}
	for k := range p.Supplies {
		state = append(state, p.Supplies[k].Amount)
	}
	w := twin{p: p}
	own, best := int64(0), int64(0)
	for k, charge := range c.Charges {
		own += charge * p.Supplies[k].ofHost(t)
	}
	w.loads(t, state, func(tasks []int64) {
		if _, ok := p.after(state, t, tasks); ok {
			best = max(best, p.worth(t, c, tasks))
		}
	})
	return best - own
}

// worth is what the tasks of a load weigh, those left out that are charged more.
func (p *Problem) worth(t int, c *Certificate, tasks []int64) (sum int64) {
	for class, n := range tasks {
		each := c.Weights[class]
		for k, charge := range c.Charges {
			each -= charge * p.Supplies[k].ofTask(t, class)
		}
		sum += n * max(each, 0)
	}
	return sum
}

// tiny is a random problem of at most eleven tasks: two resources, slots, static ports or a
// distinctInstance group, and of kinds a few host types with prices, barred classes and a supply.
func tiny(r *rand.Rand, kinds tinyKinds) *Problem {
	p := &Problem{Resources: append(threeResources(), Resource{"80/tcp", model.ReasonPorts}, Resource{"group", model.ReasonDistinctInstance})}
	host := HostType{Name: "a", Price: 1, Offers: []int64{20, 30, 2 + r.Int64N(5), 1, 1}}
	p.Hosts = append(p.Hosts, host)
	for tasks := 0; len(p.Classes) < 5 && tasks < 10; {
		n := 1 + r.Int64N(4)
		n = min(n, int64(11-tasks))
		tasks += int(n)
		c := Class{Name: fmt.Sprint(len(p.Classes)), Count: n, Takes: []int64{1 + r.Int64N(12), 1 + r.Int64N(18), 1, 0, 0}}
		if r.IntN(4) == 0 {
			c.Takes[3+r.IntN(2)] = 1
		}
		p.Classes = append(p.Classes, c)
	}
	if kinds.types > 1 {
		p.addTypes(r, 1+r.IntN(kinds.types))
	}
	if kinds.supplies {
		p.addSupply(r)
	}
	return p
}

// tinyKinds says what a tiny problem may have.
type tinyKinds struct {
	types    int
	supplies bool
}

func (p *Problem) addTypes(r *rand.Rand, n int) {
	p.Hosts[0].Price = 20 + r.Int64N(20)
	for len(p.Hosts) < n {
		h := HostType{Name: string(rune('a' + len(p.Hosts))), Price: 10 + r.Int64N(50)}
		h.Offers = []int64{10 + r.Int64N(40), 15 + r.Int64N(60), 1 + r.Int64N(8), r.Int64N(2), 1}
		if r.IntN(3) == 0 {
			for range p.Classes {
				h.Bars = append(h.Bars, r.IntN(4) == 0)
			}
		}
		p.Hosts = append(p.Hosts, h)
	}
}

func (p *Problem) addSupply(r *rand.Rand) {
	s := Supply{Name: "subnet", Reason: model.ReasonAddresses, Amount: 4 + r.Int64N(12)}
	for range p.Classes {
		s.Tasks = append(s.Tasks, r.Int64N(2))
	}
	for range p.Hosts {
		s.Where, s.Hosts = append(s.Where, r.IntN(2) == 0), append(s.Hosts, r.Int64N(3))
	}
	p.Supplies = append(p.Supplies, s)
}
