package engine

import (
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/placement"
)

// PlacementOptions are the readings that concern the choice of instances.
func PlacementOptions(c *config.Config) placement.Options {
	o := placement.Options{Linear: c.Options.Linear, IgnoreENI: c.Options.IgnoreENI}
	if c.Options.TieLowest {
		o.TieBreak = placement.TieLowest
	}
	return o
}

// PlacementShape is how the tasks of a service or RunTask request are placed: all of a placement.Shape but the
// Claim and the Group, which need the port table and the fleet. service is nil for
// RunTask.
func PlacementShape(c *config.Config, u *config.Use, service *config.Service) placement.Shape {
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
		s.Zones = c.Zones(u.Subnets)
	}
	return s
}

// HostAttributes returns the attributes with which an instance of a group registers: the
// built-in ones that the scheduler can ask for, and the group's own.
func HostAttributes(c *config.Config, g *config.InstanceGroup, zone string, trunk bool) map[string]string {
	return state.HostAttributes(c, g, zone, trunk)
}

// Epoch is the date of second 0 of every run.
var Epoch = state.Epoch
