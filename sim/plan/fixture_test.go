package plan_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/plan"
)

// few are the types of which most tests plan.
var few = []string{"m5.large", "m5.xlarge", "c5.large", "r5.large", "t3.large"}

func candidates(t *testing.T, types ...string) *plan.Candidates {
	t.Helper()
	c, err := plan.Choose(types, plan.Filter{}, plan.CataloguePrices("us-east-1"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func effort(t *testing.T, name string) plan.Effort {
	t.Helper()
	e, err := plan.EffortNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func made(t *testing.T, c *config.Config, o plan.Options) *plan.Result {
	t.Helper()
	r, err := plan.Make(context.Background(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func library(t *testing.T, name string) *config.Config {
	t.Helper()
	s, err := scenarios.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s.Config
}

// random is a workload of a few services in two or three zones, with a daemon now and then.
func random(t *testing.T, luck *rand.Rand) *config.Config {
	t.Helper()
	c := config.Defaults()
	c.Name, c.Seed, c.Trunking = "random", luck.Uint64N(1000), luck.IntN(2) == 0
	c.Subnets = nil
	var zones []string
	for i := range 2 + luck.IntN(2) {
		zones = append(zones, fmt.Sprintf("us-east-1%c", 'a'+i))
		c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-" + zones[i], Zone: zones[i]})
	}
	g, err := config.NewInstanceGroup("hosts", "m5.large", 1)
	if err != nil {
		t.Fatal(err)
	}
	g.Zones = zones
	c.Groups = []config.InstanceGroup{g}
	for i := range 1 + luck.IntN(4) {
		d := model.TaskDefinition{Family: fmt.Sprint("f", i), Revision: 1, NetworkMode: model.AWSVPC, CPU: model.CPU(128 * (1 + luck.IntN(8))), Memory: model.MiB(256 * (1 + luck.IntN(8))),
			Containers: []model.Container{{Name: "app", Image: "i", Essential: true}}}
		if luck.IntN(3) == 0 {
			d.NetworkMode = model.Bridge
		}
		c.Tasks = append(c.Tasks, d)
		s := config.Service{Name: d.Family, Use: config.Use{Task: i}, Desired: 1 + luck.IntN(5), Deploying: config.DefaultReplica()}
		if luck.IntN(3) == 0 {
			s.Deploying.MinimumHealthyPercent = 50
		}
		if luck.IntN(2) == 0 {
			s.Strategies = []model.Strategy{{Type: "binpack", Field: "memory"}}
		}
		c.Services = append(c.Services, s)
	}
	if luck.IntN(3) == 0 {
		c.Tasks = append(c.Tasks, model.TaskDefinition{Family: "agent", Revision: 1, NetworkMode: model.HostMode, CPU: 128, Memory: 128,
			Containers: []model.Container{{Name: "app", Image: "i", Essential: true}}})
		c.Services = append(c.Services, config.Service{Name: "agent", Use: config.Use{Task: len(c.Tasks) - 1}, Daemon: true, Deploying: config.DefaultDaemon()})
	}
	return c
}

// planned is a plan; nil where no fleet does.
func planned(t *testing.T, c *config.Config, o plan.Options) *plan.Result {
	t.Helper()
	r, err := plan.Make(context.Background(), c, o)
	if no := (*plan.NoFleetError)(nil); errors.As(err, &no) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func asJSON(t *testing.T, r *plan.Result) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
