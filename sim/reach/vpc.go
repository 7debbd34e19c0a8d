package reach

import (
	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// VPC is the network of a scenario: what its security groups and network ACLs let through to
// tasks, found out once for each kind of task.
type VPC struct {
	config  *config.Config
	kinds   map[Kind][]requirement
	proxies []proxies // of Service Connect; nil = not listed so far
}

// NewVPC returns the network of a scenario.
func NewVPC(c *config.Config) *VPC { return &VPC{config: c, kinds: map[Kind][]requirement{}} }

// requirement is an external port of tasks of one kind at which some clients have to reach
// them, and which ports these do reach.
type requirement struct {
	access
	to      *firewall.Interface
	allowed model.PortSet
}

// requirements returns at which external ports clients have to reach tasks: those of the
// service's target groups and of Service Connect's listeners or, without target
// groups, all but those that the listeners stand in front of.
func (v *VPC) requirements(kind Kind) []requirement {
	if all, ok := v.kinds[kind]; ok {
		return all
	}
	c, use := v.config, v.config.UseOf(int32(kind.Work))
	all := []requirement{}
	for _, x := range v.accesses(Revision{kind.Work, kind.Definition}) {
		if x.untargeted {
			continue
		}
		r := requirement{access: x}
		if x.port.OwnInterface {
			r.to = taskInterface(c, use, int(kind.Subnet))
		} else {
			r.to = instanceInterface(c, &c.Groups[kind.Group], int(kind.HostSubnet))
		}
		r.allowed = r.allowedPorts(r.to)
		all = append(all, r)
	}
	v.kinds[kind] = all
	return all
}

// service is that of a workload; nil for a RunTask request.
func (v *VPC) service(work event.WorkloadID) *config.Service {
	if int(work) >= len(v.config.Services) {
		return nil
	}
	return &v.config.Services[work]
}

// nameOf is the name of a service or a RunTask request.
func nameOf(c *config.Config, work event.WorkloadID) string {
	if n := int(work) - len(c.Services); n >= 0 {
		return c.RunTasks[n].Name
	}
	return c.Services[work].Name
}

// refusal is a requirement that a task does not meet: ports at which its clients do not reach
// it.
type refusal struct {
	*requirement
	ports model.PortRanges
	check firewall.Check // the first that they do not pass, asked about these ports
}

// refusals lists the requirements that a running task does not meet.
func (v *VPC) refusals(run Run, task event.TaskID) []refusal {
	if v.config.Firewall == nil {
		return nil
	}
	return v.refusalsOf(run, task, run.Task(task).Kind)
}

func (v *VPC) refusalsOf(run Run, task event.TaskID, kind Kind) []refusal {
	var found []refusal
	all := v.requirements(kind)
	for i := range all {
		r := &all[i]
		ports := r.portsOf(run, task).Subtract(r.allowed[r.port.Protocol])
		if len(ports) == 0 {
			continue
		}
		check := *r.refusedBy(r.to, model.HostPort{Port: ports[0].First, Protocol: r.port.Protocol})
		if !check.Answers {
			check.Needed = ports
		}
		found = append(found, refusal{r, ports, check})
	}
	return found
}

// portsOf returns the ports at which a task has to be reached.
func (r *requirement) portsOf(run Run, task event.TaskID) model.PortRanges {
	if r.dynamic < 0 {
		return model.PortRanges{r.port.Ports}
	}
	var ranges []model.PortRange
	for _, p := range run.DynamicPorts(task)[r.dynamic : r.dynamic+r.port.Size()] {
		if p != 0 {
			ranges = append(ranges, model.PortRange{First: p, Last: p})
		}
	}
	return model.NewPortRanges(ranges...)
}

// Reachable reports whether clients reach a running task on all the ports on which
// they have to, and if not, what refuses them.
func (v *VPC) Reachable(run Run, task event.TaskID) (ok bool, why string) {
	found := v.refusals(run, task)
	if len(found) == 0 {
		return true, ""
	}
	return false, found[0].check.Refusal()
}

// RefusedChecks is which target groups' health checks do not reach a running task, bit n of its
// service's nth, and what refuses the first. Where nobody describes a load balancer, any client is
// one.
func (v *VPC) RefusedChecks(run Run, task event.TaskID) (targets uint8, why string) {
	for _, r := range v.refusals(run, task) {
		if targets == 0 && r.checks != 0 {
			why = r.check.Refusal()
		}
		targets |= r.checks
	}
	return targets, why
}
