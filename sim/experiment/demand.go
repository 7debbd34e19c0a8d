package experiment

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/placement"
)

// demand is what one service or RunTask asks for at t = 0.
type demand struct {
	name  string
	group string // of tasks that are counted together
	use   *config.Use
	count int             // of a daemon: not used, it is one a host
	shape placement.Shape // as in a run, Group apart
	claim model.Claim
	net   model.Network
}

// demands lists what a scenario asks for at t = 0 in the order in which it is
// placed: daemons, services that ran before, other services, and RunTask calls at
// t = 0, each in file order. Streams of arrivals and later calls do not count. The
// table numbers the static ports of them all.
func demands(c *config.Config) ([]demand, *model.PortTable) {
	var out []demand
	for _, i := range c.InOrder() {
		s := &c.Services[i]
		out = append(out, demand{name: "service " + s.Name, group: s.TaskGroup(), use: &s.Use, count: s.Desired, shape: engine.PlacementShape(c, &s.Use, s)})
	}
	for i := range c.RunTasks {
		if r := &c.RunTasks[i]; r.At == 0 && !r.Stream {
			out = append(out, demand{name: "runTask " + r.Name, group: r.Group, use: &r.Use, count: r.Count, shape: engine.PlacementShape(c, &r.Use, nil)})
		}
	}
	var ports []model.HostPort
	for i := range out {
		d := &out[i]
		ports = append(ports, c.Tasks[d.use.Task].StaticPorts(counted(d.use.ServiceConnect))...)
	}
	table := model.NewPortTable(ports)
	for i := range out {
		d := &out[i]
		d.claim = c.Tasks[d.use.Task].Claim(counted(d.use.ServiceConnect), table)
		d.net = c.Tasks[d.use.Task].Network(d.use.ServiceConnect)
	}
	return out, table
}

// counted is a Service Connect whose ingressPortOverrides count among a task's host
// ports: whether ECS places by them or not, an instance has each once.
func counted(sc model.ServiceConnect) model.ServiceConnect {
	sc.PortsCounted = true
	return sc
}

// distinct reports whether no two of these tasks may share a host.
func (d *demand) distinct() bool {
	return slices.ContainsFunc(d.shape.Constraints, func(x model.Constraint) bool { return x.Type == "distinctInstance" })
}
