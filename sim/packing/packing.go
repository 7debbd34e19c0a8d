package packing

import (
	"cmp"
	"fmt"
	"slices"
)

// Packing is a fleet with all tasks on it.
type Packing struct {
	Cost  int64
	Loads []Load // by host type, of one type the fullest first
}

// Load is hosts of one type that hold the same tasks.
type Load struct {
	Host  int     // in Problem.Hosts
	Hosts int64   // that are loaded so, at least 1
	Tasks []int64 // on each of them, by class
}

// Hosts is the number of hosts.
func (x *Packing) Hosts() (n int64) {
	for i := range x.Loads {
		n += x.Loads[i].Hosts
	}
	return n
}

// Check returns the first thing wrong with a packing of the problem: a host that takes what
// it cannot, a task without a host, a supply that is overdrawn, a sum that does not add up;
// nil where nothing is. It adds up, in O(loads × classes × resources), and shares no code with
// what makes packings.
func (x *Packing) Check(p *Problem) error {
	cost, placed, drawn := int64(0), make([]int64, len(p.Classes)), make([]int64, len(p.Supplies))
	for i := range x.Loads {
		l := &x.Loads[i]
		if err := l.check(p); err != nil {
			return fmt.Errorf("load %d on %s: %w", i, p.Hosts[l.Host].Name, err)
		}
		cost += l.Hosts * p.Hosts[l.Host].Price
		for k := range drawn {
			drawn[k] += l.Hosts * p.Supplies[k].ofHost(l.Host)
		}
		for class, n := range l.Tasks {
			placed[class] += l.Hosts * n
			for k := range drawn {
				drawn[k] += l.Hosts * n * p.Supplies[k].ofTask(l.Host, class)
			}
		}
	}
	for class := range placed {
		if want := p.Classes[class].Count; placed[class] != want {
			return fmt.Errorf("class %d (%s): %d tasks placed, wanted %d", class, p.Classes[class].Name, placed[class], want)
		}
	}
	for k := range drawn {
		if most := p.Supplies[k].Amount; drawn[k] > most {
			return fmt.Errorf("supply %d (%s): %d drawn, wanted at most %d", k, p.Supplies[k].Name, drawn[k], most)
		}
	}
	if cost != x.Cost {
		return fmt.Errorf("cost %d, wanted %d", x.Cost, cost)
	}
	return nil
}

func (l *Load) check(p *Problem) error {
	if l.Hosts < 1 || len(l.Tasks) != len(p.Classes) {
		return fmt.Errorf("%d hosts, tasks of %d classes; wanted at least 1, and %d", l.Hosts, len(l.Tasks), len(p.Classes))
	}
	taken := make([]int64, len(p.Resources))
	for class, n := range l.Tasks {
		if n < 0 || n > 0 && !p.allows(l.Host, class) {
			return fmt.Errorf("%d tasks of class %d (%s), which may not run there", n, class, p.Classes[class].Name)
		}
		for i, take := range p.Classes[class].Takes {
			taken[i] += n * take
		}
	}
	for i := range taken {
		if most := max(p.Hosts[l.Host].Offers[i], 0); taken[i] > most {
			return fmt.Errorf("%d of resource %d (%s) taken, wanted at most %d", taken[i], i, p.Resources[i].Name, most)
		}
	}
	return nil
}

// packing is a filled fleet by class, equal loads together.
func (f *draft) packing() *Packing {
	p, x := f.r.p, &Packing{Cost: f.cost}
	member, used := make([]int, len(f.r.members)), make([]int64, len(f.r.members))
	for i := range f.bins {
		l := Load{Host: f.r.boxes[f.bins[i].box].host, Hosts: 1, Tasks: make([]int64, len(p.Classes))}
		for row, n := range f.bins[i].tasks {
			for n > 0 {
				class := f.r.members[row][member[row]]
				k := min(n, p.Classes[class].Count-used[row])
				l.Tasks[class] += k
				n, used[row] = n-k, used[row]+k
				if used[row] == p.Classes[class].Count {
					member[row], used[row] = member[row]+1, 0
				}
			}
		}
		x.Loads = append(x.Loads, l)
	}
	slices.SortStableFunc(x.Loads, func(a, b Load) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), -slices.Compare(a.Tasks, b.Tasks))
	})
	x.join()
	return x
}

// join makes one load of neighbours that are equal.
func (x *Packing) join() {
	var joined []Load
	for _, l := range x.Loads {
		if n := len(joined) - 1; n >= 0 && joined[n].Host == l.Host && slices.Equal(joined[n].Tasks, l.Tasks) {
			joined[n].Hosts++
			continue
		}
		joined = append(joined, l)
	}
	x.Loads = joined
}
