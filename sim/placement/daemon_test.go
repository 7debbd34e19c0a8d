package placement

import (
	"strings"
	"testing"

	"ecssim/model"
)

// What a daemon's task gives back is its next one's, and what another task gives back
// is everybody's, as far as the daemon has its own.
func TestWithoutTasksRoomIsKept(t *testing.T) {
	s := newStage(t, Options{}, 8125)
	h := s.host("a", "m5.large", model.Room{CPU: 1024, Memory: 1024, ENI: 2})
	logs := s.shape(Shape{Daemon: true}, "service:logs", model.Room{CPU: 512, Memory: 16, ENI: 1}, 8125)
	later := s.shape(Shape{Daemon: true}, "service:logs", model.Room{CPU: 256, Memory: 16})
	web := s.shape(Shape{}, "service:web", model.Room{CPU: 512, Memory: 16, ENI: 1})
	statsd := s.shape(Shape{}, "service:statsd", model.Room{CPU: 0, Memory: 16}, 8125)
	s.f.Keep(logs)
	s.wants(statsd, -1, model.ReasonPorts)
	s.f.Place(logs, h)
	s.f.Place(web, h)
	check := func(shape ShapeID, want model.Reason, leave, slots []ShapeID) {
		t.Helper()
		for range 2 { // the first leaves no trace
			if got := s.f.CheckWithout(shape, h, leave, slots); got != want {
				t.Errorf("shape %d without %v and %v: %v, want %v", shape, leave, slots, got, want)
			}
		}
		if got := s.f.Check(shape, h); got == model.Fits {
			t.Errorf("shape %d fits with all there", shape)
		}
	}
	check(web, model.ReasonENI, []ShapeID{logs}, nil)
	check(web, model.Fits, []ShapeID{web}, nil)
	check(statsd, model.ReasonPorts, []ShapeID{logs}, nil)
	check(statsd, model.ReasonPorts, []ShapeID{logs, web}, nil)
	check(logs, model.Fits, []ShapeID{logs}, nil)

	s.f.Keep(later) // smaller: the rest is free when its predecessor is gone
	check(statsd, model.Fits, []ShapeID{logs}, nil)
	if got := s.f.Kept(web, h); got.Room != (model.Room{}) || got.PortCount != 0 {
		t.Errorf("%+v kept, want nothing: the task that is there has more", got)
	}
	s.f.Stop(logs, h)
	if got, want := *s.f.Kept(web, h), (model.Room{CPU: 256, Memory: 16}); got.Room != want {
		t.Errorf("%+v kept, want %+v", got.Room, want)
	}
	s.f.SetStatus(h, false, true)
	if got := s.f.Kept(web, h); got.Room != (model.Room{}) {
		t.Errorf("%+v kept on an instance that drains, want nothing", got.Room)
	}
}

// A diagnosis says what is kept, and what can never be lifted for it.
func TestFindingsTellOfRoomThatIsKept(t *testing.T) {
	s := newStage(t, Options{}, 8125)
	s.host("a", "m5.large", model.Room{CPU: 1024, Memory: 1024, ENI: 2})
	logs := s.shape(Shape{Daemon: true}, "service:logs", model.Room{CPU: 512, Memory: 16}, 8125)
	s.f.Keep(logs)
	for _, row := range []struct {
		shape       ShapeID
		have, never string // in the finding; in what no task that stops can lift
	}{
		{s.shape(Shape{}, "a", model.Room{CPU: 600, Memory: 16}), "512 CPU units beside 512 kept for daemons", "88 CPU units more"},
		{s.shape(Shape{}, "b", model.Room{CPU: 16, Memory: 16}, 8125), "port 8125/tcp taken, 94 of 100 ports left", "port 8125/tcp free"},
	} {
		d := s.f.Explain(row.shape)
		x := s.f.Failing(row.shape, 0)
		if x.Have != row.have || !x.Never || !strings.Contains(d.Never, row.never) || d.Change != "" {
			t.Errorf("%+v, never %q, change %q; want %q and %q", x, d.Never, d.Change, row.have, row.never)
		}
	}
}

// Where tasks are in a daemon's place, its room has to come free before any other's.
func TestLiftCountsRoomThatIsMissing(t *testing.T) {
	s := newStage(t, Options{})
	h := s.host("a", "m5.large", model.Room{CPU: 2048, Memory: 1024})
	logs := s.shape(Shape{Daemon: true}, "service:logs", model.Room{CPU: 1024, Memory: 16})
	web := s.shape(Shape{}, "service:web", model.Room{CPU: 512, Memory: 16})
	for range 3 {
		s.f.Place(web, h)
	}
	s.f.Keep(logs)
	if x := s.f.Failing(web, h); x.Have != "0 CPU units beside 512 kept for daemons" || x.Lift != "1024 CPU units more" || x.Never {
		t.Errorf("%+v, want half of the daemon's room there, and 1024 units more to let a task in", x)
	}
	if x := s.f.Failing(logs, h); x.Have != "512 CPU units" || x.Lift != "512 CPU units more" || x.Never {
		t.Errorf("%+v, want 512 units more to let the daemon's task in", x)
	}
}

// With daemons too a decision, with what follows from it, allocates nothing.
func TestKeepingAllocatesNothing(t *testing.T) {
	s := newStage(t, Options{}, 8125)
	for range 100 {
		s.host("a", "m5.large", model.Room{CPU: 2048, Memory: 4096, ENI: 2})
	}
	logs := s.shape(Shape{Daemon: true}, "service:logs", model.Room{CPU: 512, Memory: 16}, 8125)
	web := s.shape(Shape{Strategies: DefaultService()}, "service:web", model.Room{CPU: 512, Memory: 16})
	s.f.Keep(logs)
	step := func() {
		h, _ := s.f.Choose(web, 1<<40)
		s.f.Place(web, h)
		if s.f.Check(logs, h) == model.Fits {
			s.f.Place(logs, h)
			s.f.Stop(logs, h)
		}
		s.f.Stop(web, h)
	}
	for range 1000 {
		step()
	}
	if n := testing.AllocsPerRun(1000, step); n > 0 {
		t.Errorf("%v allocations a step, wanted none", n)
	}
}
