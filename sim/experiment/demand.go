package experiment

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim"
	"ecssim/sim/placement"
)

// demand is what one service or RunTask asks for at t = 0.
type demand struct {
	name     string
	group    string // of tasks that are counted together
	use      *sim.Use
	count    int // of a daemon: not used, it is one a host
	daemon   bool
	strategy []model.Strategy
	claim    model.Claim
	attach   bool
}

// demands lists what a scenario asks for at t = 0 in the order in which it is
// placed: daemons, services that ran before, other services, and RunTask calls at
// t = 0, each in file order. Streams of arrivals and later calls do not count. The
// table numbers the static ports of them all.
func demands(c *sim.Config) ([]demand, *model.PortTable) {
	var out []demand
	for rank := range 3 {
		for i := range c.Services {
			s := &c.Services[i]
			if rankOf(s) == rank {
				out = append(out, demand{name: "service " + s.Name, group: "service:" + s.Name, use: &s.Use, count: s.Desired,
					daemon: s.Daemon, strategy: strategyOf(&s.Use, s.Daemon, placement.DefaultService)})
			}
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		if r.At == 0 && !r.Stream {
			out = append(out, demand{name: "runTask " + r.Name, group: r.Group, use: &r.Use, count: r.Count,
				strategy: strategyOf(&r.Use, false, placement.DefaultRunTask)})
		}
	}
	var ports []model.HostPort
	for i := range out {
		d := &out[i]
		ports = append(ports, c.Tasks[d.use.Task].StaticPorts(d.use.ServiceConnect)...)
	}
	table := model.NewPortTable(ports)
	for i := range out {
		d := &out[i]
		td := &c.Tasks[d.use.Task]
		d.claim = td.Claim(d.use.ServiceConnect, table)
		d.attach = td.Network(d.use.ServiceConnect).Attach
	}
	return out, table
}

func rankOf(s *sim.Service) int {
	switch {
	case s.Daemon:
		return 0
	case s.StartedBefore:
		return 1
	}
	return 2
}

func strategyOf(u *sim.Use, daemon bool, otherwise func() []model.Strategy) []model.Strategy {
	switch {
	case daemon:
		return nil
	case len(u.Strategies) > 0:
		return u.Strategies
	}
	return otherwise()
}

// constraints are those of the definition and of the service or call together.
func (d *demand) constraints(c *sim.Config) []model.Constraint {
	return slices.Concat(c.Tasks[d.use.Task].Constraints, d.use.Constraints)
}

// distinct reports whether no two of these tasks may share a host.
func (d *demand) distinct(c *sim.Config) bool {
	return slices.ContainsFunc(d.constraints(c), func(x model.Constraint) bool { return x.Type == "distinctInstance" })
}

// zones are the zones in which awsvpc tasks find a subnet; nil = any.
func (d *demand) zones(c *sim.Config) []string {
	if !d.attach {
		return nil
	}
	zs := []string{}
	for i := range c.Subnets {
		if len(d.use.Subnets) == 0 || slices.Contains(d.use.Subnets, i) {
			zs = append(zs, c.Subnets[i].Zone)
		}
	}
	slices.Sort(zs)
	return slices.Compact(zs)
}

// architecture turns the API's spelling of a CPU architecture into that of the
// attribute ecs.cpu-architecture: X86_64 into x86_64.
func architecture(api string) string { return strings.ToLower(api) }
