package scenarios

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// FuzzScenario: no text may make the loader panic, and what it accepts is a
// Config whose references hold and which runs, for a moment at the most.
func FuzzScenario(f *testing.F) {
	for _, name := range Names() {
		if text, err := Source(name); err == nil {
			f.Add(text)
		}
	}
	bad, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, file := range bad {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("fuzz.yaml", text)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a message")
			}
			return
		}
		sound(t, s)
		runs(t, s)
	})
}

// runs plays a scenario for a moment. It may be refused, as where an instance finds no address.
func runs(t *testing.T, s *Scenario) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r, err := sim.Run(ctx, s.Config, 0, nil); err == nil {
		s.Expectations(report.ValueOf(r))
	} else if err.Error() == "" {
		t.Error("an error without a message")
	}
}

// fuzzScenario takes its services from a file.
const fuzzScenario = `name: fuzz
duration: 10m
cluster: {region: us-east-1, instances: [{instanceType: m5.large, count: 2}]}
taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: web, memory: 64}]}]
services: [{file: services.json}]
`

// FuzzServiceFile: no file of services may make the loader panic, and what it accepts runs.
func FuzzServiceFile(f *testing.F) {
	f.Add([]byte(`{"services": [{"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2, "status": "ACTIVE", "launchType": "EC2"}], "failures": []}`))
	f.Add([]byte(`[{"serviceName": "a", "taskDefinition": "web", "schedulingStrategy": "DAEMON", "deploymentConfiguration": {"maximumPercent": 100}}]`))
	f.Add([]byte(`{"service": {"serviceName": "a", "deployments": [{"status": "PRIMARY", "rolloutState": "IN_PROGRESS", "taskDefinition": "web:1"}]}}`))
	for _, examples := range likelyExamples {
		for _, text := range examples {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := load("fuzz.yaml", []byte(fuzzScenario), func(string) ([]byte, bool, error) { return text, false, nil })
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a message")
			}
			return
		}
		sound(t, s)
		runs(t, s)
	})
}

// sound checks what a Config promises.
func sound(t *testing.T, s *Scenario) {
	t.Helper()
	c := s.Config
	use := func(task int, subnets []int) {
		if task < 0 || task >= len(c.Tasks) {
			t.Fatalf("task %d of %d", task, len(c.Tasks))
		}
		for _, n := range subnets {
			if n < 0 || n >= len(c.Subnets) {
				t.Fatalf("subnet %d of %d", n, len(c.Subnets))
			}
		}
	}
	for i := range c.Services {
		use(c.Services[i].Task, c.Services[i].Subnets)
		shares(t, c, c.Services[i].Providers)
	}
	for _, p := range c.Providers {
		if p.Group < 0 || p.Group >= len(c.Groups) || c.Groups[p.Group].Count != p.Min || p.Min > p.Max || len(p.Types) == 0 {
			t.Fatalf("capacity provider %+v", p)
		}
	}
	for i, e := range c.Events {
		if e.Kind == 0 || e.Service >= len(c.Services) || e.Task >= len(c.Tasks) || e.Group >= len(c.Groups) || i > 0 && e.At < c.Events[i-1].At {
			t.Fatalf("event %+v", e)
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		use(r.Task, r.Subnets)
		shares(t, c, r.Providers)
		if r.Count < 1 && !r.Stream || r.Stream && r.Count == 0 && r.Until == 0 && c.Duration == 0 {
			t.Fatalf("RunTask without end: %+v", r)
		}
	}
	for i := range c.Groups {
		g := &c.Groups[i]
		if len(g.Zones) == 0 || len(g.Subnets) == 0 || g.Memory <= 0 || g.CPU <= 0 || g.DynamicRange.First == 0 {
			t.Fatalf("group %+v", g)
		}
		use(0, g.Subnets)
	}
	for i := range c.Tasks {
		if found := c.Tasks[i].Validate(); len(found) > 0 {
			t.Fatalf("task definition %s: %v", c.Tasks[i].Name(), found)
		}
	}
	if c.Timings.SchedulerTick <= 0 || len(c.Timings.PlacementRetry) == 0 {
		t.Fatalf("timings %+v", c.Timings)
	}
	s.Expectations(report.ValueOf(&report.Report{Services: []report.ServiceReport{}}))
}

// shares checks a capacity provider strategy.
func shares(t *testing.T, c *config.Config, all []config.ProviderShare) {
	t.Helper()
	weights := 0
	for _, s := range all {
		weights += s.Weight
		if s.Provider < 0 || s.Provider >= len(c.Providers) {
			t.Fatalf("provider %d of %d", s.Provider, len(c.Providers))
		}
	}
	if len(all) > 0 && weights == 0 {
		t.Fatalf("strategy %+v without weight", all)
	}
}

// FuzzTaskDefinitionJSON: no text may make the reader panic, what it accepts
// ECS would register, and what is no JSON is refused.
func FuzzTaskDefinitionJSON(f *testing.F) {
	if text, err := os.ReadFile("testdata/describe-task-definition.json"); err == nil {
		f.Add(text)
	}
	f.Add([]byte(`{"family": "a", "cpu": "1 vCPU", "containerDefinitions": [{"name": "a", "memory": "64", "portMappings": [{"containerPortRange": "80-90"}]}]}`))
	f.Add([]byte(strings.Repeat("[", 300)))
	for _, examples := range likelyExamples {
		for _, text := range examples {
			f.Add([]byte(text))
		}
	}
	for _, row := range taskFiles {
		f.Add([]byte(row.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		def, _, err := TaskDefinitionJSON("fuzz.json", text)
		if err != nil {
			return
		}
		f := &strict.Faults{Data: text}
		if !strict.Readable(f) || !json.Valid(f.Data) {
			t.Fatal("accepted, and is no JSON")
		}
		if found := def.Validate(); len(found) > 0 {
			t.Fatalf("accepted, and ECS would say %v", found)
		}
	})
}
