package experiment

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"ecssim/sim/config"
	"ecssim/sim/report"
)

// TestShares counts in how many runs a finding of a code is: once a run, whatever the number, and in
// the order of importance.
func TestShares(t *testing.T) {
	told := func(code, text string) report.Finding {
		f := report.NewFinding(code)
		f.Text = text
		return f
	}
	run := func(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
		r, err := pretend(ctx, c, run)
		r.Findings = []report.Finding{}
		if run%2 == 1 {
			r.Findings = append(r.Findings, told(report.TasksWait, "one"), told(report.TasksWait, "two"))
		}
		r.Findings = append(r.Findings, told(report.NextTask, "next"))
		return r, err
	}
	for _, workers := range []int{1, 3} {
		r, err := replicate(context.Background(), microservices(), 5, workers, nil, run)
		if err != nil {
			t.Fatal(err)
		}
		want := []FindingShare{
			{report.TasksWait, report.Error, 2, 0.4, 1, "one"},
			{report.NextTask, report.Note, 5, 1, 0, "next"},
		}
		if got := r.Shares(); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
		text, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		var object struct{ Findings []FindingShare }
		if err := json.Unmarshal(text, &object); err != nil || !reflect.DeepEqual(object.Findings, want) {
			t.Errorf("%v: %s", err, text)
		}
	}
	r, err := replicate(context.Background(), microservices(), 5, 1, nil, pretend)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := r.JSON(); r.Shares() != nil || strings.Contains(string(text), "findings") {
		t.Errorf("nobody asked for findings, and there are %v", r.Shares())
	}
}
