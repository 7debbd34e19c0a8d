package experiment

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
)

// Under returns the scenario as it would be under a network setup: every task
// definition in use, now or after an update of a service, rewritten by
// model.Setup.Rewrite, and every group of hosts
// with a trunk (awsvpc-trunking), without one (awsvpc) or as it was. Where the setup
// decides about trunks it also stands in for the account setting, now and later:
// hosts launched during the run are as those before. The given Config is left alone;
// the two share what neither changes.
//
// A service or RunTask that keeps its network mode keeps its definitions; where
// another one shares one, that one gets a rewritten copy at the end of Config.Tasks.
// Definitions that nobody uses stay as they are.
//
// The error says which service or RunTask ECS would refuse under the setup, and
// why, in ECS's words: the comparison's notPossible. It is so too where health checks of a
// target group would no more find the tasks that they find now.
func Under(c *config.Config, s model.Setup) (*config.Config, error) {
	u := *c
	u.Tasks = slices.Clone(c.Tasks)
	u.Services = slices.Clone(c.Services)
	u.RunTasks = slices.Clone(c.RunTasks)
	u.Events = slices.Clone(c.Events)
	u.Groups = slices.Clone(c.Groups)
	if s.ForcesTrunk() || s.ForbidsTrunk() {
		u.Trunking = s.ForcesTrunk()
		u.Events = slices.DeleteFunc(u.Events, func(e config.Event) bool { return e.Kind == config.PutAccountSetting })
	}
	for g := range u.Groups {
		switch {
		case s.ForcesTrunk():
			u.Groups[g].Trunk = config.TrunkAlways
		case s.ForbidsTrunk():
			u.Groups[g].Trunk = config.TrunkNever
		}
	}
	kept := make([]bool, len(c.Tasks))
	eachUse(&u, func(_ string, use *config.Use, task *int) {
		kept[*task] = kept[*task] || use.KeepNetworkMode
	})
	moved := make([]int, len(c.Tasks)) // index of the rewritten definition, plus one
	var refused error
	eachUse(&u, func(name string, use *config.Use, task *int) {
		if use.KeepNetworkMode || refused != nil {
			return
		}
		old := *task
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
		*task = moved[old] - 1
	})
	if refused == nil {
		refused = suitTargets(c, &u)
	}
	if refused != nil {
		return nil, refused
	}
	return &u, nil
}

// eachUse calls f for every service, then every RunTask, in file order, then every
// update of a service to another task definition; task is where it is named.
func eachUse(c *config.Config, f func(name string, u *config.Use, task *int)) {
	for i := range c.Services {
		f("service "+c.Services[i].Name, &c.Services[i].Use, &c.Services[i].Task)
	}
	for i := range c.RunTasks {
		f("runTask "+c.RunTasks[i].Name, &c.RunTasks[i].Use, &c.RunTasks[i].Task)
	}
	for i := range c.Events {
		if e := &c.Events[i]; e.Redefines() {
			s := &c.Services[e.Service]
			f(fmt.Sprintf("update of service %s at %v", s.Name, e.At), &s.Use, &e.Task)
		}
	}
}
