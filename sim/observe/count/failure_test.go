package count

import (
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/report"
)

// Failures are counted as facts and listed by the words of ECS, which tell less apart, but
// name the containers of each task definition.
func TestFailuresAreListedByTheirText(t *testing.T) {
	revision := func(names ...string) *engine.Revision {
		r := &engine.Revision{}
		r.Plan = slices.Grow(r.Plan, len(names))[:len(names)]
		for i, name := range names {
			r.Plan[i].Name = name
		}
		return r
	}
	a, same, other := revision("app", "db"), revision("app", "db"), revision("web", "cache")
	never := model.StoppedReason{Code: model.StoppedDependencyNever, Container: 0, Dependency: 1}
	m := Counter{failures: map[failure]int{}, ports: map[model.HostPort]int{}}
	for _, x := range []struct {
		of  *engine.Revision
		why model.StoppedReason
	}{
		{a, never}, {same, never}, {other, never},
		{a, model.StoppedReason{Code: model.StoppedExited}},
		{other, model.StoppedReason{Code: model.StoppedNoListen, Port: model.HostPort{Port: 80}}},
		{other, model.StoppedReason{Code: model.StoppedAllPorts}},
	} {
		m.fail(x.of, x.why)
	}
	const dependency = "CannotStartContainerError: dependency graph: container ordering dependency "
	want := []report.Failure{
		{StoppedReason: model.StartErrorPrefix + "all ports are allocated", Tasks: 1},
		{StoppedReason: dependency + "[cache] for target [web] will never start.", Tasks: 1},
		{StoppedReason: dependency + "[db] for target [app] will never start.", Tasks: 2},
		{StoppedReason: "Essential container in task exited", Tasks: 2},
	}
	if got := m.failed(); !slices.Equal(got, want) {
		t.Errorf("failures\n%+v, want\n%+v", got, want)
	}
	if n := m.ports[model.HostPort{Port: 80}]; m.portsBound != 2 || len(m.ports) != 1 || n != 1 {
		t.Errorf("%d tasks over host ports %v, want 2, one of them over 80/tcp", m.portsBound, m.ports)
	}
}
