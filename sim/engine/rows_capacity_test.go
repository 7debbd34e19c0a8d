package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// large and xlarge are the sizes of c5.large and c5.xlarge.
var (
	large  = model.InstanceSize{CPU: 2048, Memory: 3704, SlotsPlain: 2, SlotsTrunk: 10}
	xlarge = model.InstanceSize{CPU: 4096, Memory: 7624, SlotsPlain: 3, SlotsTrunk: 20}
)

// managed is an empty cluster with a capacity provider of c5.large instances, of
// which n run at t = 0, and a service that wants desired tasks of it. Instances
// boot in 30 seconds.
func managed(n, desired int, td model.TaskDefinition) *config.Config {
	c := world(n)
	c.Groups[0].Name, c.Groups[0].CPU, c.Groups[0].Memory = "p", large.CPU, large.Memory
	c.Providers = []config.CapacityProvider{{
		Name: "p", Max: 100, Managed: true, Target: 100, MinStep: 1, MaxStep: 10000, Warmup: 300 * time.Second, Protect: true, Drain: true,
		Types: []model.InstanceSize{large},
	}}
	c.Timings.InstanceBoot = des.Constant(30 * time.Second)
	addService(c, "web", desired, td).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
	return c
}

func percentOf(needed, there float64) float64 { return needed / there * 100 }

// Rows S37 to S43: what managed scaling computes, and the desired count that it
// sets first.
func TestExamplesOfManagedScaling(t *testing.T) {
	whole := def("web", model.Bridge, 2048, 64) // fills an instance
	for _, row := range []struct {
		name  string
		c     *config.Config
		first []report.ScalingStep // steps from the first on
		waits int                  // tasks in PROVISIONING at the end
		peak  int                  // instances
	}{
		{"S37", managed(3, 4, whole), []report.ScalingStep{{At: 60, Metric: percentOf(4, 3), From: 3, To: 4}}, 0, 4},
		{"S38", managed(3, 2, whole), []report.ScalingStep{{At: 15 * 60, Metric: percentOf(2, 3), From: 3, To: 2}}, 0, 3},
		{"S39", managed(0, 1, whole), []report.ScalingStep{{At: 60, Metric: 200, From: 0, To: 2}}, 0, 2},
		{"S40", managed(0, 0, whole), nil, 0, 0},
		{"S41", func() *config.Config {
			c := managed(0, 1, def("web", model.Bridge, 3072, 64))
			c.Providers[0].Types = []model.InstanceSize{xlarge, large}
			c.Groups[0].CPU, c.Groups[0].Memory = xlarge.CPU, xlarge.Memory
			return c
		}(), nil, 1, 0},
		{"S41: a full instance beside", func() *config.Config {
			c := managed(1, 2, def("web", model.Bridge, 3072, 64))
			c.Providers[0].Types = []model.InstanceSize{xlarge, large}
			c.Groups[0].CPU, c.Groups[0].Memory = xlarge.CPU, xlarge.Memory
			return c
		}(), nil, 1, 1},
		{"S42", managed(1, 12, def("web", model.AWSVPC, 64, 64)), []report.ScalingStep{{At: 60, Metric: 600, From: 1, To: 6}}, 0, 6},
		{"S43", managed(1, 5, def("web", model.Bridge, 64, 64, tcp(80, 80))), []report.ScalingStep{{At: 60, Metric: 500, From: 1, To: 5}}, 0, 5},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := play(t, row.c)
			p := r.CapacityProviders[0]
			if len(row.first) == 0 && (len(p.Steps) > 0 || p.Metric != 100) {
				t.Errorf("steps %+v, metric %v; want none and the metric at its target", p.Steps, p.Metric)
			}
			if len(row.first) > 0 && (len(p.Steps) < len(row.first) || !slices.Equal(p.Steps[:len(row.first)], row.first)) {
				t.Errorf("steps %+v, want %+v first", p.Steps, row.first)
			}
			if p.Waiting != row.waits || p.Excluded != row.waits || p.Peak != row.peak {
				t.Errorf("%+v, want %d waiting and excluded, %d instances at the most", p, row.waits, row.peak)
			}
			if s := r.Services[0]; s.Running+row.waits != s.Desired {
				t.Errorf("%d of %d run", s.Running, s.Desired)
			}
		})
	}
}

// A group launches in the zone with the fewest of its instances, and in another where
// that one's subnet has no addresses left: a /28 has 11.
func TestAGroupLaunchesWhereThereIsRoom(t *testing.T) {
	for _, row := range []struct{ a, b, inA int }{{24, 24, 15}, {28, 24, 11}, {24, 28, 19}} {
		c := managed(0, 30, def("web", model.Bridge, 2048, 64))
		c.Groups[0].Zones = []string{"a", "b"}
		c.Subnets = []config.Subnet{
			{ID: "in-a", Zone: "a", Network: must(model.ParseSubnet(fmt.Sprintf("10.0.0.0/%d", row.a)))},
			{ID: "in-b", Zone: "b", Network: must(model.ParseSubnet(fmt.Sprintf("10.0.1.0/%d", row.b)))},
		}
		r := play(t, c)
		inA := 0
		for _, x := range r.Instances {
			if x.AvailabilityZone == "a" {
				inA++
			}
		}
		if len(r.Instances) != 30 || inA != row.inA || r.Tasks.Running != 30 {
			t.Errorf("/%d and /%d: %d tasks on %d instances, %d of them in a; want 30, 30 and %d", row.a, row.b, r.Tasks.Running, len(r.Instances), inA, row.inA)
		}
	}
}

// Row S44: base first, then by weight.
func TestExampleOfAStrategy(t *testing.T) {
	t.Run("S44", func(t *testing.T) {
		c := managed(10, 10, def("web", model.Bridge, 16, 16))
		spot := c.Groups[0]
		spot.Name = "spot"
		c.Groups = append(c.Groups, spot)
		c.Providers = append(c.Providers, c.Providers[0])
		c.Providers[1].Name, c.Providers[1].Group = "spot", 1
		c.Services[0].Providers = []config.ProviderShare{{Provider: 0, Base: 2, Weight: 1}, {Provider: 1, Weight: 3}}
		c.Duration = des.Time(time.Minute)
		r := play(t, c)
		got := map[string]int{}
		for _, in := range r.Instances {
			got[in.CapacityProvider] += in.Tasks
		}
		if got["p"] != 4 || got["spot"] != 6 {
			t.Errorf("tasks by provider %v, want p 4, spot 6", got)
		}
	})
}

// Row S46: the limit of tasks that wait in one cluster, for RunTask and for a
// service.
func TestExamplesOfTheProvisioningLimit(t *testing.T) {
	t.Run("S46: RunTask", func(t *testing.T) {
		c := managed(0, 0, def("web", model.Bridge, 16, 16))
		c.Providers[0].Max = 0
		addTasks(c, "jobs", 501, 0, def("job", model.Bridge, 16, 16)).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
		r := play(t, c)
		if x := r.RunTasks[0]; x.Waiting != 500 || x.Refused != 1 || x.Running != 0 {
			t.Errorf("%+v, want 500 waiting and one refused", x)
		}
	})
	t.Run("S46: a service", func(t *testing.T) {
		c := managed(0, 501, def("web", model.Bridge, 16, 16))
		c.Providers[0].Max = 0
		r := play(t, c)
		if r.CapacityProviders[0].Waiting != 500 {
			t.Errorf("%+v, want 500 waiting", r.CapacityProviders[0])
		}
		const want = "(service web) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
		if e := r.Services[0].Events; !slices.Contains(e, want) {
			t.Errorf("events %q, want %q among them", e[len(e)-2:], want)
		}
	})
}

// Rows S35 and S36: how many failed tasks end a deployment.
func TestExamplesOfTheCircuitBreaker(t *testing.T) {
	for _, row := range []struct {
		name          string
		b             config.CircuitBreaker
		desired, want int
	}{
		{"S35: 1", config.CircuitBreaker{Value: 50}, 1, 3},
		{"S35: 25", config.CircuitBreaker{Value: 50}, 25, 13},
		{"S35: 400", config.CircuitBreaker{Value: 50}, 400, 200},
		{"S35: 800", config.CircuitBreaker{Value: 50}, 800, 200},
		{"S36: half of 800 without bounds", config.CircuitBreaker{Kind: config.UnboundedPercent, Value: 50}, 800, 400},
		{"S36: a count", config.CircuitBreaker{Kind: config.CountThreshold, Value: 5}, 800, 5},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.b.Threshold(row.desired); got != row.want {
				t.Errorf("threshold %d, want %d", got, row.want)
			}
			c := world(1)
			c.Groups[0].DynamicRange = model.PortRange{First: 40000, Last: 40000}
			c.Groups[0].Listeners = reserved(40000) // no dynamic port is left: every start fails
			s := addService(c, "web", row.desired, def("web", model.Bridge, 1, 6, tcp(80, 0)))
			s.Deploying.Breaker = row.b
			s.Deploying.Breaker.Enable = true
			r := play(t, c)
			d := r.Services[0].Deployments[0]
			if d.Verdict != report.Failed || d.FailedTasks != row.want {
				t.Errorf("%s after %d failed tasks, want FAILED after %d", d.Verdict, d.FailedTasks, row.want)
			}
			const want = "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start."
			if !slices.Contains(r.Services[0].Events, want) {
				t.Errorf("events %q, want %q among them", r.Services[0].Events, want)
			}
		})
	}
}
