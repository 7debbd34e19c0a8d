package experiment

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// plain is a row as JSON, without the name of the setup in the report and why an instance has a
// trunk or none, which are all that may differ between equal runs.
func plain(t *testing.T, s *report.SetupResult) string {
	t.Helper()
	row, result := *s, *s.Result
	result.Setup, result.Instances = "", slices.Clone(result.Instances)
	for i := range result.Instances {
		result.Instances[i].TrunkReason = ""
	}
	row.Result = &result
	text, err := json.MarshalIndent(&row, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAsWritten holds the row as-written of a scenario that is what a setup would make of it to
// that setup's row.
func TestAsWritten(t *testing.T) {
	for _, make := range []func() *config.Config{microservices, agents} {
		r, err := Compare(context.Background(), timed(t, make()), CompareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range model.Setups() {
			want := r.Setups[i+1]
			if want.Result == nil {
				continue
			}
			u, err := Under(timed(t, make()), s, Move{})
			if err != nil {
				t.Fatal(err)
			}
			o, err := Compare(context.Background(), u, CompareOptions{Setups: []model.Setup{model.SetupHost}})
			if err != nil {
				t.Fatal(err)
			}
			got := o.Setups[0]
			if got.Setup != AsWritten || got.Result.Setup != AsWritten || len(got.Changed) > 0 {
				t.Errorf("%v: the first row is %s, of %s, with changes %v", s, got.Setup, got.Result.Setup, got.Changed)
			}
			got.Setup, got.Changed, want.Changed = want.Setup, nil, nil
			if a, b := plain(t, &got), plain(t, &want); a != b {
				t.Errorf("%v as written:\n%s\nas a setup:\n%s", s, a, b)
			}
		}
	}
}

// TestSharedRuns holds a setup that shares the runs of the scenario as it is written to runs of
// its own.
func TestSharedRuns(t *testing.T) {
	r, err := Compare(context.Background(), timed(t, microservices()), CompareOptions{Replications: 2})
	if err != nil {
		t.Fatal(err)
	}
	if contrast(microservices(), CompareOptions{}).same != 1 {
		t.Fatal("microservices is not what awsvpc makes of it")
	}
	u, err := Under(timed(t, microservices()), model.SetupAWSVPC, Move{})
	if err != nil {
		t.Fatal(err)
	}
	own, err := together(context.Background(), u, 0)
	if err != nil {
		t.Fatal(err)
	}
	shared := r.Setups[1]
	if shared.Setup != "awsvpc" || shared.Result.Setup != "awsvpc" {
		t.Errorf("the row %s has a result of %s", shared.Setup, shared.Result.Setup)
	}
	alone := shared
	alone.Result = own
	if a, b := plain(t, &shared), plain(t, &alone); a != b {
		t.Errorf("shared:\n%s\nits own:\n%s", a, b)
	}
	for _, edit := range []func(*config.Config){
		func(c *config.Config) { c.Trunking = true },
		func(c *config.Config) {
			c.Tasks[1].NetworkMode = model.HostMode
			c.Services[4].KeepNetworkMode = config.KeepNever
		},
		func(c *config.Config) { c.Tasks[0].Requires = []string{"ecs.capability.network.container-port-range"} },
		func(c *config.Config) { c.Events = []config.Event{config.NewEvent(0, config.PutAccountSetting)} },
	} {
		c := microservices()
		if edit(c); contrast(c, CompareOptions{Setups: []model.Setup{model.SetupAWSVPC}}).same != 0 {
			t.Error("a scenario that awsvpc changes shares its runs with it")
		}
	}
}
