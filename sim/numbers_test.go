package sim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// TestEveryNumber sets each number of a Config to each value that a careless caller might give
// it, one at a time. A run is an error that names a field, or it comes to an end and to a report
// that JSON can hold; it never panics.
func TestEveryNumber(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 7
	}
	runs, refused := 0, 0
	for i := 0; i < len(placesIn(everything(t))); i += step {
		for n := range placesIn(everything(t))[i].numbers() {
			c := everything(t)
			p := placesIn(c)[i]
			p.v.Set(p.numbers()[n])
			if c.Duration > des.Time(24*time.Hour) {
				continue // a hundred years end, but not in the time of a test
			}
			err := reported(c)
			var field *config.FieldError
			var impossible *sim.ImpossibleError
			switch {
			case errors.As(err, &field):
				refused++
			case err != nil && !errors.As(err, &impossible):
				t.Errorf("%s = %v: %v", p.path, p.v, err)
			}
			runs++
		}
	}
	if refused < runs/10 || refused > runs*9/10 {
		t.Errorf("Validate refused %d of %d numbers, wanted some of both", refused, runs)
	}
}

// reported runs a Config and encodes the report. A panic becomes an error, and so does a run
// that takes a thousand times as long as it should.
func reported(c *config.Config) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	var r *report.Report
	if r, err = sim.Run(ctx, c, 0, nil); err == nil {
		_, err = json.Marshal(r)
	}
	return err
}

// everything is a valid Config of two hours with a number of every kind in it.
func everything(t *testing.T) *config.Config {
	t.Helper()
	c := config.Defaults()
	c.Duration = des.Time(2 * time.Hour)
	for _, name := range []string{"hosts", "asg"} {
		g, err := config.NewInstanceGroup(name, "m5.large", 4)
		if err != nil {
			t.Fatal(err)
		}
		c.Groups = append(c.Groups, g)
	}
	network, err := model.ParseSubnet("10.0.0.0/24")
	if err != nil {
		t.Fatal(err)
	}
	c.Subnets[0].Network = network
	c.Providers = []config.CapacityProvider{config.NewCapacityProvider("asg", 1, &c.Groups[1], 10)}
	onAsg := []config.ProviderShare{{Weight: 1}}
	c.Tasks = []model.TaskDefinition{checkedWeb(1), checkedWeb(2), {
		Family: "bridged", Revision: 1, NetworkMode: model.Bridge,
		Containers: []model.Container{{
			Name: "app", Essential: true, CPU: 100, Memory: 128,
			PortMappings: []model.PortMapping{{ContainerPort: 80, HostPort: 8080}, {ContainerPort: 81}},
		}},
	}}
	ready, exit := des.Constant(20*time.Second), des.Constant(20*time.Minute)
	c.Own = map[string]config.TaskTimings{"web:2": {ApplicationReady: &ready, ExitAfter: &exit, ExitCode: 1}}
	c.TargetGroups = []config.TargetGroup{config.NewTargetGroup("web")}
	c.Services = []config.Service{
		{Name: "web", Desired: 2, Grace: time.Minute, Rebalance: true,
			Use: config.Use{Task: 0, Providers: onAsg, ServiceConnect: model.ServiceConnect{
				Enabled: true, ProxyCPU: 64, ProxyMemory: 64, Listeners: []model.IngressListener{{PortName: "http"}},
			}},
			Deploying: config.DefaultReplica(), Targets: []config.Target{{ContainerPort: 80}},
			Scaling: &config.Scaling{Min: 1, Max: 4, Load: 10, Noise: 0.1, Policies: []config.TrackingPolicy{
				{Target: 5, InCooldown: time.Minute, OutCooldown: time.Minute},
			}},
		},
		{Name: "agent", Use: config.Use{Task: 0}, Daemon: true, Deploying: config.DefaultDaemon()},
		{Name: "bridged", Use: config.Use{Task: 2}, Desired: 6, Deploying: config.DefaultReplica()},
		{Name: "old", Use: config.Use{Task: 1}, Desired: 2, StartedBefore: true, Deploying: config.DefaultReplica()},
	}
	breaker := &c.Services[0].Deploying.Breaker
	*breaker = config.CircuitBreaker{Enable: true, Rollback: true, Kind: config.CountThreshold, Value: 3}
	c.RunTasks = []config.RunTask{
		{Name: "stream", Group: "family:web", Use: config.Use{Task: 0, Providers: onAsg}, Stream: true, Count: 30,
			Arrivals: des.Constant(time.Minute), RunFor: des.Constant(5 * time.Minute)},
		{Name: "batch", Group: "family:bridged", Use: config.Use{Task: 2}, Count: 3, RunFor: des.Constant(5 * time.Minute)},
	}
	c.Quotas.ENICalls = config.EC2Calls
	c.Events = eventsOfAllKinds()
	return c
}

// checkedWeb is the task definition web with health checks, a sidecar that is restarted, and
// timeouts of its own.
func checkedWeb(revision int) model.TaskDefinition {
	return model.TaskDefinition{
		Family: "web", Revision: revision, NetworkMode: model.AWSVPC, CPU: 256, Memory: 512,
		Containers: []model.Container{
			{Name: "app", Essential: true, PortMappings: []model.PortMapping{{ContainerPort: 80, Name: "http"}},
				StartTimeout: time.Minute, StopTimeout: 30 * time.Second, HealthCheck: &model.HealthCheck{
					Interval: 30 * time.Second, Timeout: 5 * time.Second, Retries: 3, StartPeriod: 10 * time.Second,
				}},
			{Name: "side", Restart: &model.RestartPolicy{Enabled: true, AttemptPeriod: time.Minute}},
		},
	}
}

// eventsOfAllKinds are eight minutes apart, and the numbers that their kinds use are set.
func eventsOfAllKinds() (all []config.Event) {
	then := func(kind config.EventKind, set func(e *config.Event)) {
		e := config.NewEvent(des.Time(8*time.Minute)*des.Time(len(all)+1), kind)
		set(&e)
		all = append(all, e)
	}
	deploying := config.DefaultReplica()
	then(config.UpdateService, func(e *config.Event) { e.Service, e.Task, e.Desired, e.Deploying = 0, 1, 3, &deploying })
	then(config.DrainInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.TerminateInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.InterruptSpot, func(e *config.Event) { e.Group, e.Count = 1, 1 })
	then(config.ReplaceInstances, func(e *config.Event) { e.Group, e.Count = 0, 2 })
	then(config.DisconnectAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 30 })
	then(config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
	then(config.Listen, func(e *config.Event) { e.Group, e.Count, e.Port = 0, 1, model.HostPort{Port: 9000} })
	then(config.Unlisten, func(e *config.Event) { e.Group, e.Count, e.Port = 0, 1, model.HostPort{Port: 9000} })
	then(config.ReconnectAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.RestartAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.PutAccountSetting, func(e *config.Event) { e.Enable = true })
	then(config.FailAvailabilityZone, func(e *config.Event) { e.Zone = config.DefaultZone })
	return all
}
