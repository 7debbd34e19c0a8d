package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// targets resolves loadBalancers: the target groups that the service's tasks
// register with.
func (r *resolver) targets(service *config.Service, s *Service, at strict.Place) []config.Target {
	var all []config.Target
	for i, l := range s.LoadBalancers {
		at := at.At("loadBalancers", i)
		group := l.group()
		switch {
		case l.TargetGroup != "" && l.TargetGroupArn != "":
			at.Key("targetGroup").Fail("", "load balancer has both targetGroup and targetGroupArn, wanted one of them")
		case group == "" && l.ClassicName != "":
			r.warn("service %s: Classic Load Balancer %s is not simulated", s.ServiceName, l.ClassicName)
			continue
		case group == "":
			at.Fail("", "load balancer has neither targetGroup nor targetGroupArn, wanted one of them")
		case l.ContainerName == "" || l.ContainerPort == 0:
			at.Fail("", "load balancer has no containerName and containerPort, which a target group needs")
		}
		n := r.targetGroup(group, r.mapped(service.Task, &l))
		if slices.ContainsFunc(all, func(t config.Target) bool { return t.Group == n && t.ContainerPort == uint16(l.ContainerPort) }) {
			at.Fail("", "target group %s is here twice with containerPort %d", strict.Quote(group), l.ContainerPort)
		}
		all = append(all, config.Target{
			Group: n, Container: r.containerIndex(service.Task, l.ContainerName), ContainerPort: uint16(l.ContainerPort),
		})
	}
	return all
}

// mapped is the protocol of the port mapping behind a load balancer; TCP where there is none.
func (r *resolver) mapped(task int, l *LoadBalancer) model.Protocol {
	if task == config.None {
		return model.TCP
	}
	return r.cfg.Tasks[task].MappedProtocol(l.ContainerName, uint16(l.ContainerPort))
}

// group is the target group's name, or the end of its ARN.
func (l *LoadBalancer) group() string {
	if _, end, ok := strings.Cut(l.TargetGroupArn, ":targetgroup/"); ok {
		return "targetgroup/" + end
	}
	return l.TargetGroup
}

// containerIndex finds a container of a task definition by its name; sim.None if there
// is none, or no definition.
func (r *resolver) containerIndex(task int, name string) int {
	if task == config.None {
		return config.None
	}
	return slices.IndexFunc(r.cfg.Tasks[task].Containers, func(c model.Container) bool { return c.Name == name })
}

// checkTargets checks what CreateService and UpdateService would of a service's target groups with
// a task definition; only CreateService is created. at finds the place of a field of the nth load
// balancer.
func (r *resolver) checkTargets(service *config.Service, s *Service, task int, created bool, at func(i int, field string) strict.Place) {
	t, targets := &r.cfg.Tasks[task], service.Targets
	if n := len(s.LoadBalancers); n > model.MaxTargetGroups && created {
		at(model.MaxTargetGroups, "").Fail(fmt.Sprintf("found %d", n), "service %s: %s: load balancers can have at most %d items.",
			strict.Quote(s.ServiceName), model.InvalidParameterException, model.MaxTargetGroups)
	}
	for i, l := range s.LoadBalancers {
		if l.group() == "" {
			continue
		}
		g := r.cfg.GroupFor(service, &targets[0], created)
		targets = targets[1:]
		if l.ContainerName == "" {
			continue
		}
		for _, p := range slices.Concat(t.CheckLoadBalancer(l.ContainerName, uint16(l.ContainerPort)), t.CheckTargetGroup(&g, l.ContainerName, uint16(l.ContainerPort))) {
			_, field, _ := strings.Cut(p.Path, ".")
			if field == "targetGroupArn" && l.TargetGroup != "" {
				field = "targetGroup"
			}
			at(i, field).Fail(p.Hint, "service %s: %s", strict.Quote(s.ServiceName), p.Error())
		}
	}
}
