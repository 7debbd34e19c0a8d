package placement

import "iter"

// counts is how many tasks of a group are on each host. A group on few hosts keeps
// a list of them, for thousands of services may share ten thousand hosts; one on
// many keeps a number for each host that there is.
//
// No host is in few twice or with no task; few is nil once all is there.
type counts struct {
	few []onHost
	all []int32 // by host; hosts beyond its length have none
}

type onHost struct{ host, tasks int32 }

const fewHosts = 32

// on returns the tasks on host h.
func (c *counts) on(h int32) int32 {
	if c.all != nil {
		return at(c.all, h)
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
		c.all = append(c.all, make([]int32, hosts-len(c.all))...)
	}
	c.all[h] += n
	return c.all[h]
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
	c.all = make([]int32, hosts)
	for _, x := range c.few {
		c.all[x.host] = x.tasks
	}
	c.few = nil
}

// hosts gives the hosts that have tasks, with how many.
func (c *counts) hosts() iter.Seq2[int32, int32] {
	return func(yield func(h, n int32) bool) {
		for _, x := range c.few {
			if !yield(x.host, x.tasks) {
				return
			}
		}
		for h, n := range c.all {
			if n != 0 && !yield(int32(h), n) {
				return
			}
		}
	}
}
