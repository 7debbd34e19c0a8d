package find

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// moves is what is remembered of a service whose tasks leave instances that are taken away by plan.
type moves struct {
	owed        []int // of each task that has left and has no successor yet: how often it has moved
	times       []int // times[n] tasks have moved n+1 times or more
	groups      []int // of the instances that tasks left which had moved before; no group twice
	first, last des.Time
}

// planned reports whether an instance goes because somebody has asked for it, one after the other as
// they like: not by a Spot interruption, scaling or a fault.
func planned(cause event.Cause) bool {
	return cause == event.IsBeingReplaced || cause == event.StatusSetToDraining
}

// onLeaving notes the tasks that have to leave an instance. ECS says of no task which other it
// replaces: the first that a service starts is taken for the successor of the first that left.
func (x *Finder) onLeaving(e *event.Event) {
	if !planned(e.Cause) {
		return
	}
	group := x.view.Instance(e.Instance).Group
	for _, task := range x.view.Staying(e.Instance) {
		w := x.view.Deployment(x.view.Task(task).Deployment).Workload
		if !x.isService(w) || x.view.Config().Services[w].Daemon {
			continue
		}
		m := x.moving[w]
		if m == nil {
			m = &moves{first: e.At}
			x.moving[w] = m
		}
		before := x.moved[task]
		delete(x.moved, task)
		m.owed, m.last = append(m.owed, before+1), e.At
		if before == len(m.times) {
			m.times = append(m.times, 0)
		}
		m.times[before]++
		if before > 0 && !slices.Contains(m.groups, int(group)) {
			m.groups = append(m.groups, int(group))
		}
	}
}

// onPlaced has a task take the place of one that has left an instance.
func (x *Finder) onPlaced(e *event.Event) {
	delete(x.moved, e.Task)
	if m := x.moving[e.Workload]; m != nil && len(m.owed) > 0 {
		x.moved[e.Task] = m.owed[0]
		m.owed = m.owed[1:]
	}
}

// onSettled notes that a service has as many tasks as it wants: none of them is to come for another.
func (x *Finder) onSettled(e *event.Event) {
	if m := x.moving[e.Workload]; m != nil {
		m.owed = nil
	}
}

// onMovedFailed notes that the successor of a task has failed, and another follows. The number of a task that
// has ended may be another workload's by then, whose task fails before it is placed.
func (x *Finder) onMovedFailed(e *event.Event) {
	n := x.moved[e.Task]
	delete(x.moved, e.Task)
	if m := x.moving[e.Workload]; m != nil && n > 0 {
		m.owed = append(m.owed, n)
	}
}

// movedAgain says which services had tasks moved that had been moved before.
func (x *Finder) movedAgain(f *found) {
	c := x.view.Config()
	for i := range c.Services {
		m, s := x.moving[event.WorkloadID(i)], &c.Services[i]
		if m == nil || len(m.times) < 2 {
			continue
		}
		all := 0
		var shares []string
		for n, tasks := range m.times {
			all += tasks
			if n+1 < len(m.times) {
				tasks -= m.times[n+1]
			}
			if tasks > 0 {
				shares = append(shares, model.Counted(tasks, "task")+" "+times(n+1))
			}
		}
		z := f.add(report.TasksMoved, "Tasks of service %s were moved %s %s as instances were drained or replaced one after the other (%s): those placed on an instance that was to go next moved again",
			s.Name, times(all), between(m.first, m.last), strings.Join(shares, ", "))
		to := m.last.Seconds()
		z.Service, z.From, z.To = s.Name, m.first.Seconds(), &to
		z.Remedies = append(z.Remedies, report.FindingRemedy{Change: "drain the instances together",
			Edit: report.Edit{Kind: report.EditTogether, In: m.groups}})
		z.Remedies = append(z.Remedies, otherStrategies(i, s.Name)...)
	}
}

// otherStrategies are placement strategies that a service may have in place of its own.
func otherStrategies(service int, name string) (all []report.FindingRemedy) {
	for _, s := range []int{report.StrategySpread, report.StrategyBinpack} {
		all = append(all, report.FindingRemedy{
			Change: "another placementStrategy for service " + name,
			Edit:   report.Edit{Kind: report.EditStrategy, In: []int{service}, Value: s},
		})
	}
	return all
}
