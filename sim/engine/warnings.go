package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// warn adds what the run came across that no count shows.
func (k *cluster) warn(r *report.Report) {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	q := k.Config.Quotas
	over := func(name string, have, quota int) bool { return quota > 0 && have > quota && !q.Enforced[name] }
	if n := len(k.Instances); over(config.QuotaInstancesPerCluster, n, q.InstancesPerCluster) {
		add("%d instances in one cluster: the default quota is %d", n, q.InstancesPerCluster)
	}
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.Service != nil && !w.Service.Daemon && over(config.QuotaTasksPerService, w.Requested, q.TasksPerService) {
			add("service %s wants %d tasks: the default quota is %d a service", w.Name, w.Requested, q.TasksPerService)
		}
	}
	for _, z := range k.Zones {
		if over(config.QuotaENIsPerZone, z.Peak, q.ENIsPerZone) {
			add("availability zone %s had %d network interfaces at the most, of instances and tasks: the default quota is %d a zone", z.Zone, z.Peak, q.ENIsPerZone)
		}
	}
	k.warnOfIdling(add)
	for h := range k.Instances {
		if n := model.BridgeUnreachable(int(k.Hosts.At(int32(h)).Bridge)); n > 0 {
			add("instance %s runs %d containers on docker0: beyond %d the earliest, here %d, become unreachable",
				k.Instances[h].ID, k.Hosts.At(int32(h)).Bridge, model.BridgeSoftLimit, n)
		}
	}
	for i := range r.Firewall.Coverage {
		if x := &r.Firewall.Coverage[i]; x.Covered < x.Total {
			add("%s", reach.CoverageWarning(x))
		}
	}
	for _, g := range k.TargetGroups {
		if over(config.QuotaTargetsPerGroup, g.Peak, q.TargetsPerGroup) {
			add("target group %s had %d targets at the most: the default quota is %d", g.Name, g.Peak, q.TargetsPerGroup)
		}
	}
	for _, rev := range k.Revisions {
		w := &k.Workloads[rev.Workload]
		for _, p := range rev.StaticPorts() {
			for g := range k.Config.Groups {
				if rg := k.Config.Groups[g].DynamicRange; rg.Contains(p.Port) && rg.First > 0 {
					add("%s publishes static port %v inside the dynamic range %v of %s: the scheduler does not see dynamic ports and may place it where one has taken it",
						w.Name, p, rg, k.Config.Groups[g].Name)
					break
				}
			}
		}
	}
}

// warnOfIdling warns of capacity providers that launch what no task needs whenever their
// group is empty.
func (k *cluster) warnOfIdling(add func(format string, args ...any)) {
	for p := range k.Providers {
		c, x := &k.Config.Providers[p], &k.Providers[p]
		if !k.LaunchesFromEmpty(event.ProviderID(p)) {
			continue
		}
		text := fmt.Sprintf("capacity provider %s: targetCapacity %d is below 100 with minSize 0: an empty group has a CapacityProviderReservation of 100, "+
			"launches %s that no task needs, gives up what it has launched, and does so again", c.Name, c.Target, model.Counted(min((100+c.Target-1)/c.Target, c.Max), "instance"))
		if x.NeedlessSteps > 0 {
			text += "; " + howOften(x.NeedlessSteps) + " in this run"
		}
		if x.NeedlessEnded {
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
func (k *cluster) warnOnce(text string) {
	if !slices.Contains(k.warnings, text) {
		k.warnings = append(k.warnings, text)
	}
}
