package plan

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/placement"
)

// The strategies that a search tries for a service.
var tried = [][]model.Strategy{
	{{Type: "binpack", Field: "cpu"}},
	{{Type: "binpack", Field: "memory"}},
	{{Type: "spread", Field: "instanceId"}},
	{{Type: "spread", Field: "attribute:" + placement.AttributeZone}, {Type: "binpack", Field: "cpu"}},
	placement.DefaultService(),
}

// search looks for an order and strategies with which a number of hosts takes everything, by small changes of the best
// known that make it no worse.
type search struct {
	m     *maker
	c     *candidate
	n     int
	luck  *rand.Rand
	free  []int // workloads that may be changed: services
	best  *experiment.Arrangement
	score score
	found []scored // arrangements that do, the best first
	left  int64    // placements
}

// score is how far an arrangement is from what is asked for; less is better, item by item.
type score [4]int

func (a score) compare(b score) int { return slices.Compare(a[:], b[:]) }
func (a score) enough() bool        { return a[0] == 0 && a[1] == 0 && a[2] == 0 }

type scored struct {
	a *experiment.Arrangement
	score
}

// arrangements are those found with which n hosts take everything, at most so many, the one first that leaves most room.
func (m *maker) arrangements(c *candidate, n, most int, left int64) ([]*experiment.Arrangement, error) {
	x := &search{m: m, c: c, n: n, luck: rand.New(rand.NewPCG(c.w.c.Seed, uint64(n))), left: left}
	x.setFree()
	if err := x.run(most); err != nil {
		return nil, err
	}
	var list []*experiment.Arrangement
	for _, f := range x.found[:min(most, len(x.found))] {
		list = append(list, f.a)
	}
	return list, nil
}

// setFree lists what may be changed.
func (x *search) setFree() {
	for i := range x.c.w.list {
		if x.c.w.list[i].Service != config.None {
			x.free = append(x.free, i)
		}
	}
}

func (x *search) run(most int) error {
	for _, a := range x.starts() {
		if err := x.try(a); err != nil {
			return err
		}
	}
	for since := 0; x.left > 0 && since < patience; since++ {
		before := x.score
		if err := x.try(x.changed()); err != nil {
			return err
		}
		if x.score.compare(before) < 0 {
			since = 0
		}
		if len(x.found) >= most && x.found[most-1].score == (score{}) {
			return nil
		}
	}
	return nil
}

// patience is how many changes in vain end a search.
const patience = 1500

// try scores an arrangement and keeps it where it is no worse than the best.
func (x *search) try(a *experiment.Arrangement) error {
	if err := x.m.ctx.Err(); err != nil {
		return err
	}
	got, err := x.judge(a)
	if err != nil {
		return err
	}
	if x.best == nil || got.compare(x.score) <= 0 {
		x.best, x.score = a, got
	}
	if got.enough() {
		x.found = append(x.found, scored{a, got})
		slices.SortStableFunc(x.found, func(a, b scored) int { return a.compare(b.score) })
		x.found = x.found[:min(len(x.found), 64)]
	}
	return nil
}

// looks is how many orders of deployments, or chances, an arrangement is judged by where everything has a place.
const looks = 2

// judge scores an arrangement: what finds no place, the cases that do not, whether a zone may be lost, and how often the
// same goes wrong with other chances, or services are not deployed again.
func (x *search) judge(a *experiment.Arrangement) (got score, err error) {
	s := x.c.hosts.Arranged(a)
	placed, err := s.Place(x.n, x.c.w.cases, 0)
	if err != nil {
		return got, err
	}
	x.work(s.Tasks() + len(x.c.w.cases))
	got = score{placed.Waste, placed.Lacking}
	if x.m.o.SurviveZone {
		got[2] = 1
		if placed.OK() {
			ok, _, err := s.Survives(x.n)
			if err != nil {
				return got, err
			}
			if x.work(2 * s.Tasks()); ok {
				got[2] = 0
			}
		}
	}
	for seed := uint64(1); got.enough() && seed <= looks; seed++ {
		n, err := x.wrong(s, seed)
		if err != nil {
			return got, err
		}
		got[3] += n
	}
	return got, nil
}

// wrong is how many services are not deployed again in an order that a seed decides, by placing alone; or where nobody asks
// for that, what finds no place with the seed's chance.
func (x *search) wrong(s *experiment.Sizer, seed uint64) (int, error) {
	if x.m.o.Headroom == HeadroomNone {
		x.work(s.Tasks())
		placed, err := s.Place(x.n, nil, seed)
		if err != nil {
			return 0, err
		}
		return placed.Waste, nil
	}
	x.work(3 * s.Tasks())
	done, err := s.Redeployed(x.n, seed)
	return len(x.free) - done, err
}

// work counts placements.
func (x *search) work(placements int) {
	x.left -= int64(placements)
	x.m.spent.Placements += int64(placements)
}

// starts are arrangements to begin with: as written, and those that often do.
func (x *search) starts() []*experiment.Arrangement {
	own := &experiment.Arrangement{Order: given(len(x.c.w.list)), Strategies: make([][]model.Strategy, len(x.c.w.list))}
	orders := [][]int{own.Order}
	if x.c.arrange != nil {
		orders = append(orders, x.c.arrange.Order)
	}
	if x.m.o.Order {
		orders = append(orders, x.interleaved(), x.bySize(false), x.bySize(true))
	}
	choices := [][][]model.Strategy{own.Strategies}
	if x.c.arrange != nil {
		choices = append(choices, x.c.arrange.Strategies)
	}
	if x.m.o.Strategies {
		choices = append(choices, x.largeSpread(100), x.largeSpread(200), x.largeSpread(400), x.all(tried[0]), x.all(placement.DefaultService()))
	}
	var list []*experiment.Arrangement
	for _, order := range orders {
		for _, s := range choices {
			list = append(list, &experiment.Arrangement{Order: order, Strategies: s})
		}
	}
	return list
}

// all gives every service one strategy.
func (x *search) all(s []model.Strategy) [][]model.Strategy {
	list := make([][]model.Strategy, len(x.c.w.list))
	for _, w := range x.free {
		list[w] = s
	}
	return list
}

// largeSpread spreads services whose task takes so many thousandths of a host, and packs the others.
func (x *search) largeSpread(from int) [][]model.Strategy {
	list := x.all(tried[0])
	for _, w := range x.free {
		if x.share(w) >= from {
			list[w] = tried[2]
		}
	}
	return list
}

// share is what a task takes of a host, in thousandths.
func (x *search) share(workload int) int {
	return x.c.hosts.Share(workload)
}

// bySize is the order of size of a task.
func (x *search) bySize(smallFirst bool) []int {
	order := slices.Clone(x.free)
	slices.SortStableFunc(order, func(a, b int) int {
		if smallFirst {
			a, b = b, a
		}
		return cmp.Compare(x.share(b), x.share(a))
	})
	return x.withOthers(order)
}

// interleaved takes turns among sizes, so that each has as even a share of every stretch of the order as can be.
func (x *search) interleaved() []int {
	sizes := map[int][]int{}
	for _, w := range x.free {
		sizes[x.share(w)] = append(sizes[x.share(w)], w)
	}
	at := map[int]int{} // the middle of a workload's part, in millionths of the whole
	for _, list := range sizes {
		for i, w := range list {
			at[w] = (2*i + 1) * 1_000_000 / (2 * len(list))
		}
	}
	order := slices.Clone(x.free)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(at[a], at[b]), cmp.Compare(x.share(b), x.share(a))) })
	return x.withOthers(order)
}

// withOthers adds workloads whose place is given: RunTask calls come last.
func (x *search) withOthers(order []int) []int {
	for w := range x.c.w.list {
		if !slices.Contains(order, w) {
			order = append(order, w)
		}
	}
	return order
}

// changed is the best arrangement with a few services at another place in the order, or with another strategy.
func (x *search) changed() *experiment.Arrangement {
	a := &experiment.Arrangement{Order: slices.Clone(x.best.Order), Strategies: slices.Clone(x.best.Strategies)}
	if len(x.free) == 0 {
		return a
	}
	strategies := x.m.o.Strategies && (!x.m.o.Order || x.luck.IntN(5) < 2)
	for range 1 + x.luck.IntN(3) {
		if strategies {
			a.Strategies[x.free[x.luck.IntN(len(x.free))]] = tried[x.luck.IntN(len(tried))]
			continue
		}
		from, to := x.luck.IntN(len(x.free)), x.luck.IntN(len(x.free))
		w := a.Order[from]
		a.Order = slices.Insert(slices.Delete(a.Order, from, from+1), to, w)
	}
	return a
}
