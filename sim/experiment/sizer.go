package experiment

import (
	"context"
	"math/rand/v2"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/packing"
	"ecssim/sim/report"
)

// Sizer places what a scenario asks for at t = 0 on numbers of hosts of one kind: what HostsNeeded does, step
// by step, for who looks for a fleet. Its methods leave it as it is, so that several goroutines may use it.
type Sizer struct {
	p    *packer
	room *filling // a host of every kind with its daemons
}

// Workload is a service that is no daemon, or a RunTask call, of a Sizer.
type Workload struct {
	Name    string // of the service, or of the RunTask call
	Service int    // into Config.Services; config.None = a RunTask call
	Count   int    // tasks
	Claim   *model.Claim
	Own     []model.Strategy // with which its tasks are placed; ECS's default where it has none
}

// Arrangement is an order in which workloads are placed, and with which strategies.
type Arrangement struct {
	Order      []int              // of workloads; RunTask calls come last
	Strategies [][]model.Strategy // by workload; nil = its own
}

// Placed is what came of placing everything on a number of hosts.
type Placed struct {
	Unplaced int    // tasks that found no place, all others being placed
	Waste    int    // what these would take of a host, each by its scarcest resource, in thousandths
	Lacking  int    // cases of tasks beyond those, each by itself, that find no place
	Why      string // what is in the way of the first of them; "" = all are placed
}

// OK reports whether everything has a place, the cases too.
func (x *Placed) OK() bool { return x.Unplaced == 0 && x.Lacking == 0 }

// NewSizer returns the Sizer of a scenario for its own hosts, which are of one type. The error is that of a
// placement constraint or strategy.
func NewSizer(c *config.Config) (*Sizer, error) { return newSizer(newPacker(c)) }

func newSizer(p *packer) (*Sizer, error) {
	if oneType(p.groups) == "" {
		panic("experiment: a sizer of hosts of several types, or of none")
	}
	room, err := p.daemonsOnly()
	if err != nil {
		return nil, err
	}
	return &Sizer{p, room}, nil
}

// On is the same workload on another kind of hosts.
func (s *Sizer) On(g *config.InstanceGroup) (*Sizer, error) {
	p, c := *s.p, *s.p.c
	c.Groups = []config.InstanceGroup{*g}
	p.c, p.groups = &c, []*config.InstanceGroup{&c.Groups[0]}
	p.tight = p.crowded()
	return newSizer(&p)
}

// Only is a part of the workloads, with all daemons, on the same hosts.
func (s *Sizer) Only(keep func(workload int) bool) (*Sizer, error) {
	p, n := *s.p, -1
	p.demands = slices.DeleteFunc(slices.Clone(p.demands), func(d demand) bool {
		if d.shape.Daemon {
			return false
		}
		n++
		return !keep(n)
	})
	p.tight = p.crowded()
	return newSizer(&p)
}

// Arranged is the same workload in another order and with other strategies.
func (s *Sizer) Arranged(a *Arrangement) *Sizer {
	if a == nil {
		return s
	}
	p, own := *s.p, s.p.workloads()
	p.demands = slices.DeleteFunc(slices.Clone(p.demands), func(d demand) bool { return !d.shape.Daemon })
	for _, w := range a.Order {
		d := s.p.demands[own[w]]
		if a.Strategies[w] != nil {
			d.shape.Strategies = a.Strategies[w]
		}
		p.demands = append(p.demands, d)
	}
	return &Sizer{&p, s.room}
}

// workloads are the demands that are no daemons.
func (p *packer) workloads() (list []int) {
	for i := range p.demands {
		if !p.demands[i].shape.Daemon {
			list = append(list, i)
		}
	}
	return list
}

// Workloads lists them in the order in which they are placed.
func (s *Sizer) Workloads() (all []Workload) {
	for _, i := range s.p.workloads() {
		d := &s.p.demands[i]
		w := Workload{Service: config.None, Count: d.count, Claim: &d.claim, Own: d.shape.Strategies}
		for k := range s.p.c.Services {
			if &s.p.c.Services[k].Use == d.use {
				w.Service, w.Name = k, s.p.c.Services[k].Name
			}
		}
		for k := range s.p.c.RunTasks {
			if &s.p.c.RunTasks[k].Use == d.use {
				w.Name = s.p.c.RunTasks[k].Name
			}
		}
		all = append(all, w)
	}
	return all
}

// Tasks is how many tasks are asked for, daemons apart.
func (s *Sizer) Tasks() int { return s.p.tasks() }

// Never says which task no number of the hosts can take, and why; "" = there is none.
func (s *Sizer) Never() string { return s.p.never(s.room) }

// Launchable is the largest number of hosts, up to most, for whose own interfaces the subnets have addresses.
func (s *Sizer) Launchable(most int) int { return s.p.launchable(most) }

// Bound is a number of hosts that a single resource proves necessary.
func (s *Sizer) Bound() int { return s.p.lowerBound(s.room).hosts }

// Fleet is the workload with so many tasks more of each, nil = none, and a host of every zone, as package
// packing takes them; price is that of one host.
func (s *Sizer) Fleet(price int64, more []int) *packing.Fleet {
	f := s.p.numbers(s.room, func(int) int64 { return price })
	for i, n := range more {
		f.Tasks[i].Count += n
	}
	return f
}

// Zones are those over which n hosts are dealt, and how many of them are in each.
func (s *Sizer) Zones(n int) (zones []string, in map[string]int) {
	in = map[string]int{}
	for h := range n {
		_, zone := s.p.home(h)
		in[zone]++
	}
	return s.p.zones(), in
}

// Place places everything on n hosts, with the chance of a seed; 0 = that of Least. Each of the cases is tasks beyond that, by workload, which are placed
// when all others are, and taken away again.
func (s *Sizer) Place(n int, cases [][]int, seed uint64) (*Placed, error) {
	out, x, err := s.everything(n, seed)
	if err != nil || out.Unplaced > 0 {
		return out, err
	}
	own := s.p.workloads()
	for _, c := range cases {
		if why := x.also(own, c); why != "" {
			out.Lacking++
			if out.Why == "" {
				out.Why = why
			}
		}
	}
	return out, nil
}

// everything places everything on n hosts, as far as there is room.
func (s *Sizer) everything(n int, seed uint64) (*Placed, *filling, error) {
	out := &Placed{}
	x, err := s.p.fleet(n)
	if err != nil {
		return nil, nil, err
	}
	if s.p.tight {
		x.open()
	}
	if !x.launch() {
		x.failed, x.reason = true, model.ReasonAddresses
		out.Unplaced, out.Why = max(s.p.tasks(), 1), s.p.noPlace(x)
		return out, x, nil
	}
	luck := rand.NewPCG(s.p.c.Seed+seed, uint64(len(s.p.demands)))
	for i := range s.p.demands {
		s.place(x, i, luck, out)
	}
	return out, x, nil
}

// place places what a demand asks for, as far as there is room.
func (s *Sizer) place(x *filling, i int, luck *rand.PCG, out *Placed) {
	d := &s.p.demands[i]
	if d.shape.Daemon {
		x.placeDaemon(i, d)
	}
	for k := 0; k < d.count && !d.shape.Daemon; k++ {
		if x.place(i, luck.Uint64()); !x.failed {
			continue
		}
		out.Unplaced += d.count - k
		out.Waste += (d.count - k) * s.share(d)
		break
	}
	x.unbar()
	if x.failed && out.Why == "" {
		out.Why = s.p.noPlace(x)
		out.Unplaced = max(out.Unplaced, 1)
	}
	x.failed = false
}

// Share is what a task of a workload takes of an empty host, by its scarcest resource, in thousandths.
func (s *Sizer) Share(workload int) int { return s.share(&s.p.demands[s.p.workloads()[workload]]) }

// share is what a task of a demand takes of an empty host, by its scarcest resource, in thousandths.
func (s *Sizer) share(d *demand) int {
	most := int64(1)
	has := s.room.fleet.Hosts.At(0).Registered
	for r := range model.CheckedResources() {
		if n, ok := r.In(has); ok && n > 0 {
			most = max(most, 1000*int64(r.TakesOn(&d.claim, has))/int64(n))
		}
	}
	return int(most)
}

// also places tasks beyond those that are placed and takes them away again; it says what is in the way.
func (x *filling) also(own, more []int) (why string) {
	before, placed := *x, len(x.spots)
	x.addresses, x.owed = slices.Clone(x.addresses), slices.Clone(x.owed)
	if x.rooms != nil {
		x.rooms = make([]model.DynamicRoom, len(before.rooms))
		for h := range x.rooms {
			x.rooms[h] = before.rooms[h].Clone()
		}
	}
	luck := rand.NewPCG(x.p.c.Seed, uint64(len(more)))
	for w, n := range more {
		for k := 0; k < n && !x.failed; k++ {
			x.place(own[w], luck.Uint64())
		}
		x.unbar()
	}
	if x.failed {
		why = x.p.noPlace(x)
	}
	for _, s := range x.spots[placed:] {
		x.leave(s)
	}
	*x = before
	return why
}

// Least is the least number of hosts found, from a number on, on which everything has a place; -1 with the
// reason where no number is found.
func (s *Sizer) Least(ctx context.Context, from int) (int, string, error) {
	n, last, err := s.p.least(ctx, from)
	if err != nil || n >= 0 {
		return n, "", err
	}
	return -1, s.p.noNumber(last), nil
}

// Survives reports whether n hosts take everything, and what any one zone loses again on the others; if not,
// why. Tasks that may run in one zone only are lost with it.
func (s *Sizer) Survives(n int) (bool, string, error) {
	p := *s.p
	p.lost = true
	return p.survives(n, p.zones())
}

// Binds is what stops more tasks like the last one on the host that took it, and what comes next, and what n
// hosts with everything on them take of each subnet.
func (s *Sizer) Binds(n int) (bound, next model.Reason, taken *report.Addresses, err error) {
	x, err := s.p.fleet(n)
	if err != nil || n == 0 {
		return model.Fits, model.Fits, nil, err
	}
	x.open()
	if s.p.fill(x); x.host < 0 {
		return model.Fits, model.Fits, x.taken(), nil
	}
	l := x.limits()
	bound, next = l.Bind()
	return bound, next, x.taken(), nil
}

// Without is an arrangement in which a workload has its own strategies.
func (a *Arrangement) Without(workload int) *Arrangement {
	b := &Arrangement{Order: a.Order, Strategies: slices.Clone(a.Strategies)}
	b.Strategies[workload] = nil
	return b
}
