package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// cutOff gathers tasks that one wall keeps from being reached at one door.
type cutOff struct {
	work  event.WorkloadID
	door  model.ExternalPort
	from  string // whom it keeps out
	wall  firewall.Check
	ports model.PortRanges
	hosts []event.InstanceID
	tasks int
}

// same reports whether a task's shut door belongs here.
func (x *cutOff) same(work event.WorkloadID, s *shut) bool {
	a, b := &x.wall, &s.wall
	return x.work == work && x.door == s.guard.door && x.from == s.guard.clients.who() &&
		a.Filter == b.Filter && a.Of == b.Of && a.Direction == b.Direction && a.Answers == b.Answers && slices.Equal(a.Allowed, b.Allowed)
}

// reportUnreachable counts the running tasks that clients do not reach, and says
// what stops them.
func (k *cluster) reportUnreachable(r *report.Report) {
	r.Unreachable = []report.Unreachable{}
	var all []cutOff
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if t.State != event.Running || t.Is(state.DesiredStopped) {
			continue
		}
		found := k.doorsShut(i)
		if len(found) > 0 {
			r.Tasks.Unreachable++
		}
		for j := range found {
			all = gather(all, k.WorkloadOf(t), t.Instance, &found[j])
		}
	}
	slices.SortStableFunc(all, func(a, b cutOff) int { return int(a.work - b.work) })
	for i := range all {
		r.Unreachable = append(r.Unreachable, k.unreachable(&all[i]))
	}
}

// gather adds a task's shut door to those like it.
func gather(all []cutOff, work event.WorkloadID, host event.InstanceID, s *shut) []cutOff {
	i := slices.IndexFunc(all, func(x cutOff) bool { return x.same(work, s) })
	if i < 0 {
		i = len(all)
		all = append(all, cutOff{work: work, door: s.guard.door, from: s.guard.clients.who(), wall: s.wall})
	}
	x := &all[i]
	x.ports = x.ports.Union(s.ports)
	x.tasks++
	if !slices.Contains(x.hosts, host) {
		x.hosts = append(x.hosts, host)
	}
	return all
}

func (k *cluster) unreachable(x *cutOff) report.Unreachable {
	if !x.wall.Answers {
		x.wall.Needed = x.ports
	}
	w := &k.Workloads[x.work]
	u := report.Unreachable{
		Port: int(x.door.ContainerPort.First), Protocol: x.door.Protocol.String(), HostPorts: x.ports.String(),
		From: x.from, By: wallPath(&x.wall), Instances: []string{}, Tasks: x.tasks, Why: x.wall.Refusal(),
	}
	if w.Service != nil {
		u.Service = w.Name
	} else {
		u.RunTask = w.Name
	}
	slices.Sort(x.hosts)
	for _, h := range x.hosts[:min(3, len(x.hosts))] {
		u.Instances = append(u.Instances, k.Instances[h].ID)
	}
	return u
}

// wallPath names a wall by where the scenario file has its rules.
func wallPath(g *firewall.Check) string {
	if g.Filter == firewall.SecurityGroups {
		return "securityGroups"
	}
	return "networkAcls." + g.Of + "." + g.Direction.String()
}
