package scenarios

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// serviceOf resolves an event's reference to a service.
func (r *resolver) serviceOf(e *config.Event, name string, at strict.Place) bool {
	n, ok := r.services[name]
	if !ok {
		r.serviceNamed(name, at)
		return false
	}
	e.Service = n
	return true
}

// unheeded are the keys of an UpdateService that would change how tasks are placed
// or replaced, and have no effect here.
var unheeded = []string{
	"availabilityZoneRebalancing", "capacityProviderStrategy", "healthCheckGracePeriodSeconds", "loadBalancers",
	"monitoring", "networkConfiguration", "placementConstraints", "placementStrategy", "serviceConnectConfiguration",
}

// updateService resolves an UpdateService, and checks what ECS would. It keeps in
// r.updated how the service then stands.
func (r *resolver) updateService(e *config.Event, u *UpdateService, at strict.Place) bool {
	if !r.serviceOf(e, u.Service, at.At("service")) {
		return false
	}
	now := &r.updated[e.Service]
	for _, key := range unheeded {
		if strict.Child(at.Node, key) != nil {
			r.warn("event updateService at %v: %s is not used, the service keeps its own", e.At, key)
		}
	}
	if u.TaskDefinition == "" && u.DesiredCount == nil && !u.ForceNewDeployment && u.Deployment == nil {
		at.Fail("wanted taskDefinition, desiredCount, forceNewDeployment or deploymentConfiguration", "updateService changes nothing")
		return false
	}
	if u.DesiredCount != nil && now.Daemon {
		at.Key("desiredCount").Fail("leave it out: a daemon runs one task on each instance", "DAEMON service %s takes no desiredCount", strict.Quote(u.Service))
		return false
	}
	take(&e.Desired, u.DesiredCount)
	e.Force = u.ForceNewDeployment
	if u.Deployment != nil {
		d := r.deploying(u.Deployment, now.Deploying, now.Daemon, at.At("deploymentConfiguration"))
		now.Deploying, e.Deploying = d, &d
	}
	return u.TaskDefinition == "" || r.newDefinition(e, u, now, at.At("taskDefinition"))
}

// newDefinition resolves the task definition that a service is updated to.
func (r *resolver) newDefinition(e *config.Event, u *UpdateService, now *config.Service, at strict.Place) bool {
	task := r.taskNamed(u.TaskDefinition, at)
	if task < 0 {
		return false
	}
	t := &r.cfg.Tasks[task]
	r.checkServiceConnect(t, u.Service, now.ServiceConnect, at)
	r.checkTargets(now, &r.file.Services[e.Service].Service, task, false, func(int, string) strict.Place { return at })
	checkConstraints(t, now.Constraints, at)
	if b := &now.Deploying.Breaker; task == now.Task && !u.ForceNewDeployment && !(b.Enable && b.Rollback) { // which may have gone back
		r.warn("event updateService at %v deploys nothing: service %s has task definition %s already%s", e.At, u.Service, t.Name(), r.earlier(task))
	}
	e.Task, now.Task = task, task
	return true
}

// earlier is the advice to somebody who wrote a family and meant the revision before.
func (r *resolver) earlier(task int) string {
	before := r.before(&r.cfg.Tasks[task])
	if before == config.None {
		return ""
	}
	return "; a family without a revision is its latest one, to begin with the one before write " + r.cfg.Tasks[before].Name() + " at the service"
}

// stopTasks resolves which tasks are stopped: those of a service, or of a task
// group, which for a service's own is service:NAME (developer guide, task-groups).
func (r *resolver) stopTasks(e *config.Event, s *StopTasks, at strict.Place) bool {
	if (s.Service != "") == (s.Group != "") {
		at.Fail("", "stopTasks names %s, wanted one of them", both(s.Service != "", "both a service and a group", "neither a service nor a group"))
		return false
	}
	take(&e.Count, s.Count)
	if s.Service != "" {
		return r.serviceOf(e, s.Service, at.At("service"))
	}
	if name, ok := strings.CutPrefix(s.Group, "service:"); ok {
		return r.serviceOf(e, name, at.At("group"))
	}
	var known []string
	for i := range r.cfg.RunTasks {
		if known = append(known, r.cfg.RunTasks[i].Group); r.cfg.RunTasks[i].Group == s.Group {
			e.TaskGroup = s.Group
			return true
		}
	}
	at.At("group").Fail(r.root.Reference(s.Group, func() []string { return known }), "no RunTask has the task group %s", strict.Quote(s.Group))
	return false
}

// setLoad resolves a new load of a service.
func (r *resolver) setLoad(e *config.Event, l *LoadOfOneMoment, at strict.Place) bool {
	if !r.serviceOf(e, l.Service, at.At("service")) {
		return false
	}
	if s := &r.cfg.Services[e.Service]; s.Scaling == nil && s.UnhealthyAbove == 0 {
		at.At("service").Fail("give it autoScaling", "service %s has no autoScaling that would follow a load, nor unhealthyAbove", strict.Quote(l.Service))
		return false
	}
	e.Load = l.Load
	return true
}

// failHealthChecks resolves which health checks fail.
func (r *resolver) failHealthChecks(e *config.Event, h *HealthFault, at strict.Place) bool {
	if !r.serviceOf(e, h.Service, at.At("service")) {
		return false
	}
	take(&e.Count, h.Count)
	if h.For != nil {
		if e.For = h.For.Duration; e.For == 0 {
			at.At("for").Fail("leave it out: until the task is replaced", "for is zero, wanted more")
			return false
		}
	}
	return r.checked(&r.updated[e.Service], at.At("service"))
}

// checked holds that something checks the health of a service's tasks.
func (r *resolver) checked(s *config.Service, at strict.Place) bool {
	if len(s.Targets) > 0 || s.Task >= 0 && slices.ContainsFunc(r.cfg.Tasks[s.Task].Containers, func(c model.Container) bool { return c.HealthCheck != nil }) {
		return true
	}
	at.Fail("give it loadBalancers, or a container a healthCheck", "nothing checks the health of the tasks of service %s", strict.Quote(s.Name))
	return false
}
