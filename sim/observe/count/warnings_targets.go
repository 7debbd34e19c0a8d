package count

import (
	"fmt"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// warn adds what the run came across about targets.
func (x *targets) warn(add func(format string, args ...any)) {
	c, q := x.view.Config(), &x.view.Config().Quotas
	over := func(name string, have, quota int, text string, args ...any) {
		if quota > 0 && have > quota {
			by := "default quota"
			if q.Enforced[name] {
				by = "quota"
			}
			add("%s: the %s is %d", fmt.Sprintf(text, args...), by, quota)
		}
	}
	for g := range x.groups {
		over(config.QuotaTargetsPerGroup, x.groups[g].peak, q.TargetsPerGroup, "target group %s had %d targets at the most", c.TargetGroups[g].Name, x.groups[g].peak)
	}
	for i := range x.balancers {
		b := &x.balancers[i]
		name := x.balancerName(b)
		switch {
		case !b.byZone():
			over(config.QuotaTargetsPerALB, b.peak, q.TargetsPerALB, "%s had %d targets at the most", name, b.peak)
		case b.crossZone:
			over(config.QuotaTargetsPerNLBZone, b.peak, q.TargetsPerNLBZone, "%s with cross-zone load balancing had %d targets at the most, in all availability zones together", name, b.peak)
		default:
			over(config.QuotaTargetsPerNLB, b.peak, q.TargetsPerNLB, "%s had %d targets at the most", name, b.peak)
			for _, z := range b.zones {
				over(config.QuotaTargetsPerNLBZone, z.peak, q.TargetsPerNLBZone, "%s had %d targets in availability zone %s at the most", name, z.peak, z.name)
			}
		}
	}
	for _, fault := range x.checkFaults() {
		add("%s", fault.Text)
	}
}

// CheckFault is why the health checks of a service's targets do not pass, and what would have them
// pass.
type CheckFault struct {
	Service  event.WorkloadID
	Never    bool // no check ever passes; else tasks are given up too early
	Text     string
	Remedies []report.FindingRemedy
}

// CheckFaults lists why health checks of targets do not pass, as far as no firewall is the reason.
func (x *Counter) CheckFaults() []CheckFault { return x.targets.checkFaults() }

func (x *targets) checkFaults() []CheckFault {
	all := x.unanswered()
	for i := range x.late {
		if fault, ok := x.lateFault(event.WorkloadID(i)); ok {
			all = append(all, fault)
		}
	}
	return all
}

// balancerName calls a load balancer by its name, or by its target group.
func (x *targets) balancerName(b *balancer) string {
	if b.of.LoadBalancerName != "" {
		return b.of.LoadBalancer.String() + " load balancer " + b.of.LoadBalancerName
	}
	return "the " + b.of.LoadBalancer.String() + " load balancer of target group " + b.of.Name
}

// unanswered lists health checks that nothing answers.
func (x *targets) unanswered() (all []CheckFault) {
	c := x.view.Config()
	for _, r := range x.view.Revisions() {
		if int(r.Workload) >= len(c.Services) {
			continue
		}
		s := &c.Services[r.Workload]
		for n := range s.Targets {
			if _, _, fault := c.CheckedPort(s, &s.Targets[n], r.Definition); fault != nil {
				remedies := x.answers(r.Workload, n, fault)
				all = append(all, CheckFault{r.Workload, true, fmt.Sprintf("service %s: no task of %s is ever healthy behind target group %s: %s; what would do: %s",
					s.Name, c.Tasks[r.Definition].Name(), c.GroupOf(&s.Targets[n]).Name, fault.Why, remedies[0].Change), remedies})
			}
		}
	}
	return all
}

// answers are the changes by which the health checks of a service's nth target group are answered.
func (x *targets) answers(of event.WorkloadID, n int, fault *model.CheckFault) (all []report.FindingRemedy) {
	c := x.view.Config()
	s := &c.Services[of]
	g := c.GroupOf(&s.Targets[n])
	for _, m := range fault.Remedies {
		one := report.FindingRemedy{Change: words.CheckPort(&g.TargetGroup, m.Port), Edit: report.Edit{Kind: report.EditCheckPort, In: []int{s.Targets[n].Group}, Value: int(m.Port)}}
		if m.Mapping {
			mapping := report.FindingRemedy{Change: words.CheckedMapping(c.Tasks[s.Task].Containers[s.Targets[n].Container].Name, m.Port),
				Edit: report.Edit{Kind: report.EditPortMapping, In: []int{int(of), n}, Value: int(m.Port)}}
			if m.Port != g.Check.Port {
				mapping.Change += ", and " + one.Change
				mapping.Edit.And = []report.Edit{one.Edit}
			}
			one = mapping
		}
		all = append(all, one)
	}
	return all
}

// lateFault tells of tasks that are given up before their checks can pass, and names a grace period
// that is long enough however their checks fall; false where there were none.
func (x *targets) lateFault(i event.WorkloadID) (CheckFault, bool) {
	y := &x.late[i]
	if y.tasks == 0 {
		return CheckFault{}, false
	}
	c := x.view.Config()
	s := &c.Services[i]
	var need enough
	for n := range s.Targets {
		one, ok := enoughFor(c, c.GroupOf(&s.Targets[n]), y.ready)
		if !ok {
			return CheckFault{}, false
		}
		if one.group = s.Targets[n].Group; one.grace > need.grace {
			need = one
		}
	}
	have := int(s.Grace / time.Second)
	if need.grace <= s.Grace {
		return CheckFault{}, false
	}
	text := fmt.Sprintf("service %s: %s unhealthy before the checks of target group %s could pass: healthCheckGracePeriodSeconds is %d, and %d would do (%s)",
		s.Name, model.Counted(y.tasks, "task")+map[bool]string{true: " was", false: " were"}[y.tasks == 1], c.TargetGroups[need.group].Name, have, seconds(need.grace), need.why)
	remedies := []report.FindingRemedy{{Change: fmt.Sprintf("healthCheckGracePeriodSeconds %d for service %s", seconds(need.grace), s.Name),
		Edit: report.Edit{Kind: report.EditGrace, In: []int{int(i)}, Value: seconds(need.grace)}}}
	if need.few > 0 && need.few <= s.Grace {
		remedies = append(remedies, report.FindingRemedy{Change: fmt.Sprintf("healthyThreshold %d for target group %s", model.MinCheckThreshold, c.TargetGroups[need.group].Name),
			Edit: report.Edit{Kind: report.EditThreshold, In: []int{need.group}, Value: model.MinCheckThreshold}})
		text += fmt.Sprintf("; with healthyThreshold %d a period of %d would do too", model.MinCheckThreshold, have)
	}
	return CheckFault{i, false, text, remedies}, true
}

// seconds is a length in whole seconds, rounded up.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// enough is a grace period that is long enough for the targets of a group.
type enough struct {
	group int // into Config.TargetGroups
	grace time.Duration
	why   string
	few   time.Duration // with the least healthyThreshold; 0 = that makes no difference
}

// enoughFor is a grace period that is long enough for the targets of a group whose application
// gets ready so long after its containers have started. Until the load balancer has registered a
// target, its own clock has not begun; a target that is ready by then passes its first check. One
// that is not may be unhealthy first, and has to pass several checks in a row. It is false where
// registration has no longest time.
func enoughFor(c *config.Config, g *config.TargetGroup, ready time.Duration) (enough, bool) {
	r := c.Timings.Rules(g)
	activating, registration := c.Timings.TargetRegistration, r.Registration
	if activating.Max() == des.Forever || registration.Max() == des.Forever {
		return enough{}, false
	}
	e := enough{grace: activating.Max() + registration.Max() + r.Interval}
	var whys []string
	if d := activating.Max() + registration.Max(); d > 0 {
		whys = append(whys, fmt.Sprintf("registration takes up to %ds", seconds(d)))
	}
	if ready > activating.Min()+registration.Min() {
		checks := func(n int) time.Duration { return max(e.grace, ready+time.Duration(n)*r.Interval) }
		whys = append(whys, fmt.Sprintf("the application is ready after up to %ds", seconds(ready)),
			fmt.Sprintf("%d checks then have to pass, one every %ds", r.Healthy, seconds(r.Interval)))
		if r.Healthy > model.MinCheckThreshold {
			e.few = checks(model.MinCheckThreshold)
		}
		e.grace = checks(r.Healthy)
	} else {
		whys = append(whys, fmt.Sprintf("the first check follows within %ds", seconds(r.Interval)))
	}
	e.why = strings.Join(whys, ", ")
	return e, true
}
