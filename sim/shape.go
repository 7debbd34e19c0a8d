package sim

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/placement"
)

// PlacementOptions are the readings that concern the choice of hosts.
func (c *Config) PlacementOptions() placement.Options {
	o := placement.Options{Linear: c.Options.Linear, IgnoreENI: c.Options.IgnoreENI}
	if c.Options.TieLowest {
		o.TieBreak = placement.TieLowest
	}
	return o
}

// Shape is how the tasks of a use are placed: all of a placement.Shape but the
// Claim and the Group, which need the port table and the fleet. service is nil for
// RunTask.
func (c *Config) Shape(u *Use, service *Service) placement.Shape {
	td := &c.Tasks[u.Task]
	s := placement.Shape{
		Strategies: u.Strategies, Constraints: slices.Concat(td.Constraints, u.Constraints),
		Requires: td.Requires, Architecture: td.Architecture,
	}
	switch {
	case service != nil && service.Daemon:
		s.Daemon, s.Strategies = true, nil
	case len(u.Strategies) > 0:
	case service != nil:
		s.Strategies = placement.DefaultService()
	default:
		s.Strategies = placement.DefaultRunTask()
	}
	if td.Network(u.ServiceConnect).Attach {
		s.Zones = c.zones(u.Subnets)
	}
	return s
}

// zones returns the zones of the subnets, of all of them where none are given.
func (c *Config) zones(subnets []int) []string {
	zs := []string{}
	for i := range c.Subnets {
		if len(subnets) == 0 || slices.Contains(subnets, i) {
			zs = append(zs, c.Subnets[i].Zone)
		}
	}
	slices.Sort(zs)
	return slices.Compact(zs)
}

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
		OptedIn: account || g.Trunk == TrunkAlways, LaunchedBefore: g.Trunk == TrunkNever, Trunkable: g.SlotsTrunk > g.SlotsPlain,
	})
	return d.Trunk, d.Why
}
