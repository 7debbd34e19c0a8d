package placement

import "fmt"

// group is a set of tasks that are counted together: those of a service, of a
// family or of a RunTask group.
//
// For every tally t: t.by[v] = sum of count.on(h) over the hosts h with value v.
type group struct {
	name    string
	count   counts
	levels  *levels // nil until a shape needs it
	tallies []tally
}

// tally counts a group's tasks by the values of one partition.
type tally struct {
	part int32
	by   []int32 // by value; values beyond its length have none
}

// NewGroup returns the counting set of a name such as "service:web" or
// "family:web" (developer guide, task-groups). The same name is the same group.
func (f *Fleet) NewGroup(name string) int32 {
	if g, ok := f.byName[name]; ok {
		return g
	}
	g := int32(len(f.groups))
	f.groups = append(f.groups, group{name: name})
	f.byName[name] = g
	return g
}

// Count returns how many tasks of a group are on host h and not told to stop.
func (f *Fleet) Count(group, h int32) int32 { return f.groups[group].count.on(h) }

func at(counts []int32, i int32) int32 {
	if int(i) >= len(counts) {
		return 0
	}
	return counts[i]
}

func add(counts []int32, i, n int32) []int32 {
	for len(counts) <= int(i) {
		counts = append(counts, 0)
	}
	counts[i] += n
	return counts
}

func (f *Fleet) count(g, h, n int32) {
	x := &f.groups[g]
	now := x.count.add(h, n, len(f.info))
	if now < 0 {
		panic(fmt.Sprintf("placement: group %s has %d tasks on host %d", x.name, now, h))
	}
	if x.levels != nil {
		x.levels.move(h, now-n, now, len(f.info))
	}
	for i := range x.tallies {
		t := &x.tallies[i]
		t.by = add(t.by, f.parts[t.part].value[h], n)
	}
}

// tally returns the counts of a group by the values of a partition.
func (f *Fleet) tally(g, part int32) []int32 {
	x := &f.groups[g]
	for i := range x.tallies {
		if x.tallies[i].part == part {
			return x.tallies[i].by
		}
	}
	t := tally{part: part}
	for h, n := range x.count.hosts() {
		t.by = add(t.by, f.parts[part].value[h], n)
	}
	x.tallies = append(x.tallies, t)
	return t.by
}
