package scenarios

import (
	"strings"
	"testing"
	"time"

	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/engine"
)

// TestRates is how many tasks a service may start and how fast interfaces are created.
func TestRates(t *testing.T) {
	for _, row := range []struct {
		quotas string
		starts int
		calls  config.Bucket
	}{
		{"{}", 500, config.Bucket{}},
		{"{taskStartsPerMinute: 1000}", 1000, config.Bucket{}},
		{"{taskStartsPerMinute: unlimited}", 0, config.Bucket{}},
		{"{networkInterfaceCalls: ec2}", 500, config.Bucket{Burst: 100, PerSecond: 5}},
		{"{networkInterfaceCalls: {burst: 50, perSecond: 5}}", 500, config.Bucket{Burst: 50, PerSecond: 5}},
	} {
		q := parse(t, strings.Replace(small, "cluster:\n", "cluster:\n  quotas: "+row.quotas+"\n", 1)).Quotas
		if q.TaskStartsPerMinute != row.starts || q.ENICalls != row.calls {
			t.Errorf("%s: %d starts, %+v; want %d and %+v", row.quotas, q.TaskStartsPerMinute, q.ENICalls, row.starts, row.calls)
		}
	}
	for wrong, want := range map[string]string{
		"{taskStartsPerMinute: 0}":                 "taskStartsPerMinute is 0, wanted 1 to 1000000000",
		"{taskStartsPerMinute: none}":              `taskStartsPerMinute is text "none", wanted a number of tasks, or unlimited`,
		"{networkInterfaceCalls: rds}":             `networkInterfaceCalls is text "rds", wanted ec2, or a map such as {burst: 100, perSecond: 5}`,
		"{networkInterfaceCalls: {burst: 0}}":      "burst is 0, wanted 1 to 1000000",
		"{networkInterfaceCalls: {ec2: true}}":     "ec2",
		"{networkInterfaceCalls: [100, 5]}":        "networkInterfaceCalls is a list, wanted ec2, or a map",
		"{taskStartsPerMinute: {perMinute: 1000}}": "taskStartsPerMinute is a map, wanted a number of tasks, or unlimited",
	} {
		if _, err := Parse("f.yaml", []byte(strings.Replace(small, "cluster:\n", "cluster:\n  quotas: "+wrong+"\n", 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", wrong, err, want)
		}
	}
}

// TestMetricDelay: high-resolution metrics come sooner, whatever the preset; a delay
// that is given holds.
func TestMetricDelay(t *testing.T) {
	for timings, want := range map[string]time.Duration{
		"{}":                                     3 * time.Minute,
		"{preset: instant}":                      3 * time.Minute,
		"{metricPeriod: 20s}":                    26 * time.Second,
		"{preset: instant, metricPeriod: 20s}":   26 * time.Second,
		"{metricPeriod: 120s}":                   3 * time.Minute,
		"{metricPeriod: 20s, metricDelay: 180s}": 3 * time.Minute,
		"{metricDelay: 0s}":                      0,
	} {
		if got := parse(t, small+"timings: "+timings+"\n").Timings.MetricDelay; got != want {
			t.Errorf("%s: %v, want %v", timings, got, want)
		}
	}
}

// TestAgentsOwn: D14, an empty list of reserved ports is none given; D13, the trunking
// capability is that of the agent, on every type.
func TestAgentsOwn(t *testing.T) {
	for _, row := range []struct {
		keys     string
		reserved int
	}{{"reservedPorts: []", 5}, {"reservedPorts: [], prometheusMetrics: true", 6}, {"reservedPorts: [22]", 1}, {"reservedPortsUdp: []", 5}} {
		c := parse(t, strings.Replace(small, "{instanceType: m5.large}", "{instanceType: t3.large, "+row.keys+"}", 1))
		if n := len(c.Groups[0].Reserved); n != row.reserved {
			t.Errorf("%s: %d reserved ports, want %d", row.keys, n, row.reserved)
		}
		a := engine.HostAttributes(c, &c.Groups[0], "us-east-1a", false)
		if _, ok := a["ecs.capability.task-eni-trunking"]; !ok {
			t.Errorf("attributes %v, want ecs.capability.task-eni-trunking among them", a)
		}
		if _, ok := a["ecs.awsvpc-trunk-id"]; ok {
			t.Errorf("attributes %v, want no trunk", a)
		}
	}
	for expression, running := range map[string]int{"attribute:ecs.capability.task-eni-trunking exists": 1, "attribute:ecs.awsvpc-trunk-id exists": 0} {
		text := strings.Replace(small, "{instanceType: m5.large}", "{instanceType: t3.large}", 1) +
			"runTasks: [{taskDefinition: web, count: 1, placementConstraints: [{type: memberOf, expression: '" + expression + "'}]}]\n"
		r, err := sim.Run(t.Context(), parse(t, text), 0, nil)
		if err != nil || r.Tasks.Running != running {
			t.Errorf("%s: %+v, %v; want %d running", expression, r, err, running)
		}
	}
}
