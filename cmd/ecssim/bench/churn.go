package main

import (
	"fmt"
	"math/rand/v2"

	"ecssim/model"
	"ecssim/sim/placement"
)

// strategies are those whose placement is measured.
var strategies = map[string][]model.Strategy{
	"binpack":      {{Type: "binpack", Field: "memory"}},
	"zone-binpack": {{Type: "spread", Field: "attribute:" + placement.AttributeZone}, {Type: "binpack", Field: "memory"}},
	"spread":       {{Type: "spread", Field: "instanceId"}},
	"random":       {{Type: "random"}},
}

// sizes are the hosts of the experiment: like m5.xlarge, m5.2xlarge and m5.large,
// six, three and one of ten.
var sizes = []struct {
	of           int
	room         model.Room
	plain, trunk int32
}{
	{6, model.Room{CPU: 4096, Memory: 15611}, 3, 20},
	{9, model.Room{CPU: 8192, Memory: 31459}, 3, 40},
	{10, model.Room{CPU: 2048, Memory: 7623}, 2, 10},
}

// kinds is the number of services: each has its own size of task.
const kinds = 24

// A need is what a task of one service takes.
type need struct {
	room model.Room
	port uint64 // one bit, where it has a static host port
}

// needs draws the services: CPU from 128 to 1,024 units, memory from 512 MiB to
// 4 GiB, six of ten with an interface of their own, one of ten with a host port.
func needs(r *rand.Rand) []need {
	ns := make([]need, kinds)
	for i := range ns {
		ns[i].room = model.Room{CPU: 128 << r.IntN(4), Memory: 512 << r.IntN(4)}
		switch x := r.IntN(10); {
		case x < 6:
			ns[i].room.ENI = 1
		case x == 6:
			ns[i].port = 1 << r.IntN(64)
		}
	}
	return ns
}

// A placer chooses hosts and keeps what is taken.
type placer interface {
	choose(service int, luck uint64) (host int32)
	place(service int, host int32)
	stop(service int, host int32)
}

// scene is a cluster before any task: its hosts in three zones, and its services.
type scene struct {
	hosts []model.Room
	needs []need
	total int64 // memory
}

func newScene(hosts int, trunks bool) *scene {
	r := rand.New(rand.NewPCG(1, uint64(hosts)))
	s := &scene{}
	for range hosts {
		i, x := 0, r.IntN(10)
		for x >= sizes[i].of {
			i++
		}
		room := sizes[i].room
		if room.ENI = sizes[i].plain; trunks {
			room.ENI = sizes[i].trunk
		}
		s.hosts = append(s.hosts, room)
		s.total += int64(room.Memory)
	}
	s.needs = needs(r)
	return s
}

func zone(host int) int { return host % 3 }

// fleet is the simulator's scheduler as a placer, with its indexes or, as its
// twin, with the plain walk that its tests hold it to.
type fleet struct {
	*placement.Fleet
	shapes []placement.ShapeID
}

func (s *scene) fleet(strategy string, linear bool) (*fleet, error) {
	f := &fleet{Fleet: placement.NewFleet(model.NewHosts(1), placement.Options{Linear: linear})}
	for i, room := range s.hosts {
		h := f.Hosts.Add(room, []uint64{0}, 5, 100)
		f.Register(placement.Instance{ID: fmt.Sprint("i-", i), Zone: string(rune('a' + zone(i)))}, h)
	}
	for i, n := range s.needs {
		k := &model.Claim{Room: n.room, Ports: []uint64{n.port}}
		if n.port != 0 {
			k.PortCount = 1
		}
		shape, err := f.NewShape(placement.Shape{Claim: k, Group: f.NewGroup(fmt.Sprint("service:", i)), Strategies: strategies[strategy]})
		if err != nil {
			return nil, err
		}
		f.shapes = append(f.shapes, shape)
	}
	return f, nil
}

func (f *fleet) choose(service int, luck uint64) int32 {
	h, _ := f.Choose(f.shapes[service], luck)
	return h
}
func (f *fleet) place(service int, h int32) { f.Place(f.shapes[service], h) }
func (f *fleet) stop(service int, h int32) {
	f.Stop(f.shapes[service], h)
	f.Gone(f.shapes[service], h)
}

// churn fills a cluster to a share of its memory and keeps it there.
type churn struct {
	*scene
	placer
	r           *rand.Rand
	tasks       []running
	used, limit int64
	seen        uint64 // sum over the choices
}

type running struct {
	service int
	host    int32
}

// newChurn fills up with the indexed scheduler and hands its tasks to the placer.
func newChurn(s *scene, p placer, fill *fleet, percent int) *churn {
	c := &churn{scene: s, placer: fill, r: rand.New(rand.NewPCG(2, uint64(len(s.hosts)))), limit: s.total * int64(percent) / 100}
	for refused := 0; c.used < c.limit && refused < 50; refused++ {
		if c.try() {
			refused = -1
		}
	}
	for _, t := range c.tasks {
		p.place(t.service, t.host)
	}
	c.placer, c.seen = p, 0
	c.tasks = append(make([]running, 0, 2*len(c.tasks)+1000), c.tasks...)
	return c
}

func (c *churn) try() bool {
	i := c.r.IntN(kinds)
	h := c.choose(i, c.r.Uint64())
	c.seen = c.seen*31 + uint64(h+1)
	if h < 0 {
		return false
	}
	c.place(i, h)
	c.used += int64(c.needs[i].room.Memory)
	c.tasks = append(c.tasks, running{i, h})
	return true
}

// step tries to place a task, and lets one go when that fails or memory is full.
func (c *churn) step() {
	if c.try() && c.used <= c.limit {
		return
	}
	i := c.r.IntN(len(c.tasks))
	t, last := c.tasks[i], len(c.tasks)-1
	c.tasks[i] = c.tasks[last]
	c.tasks = c.tasks[:last]
	c.stop(t.service, t.host)
	c.used -= int64(c.needs[t.service].room.Memory)
}

// place is placement alone: a decision with what follows from it.
func (w *worker) place() {
	kind, strategy, hosts, percent, slots := w.next(), w.next(), w.number(), w.number(), w.next()
	steps, checked := w.number(), w.number()
	if w.err != nil {
		return
	}
	s := newScene(hosts, slots == "trunks")
	c, err := s.churn(kind, strategy, percent)
	if err != nil {
		w.err = err
		return
	}
	collect()
	begin := cpu()
	for range checked {
		c.step()
	}
	check := c.seen
	for range steps - checked {
		c.step()
	}
	w.done(cpu()-begin, steps, fmt.Sprintf("%016x", check))
}

func (s *scene) churn(kind, strategy string, percent int) (*churn, error) {
	fill, err := s.fleet(strategy, false)
	if err != nil {
		return nil, err
	}
	var p placer
	switch kind {
	case "indexed":
		p, err = s.fleet(strategy, false)
	case "twin":
		p, err = s.fleet(strategy, true)
	case "scan":
		p = s.scan(strategy)
	default:
		err = fmt.Errorf("placer %q, wanted indexed, twin or scan", kind)
	}
	if err != nil {
		return nil, err
	}
	return newChurn(s, p, fill, percent), nil
}
