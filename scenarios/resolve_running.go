package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// running resolves runningOn: the instances, in the order in which they are launched.
func (r *resolver) running(given map[string]int, at strict.Place) []config.Running {
	var all []config.Running
	for name, tasks := range given {
		group, number := r.instanceAtStart(name)
		if number == 0 {
			at.Key(name).Fail(r.root.Reference(name, r.instancesAtStart), "there is no instance %s when the scenario begins", strict.Quote(name))
			continue
		}
		if tasks > 0 {
			all = append(all, config.Running{Group: group, Number: number, Tasks: tasks})
		}
	}
	slices.SortFunc(all, func(a, b config.Running) int { return cmp.Or(a.Group-b.Group, a.Number-b.Number) })
	return all
}

// instanceAtStart finds an instance that there is when the scenario begins by its name: its group,
// and its number there; 0 = there is none.
func (r *resolver) instanceAtStart(name string) (group, number int) {
	dash := strings.LastIndexByte(name, '-')
	if dash < 0 {
		return 0, 0
	}
	group, ok := r.groups[name[:dash]]
	number, err := strconv.Atoi(name[dash+1:])
	if !ok || err != nil || number < 1 || number > r.cfg.Groups[group].Count || name != r.cfg.Groups[group].InstanceName(number) {
		return 0, 0
	}
	return group, number
}

// instancesAtStart are the names of the instances that there are when the scenario begins, of the
// first thousand.
func (r *resolver) instancesAtStart() []string {
	var all []string
	for i := range r.cfg.Groups {
		for n := range r.cfg.Groups[i].Count {
			if len(all) == 1000 {
				return all
			}
			all = append(all, r.cfg.Groups[i].InstanceName(n+1))
		}
	}
	return all
}

// checkRunning checks that no more tasks of a service run at places that are given than it wants,
// and one of a daemon on each.
func checkRunning(given map[string]int, s *config.Service, at strict.Place) {
	if n := config.RunningTasks(s.Running); !s.Daemon && n > s.Desired {
		at.Fail("", "%d tasks run on instances, wanted at most desiredCount, %d", n, s.Desired)
	}
	for name, tasks := range given {
		if s.Daemon && tasks > 1 {
			at.At(name).Fail("", "%d tasks on %s, and an instance has one task of a DAEMON service", tasks, name)
		}
	}
}

// misplaced refuses tasks that do not fit on the instances on which they are said to run.
func (r *resolver) misplaced() {
	if r.faulty() {
		return
	}
	for _, m := range r.cfg.Misplaced() {
		u, at, who := r.cfg.UseOf(m.Work), strict.Place{}, ""
		if n := int(m.Work) - len(r.cfg.Services); n >= 0 {
			at, who = r.root.At("runTasks", n), "RunTask "+strict.Quote(r.cfg.RunTasks[n].Name)
		} else {
			at, who = r.serviceAt[m.Work], "service "+strict.Quote(r.cfg.Services[m.Work].Name)
		}
		on := u.Running[m.Entry]
		name := r.cfg.Groups[on.Group].InstanceName(on.Number)
		at = at.At("runningOn", name)
		switch m.Reason {
		case model.ReasonLocation:
			at.Fail("", "%s is in a zone where %s has no subnet", name, who)
		case model.ReasonAttribute:
			at.Fail("", "%s is of none of the capacity providers of %s", name, who)
		default:
			at.Fail("leave it out to have them placed by strategy", "%s has no room for %d of the %d tasks of %s: %s", name, on.Tasks-m.Fit, on.Tasks, who, m.Reason)
		}
	}
}
