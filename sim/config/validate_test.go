package config_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// full is a valid Config with something of each kind in it.
func full(t *testing.T) *config.Config {
	t.Helper()
	c := config.Defaults()
	for _, name := range []string{"hosts", "asg"} {
		g, err := config.NewInstanceGroup(name, "m5.large", 2)
		if err != nil {
			t.Fatal(err)
		}
		c.Groups = append(c.Groups, g)
	}
	c.Providers = []config.CapacityProvider{config.NewCapacityProvider("asg", 1, &c.Groups[1], 10)}
	task := func(revision int) model.TaskDefinition {
		return model.TaskDefinition{Family: "web", Revision: revision, NetworkMode: model.AWSVPC, CPU: 256, Memory: 512, Containers: []model.Container{
			{Name: "app", Essential: true, PortMappings: []model.PortMapping{{ContainerPort: 80, Name: "http"}}},
		}}
	}
	c.Tasks = []model.TaskDefinition{task(1), task(2)}
	c.TargetGroups = []config.TargetGroup{config.NewTargetGroup("tg")}
	c.Services = []config.Service{
		{Name: "web", Desired: 2, Deploying: config.DefaultReplica(), Targets: []config.Target{{Group: 0, Container: 0, ContainerPort: 80}},
			Use: config.Use{Providers: []config.ProviderShare{{Weight: 1}},
				ServiceConnect: model.ServiceConnect{Enabled: true, Listeners: []model.IngressListener{{PortName: "http"}}}},
			Scaling: &config.Scaling{Min: 1, Max: 4, Load: 10, Policies: []config.TrackingPolicy{{Target: 5}}}},
		{Name: "agent", Daemon: true, Deploying: config.DefaultDaemon()},
	}
	c.RunTasks = []config.RunTask{{Name: "job", Group: "family:web", Count: 3, Stream: true, Arrivals: des.Constant(time.Minute)}}
	update, drain := config.NewEvent(1, config.UpdateService), config.NewEvent(2, config.DrainInstances)
	update.Service, update.Task, drain.Group = 0, 1, 0
	c.Events = []config.Event{update, drain}
	c.Firewall = &config.Firewall{Groups: []firewall.SecurityGroup{{Name: "a"}, {Name: "b"}}, ACLs: []*firewall.NetworkACL{nil}}
	return c
}

// TestValidate breaks one field at a time, and wants to be told which.
func TestValidate(t *testing.T) {
	if err := full(t).Validate(); err != nil {
		t.Fatal(err)
	}
	for want, edit := range map[string]func(c *config.Config){
		"duration is":                                         func(c *config.Config) { c.Duration = -1 },
		"subnets[0].id is empty":                              func(c *config.Config) { c.Subnets[0].ID = "" },
		"groups[0].zones is empty":                            func(c *config.Config) { c.Groups[0].Zones = nil },
		`groups[0].zones[0] is "eu-west-1a"`:                  func(c *config.Config) { c.Groups[0].Zones = []string{"eu-west-1a"} },
		"groups[0].subnets[0] is 1, wanted 0 to 0":            func(c *config.Config) { c.Groups[0].Subnets = []int{1} },
		"groups[0].count is -1":                               func(c *config.Config) { c.Groups[0].Count = -1 },
		"groups[0].cpu is 0":                                  func(c *config.Config) { c.Groups[0].CPU = 0 },
		"groups[0].usdPerHour is NaN":                         func(c *config.Config) { c.Groups[0].USDPerHour = math.NaN() },
		"groups[0].dynamicRange is 0-0":                       func(c *config.Config) { c.Groups[0].DynamicRange = model.PortRange{} },
		`groups[1].name is "hosts"`:                           func(c *config.Config) { c.Groups[1].Name = "hosts" },
		"groups[0].reserved has 5 ports":                      func(c *config.Config) { c.Quotas.ReservedPortsPerInstance = 4 },
		"providers[0].group is 2":                             func(c *config.Config) { c.Providers[0].Group = 2 },
		"providers[0].types is empty":                         func(c *config.Config) { c.Providers[0].Types = nil },
		"providers[0].target is 0":                            func(c *config.Config) { c.Providers[0].Target = 0 },
		"providers[0].group begins with 2 instances":          func(c *config.Config) { c.Providers[0].Max, c.Providers[0].Min = 1, 1 },
		"tasks[0].networkMode is 9":                           func(c *config.Config) { c.Tasks[0].NetworkMode = 9 },
		"tasks[0] (web:1) is not valid: cpu":                  func(c *config.Config) { c.Tasks[0].CPU = 1 },
		"tasks[0].containers[0].portMappings[0].protocol":     func(c *config.Config) { c.Tasks[0].Containers[0].PortMappings[0].Protocol = 2 },
		"services[0].name is empty":                           func(c *config.Config) { c.Services[0].Name = "" },
		"services[0].task is 2, wanted 0 to 1":                func(c *config.Config) { c.Services[0].Task = 2 },
		"services[0].task is 0, an index into Config.Tasks":   func(c *config.Config) { c.Tasks = nil },
		"services[0].desired is -1":                           func(c *config.Config) { c.Services[0].Desired = -1 },
		"services[0].deploying.maximumPercent is 0":           func(c *config.Config) { c.Services[0].Deploying = config.Deploying{} },
		"services[0].deploying.minimumHealthyPercent is 201":  func(c *config.Config) { c.Services[0].Deploying.MinimumHealthyPercent = 201 },
		"services[0].deploying.breaker.value is 0":            func(c *config.Config) { c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true} },
		"services[0].providers[0].provider is -1":             func(c *config.Config) { c.Services[0].Providers[0].Provider = -1 },
		"services[0].providers has no provider with a weight": func(c *config.Config) { c.Services[0].Providers[0].Weight = 0 },
		"services[0].targets[0].group is 1":                   func(c *config.Config) { c.Services[0].Targets[0].Group = 1 },
		"services[0].targets has 6": func(c *config.Config) {
			for range 5 {
				c.Services[0].Targets = append(c.Services[0].Targets, c.Services[0].Targets[0])
			}
		},
		"targetGroups[1].name is \"tg\", which another one has": func(c *config.Config) { c.TargetGroups = append(c.TargetGroups, c.TargetGroups[0]) },
		"targetGroups[0].protocol is 99":                        func(c *config.Config) { c.TargetGroups[0].Protocol = 99 },
		"targetGroups[0] is not valid: protocol":                func(c *config.Config) { c.TargetGroups[0].Protocol = model.TargetUDP },
		"targetGroups[0].targetType is \"lambda\"":              func(c *config.Config) { c.TargetGroups[0].TargetType = "lambda" },
		"targetGroups[0].registrationDelay is endless":          func(c *config.Config) { c.TargetGroups[0].RegistrationDelay = des.Endless() },
		"targetGroups[0].deregistrationDelay is -1ns":           func(c *config.Config) { c.TargetGroups[0].DeregistrationDelay = new(time.Duration(-1)) },
		"targetGroups[0].healthyThreshold is 0":                 func(c *config.Config) { c.TargetGroups[0].HealthyThreshold = new(int) },
		"targetGroups[0].healthCheckInterval is 876000h0m0s": func(c *config.Config) {
			c.TargetGroups[0].HealthCheckInterval = new(time.Duration(100 * 365 * 24 * time.Hour))
		},
		"services[0].targets[0].container is 1": func(c *config.Config) { c.Services[0].Targets[0].Container = 1 },
		"services[0].targets[0] is not valid":   func(c *config.Config) { c.Services[0].Targets[0].ContainerPort = 81 },
		"services[0].strategies[0] is spread":   func(c *config.Config) { c.Services[0].Strategies = []model.Strategy{{Type: "spread"}} },
		"services[0].constraints[0].expression does not parse": func(c *config.Config) {
			c.Services[0].Constraints = []model.Constraint{{Type: "memberOf", Expression: "=="}}
		},
		"services[0].serviceConnect goes without web:1: memory": func(c *config.Config) { c.Tasks[0].Memory, c.Tasks[0].Containers[0].Memory = 0, 64 },
		"services[0].scaling.policies[0].target is 0":           func(c *config.Config) { c.Services[0].Scaling.Policies[0].Target = 0 },
		"services[0].scaling.max is 0, wanted 1 to":             func(c *config.Config) { c.Services[0].Scaling.Max = 0 },
		"services[0].scaling.noise is 1":                        func(c *config.Config) { c.Services[0].Scaling.Noise = 1 },
		"services[1].desired is 1":                              func(c *config.Config) { c.Services[1].Desired = 1 },
		"services[1].deploying.maximumPercent is 200":           func(c *config.Config) { c.Services[1].Deploying = config.DefaultReplica() },
		"runTasks[0].group is empty":                            func(c *config.Config) { c.RunTasks[0].Group = "" },
		"runTasks[0].arrivals is 0s":                            func(c *config.Config) { c.RunTasks[0].Arrivals = des.Dist{} },
		"runTasks[0].arrivals is endless":                       func(c *config.Config) { c.RunTasks[0].Arrivals = des.Endless() },
		"runTasks[0].until is 0":                                func(c *config.Config) { c.RunTasks[0].Count = 0 },
		"runTasks[0].count is 0":                                func(c *config.Config) { c.RunTasks[0].Stream, c.RunTasks[0].Count = false, 0 },
		"events[0].kind is 99, wanted 1 to ":                    func(c *config.Config) { c.Events[0].Kind = 99 },
		"events[0].task is 2":                                   func(c *config.Config) { c.Events[0].Task = 2 },
		`events[0] updates service "web" and changes nothing`:   func(c *config.Config) { c.Events[0].Task = config.None },
		"events[0].task is web:2, which does not go with":       func(c *config.Config) { c.Tasks[1].Containers[0].Name = "other" },
		"events[1].at is 0s, after an event at":                 func(c *config.Config) { c.Events[1].At = 0 },
		"events[1].group is 7":                                  func(c *config.Config) { c.Events[1].Group = 7 },
		"events[1].count is 0":                                  func(c *config.Config) { c.Events[1].Count = 0 },
		"events[1].count is -2": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Port, c.Events[1].Count = config.Listen, model.HostPort{Port: 80}, -2
		},
		"events[1].at is never, wanted at most a hundred years": func(c *config.Config) { c.Events[1].At = des.Never },
		"events[1].load is 1e+11, which at the target of 5 wants 2e+10 tasks": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Service, c.Events[1].Load = config.SetLoad, 0, 1e11
		},
		"events[1] replaces in batches, wanted a group": func(c *config.Config) {
			e := &c.Events[1]
			e.Kind, e.Group, e.Instance, e.Rolling = config.ReplaceInstances, config.None, "a-1", &config.RollingUpdate{MaxBatch: 1}
		},
		"events[1].refresh.maxHealthy is 151, wanted 100 to 150": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Group = config.ReplaceInstances, 0
			c.Events[1].Refresh = &config.InstanceRefresh{MinHealthy: 50, MaxHealthy: 151}
		},
		"events[1].rolling.maxBatch is 0": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Group, c.Events[1].Rolling = config.ReplaceInstances, 0, &config.RollingUpdate{}
		},
		"events[1] has min 1 and max -1, and group": func(c *config.Config) {
			e := &c.Events[1]
			e.Kind, e.Group, e.Min = config.SetGroup, 0, 1
		},
		"events[1].desired is None, wanted how many": func(c *config.Config) { c.Events[1].Kind, c.Events[1].Group = config.SetGroup, 0 },
		"events[1] sets a group to 9 instances at least": func(c *config.Config) {
			e := &c.Events[1]
			e.Kind, e.Group, e.Min, e.Max = config.SetGroup, c.Providers[0].Group, 9, 3
		},
		"events[1].desired is 99, wanted": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Group, c.Events[1].Desired = config.SetGroup, c.Providers[0].Group, 99
		},
		"events[1].max is -2, wanted 0 to": func(c *config.Config) {
			c.Events[1].Kind, c.Events[1].Group, c.Events[1].Max = config.SetGroup, c.Providers[0].Group, -2
		},
		"duration is never, wanted at most a hundred years": func(c *config.Config) { c.Duration = des.Never },
		"groups[0].usdPerHour is 1e+300":                    func(c *config.Config) { c.Groups[0].USDPerHour = 1e300 },
		"tasks[0].containers[0].healthCheck.interval is 876000h0m0s, wanted 1ns to 5m0s": func(c *config.Config) {
			c.Tasks[0].Containers[0].HealthCheck = &model.HealthCheck{Interval: 100 * 365 * 24 * time.Hour, Retries: 3}
		},
		"tasks[0].containers[0].restart.attemptPeriod is 60ns, wanted 1ms or more": func(c *config.Config) {
			c.Tasks[0].Containers[0].Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: 60}
		},
		"services[0].scaling.load is 10, which at the target of 1e-320 wants +Inf tasks": func(c *config.Config) {
			c.Services[0].Scaling.Policies[0].Target = 1e-320
		},
		"services[0].scaling.load is 1e+13, wanted": func(c *config.Config) { c.Services[0].Scaling.Load = 1e13 },
		"services[0].scaling.noise is 2, wanted":    func(c *config.Config) { c.Services[0].Scaling.Noise = 2 },
		"runTasks[0].until is never, wanted":        func(c *config.Config) { c.RunTasks[0].Until = des.Never },
		"runTasks[0].arrivals is 20ns between tasks until 1h": func(c *config.Config) {
			c.RunTasks[0].Arrivals, c.RunTasks[0].Count, c.RunTasks[0].Until = des.Constant(20), 0, des.Time(time.Hour)
		},
		"firewall.acls has 0 entries":              func(c *config.Config) { c.Firewall.ACLs = nil },
		`firewall.groups[1].name is "a" after "a"`: func(c *config.Config) { c.Firewall.Groups[1].Name = "a" },
		"firewall.balancers[tg].subnets[0] is 3": func(c *config.Config) {
			c.Firewall.Balancers = map[string]config.Balancer{"tg": {Subnets: []int{3}}}
		},
		"timings.schedulerTick is 0s":                      func(c *config.Config) { c.Timings.SchedulerTick = 0 },
		"timings.schedulerTick is 5ns, wanted 1ms or more": func(c *config.Config) { c.Timings.SchedulerTick = 5 },
		"timings.metricPeriod is 60ns, wanted 1ms or more": func(c *config.Config) { c.Timings.MetricPeriod = 60 },
		"timings.healthCheckInterval is 876000h0m0s, wanted at most 175200h0m0s: 5 checks": func(c *config.Config) {
			c.Timings.HealthCheckInterval = 100 * 365 * 24 * time.Hour
		},
		"timings.placementRetry is empty":         func(c *config.Config) { c.Timings.PlacementRetry = nil },
		"timings.placementRetry[1] is -1s":        func(c *config.Config) { c.Timings.PlacementRetry[1] = -time.Second },
		"timings.unhealthyThreshold is 0":         func(c *config.Config) { c.Timings.UnhealthyThreshold = 0 },
		"quotas.tasksPerService is -1":            func(c *config.Config) { c.Quotas.TasksPerService = -1 },
		"quotas.eniCalls.perSecond is 0":          func(c *config.Config) { c.Quotas.ENICalls.Burst = 1 },
		"quotas.enforced[tasks] is no quota":      func(c *config.Config) { c.Quotas.Enforced["tasks"] = true },
		"own[api:1] is for no task definition":    func(c *config.Config) { c.Own = map[string]config.TaskTimings{"api:1": {}} },
		"own[web:1].exitCode is 256, wanted 0 to": func(c *config.Config) { c.Own = map[string]config.TaskTimings{"web:1": {ExitCode: 256}} },
	} {
		c := full(t)
		edit(c)
		err := c.Validate()
		var field *config.FieldError
		if err == nil || !errors.As(err, &field) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("wanted %s...\ngot    %v", want, err)
		}
	}
}

// TestValidateSaysAll: what is wrong in several fields is said of each.
func TestValidateSaysAll(t *testing.T) {
	c := full(t)
	c.Groups[0].Count, c.Services[0].Task, c.Timings.MetricPeriod = -1, 5, 0
	got := strings.Split(c.Validate().Error(), "\n")
	if len(got) != 3 {
		t.Errorf("%q, wanted three lines", got)
	}
}

// BenchmarkValidate takes forty services.
func BenchmarkValidate(b *testing.B) {
	c := config.Defaults()
	for range 40 {
		c.Tasks = append(c.Tasks, model.TaskDefinition{Family: "web", Revision: 1, CPU: 256, Memory: 512, Containers: []model.Container{{Name: "app", Essential: true, PortMappings: []model.PortMapping{{ContainerPort: 80}}}}})
		c.Services = append(c.Services, config.Service{Name: string(rune('A' + len(c.Services))), Desired: 1, Deploying: config.DefaultReplica(), Use: config.Use{Task: len(c.Tasks) - 1}})
	}
	for b.Loop() {
		if err := c.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}
