package placement

// levels sorts the hosts by how many tasks of one group they have.
//
// For hosts h < hosts: h is in sets[k] if and only if count(h) = k; size[k] is
// the number of them, and blocks[k] of those in each block of words.
type levels struct {
	sets   []bitset
	size   []int32
	blocks [][]int32
	hosts  int
}

// levels returns the levels of a group, for all hosts that there are.
func (f *Fleet) levels(g int32) *levels {
	x := &f.groups[g]
	if x.levels == nil {
		x.levels = &levels{}
	}
	if l := x.levels; l.hosts < len(f.info) {
		l.enter(&x.count, len(f.info))
	}
	return x.levels
}

// enter takes in the hosts that are not here yet: mostly they have no task.
func (l *levels) enter(c *counts, hosts int) {
	from := int32(l.hosts)
	l.room(0, hosts)
	l.sets[0].fill(from, int32(hosts))
	l.blocks[0], l.size[0] = l.sets[0].common(l.sets[0], l.blocks[0][:0])
	l.hosts = hosts
	for h, n := range c.hosts() {
		if h >= from {
			l.move(h, 0, n, hosts)
		}
	}
}

// room makes level k hold that many hosts.
func (l *levels) room(k int32, hosts int) {
	for len(l.sets) <= int(k) {
		l.sets = append(l.sets, nil)
		l.size = append(l.size, 0)
		l.blocks = append(l.blocks, nil)
	}
	l.sets[k] = l.sets[k].grown(hosts)
	for len(l.blocks[k])*blockWords < len(l.sets[k]) {
		l.blocks[k] = append(l.blocks[k], 0)
	}
}

// move takes a host from one level to another; one not yet here stays away.
func (l *levels) move(h, from, to int32, hosts int) {
	if int(h) >= l.hosts {
		return
	}
	l.sets[from].unset(h)
	l.size[from]--
	l.blocks[from][h/blockHosts]--
	l.room(to, hosts)
	l.sets[to].set(h)
	l.size[to]++
	l.blocks[to][h/blockHosts]++
}

// lowest returns the lowest level that has a host of the set, which is not empty.
func (l *levels) lowest(set bitset) int {
	for k, n := range l.size {
		if n > 0 && set.meets(l.sets[k]) {
			return k
		}
	}
	panic("placement: a set of hosts that are in no level")
}
