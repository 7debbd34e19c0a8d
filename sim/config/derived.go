package config

import (
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
)

// SubnetIn returns the first of the subnets (all, where none are given) that lies
// in a zone; -1 if there is none.
func (c *Config) SubnetIn(subnets []int, zone string) int32 {
	if len(subnets) == 0 {
		for i := range c.Subnets {
			if c.Subnets[i].Zone == zone {
				return int32(i)
			}
		}
		return -1
	}
	for _, i := range subnets {
		if c.Subnets[i].Zone == zone {
			return int32(i)
		}
	}
	return -1
}

// SubnetOf returns the subnet in which an instance of a group launches in a zone; -1 if
// there is none.
func (c *Config) SubnetOf(g *InstanceGroup, zone string) int { return int(c.SubnetIn(g.Subnets, zone)) }

// TaskGroup is the name under which the service's tasks are counted (developer
// guide, task-groups).
func (s *Service) TaskGroup() string { return "service:" + s.Name }

// InOrder lists the services in the order in which they are first placed: daemons,
// those already running, the others, each in file order.
func (c *Config) InOrder() []int {
	var order []int
	for rank := range 3 {
		for i := range c.Services {
			if c.Services[i].rank() == rank {
				order = append(order, i)
			}
		}
	}
	return order
}

func (s *Service) rank() int {
	switch {
	case s.Daemon:
		return 0
	case s.StartedBefore:
		return 1
	}
	return 2
}

// Trunked decides whether an instance of the group carries a trunk interface, and
// says why. account is the account setting at its launch.
func (g *InstanceGroup) Trunked(account bool) (bool, string) {
	d := model.DecideTrunk(model.TrunkConditions{
		OptedIn: account || g.Trunk == TrunkAlways || g.Trunk == TrunkAtStart, LaunchedBefore: g.Trunk == TrunkNever, Trunkable: g.SlotsTrunk > g.SlotsPlain,
	})
	return d.Trunk, d.Why
}

// Zones returns the zones of the subnets, of all of them where none are given.
func (c *Config) Zones(subnets []int) []string {
	zs := []string{}
	for i := range c.Subnets {
		if len(subnets) == 0 || slices.Contains(subnets, i) {
			zs = append(zs, c.Subnets[i].Zone)
		}
	}
	slices.Sort(zs)
	return slices.Compact(zs)
}

// ZoneNames lists the availability zones of the scenario in the order of event.ZoneID: those of its
// groups, then those of its subnets.
func (c *Config) ZoneNames() []string {
	var all []string
	add := func(zone string) {
		if !slices.Contains(all, zone) {
			all = append(all, zone)
		}
	}
	for i := range c.Groups {
		for _, zone := range c.Groups[i].Zones {
			add(zone)
		}
	}
	for i := range c.Subnets {
		add(c.Subnets[i].Zone)
	}
	return all
}

// Listening are the host ports on which processes of an instance of the group listen
// that are no task: sshd, the agent and what the scenario names.
func (g *InstanceGroup) Listening() []model.HostPort {
	var ports []model.HostPort
	for _, p := range agentListens {
		ports = append(ports, model.HostPort{Port: p})
	}
	for _, p := range g.Reserved {
		if p.Port == model.PrometheusPort {
			ports = append(ports, p)
		}
	}
	return append(ports, g.Listeners...)
}

// DynamicRoom is the room for dynamic host ports of an instance of the group that
// has no tasks.
func (c *Config) DynamicRoom(g *InstanceGroup) model.DynamicRoom {
	return model.NewDynamicRoom(g.DynamicRange, c.Options.DockerPorts, g.Listening())
}

// Threshold is the number of failed tasks at which the circuit breaker ends a
// deployment of a service that wants so many tasks (ECS API
// DeploymentCircuitBreaker and ThresholdConfiguration).
func (b *CircuitBreaker) Threshold(desired int) int {
	switch n := int((int64(desired)*int64(b.Value) + 99) / 100); b.Kind {
	case CountThreshold:
		return b.Value
	case UnboundedPercent:
		return max(n, 1)
	default:
		return min(max(n, 3), 200)
	}
}

// UseOf is what a service or RunTask request runs.
func (c *Config) UseOf(work int32) *Use {
	if n := int(work) - len(c.Services); n >= 0 {
		return &c.RunTasks[n].Use
	}
	return &c.Services[work].Use
}

// WorkNamed finds a service or RunTask request; -1 if there is none.
func (c *Config) WorkNamed(name string) int32 {
	if i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Name == name }); i >= 0 {
		return int32(i)
	}
	if i := slices.IndexFunc(c.RunTasks, func(r RunTask) bool { return r.Name == name }); i >= 0 {
		return int32(len(c.Services) + i)
	}
	return -1
}

// Groups are the security groups of an awsvpc task's own interface: the VPC's default
// one where none are given (developer guide, task-networking-awsvpc).
func (u *Use) Groups() []string {
	if len(u.SecurityGroups) == 0 {
		return []string{firewall.DefaultGroup}
	}
	return u.SecurityGroups
}

// agentListens are the TCP ports on which every container instance listens: sshd
// and the agent's credentials and introspection servers (amazon-ecs-agent
// README). 2375 and 2376 are reserved for a Docker daemon that by default listens
// on neither.
var agentListens = []uint16{22, 51678, 51679}

// FailsHealthChecks reports whether an event has health checks of a service's tasks fail.
func (c *Config) FailsHealthChecks(service int) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return e.Kind == FailHealthChecks && e.Service == service })
}
