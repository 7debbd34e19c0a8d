package placement

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
)

// stage is a small fleet for one story.
type stage struct {
	t     *testing.T
	f     *Fleet
	ports *model.PortTable
}

func newStage(t *testing.T, opts Options, ports ...uint16) *stage {
	var ps []model.HostPort
	for _, p := range ports {
		ps = append(ps, model.HostPort{Port: p})
	}
	s := &stage{t: t, ports: model.NewPortTable(ps)}
	opts.Ports = s.ports
	s.f = NewFleet(model.NewHosts(s.ports.Words()), opts)
	return s
}

func (s *stage) host(zone, kind string, room model.Room) int32 {
	h := s.f.Hosts.Add(room, make([]uint64, s.ports.Words()), 5, model.ReservedPortQuota)
	s.f.Register(Instance{ID: fmt.Sprint("ci-", h), Zone: zone, Type: kind}, h)
	return h
}

func (s *stage) shape(x Shape, group string, room model.Room, ports ...uint16) ShapeID {
	var ps []model.HostPort
	for _, p := range ports {
		ps = append(ps, model.HostPort{Port: p})
	}
	x.Claim = &model.Claim{Room: room, Ports: s.ports.Mask(ps), PortCount: int32(len(ps))}
	x.Group = s.f.NewGroup(group)
	n, err := s.f.NewShape(x)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// wants places one task and returns its host; it fails unless host and reason
// are as given. Host -2 stands for any.
func (s *stage) wants(shape ShapeID, host int32, reason model.Reason) int32 {
	s.t.Helper()
	h, r := s.f.Choose(shape, 1<<63)
	if r != reason || host != h && (host != -2 || h < 0) {
		s.t.Fatalf("chose host %d (%v), wanted %d (%v)", h, r, host, reason)
	}
	if h >= 0 {
		s.f.Place(shape, h)
	}
	return h
}

func both(t *testing.T, name string, story func(t *testing.T, o Options)) {
	t.Run(name, func(t *testing.T) {
		for _, o := range []Options{{}, {Linear: true}, {TieBreak: TieLowest}} {
			story(t, o)
		}
	})
}

var large = model.Room{CPU: 2048, Memory: 3704, ENI: 2}

// TestRows are worked examples of the developer guide and the API reference as
// far as they are about placement.
func TestRows(t *testing.T) {
	small := model.Room{CPU: 1, Memory: 4}
	both(t, "rows 12 and 13: attachment slots", func(t *testing.T, o Options) {
		for _, slots := range []int32{2, 10} {
			s := newStage(t, o)
			room, need := large, small
			room.ENI, need.ENI = slots, 1
			s.host("a", "c5.large", room)
			x := s.shape(Shape{}, "family:x", need)
			for range slots {
				s.wants(x, 0, model.Fits)
			}
			s.wants(x, -1, model.ReasonENI)
			s.f.Stop(x, 0)
			s.wants(x, -1, model.ReasonENI) // until the interface is gone
			s.f.Gone(x, 0)
			s.wants(x, 0, model.Fits)
		}
	})
	both(t, "row 15: memory", func(t *testing.T, o Options) {
		s := newStage(t, o)
		s.host("a", "m4.large", model.Room{CPU: 2048, Memory: 7985})
		s.wants(s.shape(Shape{}, "family:x", model.Room{Memory: 8192}), -1, model.ReasonMemory)
	})
	both(t, "row 18: CPU", func(t *testing.T, o Options) {
		s := newStage(t, o)
		s.host("a", "t", model.Room{CPU: 1024, Memory: 4096})
		x := s.shape(Shape{}, "family:x", model.Room{CPU: 1000, Memory: 4})
		s.wants(x, 0, model.Fits)
		s.wants(x, -1, model.ReasonCPU)
	})
	both(t, "rows 23 to 25: static ports", func(t *testing.T, o Options) {
		var ports []uint16
		for p := range uint16(400) {
			ports = append(ports, 8080+p)
		}
		s := newStage(t, o, ports...)
		s.host("a", "t", model.Room{CPU: 1 << 20, Memory: 1 << 20})
		s.wants(s.shape(Shape{}, "family:big", small, ports...), -1, model.ReasonPorts)
		one := s.shape(Shape{}, "family:one", small, ports[0])
		s.wants(one, 0, model.Fits)
		s.wants(one, -1, model.ReasonPorts)
		for _, p := range ports[1:95] {
			s.wants(s.shape(Shape{}, "family:x", small, p), 0, model.Fits)
		}
		s.wants(s.shape(Shape{}, "family:x", small, ports[95]), -1, model.ReasonPorts)
		s.wants(s.shape(Shape{}, "family:x", small), 0, model.Fits)
	})
	both(t, "rows 26 and 27: zones", func(t *testing.T, o Options) {
		s := newStage(t, o)
		for _, z := range []string{"a", "b", "c"} {
			s.host(z, "t", large)
		}
		x := s.shape(Shape{Strategies: DefaultService()}, "service:x", small)
		s.f.Place(x, 0)
		if h := s.wants(x, -2, model.Fits); h == 0 {
			t.Fatal("placed in the zone that has one")
		}
		s.f.Place(x, 1)
		s.f.Place(x, 2)
		tasks := []int32{0, 1, 2, 1, 2}
		for _, n := range []int32{1, 2} {
			for s.f.Count(0, n) < 2 {
				s.f.Place(x, n)
			}
		}
		for luck := range uint64(8) {
			if i := s.f.ScaleIn(x, tasks, luck<<61); tasks[i] == 0 {
				t.Fatalf("stops task %d, the only one of its zone", i)
			}
		}
	})
	both(t, "rows 28 and 29: binpack", func(t *testing.T, o Options) {
		s := newStage(t, o)
		for _, m := range []model.MiB{500, 900, 2000, 3000, 200} {
			s.host("a", "t", model.Room{CPU: 1024, Memory: m})
		}
		x := s.shape(Shape{Strategies: []model.Strategy{{Type: "binpack", Field: "memory"}}}, "service:x", model.Room{Memory: 600})
		s.wants(x, 1, model.Fits)
		if i := s.f.ScaleIn(x, []int32{4, 3}, 0); i != 1 {
			t.Fatalf("stops task %d, wanted the one on the host with most left", i)
		}
	})
	both(t, "row 30: distinctInstance", func(t *testing.T, o Options) {
		s := newStage(t, o)
		s.host("a", "t", large)
		x := s.shape(Shape{Constraints: []model.Constraint{{Type: "distinctInstance"}}}, "service:x", small)
		s.wants(x, 0, model.Fits)
		s.wants(x, -1, model.ReasonDistinctInstance)
		s.f.Stop(x, 0) // desired status STOPPED is enough
		s.wants(x, 0, model.Fits)
	})
	both(t, "row 31: memberOf", func(t *testing.T, o Options) {
		s := newStage(t, o)
		s.host("us-east-1d", "g2.2xlarge", large)
		s.host("us-east-1a", "t2.small", large)
		only := s.host("us-east-1a", "g2.2xlarge", large)
		x := s.shape(Shape{Constraints: []model.Constraint{{Type: "memberOf",
			Expression: "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d"}}}, "family:x", small)
		s.wants(x, only, model.Fits)
		s.f.SetStatus(only, false, true)
		s.wants(x, -1, model.ReasonMemberOf)
	})
	both(t, "row 32: task:group", func(t *testing.T, o Options) {
		s := newStage(t, o)
		s.host("a", "t", large)
		s.host("a", "t", large)
		s.f.Place(s.shape(Shape{}, "database", small), 0)
		x := s.shape(Shape{Constraints: []model.Constraint{{Type: "memberOf", Expression: "not(task:group == database)"}}}, "family:x", small)
		s.wants(x, 1, model.Fits)
		s.wants(x, 1, model.Fits)
	})
	both(t, "row 33: the zone to stop in", func(t *testing.T, o Options) {
		s := newStage(t, o)
		x := ShapeID(-1)
		tasks := []int32{0, 0, 0, 1, 2}
		for _, z := range []string{"a", "b", "c"} {
			s.host(z, "t", large)
		}
		x = s.shape(Shape{Strategies: DefaultService()}, "service:x", small)
		for _, h := range tasks {
			s.f.Place(x, h)
		}
		if i := s.f.ScaleIn(x, tasks, 1<<63); tasks[i] != 0 {
			t.Fatalf("stops on host %d, wanted 0", tasks[i])
		}
		if h, _ := s.f.Choose(x, 0); h == 0 {
			t.Fatal("starts in the fullest zone")
		}
	})
}

// TestReasons asks for the reason of the closest host, in the order of the checks.
func TestReasons(t *testing.T) {
	both(t, "order", func(t *testing.T, o Options) {
		s := newStage(t, o)
		x := s.shape(Shape{Zones: []string{"a"}, Requires: []string{"gpu"}}, "family:x", model.Room{CPU: 1, Memory: 1 << 20})
		s.wants(x, -1, model.Fits) // no instance at all
		h := s.host("b", "t", large)
		s.wants(x, -1, model.ReasonAttribute)
		s.f.SetStatus(h, true, false)
		s.wants(x, -1, model.ReasonAgent)
		s.f.SetStatus(h, false, false)
		s.wants(x, -1, model.Fits)
		y := s.shape(Shape{Zones: []string{"a"}}, "family:x", model.Room{CPU: 1, Memory: 1 << 20})
		s.f.SetStatus(h, true, true)
		s.wants(y, -1, model.ReasonLocation)
		s.host("a", "t", large)
		s.wants(y, -1, model.ReasonMemory)
		if c, r := s.f.Closest(y); c != 1 || r != model.ReasonMemory {
			t.Fatalf("closest is %d (%v)", c, r)
		}
	})
}

// TestRefusedShapes lists what the API refuses.
func TestRefusedShapes(t *testing.T) {
	six := make([]model.Strategy, 6)
	for i := range six {
		six[i] = model.Strategy{Type: "random"}
	}
	for want, s := range map[string]Shape{
		"at most 5":                  {Strategies: six},
		"at most 10":                 {Constraints: make([]model.Constraint, 11)},
		"wanted cpu or memory":       {Strategies: []model.Strategy{{Type: "binpack", Field: "disk"}}},
		"attribute:NAME":             {Strategies: []model.Strategy{{Type: "spread", Field: "zone"}}},
		"wanted binpack, spread or":  {Strategies: []model.Strategy{{Type: "pack"}}},
		"distinctInstance has the":   {Constraints: []model.Constraint{{Type: "distinctInstance", Expression: "x == y"}}},
		"memberOf:":                  {Constraints: []model.Constraint{{Type: "memberOf", Expression: "x =="}}},
		"memberOf or distinctInstan": {Constraints: []model.Constraint{{Type: "affinity"}}},
		"a daemon service":           {Daemon: true, Strategies: DefaultRunTask()},
	} {
		f := NewFleet(model.NewHosts(0), Options{})
		s.Claim, s.Group = &model.Claim{}, f.NewGroup("family:x")
		if _, err := f.NewShape(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, wanted one with %q", err, want)
		}
	}
}

// TestExplain folds equal hosts and finds the least change.
func TestExplain(t *testing.T) {
	s := newStage(t, Options{TieBreak: TieLowest}, 80, 81)
	for range 3 {
		s.host("a", "m5.large", model.Room{CPU: 2048, Memory: 7680, ENI: 2})
	}
	s.host("a", "t3.nano", model.Room{CPU: 2048, Memory: 400, ENI: 2})
	web := s.shape(Shape{}, "service:web", model.Room{CPU: 1024, Memory: 512}, 80)
	for range 3 {
		s.wants(web, -2, model.Fits)
	}
	d := s.f.Explain(web)
	if d.Fitting != 0 || d.Reason != model.ReasonMemory || len(d.Cases) != 2 || d.Cases[0].Count != 3 || d.Nearest != 0 ||
		d.Change != "on ci-0 (m5.large): port 80/tcp free" || d.Never != "" {
		t.Errorf("diagnosis %+v", d)
	}
	job := s.shape(Shape{}, "family:job", model.Room{CPU: 1152, Memory: 512})
	if d := s.f.Explain(job); d.Change != "on ci-0 (m5.large): 128 CPU units more" {
		t.Errorf("diagnosis %+v", d)
	}
	huge := s.shape(Shape{}, "family:huge", model.Room{CPU: 4096, Memory: 512})
	if d := s.f.Explain(huge); d.Change != "" || !strings.HasSuffix(d.Never, "ci-0 (m5.large): 3072 CPU units more") {
		t.Errorf("diagnosis %+v", d)
	}
	s.f.SetStatus(1, true, false)
	if d := s.f.Explain(job); len(d.Cases) != 3 || d.Cases[0].Count != 2 || d.Cases[1].Reason != model.ReasonAgent {
		t.Errorf("diagnosis %+v", d)
	}
}
