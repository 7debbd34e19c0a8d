package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// warn adds what the run came across that no count shows.
func (k *cluster) warn(r *report.Report) {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	q := k.config.Quotas
	over := func(name string, have, quota int) bool { return quota > 0 && have > quota && !q.Enforced[name] }
	if n := len(k.info); over(config.QuotaInstancesPerCluster, n, q.InstancesPerCluster) {
		add("%d instances in one cluster: the default quota is %d", n, q.InstancesPerCluster)
	}
	for i := range k.work {
		if w := &k.work[i]; w.service != nil && !w.service.Daemon && over(config.QuotaTasksPerService, w.requested, q.TasksPerService) {
			add("service %s wants %d tasks: the default quota is %d a service", w.name, w.requested, q.TasksPerService)
		}
	}
	for _, z := range k.zones {
		if over(config.QuotaENIsPerZone, z.peak, q.ENIsPerZone) {
			add("availability zone %s had %d network interfaces at the most, of instances and tasks: the default quota is %d a zone", z.zone, z.peak, q.ENIsPerZone)
		}
	}
	k.warnOfIdling(add)
	for h := range k.info {
		if n := model.BridgeUnreachable(int(k.hosts.At(int32(h)).Bridge)); n > 0 {
			add("instance %s runs %d containers on docker0: beyond %d the earliest, here %d, become unreachable",
				k.info[h].id, k.hosts.At(int32(h)).Bridge, model.BridgeSoftLimit, n)
		}
	}
	for i := range r.Firewall.Coverage {
		if x := &r.Firewall.Coverage[i]; x.Covered < x.Total {
			add("%s", gapOf(x))
		}
	}
	for _, g := range k.targets {
		if over(config.QuotaTargetsPerGroup, g.peak, q.TargetsPerGroup) {
			add("target group %s had %d targets at the most: the default quota is %d", g.name, g.peak, q.TargetsPerGroup)
		}
	}
	for _, rev := range k.revs {
		w := &k.work[rev.work]
		for _, p := range rev.staticPorts() {
			for g := range k.config.Groups {
				if rg := k.config.Groups[g].DynamicRange; rg.Contains(p.Port) && rg.First > 0 {
					add("%s publishes static port %v inside the dynamic range %v of %s: the scheduler does not see dynamic ports and may place it where one has taken it",
						w.name, p, rg, k.config.Groups[g].Name)
					break
				}
			}
		}
	}
}

// staticPorts lists the host ports of a revision's tasks that are not chosen on the host,
// those that no scheduler counts included.
func (r *revision) staticPorts() []model.HostPort {
	ports := slices.Clone(r.net.HostPorts)
	for _, p := range r.net.Published {
		if !slices.Contains(ports, p.Host) {
			ports = append(ports, p.Host)
		}
	}
	return ports
}

// warnOfIdling warns of capacity providers that launch what no task needs whenever their
// group is empty.
func (k *cluster) warnOfIdling(add func(format string, args ...any)) {
	for p := range k.providers {
		c, x := &k.config.Providers[p], &k.providers[p]
		if !k.idles(providerID(p)) {
			continue
		}
		text := fmt.Sprintf("capacity provider %s: targetCapacity %d is below 100 with minSize 0: an empty group has a CapacityProviderReservation of 100, "+
			"launches %s that no task needs, gives up what it has launched, and does so again", c.Name, c.Target, model.Counted(min((100+c.Target-1)/c.Target, c.Max), "instance"))
		if x.needless > 0 {
			text += "; " + howOften(x.needless) + " in this run"
		}
		if x.ceased {
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
