package render

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/observe/find"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// maxRows is the most rows that a table of instances or workloads shows.
const maxRows = 20

// Report builds the document of one run.
func Report(r *report.Report) *Document {
	h := newHeadline(r)
	d := &Document{Verdict: h.text, Mood: reportMood(r), Data: r}
	if r.Findings != nil {
		d.List = findings(r, h)
	}
	d.More = func() []Table {
		return []Table{
			deploymentTable(r), densityTable(r), conflictTable(r), exhaustionTable(r), refusalTable(r), failureTable(r),
			unreachableTable(r), coverageTable(r), exposureTable(r),
			serviceTable(r), runTaskTable(r), targetTable(r), providerTable(r), scalingTable(r),
			turnoverTable(r), instanceTable(r), subnetTable(r), timesTable(r), expectationTable(r),
		}
	}
	if r.DataDate != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Seed %d, %s simulated; instance-type data of %s%s.",
			r.Seed, words.Length(r.SimulatedSeconds), r.DataDate, runPriced(r)))
	}
	d.Notes = append(d.Notes, sentence(r.PriceNote)...)
	if r.Lesson != "" {
		d.Notes = append(d.Notes, "Lesson: "+r.Lesson)
	}
	d.CSV = func() *Table { return paths(report.ValueOf(r)) }
	return d
}

// drainingInstances counts those that tasks keep from being drained.
func drainingInstances(r *report.Report) (n int) {
	for i := range r.Instances {
		if x := &r.Instances[i]; x.Status == "DRAINING" && x.Tasks > 0 {
			n++
		}
	}
	return n
}

// tally says what became of the tasks.
func tally(r *report.Report) string {
	t := r.Tasks
	s := fmt.Sprintf("%d of %s placed", min(t.Placed, t.Requested), model.Counted(t.Requested, "task"))
	if t.Placed >= t.Requested && t.Waiting == 0 && t.Requested > 1 {
		s = fmt.Sprintf("All %s placed", model.Counted(t.Requested, "task"))
	}
	if n := usedInstances(r); n > 0 {
		s += " on " + model.Counted(n, "instance")
	}
	if n := drainingInstances(r); n > 0 {
		s += fmt.Sprintf(", %d of them draining still", n)
	}
	if more := t.Placed - t.Requested; more > 0 {
		s += fmt.Sprintf(" beside %d to be replaced", more)
	}
	for _, x := range []struct {
		n    int
		word string
	}{{t.Waiting, "waiting"}, {t.Refused, "refused"}, {t.Failed, "failed"}, {t.Unreachable, "running but unreachable"}} {
		if x.n > 0 {
			s += fmt.Sprintf(", %d %s", x.n, x.word)
			if x.word == "waiting" {
				s += waitingOf(r)
			}
		}
	}
	return s + "."
}

// waitingOf names, of several workloads that wait, the one whose next task is told to be stopped, or else
// the one with the most tasks that wait; "" where there is but one.
func waitingOf(r *report.Report) string {
	most, name, all := 0, "", 0
	add := func(workload string, n int) {
		if n > 0 {
			all++
		}
		if told := r.Bound != nil && r.Bound.Workload == workload; n > 0 && told || n > most && (r.Bound == nil || r.Bound.Workload != name) {
			most, name = n, workload
		}
	}
	for i := range r.Services {
		add(r.Services[i].ServiceName, r.Services[i].Waiting)
	}
	for i := range r.RunTasks {
		add(r.RunTasks[i].Name, r.RunTasks[i].Waiting)
	}
	if all < 2 {
		return ""
	}
	return fmt.Sprintf(" (%d of %s and those of %s)", most, name, model.Counted(all-1, "other workload"))
}

func reportMood(r *report.Report) Mood {
	all := r.Findings
	if all == nil {
		all = find.Of(r)
	}
	if t := r.Tasks; t.Waiting+t.Refused+t.Failed+t.Unreachable > 0 || slices.ContainsFunc(all, func(f report.Finding) bool { return f.Severity == report.Error }) {
		return Bad
	}
	return Good
}

// serving counts the instances that are not terminated.
func serving(r *report.Report) (n int) {
	for i := range r.Instances {
		if r.Instances[i].TerminatedAt == nil {
			n++
		}
	}
	return n
}

// usedInstances counts the instances in service that have tasks.
func usedInstances(r *report.Report) (n int) {
	for i := range r.Instances {
		if r.Instances[i].Tasks > 0 && r.Instances[i].TerminatedAt == nil {
			n++
		}
	}
	return n
}

func densityTable(r *report.Report) Table {
	t := Table{Title: "Density", Columns: []Column{
		count("instances"), count("with tasks"), number("tasks per instance", "mean"), number("tasks per instance", "max"),
		number("price", "USD/h"), number("price per task", "USD/h"), text("bound by"), text("next bound"),
	}}
	bound, next := none, none
	if r.Bound != nil {
		bound, next = orNone(r.Bound.BoundBy), orNone(r.Bound.NextBound)
	}
	t.add(integer(serving(r)), integer(usedInstances(r)), decimal(r.Density.TasksPerInstance.Mean, 2),
		integer(r.Density.TasksPerInstance.Max), optionalDecimal(r.Density.USDPerHour, 3),
		optionalDecimal(r.Density.USDPerTaskHour, 5), bound, next)
	return t
}

func conflictTable(r *report.Report) Table {
	t := Table{Title: fmt.Sprintf("Port conflicts: %d refused at placement, %d failed on the host", r.PortConflicts.Refused, r.PortConflicts.Failed),
		Columns: []Column{text("port"), text("protocol"), count("times")}}
	for _, p := range r.PortConflicts.ByPort {
		t.add(integer(p.Port), p.Protocol, integer(p.Times))
	}
	t.limit(maxRows)
	return t
}

func exhaustionTable(r *report.Report) Table {
	e := r.ENIExhaustion
	t := Table{Title: "ENI exhaustion", Columns: []Column{
		count("tries refused"), count("instances without a free slot"), number("first at", "s"), number("without a free slot", "instance-seconds")}}
	if e.Refused > 0 || e.InstancesFull > 0 || e.InstanceSeconds > 0 {
		t.add(integer(e.Refused), integer(e.InstancesFull), optionalDecimal(e.FirstAt, 1), decimal(e.InstanceSeconds, 1))
	}
	return t
}

func refusalTable(r *report.Report) Table {
	t := Table{Title: "Refused at placement", Columns: []Column{text("reason"), count("tasks"), count("attempts")}}
	for _, x := range r.Refusals {
		t.add(x.Reason, integer(x.Tasks), integer(x.Attempts))
		if t.More == "" && x.Message != "" {
			t.More = "First message: " + x.Message
		}
	}
	return t
}

func failureTable(r *report.Report) Table {
	t := Table{Title: "Failed after placement", Columns: []Column{text("stopped reason"), count("tasks")}}
	for _, x := range r.Failures {
		t.add(x.StoppedReason, integer(x.Tasks))
	}
	return t
}

func serviceTable(r *report.Report) Table {
	t := Table{Title: "Services", Columns: []Column{
		text("service"), text("network mode"), count("desired"), count("placed"), count("running"), count("waiting"), count("more fit"), text("stopped by"), text("last refusal")}}
	for _, s := range troubleFirst(r.Services) {
		name := s.ServiceName
		if s.Daemon {
			name += " (daemon)"
		}
		t.add(name, s.NetworkMode, integer(s.Desired), integer(s.Placed), integer(s.Running), integer(s.Waiting), moreFit(s.Headroom), stops(s.Headroom), orNone(s.LastReason))
	}
	t.limit(maxRows)
	t.note(interruptions(r))
	t.note(creationRemedies(r))
	return t
}

// troubleFirst moves services with waiting tasks to the front when the table
// cannot show all of them.
func troubleFirst(all []report.ServiceReport) []report.ServiceReport {
	if len(all) <= maxRows {
		return all
	}
	var first, rest []report.ServiceReport
	for _, s := range all {
		if s.Waiting > 0 {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return append(first, rest...)
}

func runTaskTable(r *report.Report) Table {
	t := Table{Title: "RunTask", Columns: []Column{
		text("request"), text("task definition"), text("network mode"), count("requested"), count("placed"),
		count("running"), count("completed"), count("waiting"), count("refused"), count("failed"), count("more fit"), text("stopped by"), text("last refusal")}}
	for _, x := range r.RunTasks {
		t.add(x.Name, x.TaskDefinition, x.NetworkMode, integer(x.Requested), integer(x.Placed), integer(x.Running),
			integer(x.Completed), integer(x.Waiting), integer(x.Refused), integer(x.Failed), moreFit(x.Headroom), stops(x.Headroom), orNone(x.LastReason))
	}
	t.limit(maxRows)
	return t
}

func subnetTable(r *report.Report) Table {
	t := Table{Title: "Subnet addresses", Columns: []Column{
		text("subnet"), text("availability zone"), count("usable"), count("used"), count("peak")}}
	limited := false
	for _, s := range r.Subnets {
		limited = limited || s.Usable != nil
		t.add(s.SubnetID, s.AvailabilityZone, optional(s.Usable), integer(s.Used), integer(s.Peak))
	}
	if !limited {
		t.Rows = nil
	}
	t.limit(maxRows)
	return t
}

func timesTable(r *report.Report) Table {
	t := Table{Title: "Time from request", Columns: []Column{text("until"), count("tasks"),
		number("mean", "s"), number("p50", "s"), number("p95", "s"), number("p99", "s"), number("max", "s")}}
	for _, x := range []struct {
		name string
		t    report.Times
	}{{"placed", r.TimeToPlace}, {"running", r.TimeToRunning}} {
		if x.t.Max > 0 {
			t.add(x.name, integer(x.t.Count), decimal(x.t.Mean, 1), decimal(x.t.P50, 1), decimal(x.t.P95, 1), decimal(x.t.P99, 1), decimal(x.t.Max, 1))
		}
	}
	return t
}

// expectationTable shows what the scenario file expects. A terminal is told on stderr what does not hold.
func expectationTable(r *report.Report) Table {
	t := Table{Title: "Expectations", Kept: true, Columns: []Column{text("that"), text("want"), text("have"), text("holds")}}
	for _, e := range r.Expectations {
		t.add(e.That, e.Want, e.Have, yesNo(e.Holds))
	}
	return t
}

// ReportTables are names of the tables of a run's report, as Options.Table takes them.
var ReportTables = []string{"services", "runtask", "instances", "deployments", "density", "eni-exhaustion", "refused-at-placement", "failed-after-placement",
	"capacity-providers", "scaling-steps", "target-groups", "subnet-addresses", "instances-over-the-run", "running-but-unreachable", "time-from-request", "trunks"}
