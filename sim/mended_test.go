package sim

import (
	"context"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// soon adds an event.
func (c *Config) soon(at time.Duration, kind EventKind, set func(e *Event)) {
	e := Event{At: des.Time(at), Kind: kind, Service: -1, Task: -1, Desired: -1, Group: -1, Count: -1}
	if set != nil {
		set(&e)
	}
	c.Events = append(c.Events, e)
}

// spare adds a capacity provider whose group is like the first one's.
func (c *Config) spare(least, most int) *CapacityProvider {
	g := c.Groups[0]
	g.Name, g.Count = "spare", least
	c.Groups = append(c.Groups, g)
	c.Providers = append(c.Providers, CapacityProvider{
		Name: g.Name, Group: len(c.Groups) - 1, Min: least, Max: most, Managed: true, Target: 100, MinStep: 1, MaxStep: 10000,
		Types: []InstanceSize{{CPU: g.CPU, Memory: g.Memory, SlotsPlain: g.SlotsPlain, SlotsTrunk: g.SlotsTrunk}},
	})
	return &c.Providers[len(c.Providers)-1]
}

// Small worlds in which something once went wrong, each with what has to come of
// it.
func TestMended(t *testing.T) {
	endless := des.Endless()
	for _, row := range []struct {
		name  string
		hosts int
		build func(c *Config)
		want  func(k *cluster, r *Report) bool
	}{
		{"an agent that has not registered cannot be disconnected", 1, func(c *Config) {
			c.Timings.InstanceBoot = des.Constant(time.Minute)
			c.spare(0, 2)
			s := c.service("web", 1, def("web", model.Bridge, 1, 6))
			s.Providers = []ProviderShare{{Provider: 0, Weight: 1}}
			c.soon(90*time.Second, DisconnectAgent, func(e *Event) { e.Group = 1 })
		}, func(k *cluster, r *Report) bool { return r.Services[0].Running == 1 }},
		{"images that are never there, behind a pause container", 1, func(c *Config) {
			c.Timings.PauseStart = des.Constant(time.Second)
			c.Own = map[string]TaskTimings{"web:1": {ImagePull: &endless}}
			c.tasks("web", 1, 0, def("web", model.AWSVPC, 1, 6))
		}, func(k *cluster, r *Report) bool { return r.Tasks.Placed == 1 && r.Tasks.Running == 0 }},
		{"a service that began before has waited for its health checks", 1, func(c *Config) {
			td := def("web", model.Bridge, 1, 6)
			td.Containers[0].DependsOn = []model.Dependency{{Container: "side", Condition: "HEALTHY"}}
			td.Containers = append(td.Containers, model.Container{Name: "side", Memory: 6, HealthCheck: &model.HealthCheck{Interval: time.Minute, Retries: 3}})
			c.service("web", 2, td).StartedBefore = true
		}, func(k *cluster, r *Report) bool { return r.TimeToRunning.Count == 2 && r.TimeToRunning.Max == 0 }},
		{"a circuit breaker in the middle of a look starts no more", 1, func(c *Config) {
			c.Quotas.ENIsPerRegion, c.Quotas.Enforced = 1, map[string]bool{QuotaENIsPerRegion: true}
			c.Groups[0].SlotsPlain = 20
			s := c.service("web", 10, def("web", model.AWSVPC, 1, 6))
			s.Deploying.Breaker = CircuitBreaker{Enable: true, Kind: CountThreshold, Value: 4}
		}, func(k *cluster, r *Report) bool {
			return r.Tasks.Failed == 4 && r.Services[0].Deployments[0].Verdict == Failed
		}},
		{"the zones fail while a task is being moved between them", 2, func(c *Config) {
			c.Groups[0].Zones = []string{"a", "b"}
			c.Subnets = append(c.Subnets, Subnet{ID: "subnet-b", Zone: "b"})
			c.Timings.ContainerStart, c.Timings.InstanceBoot = des.Constant(3*time.Second), des.Constant(time.Minute)
			c.Timings.LostHostGrace = time.Hour
			c.service("web", 2, def("web", model.Bridge, 1, 6)).Rebalance = true
			c.soon(0, ReplaceInstances, func(e *Event) { e.Instance = "host-2" })
			c.soon(64*time.Second, FailAvailabilityZone, func(e *Event) { e.Zone = "a" })
			c.soon(64*time.Second, FailAvailabilityZone, func(e *Event) { e.Zone = "b" })
		}, func(k *cluster, r *Report) bool { return r.Services[0].Running == 0 }},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(row.hosts)
			row.build(c)
			k := watched(t, c)
			if err := k.run(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			if r := k.report(); !row.want(k, r) {
				t.Errorf("%+v\n%+v\n%+v\n%+v", r.Tasks, r.Services, r.RunTasks, r.CapacityProviders)
			}
		})
	}
}
