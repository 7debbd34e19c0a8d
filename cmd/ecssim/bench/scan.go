package main

import "math/bits"

// scan is placement as one would write it who wants it plain and fast: what is
// left in arrays, one walk over them, nothing allocated. It chooses the very hosts
// that the indexes choose.
type scan struct {
	*scene
	score       func(c *scan, service, host int) int
	cpu, memory []int32
	eni         []int32
	ports       []uint64
	count       [kinds][]int32 // tasks by service and host
	zones       [kinds][3]int32
	best        []int32
}

// scores are what a strategy would rather have less of.
var scores = map[string]func(c *scan, service, host int) int{
	"binpack":      func(c *scan, _, h int) int { return int(c.memory[h]) },
	"zone-binpack": func(c *scan, s, h int) int { return int(c.zones[s][zone(h)])<<32 | int(c.memory[h]) },
	"spread":       func(c *scan, s, h int) int { return int(c.count[s][h]) },
	"random":       func(*scan, int, int) int { return 0 },
}

func (s *scene) scan(strategy string) *scan {
	n := len(s.hosts)
	c := &scan{scene: s, score: scores[strategy], cpu: make([]int32, n), memory: make([]int32, n), eni: make([]int32, n), ports: make([]uint64, n)}
	for h, room := range s.hosts {
		c.cpu[h], c.memory[h], c.eni[h] = int32(room.CPU), int32(room.Memory), room.ENI
	}
	for i := range c.count {
		c.count[i] = make([]int32, n)
	}
	return c
}

// choose keeps the best so far, and draws among those that are alike.
func (c *scan) choose(service int, luck uint64) int32 {
	n := &c.needs[service]
	cpu, memory, eni := int32(n.room.CPU), int32(n.room.Memory), n.room.ENI
	least := 0
	c.best = c.best[:0]
	for h := range c.memory {
		if c.memory[h] < memory || c.cpu[h] < cpu || c.eni[h] < eni || c.ports[h]&n.port != 0 {
			continue
		}
		x := c.score(c, service, h)
		if len(c.best) > 0 && x > least {
			continue
		}
		if x < least {
			c.best = c.best[:0]
		}
		c.best, least = append(c.best, int32(h)), x
	}
	if len(c.best) == 0 {
		return -1
	}
	i, _ := bits.Mul64(luck, uint64(len(c.best)))
	return c.best[i]
}

func (c *scan) place(service int, host int32) { c.take(service, host, 1) }
func (c *scan) stop(service int, host int32)  { c.take(service, host, -1) }

func (c *scan) take(service int, h, n int32) {
	x := &c.needs[service]
	c.cpu[h] -= n * int32(x.room.CPU)
	c.memory[h] -= n * int32(x.room.Memory)
	c.eni[h] -= n * x.room.ENI
	c.ports[h] ^= x.port
	c.count[service][h] += n
	c.zones[service][zone(int(h))] += n
}
