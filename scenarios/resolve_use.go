package scenarios

import (
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

// use resolves what a service and a RunTask call have in common.
func (r *resolver) use(k *UseKeys, at spot) config.Use {
	u := config.Use{
		Task:            r.taskNamed(k.TaskDefinition, at.at("taskDefinition")),
		Strategies:      strategies(k.PlacementStrategy, at.at("placementStrategy")),
		Constraints:     constraints(k.PlacementConstraints, at.at("placementConstraints")),
		KeepNetworkMode: k.KeepNetworkMode,
	}
	u.Providers = r.providersOf(k, at)
	if n := k.NetworkConfiguration; n != nil && n.Awsvpc != nil {
		u.SecurityGroups = n.Awsvpc.SecurityGroups
		u.Subnets = r.subnetsNamed(n.Awsvpc.Subnets, at.at("networkConfiguration", "awsvpcConfiguration", "subnets"))
	}
	if u.Task >= 0 {
		checkConstraints(&r.cfg.Tasks[u.Task], u.Constraints, at.at("placementConstraints"))
	}
	return u
}

// checkConstraints refuses more placement constraints than a task may have, those
// of its definition among them.
func checkConstraints(t *model.TaskDefinition, own []model.Constraint, at spot) {
	if total := len(t.Constraints) + len(own); total > model.MaxConstraints {
		at.fail("", "%d placement constraints with those of task definition %s, wanted %d at most", total, t.Name(), model.MaxConstraints)
	}
}

// taskNamed finds a task definition by family, family:revision or ARN; sim.None after
// a fault. A family alone is its latest revision, as in the ECS API.
func (r *resolver) taskNamed(name string, at spot) int {
	if strings.HasPrefix(name, "arn:") {
		name = name[strings.LastIndexByte(name, '/')+1:]
	}
	family, revision, pinned := strings.Cut(name, ":")
	all := r.revisions[family]
	if len(all) == 0 && r.unread {
		return config.None // told where the file is named
	}
	if len(all) == 0 {
		at.fail(r.root.reference(family, func() []string { return r.families }), "there is no task definition %s", quote(family))
		return config.None
	}
	if !pinned {
		return all[len(all)-1]
	}
	n, err := strconv.Atoi(revision)
	if r.unread && err == nil && n > len(all) {
		return config.None
	}
	if err != nil || n < 1 || n > len(all) || revision[0] == '+' {
		at.fail("revisions count the definitions of a family in this file, from 1", "there is no revision %s of task definition %s, which has %d here", quote(revision), quote(family), len(all))
		return config.None
	}
	return all[n-1]
}

// strategies resolves placement strategies by the rules of the API's type
// PlacementStrategy.
func strategies(given []PlacementStrategy, at spot) []model.Strategy {
	var all []model.Strategy
	for i, s := range given {
		field := at.at(i, "field")
		switch {
		case s.Type == "binpack" && s.Field != "cpu" && s.Field != "memory":
			field.fail(didYouMean(s.Field, []string{"cpu", "memory"}), "field of binpack is %s, wanted cpu or memory", quote(s.Field))
		case s.Type == "spread" && s.Field != "instanceId" && s.Field != "host" && !spreadAttribute(s.Field):
			field.fail(didYouMean(s.Field, []string{"instanceId", "attribute:ecs.availability-zone"}),
				"field of spread is %s, wanted instanceId, host or attribute:NAME", quote(s.Field))
		case s.Type == "random" && s.Field != "":
			field.fail("leave it out", "random has no field")
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
func constraints(given []PlacementConstraint, at spot) []model.Constraint {
	var all []model.Constraint
	for i, c := range given {
		switch {
		case c.Type == "memberOf" && c.Expression == "":
			at.at(i).fail("", "memberOf has no expression, which it needs")
		case c.Type == "distinctInstance" && c.Expression != "":
			at.at(i, "expression").fail("leave it out", "distinctInstance takes no expression")
		case c.Expression != "":
			checkExpression(c.Expression, at.at(i, "expression"))
		}
		all = append(all, model.Constraint{Type: c.Type, Expression: c.Expression})
	}
	return all
}

// serviceList resolves the services.
func (r *resolver) serviceList() {
	r.services = map[string]int{}
	for i := range r.file.Services {
		s, at := &r.file.Services[i], r.root.at("services", i)
		if _, twice := r.services[s.ServiceName]; twice {
			at.at("serviceName").fail("", "service %s is here twice", quote(s.ServiceName))
		}
		r.services[s.ServiceName] = i
		service := config.Service{
			Name: s.ServiceName, Use: r.use(&s.UseKeys, at),
			Daemon:        s.SchedulingStrategy == "DAEMON",
			StartedBefore: s.StartedBefore,
		}
		service.ServiceConnect = r.serviceConnect(s.ServiceConnect, at.at("serviceConnectConfiguration"))
		service.Deploying = deploying(s.DeploymentConfiguration, deployingByDefault(service.Daemon), service.Daemon, at.at("deploymentConfiguration"))
		service.Rebalance = rebalancing(&service, s, at)
		service.Targets = r.targets(&service, s, at)
		service.Grace = time.Duration(s.HealthCheckGracePeriod) * time.Second
		service.Scaling = r.scaling(s.AutoScaling, service.Daemon, at)
		r.replicas(&service, s, at)
		r.checkService(&service, s, at)
		r.cfg.Services = append(r.cfg.Services, service)
	}
}

// replicas checks what REPLICA and DAEMON services may be given.
func (r *resolver) replicas(service *config.Service, s *Service, at spot) {
	switch {
	case service.Daemon && len(service.Providers) > 0:
		at.fail("give it launchType: EC2 and no capacityProviderStrategy", "DAEMON services take no capacity provider strategy, their own or the cluster's")
	case service.Daemon && len(s.PlacementStrategy) > 0:
		at.key("placementStrategy").fail("leave it out: a daemon runs one task on each instance", "DAEMON services take no placement strategy")
	case service.Daemon && s.DesiredCount != nil:
		r.cfg.Warnings = append(r.cfg.Warnings, "service "+s.ServiceName+": desiredCount of a DAEMON service is not used")
	case service.Daemon:
	case s.DesiredCount == nil:
		at.fail("", "service %s has no desiredCount, which a REPLICA service needs", quote(s.ServiceName))
	default:
		service.Desired = *s.DesiredCount
	}
}

// checkService checks what CreateService would of the task definition.
func (r *resolver) checkService(service *config.Service, s *Service, at spot) {
	if service.Task == config.None {
		return
	}
	t := &r.cfg.Tasks[service.Task]
	r.checkServiceConnect(t, s.ServiceName, service.ServiceConnect, at.at("serviceConnectConfiguration"))
	checkTargets(t, s, func(i int, field string) spot { return at.at("loadBalancers", i, field) })
}
