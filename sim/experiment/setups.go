package experiment

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim"
)

// Under returns the scenario as it would be under a network setup: every task
// definition in use rewritten by model.Setup.Rewrite, and every group of hosts
// with a trunk (awsvpc-trunking), without one (awsvpc) or as it was. The given
// Config is left alone; the two share what neither changes.
//
// A service or RunTask that keeps its network mode keeps its definition; where
// another one shares it, that one gets a rewritten copy at the end of Config.Tasks.
// Definitions that nobody uses stay as they are.
//
// The error says which service or RunTask ECS would refuse under the setup, and
// why, in ECS's words: the comparison's notPossible.
func Under(c *sim.Config, s model.Setup) (*sim.Config, error) {
	u := *c
	u.Tasks = slices.Clone(c.Tasks)
	u.Services = slices.Clone(c.Services)
	u.RunTasks = slices.Clone(c.RunTasks)
	u.Groups = slices.Clone(c.Groups)
	for g := range u.Groups {
		switch {
		case s.ForcesTrunk():
			u.Groups[g].Trunk = sim.TrunkAlways
		case s.ForbidsTrunk():
			u.Groups[g].Trunk = sim.TrunkNever
		}
	}
	kept := make([]bool, len(c.Tasks))
	eachUse(&u, func(_ string, use *sim.Use) {
		kept[use.Task] = kept[use.Task] || use.KeepNetworkMode
	})
	moved := make([]int, len(c.Tasks)) // index of the rewritten definition, plus one
	var refused error
	eachUse(&u, func(name string, use *sim.Use) {
		if use.KeepNetworkMode || refused != nil {
			return
		}
		old := use.Task
		t, err := s.Rewrite(c.Tasks[old], use.ServiceConnect)
		if err != nil {
			refused = fmt.Errorf("%s: %w", name, err)
			return
		}
		switch {
		case moved[old] != 0:
		case kept[old]:
			u.Tasks = append(u.Tasks, t)
			moved[old] = len(u.Tasks)
		default:
			u.Tasks[old] = t
			moved[old] = old + 1
		}
		use.Task = moved[old] - 1
	})
	if refused != nil {
		return nil, refused
	}
	return &u, nil
}

// eachUse calls f for every service, then every RunTask, in file order.
func eachUse(c *sim.Config, f func(name string, u *sim.Use)) {
	for i := range c.Services {
		f("service "+c.Services[i].Name, &c.Services[i].Use)
	}
	for i := range c.RunTasks {
		f("runTask "+c.RunTasks[i].Name, &c.RunTasks[i].Use)
	}
}
