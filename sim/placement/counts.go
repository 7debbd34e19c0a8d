package placement

import "iter"

// counts is how many tasks of a group are on each host. A group on few hosts keeps
// a list of them, for thousands of services may share ten thousand hosts; one on
// many keeps a number for each host that there is. Numbers are small, and one changes
// with every task: in a byte each, those of many groups stay in the cache.
//
// No host is in few twice or with no task; few is nil once all is there. Then host h
// has all[h] + 256 carry[h] tasks, where those beyond the length of either have none.
type counts struct {
	few   []onHost
	all   []uint8
	carry []int32
}

type onHost struct{ host, tasks int32 }

const fewHosts = 32

// on returns the tasks on host h.
func (c *counts) on(h int32) int32 {
	if c.all != nil {
		if int(h) >= len(c.all) {
			return 0
		}
		return int32(c.all[h]) + at(c.carry, h)<<8
	}
	for i := range c.few {
		if c.few[i].host == h {
			return c.few[i].tasks
		}
	}
	return 0
}

// add changes the tasks on host h, one of so many, by n and returns how many there
// are then.
func (c *counts) add(h, n int32, hosts int) int32 {
	if c.all == nil {
		if now, ok := c.list(h, n); ok {
			return now
		}
		c.spread(hosts)
	}
	if len(c.all) <= int(h) {
		c.all = append(c.all, make([]uint8, hosts-len(c.all))...)
	}
	now := int32(c.all[h]) + n
	c.all[h] = uint8(now)
	if now>>8 != 0 {
		c.carry = add(c.carry, h, now>>8)
	}
	return c.on(h)
}

// list is add to the list; false = the list is full and the host not on it.
func (c *counts) list(h, n int32) (now int32, ok bool) {
	for i := range c.few {
		x := &c.few[i]
		if x.host != h {
			continue
		}
		if now = x.tasks + n; now == 0 {
			*x = c.few[len(c.few)-1]
			c.few = c.few[:len(c.few)-1]
		} else {
			x.tasks = now
		}
		return now, true
	}
	if len(c.few) == fewHosts {
		return 0, false
	}
	c.few = append(c.few, onHost{h, n})
	return n, true
}

// spread leaves the list for a number a host.
func (c *counts) spread(hosts int) {
	few := c.few
	c.few, c.all = nil, make([]uint8, hosts)
	for _, x := range few {
		c.add(x.host, x.tasks, hosts)
	}
}

// hosts gives the hosts that have tasks, with how many.
func (c *counts) hosts() iter.Seq2[int32, int32] {
	return func(yield func(h, n int32) bool) {
		for _, x := range c.few {
			if !yield(x.host, x.tasks) {
				return
			}
		}
		for h := range int32(len(c.all)) {
			if n := c.on(h); n != 0 && !yield(h, n) {
				return
			}
		}
	}
}
