package placement

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"ecssim/model"
)

// world is a random fleet under random churn, with the tasks that are on it.
type world struct {
	r      *rand.Rand
	f      *Fleet
	ports  *model.PortTable
	shapes ShapeID
	daemon []ShapeID // of shapes: those of daemons
	now    []placed  // running
	gone   []placed  // told to stop, interface still there
	failed int
}

type placed struct {
	shape ShapeID
	host  int32
}

func newWorld(seed uint64, opts Options) *world {
	r := rand.New(rand.NewPCG(seed, 1))
	var static []model.HostPort
	for i := range r.IntN(3) * 50 {
		static = append(static, model.HostPort{Port: uint16(1000 + i)})
	}
	w := &world{r: r, ports: model.NewPortTable(static)}
	w.f = NewFleet(model.NewHosts(w.ports.Words()), opts)
	for range 1 + r.IntN(300) {
		w.host()
	}
	for range 2 + r.IntN(8) {
		w.shape(static)
	}
	return w
}

func (w *world) host() {
	size := int32(1) << w.r.IntN(3)
	room := model.Room{CPU: model.CPU(1024 * size), Memory: model.MiB(1024 * size), ENI: 2 + 4*w.r.Int32N(3), GPU: w.r.Int32N(3)}
	h := w.f.Hosts.Add(room, make([]uint64, w.ports.Words()), 5, 8+w.r.Int32N(3))
	in := Instance{ID: fmt.Sprint("ci-", h), EC2ID: fmt.Sprint("i-", h), Zone: string(rune('a' + w.r.IntN(3))), Type: fmt.Sprint("t", size),
		AgentVersion: "1.9.0", Attributes: map[string]string{}, RegisteredAt: time.Date(2018, 6, 17+w.r.IntN(5), 0, 0, 0, 0, time.UTC)}
	if w.r.IntN(3) > 0 {
		in.Attributes["stack"] = fmt.Sprint("s", w.r.IntN(2))
	}
	if w.r.IntN(4) > 0 {
		in.Attributes["rack"] = fmt.Sprint("r", w.r.IntN(40))
	}
	w.f.Register(in, h)
}

func (w *world) shape(static []model.HostPort) {
	r := w.r
	c := &model.Claim{Room: model.Room{CPU: model.CPU(128 * r.IntN(5)), Memory: model.MiB(64 << r.IntN(5)), ENI: r.Int32N(2)}}
	if r.IntN(6) == 0 {
		c.GPU = []int32{1, 2, model.AllGPUs}[r.IntN(3)]
	}
	var mine []model.HostPort
	if len(static) > 0 && r.IntN(3) == 0 {
		mine = append(mine, static[r.IntN(len(static))])
		c.PortCount = 1
	}
	c.Ports = w.ports.Mask(mine)
	s := Shape{Claim: c, Group: w.f.NewGroup(fmt.Sprint("service:", r.IntN(6))), Strategies: randomChain(r)}
	if r.IntN(3) == 0 {
		s.Zones = []string{"a", "b"}[:1+r.IntN(2)]
	}
	if r.IntN(5) == 0 {
		s.Requires = []string{"stack"}
	}
	if r.IntN(4) == 0 {
		s.Constraints = append(s.Constraints, model.Constraint{Type: "distinctInstance"})
	}
	for _, e := range expressions {
		if r.IntN(3*len(expressions)) == 0 {
			s.Constraints = append(s.Constraints, model.Constraint{Type: "memberOf", Expression: e})
		}
	}
	if r.IntN(6) == 0 {
		s.Daemon, s.Strategies, s.Group = true, nil, w.f.NewGroup(fmt.Sprint("service:daemon-", r.IntN(3)))
		w.daemon = append(w.daemon, w.shapes)
	}
	if _, err := w.f.NewShape(s); err != nil {
		panic(err)
	}
	if s.Daemon {
		w.f.Keep(w.shapes)
	}
	w.shapes++
}

func randomChain(r *rand.Rand) []model.Strategy {
	all := []model.Strategy{{Type: "binpack", Field: "cpu"}, {Type: "binpack", Field: "memory"}, {Type: "spread", Field: "instanceId"},
		{Type: "spread", Field: "attribute:ecs.availability-zone"}, {Type: "spread", Field: "attribute:rack"}, {Type: "spread", Field: "attribute:stack"}, {Type: "random"}}
	usual := [][]int{{}, {0}, {1}, {2}, {3}, {3, 1}, {4, 0}, {3, 2}, {6}, {3, 6}}
	var c []model.Strategy
	if r.IntN(3) > 0 {
		for _, i := range usual[r.IntN(len(usual))] {
			c = append(c, all[i])
		}
		return c
	}
	for range r.IntN(5) {
		c = append(c, all[r.IntN(len(all))])
	}
	return c
}

// step decides once with both schedulers, places, and lets things happen.
func (w *world) step(t *testing.T) {
	r, f := w.r, w.f
	shape, luck := ShapeID(r.Int32N(int32(w.shapes))), r.Uint64()
	wantH, wantR := f.linear(shape, luck)
	gotH, gotR := f.indexed(shape, luck)
	if gotH != wantH || gotR != wantR {
		t.Fatalf("shape %+v: indexed chose host %d (%v), linear %d (%v)", f.shapes[shape].Shape, gotH, gotR, wantH, wantR)
	}
	if gotH >= 0 {
		f.Place(shape, gotH)
		w.now = append(w.now, placed{shape, gotH})
	} else {
		w.failed++
	}
	for n := r.IntN(3); len(w.now) > 0 && (gotH < 0 || n == 0); n = r.IntN(3) {
		gotH = 0
		p := take(r, &w.now)
		f.Stop(p.shape, p.host)
		w.gone = append(w.gone, p)
	}
	if len(w.gone) > 0 && r.IntN(2) == 0 {
		p := take(r, &w.gone)
		f.Gone(p.shape, p.host)
	}
	switch r.IntN(200) {
	case 0:
		w.host()
	case 1, 2, 3, 4:
		f.SetStatus(r.Int32N(int32(f.Hosts.Len())), r.IntN(4) > 0, r.IntN(4) > 0)
	case 5:
		if len(w.daemon) > 0 {
			f.Keep(w.daemon[r.IntN(len(w.daemon))])
		}
	}
}

func take(r *rand.Rand, from *[]placed) placed {
	s := *from
	i := r.IntN(len(s))
	p := s[i]
	s[i] = s[len(s)-1]
	*from = s[:len(s)-1]
	return p
}

// histograms compares the counted reasons, and the closest host, with a walk over all
// hosts.
func (w *world) histograms(t *testing.T) {
	for s := range w.shapes {
		var want [model.NumReasons]int32
		for h := range int32(w.f.Hosts.Len()) {
			if w.f.Active(h) {
				want[w.f.Check(s, h)]++
			}
		}
		if got := w.f.Histogram(s); got != want {
			t.Fatalf("shape %d: histogram %v, wanted %v", s, got, want)
		}
		h, reason := w.f.Closest(s)
		w.f.opts.Linear = true
		wantHost, wantReason := w.f.Closest(s)
		w.f.opts.Linear = false
		if h != wantHost || reason != wantReason {
			t.Fatalf("shape %d: closest is host %d (%v), wanted %d (%v)", s, h, reason, wantHost, wantReason)
		}
	}
}

// TestIndexedIsLinear holds the indexed scheduler to the linear one, decision by
// decision, in host and in reason.
func TestIndexedIsLinear(t *testing.T) {
	decisions, each := 100_000, 1_000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		decisions, each = 10_000_000, 20_000
	}
	failed := 0
	for seed := range uint64(decisions / each) {
		w := newWorld(seed, Options{TieBreak: TieBreak(seed & 1), IgnoreENI: seed%7 == 0})
		for i := range each {
			w.step(t)
			if i%500 == 0 {
				w.histograms(t)
				w.invariants(t)
			}
		}
		failed += w.failed
	}
	if failed < decisions/50 || failed > decisions/2 {
		t.Errorf("%d of %d decisions were refusals, wanted a mix", failed, decisions)
	}
}

// invariants checks what the doc comments of the indexes say.
func (w *world) invariants(t *testing.T) {
	f := w.f
	for i := range f.packs {
		p := f.sync(int32(i))
		for v := range p.lists {
			p.lists[v].mustHold(t)
		}
	}
	if len(f.daemons) > 0 {
		for h := range int32(f.Hosts.Len()) {
			if got, want := f.reserved[h].kept, w.kept(h); got.Room != want.Room || got.PortCount != want.PortCount || !slices.Equal(got.Ports, want.Ports) {
				t.Fatalf("host %d: %+v kept for daemons, wanted %+v", h, got, want)
			}
		}
	}
	placedOn := make([]map[int32]int32, len(f.groups))
	for g := range f.groups {
		placedOn[g] = map[int32]int32{}
	}
	for _, p := range w.now {
		placedOn[f.shapes[p.shape].group][p.host]++
	}
	for g := range f.groups {
		x := &f.groups[g]
		if got := maps.Collect(x.count.hosts()); !maps.Equal(got, placedOn[g]) {
			t.Fatalf("group %d: %v counted, wanted %v", g, got, placedOn[g])
		}
		for h := range int32(len(f.info)) {
			if x.count.on(h) != placedOn[g][h] {
				t.Fatalf("group %d host %d: %d counted, wanted %d", g, h, x.count.on(h), placedOn[g][h])
			}
		}
		for _, c := range x.tallies {
			var want []int32
			for h, n := range x.count.hosts() {
				want = add(want, f.parts[c.part].value[h], n)
			}
			for v := range max(len(want), len(c.by)) {
				if at(want, int32(v)) != at(c.by, int32(v)) {
					t.Fatalf("group %d: tally %v, wanted %v", g, c.by, want)
				}
			}
		}
		if x.levels == nil {
			continue
		}
		l := f.levels(int32(g))
		for h := range int32(len(f.info)) {
			for k := range l.sets {
				if in := int(h)>>6 < len(l.sets[k]) && l.sets[k].has(h); in != (x.count.on(h) == int32(k)) {
					t.Fatalf("group %d host %d with %d tasks: in level %d: %v", g, h, x.count.on(h), k, in)
				}
			}
		}
	}
}

// kept recounts what is kept for daemons on a host, from the tasks that are there.
func (w *world) kept(h int32) model.Claim {
	f := w.f
	kept := model.Claim{Ports: make([]uint64, w.ports.Words())}
	if !f.Active(h) {
		return kept
	}
	x := f.Hosts.At(h)
	left, ports := x.Registered, x.PortQuota-5
	claimed := map[model.HostPort]bool{}
	for _, d := range f.daemons {
		s := &f.shapes[d.shape]
		c := &s.claim
		mine := w.ports.Ports(c.Ports)
		takes := c.On(x.Registered)
		if f.fixed(s, h) != model.Fits || !f.allowed(s, h) || !left.Holds(takes) || ports < c.PortCount || slices.ContainsFunc(mine, func(p model.HostPort) bool { return claimed[p] }) {
			continue
		}
		left, ports = left.Sub(takes), ports-c.PortCount
		more := takes
		for _, p := range w.now {
			if p.host == h && f.shapes[p.shape].group == d.group {
				more = more.Less(f.shapes[p.shape].claim.On(x.Registered))
			}
		}
		kept.Room = kept.Room.Add(more)
		for _, p := range mine {
			claimed[p] = true
			for i, m := range w.ports.Mask([]model.HostPort{p}) {
				if m&^f.Hosts.Ports(h)[i] != 0 {
					kept.PortCount++
					kept.Ports[i] |= m
				}
			}
		}
	}
	return kept
}

func (l *runs) mustHold(t *testing.T) {
	for r, number := range l.order {
		k, p := &l.run[number], &l.bounds[r]
		if k.n == 0 && len(l.order) > 1 {
			t.Fatalf("run %d of %d is empty", r, len(l.order))
		}
		for i, e := range k.e[:k.n] {
			if e.key < l.lo[r] || e.key >= l.end(r) || (*l.at)[e.host()] != (place{number, int32(i)}) {
				t.Fatalf("run %d entry %d out of place", r, i)
			}
			if p.high[0].short(e.room.bar()) || p.high[1].short(e.room.ifSlot().bar()) || e.room.short(k.low.bar()) || p.all&^e.ports != 0 || e.ports&^k.some != 0 {
				t.Fatalf("run %d entry %+v out of bounds %+v %+v", r, e, *k, *p)
			}
		}
	}
	if !slices.IsSorted(l.lo) || l.lo[0] != 0 {
		t.Fatalf("separators %v", l.lo)
	}
}
