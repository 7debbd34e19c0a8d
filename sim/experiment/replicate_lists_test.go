package experiment

import (
	"encoding/json"
	"testing"

	"ecssim/sim/report"
)

// TestMergeOfLists merges two runs whose lists differ: deployments and scaling steps
// go by position, capacity providers and target groups by their names, and what
// only one run has is that run's.
func TestMergeOfLists(t *testing.T) {
	took := func(s float64) *float64 { return &s }
	r := &Replicated{Replications: 2}
	for run, x := range []*report.Report{
		{
			Services: []report.ServiceReport{{ServiceName: "web", Deployments: []report.Deployment{
				{TaskDefinition: "web:1", Verdict: report.Completed, Rounds: 1, Seconds: took(10)},
				{TaskDefinition: "web:2", Verdict: report.Completed, Rounds: 3, Seconds: took(60)},
			}}},
			CapacityProviders: []report.ProviderReport{
				{Name: "spot", Peak: 2, Steps: []report.ScalingStep{{At: 60, To: 2}}},
				{Name: "burst", Peak: 4, Steps: []report.ScalingStep{{At: 60, To: 2}, {At: 360, To: 4}}},
			},
			TargetGroups: []report.TargetGroupReport{{TargetGroup: "a", Peak: 1}, {TargetGroup: "b", Peak: 5}},
		},
		{
			Services: []report.ServiceReport{{ServiceName: "web", Deployments: []report.Deployment{
				{TaskDefinition: "web:1", Verdict: report.Stuck, Rounds: 2},
			}}},
			CapacityProviders: []report.ProviderReport{{Name: "burst", Peak: 2, Steps: []report.ScalingStep{{At: 120, To: 2}}}},
			TargetGroups:      []report.TargetGroupReport{{TargetGroup: "b", Peak: 7}, {TargetGroup: "a", Peak: 3}},
		},
	} {
		r.take(run, x)
	}
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	type mean struct{ Mean float64 }
	var got struct {
		Services []struct {
			Deployments []struct {
				TaskDefinition, Verdict string
				Rounds                  mean
				Seconds                 *mean
			}
		}
		CapacityProviders []struct {
			Name  string
			Peak  mean
			Steps []struct{ At, To mean }
		}
		TargetGroups []struct {
			TargetGroup string
			Peak        mean
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	ds := got.Services[0].Deployments
	if len(ds) != 2 || ds[0].Rounds.Mean != 1.5 || ds[0].Seconds != nil || ds[0].Verdict != report.Completed ||
		ds[1].TaskDefinition != "web:2" || ds[1].Rounds.Mean != 3 || ds[1].Seconds.Mean != 60 {
		t.Errorf("deployments %+v", ds)
	}
	ps := got.CapacityProviders
	if len(ps) != 2 || ps[0].Name != "spot" || ps[0].Peak.Mean != 2 || ps[1].Name != "burst" || ps[1].Peak.Mean != 3 ||
		len(ps[1].Steps) != 2 || ps[1].Steps[0].At.Mean != 90 || ps[1].Steps[1].To.Mean != 4 {
		t.Errorf("capacity providers %+v", ps)
	}
	if gs := got.TargetGroups; len(gs) != 2 || gs[0].TargetGroup != "a" || gs[0].Peak.Mean != 2 || gs[1].Peak.Mean != 6 {
		t.Errorf("target groups %+v", gs)
	}
}
