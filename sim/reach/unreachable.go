package reach

import (
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// refusedTasks gathers tasks of a workload that one check keeps from being reached at one
// external port.
type refusedTasks struct {
	work      event.WorkloadID
	port      model.ExternalPort
	from      string // whom the check keeps out
	check     firewall.Check
	ports     model.PortRanges
	instances []instance
	tasks     int
}

// instance is a container instance by its number and its name.
type instance struct {
	number event.InstanceID
	id     string
}

// same reports whether a task's refusal belongs here.
func (x *refusedTasks) same(work event.WorkloadID, r *refusal) bool {
	a, b := &x.check, &r.check
	return x.work == work && x.port == r.port && x.from == r.who() &&
		a.Filter == b.Filter && a.Of == b.Of && a.Direction == b.Direction && a.Answers == b.Answers &&
		slices.Equal(a.Allowed, b.Allowed)
}

// Unreachable counts the running tasks that clients do not reach, and says what refuses
// them.
func (v *VPC) Unreachable(run Run) (tasks int, found []report.Unreachable) {
	found = []report.Unreachable{}
	if v.config.Firewall == nil {
		return 0, found
	}
	var all []refusedTasks
	for i := range run.Running() {
		task := run.Task(i)
		refusals := v.refusalsOf(run, i, task.Kind)
		if len(refusals) > 0 {
			tasks++
		}
		for j := range refusals {
			all = gather(all, &task, &refusals[j])
		}
	}
	slices.SortStableFunc(all, func(a, b refusedTasks) int { return int(a.work - b.work) })
	for i := range all {
		found = append(found, v.unreachable(&all[i]))
	}
	return tasks, found
}

// gather adds a task's refusal to those like it.
func gather(all []refusedTasks, task *Task, r *refusal) []refusedTasks {
	i := slices.IndexFunc(all, func(x refusedTasks) bool { return x.same(task.Work, r) })
	if i < 0 {
		i = len(all)
		all = append(all, refusedTasks{work: task.Work, port: r.port, from: r.who(), check: r.check})
	}
	x := &all[i]
	x.ports = x.ports.Union(r.ports)
	x.tasks++
	if at := (instance{task.Instance, task.InstanceID}); !slices.Contains(x.instances, at) {
		x.instances = append(x.instances, at)
	}
	return all
}

// fewInstances is how many instances of unreachable tasks are named.
const fewInstances = 3

func (v *VPC) unreachable(x *refusedTasks) report.Unreachable {
	if !x.check.Answers {
		x.check.Needed = x.ports
	}
	u := report.Unreachable{
		Port: int(x.port.ContainerPort.First), Protocol: x.port.Protocol.String(), HostPorts: x.ports.String(),
		From: x.from, By: filterPath(&x.check), Instances: []string{}, Tasks: x.tasks, Why: x.check.Refusal(),
	}
	if v.service(x.work) != nil {
		u.Service = nameOf(v.config, x.work)
	} else {
		u.RunTask = nameOf(v.config, x.work)
	}
	slices.SortFunc(x.instances, func(a, b instance) int { return int(a.number - b.number) })
	for _, i := range x.instances[:min(fewInstances, len(x.instances))] {
		u.Instances = append(u.Instances, i.id)
	}
	return u
}

// filterPath names a filter by where the scenario file has its rules.
func filterPath(c *firewall.Check) string {
	if c.Filter == firewall.SecurityGroups {
		return "securityGroups"
	}
	return "networkAcls." + c.Of + "." + c.Direction.String()
}
