package packing

import "slices"

// draft is a packing in the making.
type draft struct {
	r        *rows
	bins     []bin
	rest     []int64 // tasks by row that have no host yet
	supplies []int64 // what is left of each
	cost     int64
}

// bin is one host.
type bin struct {
	box   int
	tasks []int64 // by row
	left  []int64 // by constraint of the box
}

// empty is a fleet without hosts.
func (r *rows) empty() *draft {
	f := &draft{r: r, rest: slices.Clone(r.count)}
	for k := range r.p.Supplies {
		f.supplies = append(f.supplies, r.p.Supplies[k].Amount)
	}
	return f
}

// clone is a copy that shares nothing that changes.
func (f *draft) clone() *draft {
	g := *f
	g.bins = slices.Clone(f.bins)
	for i := range g.bins {
		g.bins[i].tasks, g.bins[i].left = slices.Clone(f.bins[i].tasks), slices.Clone(f.bins[i].left)
	}
	g.rest, g.supplies = slices.Clone(f.rest), slices.Clone(f.supplies)
	return &g
}

// done reports whether every task has a host.
func (f *draft) done() bool {
	return !slices.ContainsFunc(f.rest, func(n int64) bool { return n > 0 })
}

// MostHosts is how many hosts a packing may have. Of larger fleets there is a bound alone.
const MostHosts = 1 << 17

// open adds an empty host; false where a supply forbids it.
func (f *draft) open(box int) bool {
	if len(f.bins) == MostHosts {
		return false
	}
	b := f.r.boxes[box]
	for _, d := range b.own {
		if f.supplies[d.of] < d.amount {
			return false
		}
	}
	for _, d := range b.own {
		f.supplies[d.of] -= d.amount
	}
	x := bin{box: box, tasks: make([]int64, len(f.rest)), left: make([]int64, len(b.constraints))}
	for i := range x.left {
		x.left[i] = b.constraints[i].right
	}
	f.bins = append(f.bins, x)
	f.cost += b.price
	return true
}

// fits is how many tasks of a row, of those that have no host, a host can take.
func (f *draft) fits(i, row int) int64 {
	x := &f.bins[i]
	b := f.r.boxes[x.box]
	n := min(f.rest[row], b.caps[row]-x.tasks[row])
	for _, need := range b.needs[row] {
		n = min(n, x.left[need.of]/need.amount)
	}
	for _, d := range b.draws[row] {
		n = min(n, f.supplies[d.of]/d.amount)
	}
	return n
}

// put puts n tasks of a row on a host, or takes them off where n is below 0.
func (f *draft) put(i, row int, n int64) {
	x := &f.bins[i]
	b := f.r.boxes[x.box]
	x.tasks[row] += n
	f.rest[row] -= n
	for _, need := range b.needs[row] {
		x.left[need.of] -= n * need.amount
	}
	for _, d := range b.draws[row] {
		f.supplies[d.of] -= n * d.amount
	}
}

// close takes a host out of the fleet; its tasks have none then.
func (f *draft) close(i int) {
	for row, n := range f.bins[i].tasks {
		if n > 0 {
			f.put(i, row, -n)
		}
	}
	b := f.r.boxes[f.bins[i].box]
	for _, d := range b.own {
		f.supplies[d.of] += d.amount
	}
	f.cost -= b.price
	f.bins = slices.Delete(f.bins, i, i+1)
}

// load opens a host and puts as much of a pattern on it as there are tasks without a host
// and supplies for; false where there is nothing to put, and then it opens none.
func (f *draft) load(p pattern) bool {
	if !slices.ContainsFunc(p.tasks, func(t part) bool { return f.rest[t.of] > 0 }) || !f.open(p.box) {
		return false
	}
	i, some := len(f.bins)-1, false
	for _, t := range p.tasks {
		if n := min(t.amount, f.fits(i, t.of)); n > 0 {
			f.put(i, t.of, n)
			some = true
		}
	}
	if !some {
		f.close(i)
	}
	return some
}

// downsize gives every host the cheapest box that holds its tasks.
func (f *draft) downsize() {
	for i := range f.bins {
		for box, b := range f.r.boxes {
			if b.price < f.r.boxes[f.bins[i].box].price {
				f.exchange(i, box)
			}
		}
	}
}

// exchange moves the tasks of a host to one of another box that takes its place, if that
// holds them all and the supplies last.
func (f *draft) exchange(i, box int) {
	x := &f.bins[i]
	tasks := x.parts()
	if !f.r.boxes[box].holds(tasks) {
		return
	}
	f.draw(x.box, tasks, -1)
	f.draw(box, tasks, 1)
	if slices.ContainsFunc(f.supplies, func(n int64) bool { return n < 0 }) {
		f.draw(box, tasks, -1)
		f.draw(x.box, tasks, 1)
		return
	}
	f.cost += f.r.boxes[box].price - f.r.boxes[x.box].price
	x.box, x.left = box, f.r.boxes[box].leftBeside(tasks)
}

// parts are the tasks of a host.
func (x *bin) parts() (tasks []part) {
	for row, n := range x.tasks {
		if n > 0 {
			tasks = append(tasks, part{row, n})
		}
	}
	return tasks
}

// draw takes from the supplies what some hosts of a box with these tasks draw; less than 0
// hosts give it back.
func (f *draft) draw(box int, tasks []part, hosts int64) {
	b := f.r.boxes[box]
	for _, d := range b.own {
		f.supplies[d.of] -= hosts * d.amount
	}
	for _, t := range tasks {
		for _, d := range b.draws[t.of] {
			f.supplies[d.of] -= hosts * t.amount * d.amount
		}
	}
}
