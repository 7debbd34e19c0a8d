package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/report"
)

// Small worlds in which something once went wrong, each with what has to come of
// it.
func TestRegressions(t *testing.T) {
	never := des.Endless()
	for _, row := range []struct {
		name  string
		hosts int
		build func(c *config.Config)
		want  string        // facts of come, with semicolons between
		ends  time.Duration // it is over before that; 0 = whenever
	}{
		{"an agent that has not registered cannot be disconnected", 1, func(c *config.Config) {
			c.Timings.InstanceBoot = des.Constant(time.Minute)
			spare(c, 0, 2)
			s := addService(c, "web", 1, def("web", model.Bridge, 1, 6))
			s.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
			soon(c, 90*time.Second, config.DisconnectAgent, func(e *config.Event) { e.Group = 1 })
		}, "web: 1 of 1 run", 0},
		{"StopTask for two tasks, one of which waits for room of the other and fails when it has it", 1, func(c *config.Config) {
			slow := des.Constant(time.Minute)
			c.Own = map[string]config.TaskTimings{"hold:1": {ApplicationStop: &slow}}
			c.Timings.StopTimeout = 2 * time.Minute
			c.Groups[0].DynamicRange.Last = c.Groups[0].DynamicRange.First + 1
			addTasks(c, "hold", 1, 0, def("hold", model.Bridge, 1500, 6))
			addTasks(c, "job", 2, 20*time.Second, def("job", model.Bridge, 500, 6, tcp(80, 0)))
			soon(c, 10*time.Second, config.StopTasks, func(e *config.Event) { e.TaskGroup = "family:hold" })
			soon(c, 25*time.Second, config.Listen, func(e *config.Event) { e.Group, e.Port.Port = 0, 32769 })
			soon(c, 30*time.Second, config.StopTasks, func(e *config.Event) { e.TaskGroup = "family:job" })
		}, "job: 1 completed, 1 failed", 0},
		{"a task that stops over the end of a metric period, and the instance that nobody needs then", 0, func(c *config.Config) {
			slow := des.Constant(20 * time.Second)
			c.Own = map[string]config.TaskTimings{"job:1": {ApplicationStop: &slow}}
			spare(c, 0, 1)
			addTasks(c, "job", 1, 0, def("job", model.Bridge, 500, 6)).Providers = []config.ProviderShare{{Weight: 1}}
			soon(c, 350*time.Second, config.StopTasks, func(e *config.Event) { e.TaskGroup = "family:job" })
		}, "spare: 1 terminated", 0},
		{"images that are never there, behind a pause container", 1, func(c *config.Config) {
			c.Timings.PauseStart = des.Constant(time.Second)
			c.Own = map[string]config.TaskTimings{"web:1": {ImagePull: &never}}
			addTasks(c, "web", 1, 0, def("web", model.AWSVPC, 1, 6))
		}, "web: 1 placed, 0 run", 0},
		{"a service that began before has waited for its health checks", 1, func(c *config.Config) {
			td := def("web", model.Bridge, 1, 6)
			td.Containers[0].DependsOn = []model.Dependency{{Container: "side", Condition: "HEALTHY"}}
			td.Containers = append(td.Containers, model.Container{Name: "side", Memory: 6, HealthCheck: &model.HealthCheck{Interval: time.Minute, Retries: 3}})
			addService(c, "web", 2, td).StartedBefore = true
		}, "2 came to run, after 0 s at the most", 0},
		{"a circuit breaker in the middle of a look starts no more", 1, func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 1, map[string]bool{config.QuotaENIsPerZone: true}
			c.Groups[0].SlotsPlain = 20
			s := addService(c, "web", 10, def("web", model.AWSVPC, 1, 6))
			s.Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 4}
		}, "4 failed; web: FAILED", 0},
		{"the zones fail while a task is being moved between them", 2, func(c *config.Config) {
			c.Groups[0].Zones = []string{"a", "b"}
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
			c.Timings.ContainerStart, c.Timings.InstanceBoot = des.Constant(3*time.Second), des.Constant(time.Minute)
			c.Timings.LostHostGrace = time.Hour
			addService(c, "web", 2, def("web", model.Bridge, 1, 6)).Rebalance = true
			soon(c, 0, config.ReplaceInstances, func(e *config.Event) { e.Instance = "host-2" })
			soon(c, 64*time.Second, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "a" })
			soon(c, 64*time.Second, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "b" })
		}, "web: 0 of 2 run", 0},
		{"the drain timeout of an instance that is gone", 2, func(c *config.Config) {
			addService(c, "web", 2, def("web", model.Bridge, 1, 6)).StartedBefore = true
			soon(c, time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
		}, "web: 2 of 2 run", 2 * time.Minute},
		{"an Auto Scaling group replaces what is replaced, once", 0, func(c *config.Config) {
			spare(c, 2, 4).Managed = false
			c.Timings.InstanceBoot = des.Constant(30 * time.Second)
			addService(c, "web", 2, def("web", model.Bridge, 1, 6)).StartedBefore = true
			soon(c, 90*time.Second, config.ReplaceInstances, func(e *config.Event) { e.Group = 1 })
		}, "spare: 2 instances, 2 launched; web: 2 of 2 run", 0},
		{"an instance that drains already is replaced", 2, func(c *config.Config) {
			addTasks(c, "job", 1, 0, def("job", model.Bridge, 1, 6)).Forever = false
			c.RunTasks[0].RunFor = des.Constant(10 * time.Minute)
			soon(c, time.Minute, config.DrainInstances, func(e *config.Event) { e.Group = 0 })
			soon(c, 2*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
		}, "4 instances", 0},
		{"a group without a zone left launches none, and says so once", 0, func(c *config.Config) {
			spare(c, 1, 4)
			s := addService(c, "web", 2, def("web", model.Bridge, 2000, 6))
			s.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
			soon(c, 30*time.Second, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "a" })
		}, "spare: 1 steps; web: STUCK by GROUP:AVAILABILITY_ZONES", 0},
		{"a load that fits the tasks there are keeps no run going", 1, func(c *config.Config) {
			s := addService(c, "web", 2, def("web", model.Bridge, 1, 6))
			s.StartedBefore, s.Scaling = true, &config.Scaling{Min: 1, Max: 4, Load: 15, Policies: []config.TrackingPolicy{{Target: 10}}}
		}, "web: 2 of 2 run", time.Hour},
		{"auto scaling of a service that no instance takes", 0, func(c *config.Config) {
			addService(c, "web", 2, def("web", model.Bridge, 1, 6)).Scaling = &config.Scaling{Min: 1, Max: 4, Load: 15, Policies: []config.TrackingPolicy{{Target: 10}}}
		}, "web: STUCK by No Container Instances were found in your cluster.", 0},
		{"a proxy that is never healthy sticks", 1, func(c *config.Config) {
			c.Timings.ProxyReady = never
			addService(c, "web", 1, def("web", model.Bridge, 1, 6)).ServiceConnect = model.ServiceConnect{Enabled: true}
		}, "web: STUCK by PENDING", 0},
		{"tasks that a disconnected agent cannot be told to stop stick", 1, func(c *config.Config) {
			addService(c, "web", 1, def("web", model.Bridge, 1, 6, tcp(80, 0)))
			c.Timings.HealthyAfter = 2 * time.Minute
			soon(c, time.Minute, config.DisconnectAgent, func(e *config.Event) { e.Group = 0 })
			soon(c, 61*time.Second, config.UpdateService, func(e *config.Event) { e.Service, e.Desired = 0, 0 })
		}, "web: STUCK by AGENT", 0},
		{"a daemon whose draining instance keeps other tasks is complete", 2, func(c *config.Config) {
			addTasks(c, "job", 2, 0, def("job", model.Bridge, 1, 6)).Constraints = []model.Constraint{{Type: "distinctInstance"}}
			d := addService(c, "log", 0, def("log", model.Bridge, 1, 6))
			d.Daemon, d.Deploying = true, config.Deploying{MaximumPercent: 100}
			soon(c, time.Minute, config.DrainInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
			soon(c, 2*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = 0, true })
		}, "log: COMPLETED, COMPLETED", 0},
		{"a daemon on an instance that is cut off is no task too many", 2, func(c *config.Config) {
			d := addService(c, "log", 0, def("log", model.Bridge, 1, 6))
			d.Daemon, d.Deploying = true, config.Deploying{MaximumPercent: 100}
			c.Timings.HealthyAfter = 2 * time.Minute
			soon(c, time.Minute, config.DisconnectAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
		}, "log: 2 of 2 run; log: COMPLETED", 0},
		{"many tasks that exit, each when it has been healthy, come to an end", 1, func(c *config.Config) {
			exit := must(des.Exponential(time.Minute))
			c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &exit}}
			c.Timings.ContainerStart, c.Timings.HealthyAfter = des.Constant(20*time.Second), time.Second
			addService(c, "web", 30, def("web", model.Bridge, 1, 6))
		}, "", time.Hour},
		{"many tasks that are never ready come to an end", 1, func(c *config.Config) {
			c.Own = map[string]config.TaskTimings{"web:1": {ApplicationReady: &never}}
			c.Timings.HealthCheckInterval, c.Timings.ContainerStart = 10*time.Second, must(des.Exponential(time.Minute))
			s := addService(c, "web", 30, def("web", model.Bridge, 1, 6, tcp(80, 0)))
			behindGroup(c, s, "web", 0, 80)
		}, "", 2 * time.Hour},
		{"tasks that are restarted over and over and wait to be replaced", 1, func(c *config.Config) {
			exit := des.Constant(2 * time.Minute)
			c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &exit}}
			td := def("web", model.Bridge, 1, 6, tcp(80, 80))
			td.Containers[0].Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: time.Minute}
			addService(c, "web", 1, td).StartedBefore = true
			soon(c, time.Hour, config.UpdateService, func(e *config.Event) { e.Service, e.Force = 0, true })
		}, "web: STUCK by RESOURCE:PORTS", 2 * time.Hour},
		{"tasks that wait in vain for a capacity provider, over and over", 0, func(c *config.Config) {
			spare(c, 0, 0).Managed = false
			c.Timings.ProvisioningExpiry = must(des.Uniform(10*time.Minute, 30*time.Minute))
			addService(c, "web", 9, def("web", model.Bridge, 1, 6)).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
		}, "web: STUCK by EMPTY CAPACITY PROVIDER", 10 * time.Minute},
		{"... until a circuit breaker makes an end of it", 0, func(c *config.Config) {
			spare(c, 0, 0).Managed = false
			c.Timings.ProvisioningExpiry = must(des.Uniform(10*time.Minute, 30*time.Minute))
			s := addService(c, "web", 9, def("web", model.Bridge, 1, 6))
			s.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
			s.Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 12}
		}, "web: FAILED", 0},
		{"the limit of PROVISIONING tasks sticks where the queue does not move", 0, func(c *config.Config) {
			spare(c, 0, 0).Managed = false
			c.Quotas.ProvisioningPerCluster = 3
			addTasks(c, "job", 3, 0, def("job", model.Bridge, 1, 6)).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
			addService(c, "web", 0, def("web", model.Bridge, 1, 6)).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
			soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Desired, e.Force = 0, 2, true })
		}, "web: COMPLETED, STUCK by CLUSTER:PROVISIONING_TASKS", 0},
		{"an Auto Scaling group that gives up the busy instance, over and over", 0, func(c *config.Config) {
			p := spare(c, 0, 2)
			p.Protect, p.Drain = false, false
			c.Timings.LostHostGrace, c.Timings.ScaleInPoints = 2*time.Minute, 2
			addService(c, "web", 1, def("web", model.Bridge, 1, 6)).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
		}, "web: 1 of 1 run", 24 * time.Hour},
		{"a process that ends gives back no port on which a task listens", 1, func(c *config.Config) {
			addTasks(c, "b", 1, 0, def("b", model.HostMode, 1, 6, tcp(8000, 0)))
			soon(c, time.Minute, config.Listen, func(e *config.Event) { e.Group, e.Port = 0, model.HostPort{Port: 8000} })
			soon(c, 2*time.Minute, config.Unlisten, func(e *config.Event) { e.Group, e.Port = 0, model.HostPort{Port: 8000} })
		}, "8000/tcp is listened on", 0},
		{"tasks that stop count against the maximum one by one", 2, func(c *config.Config) {
			c.Options.CountStopping = true
			td := def("web", model.Bridge, 1, 6)
			s := addService(c, "web", 2, td)
			s.StartedBefore, s.Deploying = true, config.Deploying{MinimumHealthyPercent: 0, MaximumPercent: 100}
			next := td
			next.Revision = 2
			c.Tasks = append(c.Tasks, next)
			soon(c, time.Minute, config.DisconnectAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
			soon(c, 2*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 1 })
			c.Timings.ApplicationStop, c.Timings.StopTimeout = des.Constant(8*time.Second), 30*time.Second
		}, "web: 1 placed; web: STUCK by AGENT", 0},
		{"a metric on the bound between a step that adds tasks and one that adds none", 1, func(c *config.Config) {
			s := addService(c, "web", 3, def("web", model.Bridge, 1, 6))
			s.StartedBefore, s.Scaling = true, &config.Scaling{Max: 6, Load: 84, Steps: []config.StepPolicy{stepsOut(27, 2, 0, between(0, 1, 2), from(1, 0))}}
		}, "web: 3 of 3 run", time.Hour},
		{"older tasks that fail are tried again when their wait is over, though newer ones have no room", 2, func(c *config.Config) {
			td := def("web", model.Bridge, 100, 6, tcp(80, 80))
			next := def("web", model.Bridge, 2000, 6)
			next.Revision = 2
			addService(c, "web", 2, td).StartedBefore = true
			addTasks(c, "job", 2, 0, def("job", model.Bridge, 500, 6)).Constraints = []model.Constraint{{Type: "distinctInstance"}}
			c.Tasks = append(c.Tasks, next)
			soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 2 })
			soon(c, 2*time.Minute, config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
			soon(c, 121*time.Second, config.Listen, func(e *config.Event) { e.Group, e.Port.Port = 0, 80 })
		}, "", 0},
		{"a daemon's tasks that fail at once on some instances are tried again, though others have no room", 2, func(c *config.Config) {
			c.Groups = append(c.Groups, c.Groups[0])
			c.Groups[0].ManualENIs = c.Groups[0].SlotsPlain
			c.Groups[1].Name, c.Groups[1].SlotsPlain = "full", 0
			d := addService(c, "log", 0, def("log", model.AWSVPC, 1, 6))
			d.Daemon, d.Deploying = true, config.Deploying{MaximumPercent: 100}
		}, "20 failed", 0},
		{"a task too large to scale out for waits only until a job makes room for it, and then its provider scales out", 0, func(c *config.Config) {
			tooLarge(c)
			c.RunTasks[0].Forever, c.RunTasks[0].RunFor = false, des.Constant(10*time.Minute)
			c.Duration = des.Time(9 * time.Minute)
		}, "log: COMPLETED, IN_PROGRESS", 0},
		{"... and for ever where the job does not end", 0, func(c *config.Config) {
			tooLarge(c)
			c.Duration = des.Time(9 * time.Minute)
		}, "log: COMPLETED, STUCK by RESOURCE:CPU", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(row.hosts)
			row.build(c)
			v, r := guarded(t, c)
			checkEnd(t, v, r)
			for _, fact := range strings.Split(row.want, "; ") {
				if all := come(v, r); fact != "" && !slices.Contains(all, fact) {
					t.Errorf("not so: %s\nbut: %s", fact, strings.Join(all, "\n     "))
				}
			}
			if row.ends > 0 && v.End() >= des.Time(row.ends) {
				t.Errorf("it is over after %v, want less than %v", v.End(), row.ends)
			}
		})
	}
}

// tooLarge has a daemon need a second instance of a capacity provider, which scales out to it as soon
// as no task waits that is too large for one of its instance types.
func tooLarge(c *config.Config) {
	p := spare(c, 1, 2)
	p.Target = 50
	small := p.Types[0]
	small.CPU = 1024
	p.Types = append(p.Types, small)
	for i, job := range []model.TaskDefinition{def("job", model.Bridge, 1300, 6), def("hold", model.Bridge, 700, 6), def("next", model.Bridge, 1300, 6)} {
		addTasks(c, job.Family, 1, time.Duration(i)*time.Second, job).Providers = []config.ProviderShare{{Weight: 1}}
	}
	addDaemon(c, "log", def("log", model.Bridge, 1, 6))
	c.Tasks = append(c.Tasks, def("log", model.Bridge, 1400, 6))
	c.Tasks[len(c.Tasks)-1].Revision = 2
	soon(c, 2*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, len(c.Tasks)-1 })
}

// come is what a run has come to, a phrase for each fact.
func come(v *engine.View, r *report.Report) (facts []string) {
	add := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	add("%d instances", len(r.Instances))
	add("%d failed", r.Tasks.Failed)
	add("%d came to run, after %g s at the most", r.TimeToRunning.Count, r.TimeToRunning.Max)
	for i := range r.Services {
		s := &r.Services[i]
		add("%s: %d of %d run", s.ServiceName, s.Running, s.Desired)
		add("%s: %d placed", s.ServiceName, s.Placed)
		var verdicts []string
		for _, d := range s.Deployments {
			verdict := d.Verdict
			if d.BlockedBy != "" && d.Message != "" {
				verdict += " by " + d.BlockedBy
			}
			verdicts = append(verdicts, verdict)
		}
		add("%s: %s", s.ServiceName, strings.Join(verdicts, ", "))
	}
	for _, x := range r.RunTasks {
		add("%s: %d placed, %d run", x.Name, x.Placed, x.Running)
		add("%s: %d completed, %d failed", x.Name, x.Completed, x.Failed)
	}
	for _, p := range r.CapacityProviders {
		add("%s: %d instances, %d launched", p.Name, p.Instances, p.Launched)
		add("%s: %d terminated", p.Name, p.Terminated)
		add("%s: %d steps", p.Name, len(p.Steps))
	}
	for port := range uint16(10_000) {
		if p := (model.HostPort{Port: port}); len(r.Instances) > 0 && v.Listens(0, p) {
			add("%v is listened on", p)
		}
	}
	return facts
}
