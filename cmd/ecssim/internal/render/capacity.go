package render

import (
	"fmt"
	"strings"

	"ecssim/sim/report"
)

// providerTable shows the capacity providers.
func providerTable(r *report.Report) Table {
	t := Table{Title: "Capacity providers", Columns: []Column{
		text("capacity provider"), count("instances"), count("peak"), count("launched"), count("terminated"),
		count("tasks waiting"), count("of them too large"), number("reservation", "%")}}
	for _, p := range r.CapacityProviders {
		t.add(p.Name, integer(p.Instances), integer(p.Peak), integer(p.Launched), integer(p.Terminated),
			integer(p.Waiting), integer(p.Excluded), decimal(p.Metric, 1))
	}
	t.limit(maxRows)
	return t
}

// scalingTable shows the steps of capacity providers and of service auto scaling,
// those of one moment in one row.
func scalingTable(r *report.Report) Table {
	t := Table{Title: "Scaling steps", Columns: []Column{text("what"), text("at"), count("metric"), count("from"), count("to")}}
	add := func(what string, steps []report.DesiredStep) {
		for i, s := range steps {
			if i > 0 && s.At == steps[i-1].At {
				t.Rows[len(t.Rows)-1][4] = integer(s.To)
				continue
			}
			by, metric := "", decimal(s.Metric, 1)
			switch s.By {
			case report.StepScaling:
				by = ", step scaling"
			case report.ScheduledAction:
				by, metric = ", scheduled action", none
			}
			t.add(what+by, clock(s.At), metric, integer(s.From), integer(s.To))
		}
	}
	var failed []string
	for _, p := range r.CapacityProviders {
		var steps []report.DesiredStep
		for _, s := range p.Steps {
			steps = append(steps, report.DesiredStep{At: s.At, Metric: s.Metric, From: s.From, To: s.To})
			if s.FailedLaunches > 0 && len(failed) < maxWorkloads {
				failed = append(failed, fmt.Sprintf("Capacity provider %s at %s: %d of %d launches failed: %s.", p.Name, clock(s.At), s.FailedLaunches, s.To-s.From, s.Message))
			}
		}
		add("capacity provider "+p.Name, steps)
	}
	for _, s := range r.Services {
		add("service "+s.ServiceName, s.Scaling)
	}
	t.limit(maxRows)
	t.note(strings.Join(failed, "\n"))
	return t
}

// targetTable shows the target groups of load balancers.
func targetTable(r *report.Report) Table {
	t := Table{Title: "Target groups", Columns: []Column{
		text("target group"), text("target type"), count("registered"), count("healthy"), count("draining"), count("peak"), count("tasks replaced")}}
	for _, g := range r.TargetGroups {
		t.add(g.TargetGroup, g.TargetType, integer(g.Registered), integer(g.Healthy), integer(g.Draining), integer(g.Peak), integer(g.Replaced))
	}
	t.limit(maxRows)
	return t
}

// turnoverTable shows what became of the instances and what they cost, where any
// came or went in the course of the run.
func turnoverTable(r *report.Report) Table {
	t := Table{Title: "Instances over the run", Columns: []Column{
		count("at the start"), count("launched"), count("terminated"), count("at the end"), count("instance-hours"), number("cost", "USD")}}
	start, terminated := 0, 0
	for i := range r.Instances {
		if r.Instances[i].LaunchedAt == 0 {
			start++
		}
		if r.Instances[i].TerminatedAt != nil {
			terminated++
		}
	}
	if n := len(r.Instances); n > start || terminated > 0 {
		t.add(integer(start), integer(n-start), integer(terminated), integer(n-terminated), decimal(r.InstanceHours, 2), optionalDecimal(r.USD, 3))
	}
	return t
}

// clock writes a moment of the run as the event log does, to the second.
func clock(s float64) string {
	n := int64(s)
	return fmt.Sprintf("%02d:%02d:%02d", n/3600, n/60%60, n%60)
}
