package scenarios

import (
	"slices"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// use resolves what a service and a RunTask call have in common.
func (r *resolver) use(k *UseKeys, at strict.Place) config.Use {
	u := config.Use{
		Task:            r.taskNamed(k.TaskDefinition, at.At("taskDefinition")),
		Strategies:      strategies(k.PlacementStrategy, at.At("placementStrategy")),
		Constraints:     constraints(k.PlacementConstraints, at.At("placementConstraints")),
		KeepNetworkMode: keeping(k.KeepNetworkMode),
	}
	u.Providers = r.providersOf(k, at)
	u.Running = r.running(k.RunningOn, at.At("runningOn"))
	if n := k.NetworkConfiguration; n != nil && n.Awsvpc != nil {
		u.SecurityGroups = n.Awsvpc.SecurityGroups
		u.Subnets = r.subnetsNamed(n.Awsvpc.Subnets, at.At("networkConfiguration", "awsvpcConfiguration", "subnets"))
	}
	if u.Task >= 0 {
		checkConstraints(&r.cfg.Tasks[u.Task], u.Constraints, at.At("placementConstraints"))
	}
	return u
}

func keeping(given *bool) config.Keeping {
	switch {
	case given == nil:
		return config.KeepByKind
	case *given:
		return config.KeepAlways
	}
	return config.KeepNever
}

// checkConstraints refuses more placement constraints than a task may have, those
// of its definition among them.
func checkConstraints(t *model.TaskDefinition, own []model.Constraint, at strict.Place) {
	if total := len(t.Constraints) + len(own); total > model.MaxConstraints {
		at.Fail("", "%d placement constraints with those of task definition %s, wanted %d at most", total, t.Name(), model.MaxConstraints)
	}
}

// strategies resolves placement strategies by the rules of the API's type
// PlacementStrategy.
func strategies(given []PlacementStrategy, at strict.Place) []model.Strategy {
	var all []model.Strategy
	for i, s := range given {
		field := at.At(i, "field")
		switch {
		case s.Type == "binpack" && s.Field != "cpu" && s.Field != "memory":
			field.Fail(strict.DidYouMean(s.Field, []string{"cpu", "memory"}), "field of binpack is %s, wanted cpu or memory", strict.Quote(s.Field))
		case s.Type == "spread" && s.Field != "instanceId" && s.Field != "host" && !spreadAttribute(s.Field):
			field.Fail(strict.DidYouMean(s.Field, []string{"instanceId", "attribute:ecs.availability-zone"}),
				"field of spread is %s, wanted instanceId, host or attribute:NAME", strict.Quote(s.Field))
		case s.Type == "random" && s.Field != "":
			field.Fail("leave it out", "random has no field")
		}
		all = append(all, model.Strategy{Type: s.Type, Field: s.Field})
	}
	return all
}

func spreadAttribute(field string) bool {
	name, ok := strings.CutPrefix(field, "attribute:")
	return ok && name != ""
}

// constraints resolves placement constraints; their expressions are parsed here
// so that a wrong one is found with its place.
func constraints(given []PlacementConstraint, at strict.Place) []model.Constraint {
	var all []model.Constraint
	for i, c := range given {
		switch {
		case c.Type == "memberOf" && c.Expression == "":
			at.At(i).Fail("", "memberOf has no expression, which it needs")
		case c.Type == "distinctInstance" && c.Expression != "":
			at.At(i, "expression").Fail("leave it out", "distinctInstance takes no expression")
		case c.Expression != "":
			checkExpression(c.Expression, at.At(i, "expression"))
		}
		all = append(all, model.Constraint{Type: c.Type, Expression: c.Expression})
	}
	return all
}

// serviceList resolves the services.
func (r *resolver) serviceList() {
	r.services = make(map[string]int, len(r.file.Services))
	r.cfg.Services = slices.Grow(r.cfg.Services, len(r.file.Services))
	for i := range r.file.Services {
		s, at := &r.file.Services[i].Service, r.serviceAt[i]
		if _, twice := r.services[s.ServiceName]; twice {
			at.At("serviceName").Fail("", "service %s is here twice", strict.Quote(s.ServiceName))
		}
		r.services[s.ServiceName] = i
		service := config.Service{
			Name: s.ServiceName, Use: r.use(&s.UseKeys, at),
			Daemon:        s.SchedulingStrategy == "DAEMON",
			StartedBefore: s.StartedBefore || len(s.RunningOn) > 0,
		}
		service.ServiceConnect = r.serviceConnect(s.ServiceConnect, at.At("serviceConnectConfiguration"))
		service.Deploying = r.deploying(s.DeploymentConfiguration, deployingByDefault(service.Daemon), service.Daemon, at.At("deploymentConfiguration"))
		service.Rebalance = rebalancing(&service, s, at)
		service.Targets = r.targets(&service, s, at)
		service.Grace = time.Duration(s.HealthCheckGracePeriod) * time.Second
		r.overload(&service, s, at)
		service.Scaling = r.scaling(s.AutoScaling, &service, at)
		r.replicas(&service, s, at)
		r.checkService(&service, s, at)
		checkRunning(s.RunningOn, &service, at.At("runningOn"))
		r.cfg.Services = append(r.cfg.Services, service)
	}
}

// replicas checks what REPLICA and DAEMON services may be given.
func (r *resolver) replicas(service *config.Service, s *Service, at strict.Place) {
	switch {
	case service.Daemon && len(service.Providers) > 0:
		at.Fail("give it launchType: EC2 and no capacityProviderStrategy", "DAEMON services take no capacity provider strategy, their own or the cluster's")
	case service.Daemon && len(s.PlacementStrategy) > 0:
		at.Key("placementStrategy").Fail("leave it out: a daemon runs one task on each instance", "DAEMON services take no placement strategy")
	case service.Daemon && s.DesiredCount != nil:
		r.cfg.Warnings = append(r.cfg.Warnings, "service "+s.ServiceName+": desiredCount of a DAEMON service is not used")
	case service.Daemon:
	case s.DesiredCount == nil:
		at.Fail("", "service %s has no desiredCount, which a REPLICA service needs", strict.Quote(s.ServiceName))
	default:
		service.Desired = *s.DesiredCount
	}
}

// checkService checks what CreateService would of the task definition.
func (r *resolver) checkService(service *config.Service, s *Service, at strict.Place) {
	if service.Task == config.None {
		return
	}
	t := &r.cfg.Tasks[service.Task]
	r.checkServiceConnect(t, s.ServiceName, service.ServiceConnect, at.At("serviceConnectConfiguration"))
	r.checkTargets(service, s, service.Task, true, func(i int, field string) strict.Place {
		if field == "" {
			return at.At("loadBalancers", i)
		}
		return at.At("loadBalancers", i, field)
	})
}
