package count

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// warn adds what the run came across that no count shows.
func (x *Counter) warn(r *report.Report) {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	c, q := x.c, &x.c.Quotas
	over := func(name string, have, quota int) bool { return quota > 0 && have > quota && !q.Enforced[name] }
	if n := x.view.Instances(); over(config.QuotaInstancesPerCluster, n, q.InstancesPerCluster) {
		add("%d instances in one cluster: the default quota is %d", n, q.InstancesPerCluster)
	}
	for i := range c.Services {
		s, n := &c.Services[i], x.view.Requested(event.WorkloadID(i))
		if !s.Daemon && over(config.QuotaTasksPerService, n, q.TasksPerService) {
			add("service %s wants %d tasks: the default quota is %d a service", s.Name, n, q.TasksPerService)
		}
	}
	for _, z := range x.view.ZoneInterfaces() {
		if over(config.QuotaENIsPerZone, z.Peak, q.ENIsPerZone) {
			add("availability zone %s had %d network interfaces at the most, of instances and tasks: "+
				"the default quota is %d a zone", z.Zone, z.Peak, q.ENIsPerZone)
		}
	}
	for s := range event.SubnetID(len(c.Subnets)) {
		if peak, most := x.view.Subnet(s).Peak(), model.Usable(model.LargestSubnet); peak > most {
			add("subnet %s has no cidrBlock and had %d network interfaces at the most: no subnet of a VPC has more than %d addresses",
				c.Subnets[s].ID, peak, most)
		}
	}
	x.warnOfIdling(add)
	for h := range event.InstanceID(x.view.Instances()) {
		host := x.view.Host(h)
		if n := model.BridgeUnreachable(int(host.Bridge)); n > 0 {
			add("instance %s runs %d containers on docker0: beyond %d the earliest, here %d, become unreachable",
				x.view.InstanceName(h), host.Bridge, model.BridgeSoftLimit, n)
		}
	}
	for i := range r.Firewall.Coverage {
		if y := &r.Firewall.Coverage[i]; y.Covered < y.Total {
			add("%s", reach.CoverageWarning(y))
		}
	}
	x.targets.warn(add)
	for _, rev := range x.view.Revisions() {
		for _, p := range rev.StaticPorts() {
			for g := range c.Groups {
				if rg := c.Groups[g].DynamicRange; rg.Contains(p.Port) && rg.First > 0 {
					add("%s publishes static port %v inside the dynamic range %v of %s: "+
						"the scheduler does not see dynamic ports and may place it where one has taken it",
						x.name(rev.Workload), p, rg, c.Groups[g].Name)
					break
				}
			}
		}
	}
}

// warnOfIdling warns of capacity providers that launch what no task needs whenever their
// group is empty.
func (x *Counter) warnOfIdling(add func(format string, args ...any)) {
	for n := range x.providers {
		p := event.ProviderID(n)
		if !x.view.LaunchesFromEmpty(p) {
			continue
		}
		c := &x.c.Providers[p]
		launched := model.Counted(min((100+c.Target-1)/c.Target, c.Max), "instance")
		text := fmt.Sprintf("capacity provider %s: targetCapacity %d is below 100 with minSize 0: "+
			"an empty group has a CapacityProviderReservation of 100, "+
			"launches %s that no task needs, gives up what it has launched, and does so again",
			c.Name, c.Target, launched)
		if n := x.providers[p].needless; n > 0 {
			text += "; " + howOften(n) + " in this run"
		}
		if x.view.Provider(p).NeedlessEnded {
			text += ", which has no duration and ends at the first repetition"
		}
		add("%s", text)
	}
}

// howOften says a number of times.
func howOften(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// warnOnce keeps a warning of the course of the run.
func (x *Counter) warnOnce(text string) {
	if !slices.Contains(x.warnings, text) {
		x.warnings = append(x.warnings, text)
	}
}

// checkOpening warns of a service that should have run before the scenario begins,
// and for which there was no room.
func (x *Counter) checkOpening(i event.WorkloadID) {
	running, wanted := x.view.Running(i), x.view.Requested(i)
	if x.c.Services[i].StartedBefore && running < wanted {
		x.warnOnce(fmt.Sprintf("service %s is startedBefore, and %d of its %d tasks run at the start",
			x.name(i), running, wanted))
	}
}

// warnNotReplaced warns of a replacement in batches that has failed.
func (x *Counter) warnNotReplaced(e *event.Event) {
	x.warnOnce(fmt.Sprintf("event at %v: replaceInstances of group %s failed at %v with %s left, because %s",
		x.c.Events[e.Script].At, x.c.Groups[e.Group].Name, e.At, model.Counted(e.Count, "instance"), words.NotReplaced(e.Cause)))
}

// warnVoid warns of an event of the scenario that finds nothing to do anything to.
func (x *Counter) warnVoid(n int32) {
	e := &x.c.Events[n]
	x.warnOnce(fmt.Sprintf("event at %v: %s", e.At, words.Void(x.c, e)))
}
