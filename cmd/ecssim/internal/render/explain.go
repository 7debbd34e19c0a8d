package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Explanation is what JSON shows of a diagnosis.
type Explanation struct {
	Scenario    string             `json:"scenario"`
	Seed        uint64             `json:"seed"`
	Tasks       report.Tasks       `json:"tasks"`
	Deployments []StuckDeployment  `json:"deployments"` // those that are STUCK
	Diagnoses   []report.Diagnosis `json:"diagnoses"`
	Failures    []report.Failure   `json:"failures"` // accepted, then stopped: no host refused these
}

// StuckDeployment is a deployment with the name of its service.
type StuckDeployment struct {
	ServiceName string `json:"serviceName"`
	*report.Deployment
}

// What the tables show at most: workloads, and rows of each.
const (
	maxWorkloads = 5
	maxChecks    = 60
)

// Diagnoses builds the document of why tasks were refused, and of the deployments
// that are STUCK.
func Diagnoses(list []report.Diagnosis, r *report.Report) *Document {
	d := &Document{Mood: reportMood(r), Data: Explanation{Scenario: r.Scenario, Seed: r.Seed, Tasks: r.Tasks, Deployments: stuck(r),
		Diagnoses: append([]report.Diagnosis{}, list...), Failures: append([]report.Failure{}, r.Failures...)}}
	if len(troubled(r)) > 0 {
		t := deploymentTable(r)
		t.More = strings.TrimPrefix(bands(r)+"\n"+t.More, "\n")
		d.Tables = append(d.Tables, t)
	}
	list, beside := causes(simulated(list, r), r)
	d.Notes = beside
	d.Verdict = explainVerdict(list, r)
	if len(list) == 0 {
		addFailures(d, r)
		d.CSV = func() *Table { return &Table{Columns: append([]Column{text("workload")}, checkColumns()...)} }
		return d
	}
	d.Mood = Bad
	list = stuckFirst(list, troubled(r))
	all := Table{Columns: append([]Column{text("workload")}, checkColumns()...)}
	for i := range list {
		x := &list[i]
		t := Table{Title: diagnosisTitle(x), Columns: checkColumns()}
		for j := range x.Hosts {
			checkRows(&t, &x.Hosts[j])
		}
		for _, row := range t.Rows {
			all.add(append([]string{x.Workload}, row...)...)
		}
		t.limit(maxChecks)
		t.More = strings.TrimPrefix(t.More+"\n"+remedyNote(x), "\n")
		if i < maxWorkloads {
			d.Tables = append(d.Tables, t)
		}
	}
	if n := len(list) - maxWorkloads; n > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("... and %s more (use -o json)", model.Counted(n, "workload")))
	}
	addFailures(d, r)
	d.CSV = func() *Table { return &all }
	return d
}

// DiagnosesOf is Diagnoses of some services and RunTask requests. Of one that was not refused it says
// how many more of its tasks fit.
func DiagnosesOf(list []report.Diagnosis, r *report.Report, named map[string]bool) *Document {
	some := *r
	some.Services = slices.DeleteFunc(slices.Clone(r.Services), func(s report.ServiceReport) bool { return !named[s.ServiceName] })
	some.RunTasks = slices.DeleteFunc(slices.Clone(r.RunTasks), func(x report.RunTaskReport) bool { return !named[x.Name] })
	some.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f report.Finding) bool { return !named[f.Workload()] })
	some.Failures = nil // of all workloads together
	list = slices.DeleteFunc(slices.Clone(list), func(x report.Diagnosis) bool { return !named[x.Workload] })
	d := Diagnoses(list, &some)
	for _, x := range headrooms(&some, named) {
		if slices.ContainsFunc(list, func(y report.Diagnosis) bool { return y.Workload == x.Service }) {
			continue
		}
		s := fmt.Sprintf("%s: no task was refused; %s on %s", x.Service, model.Counted(x.Tasks, "more task"), model.Counted(x.Hosts, "instance"))
		if x.BoundBy != nil {
			s += ". " + words.Stops(*x.BoundBy, value(x.NextBound), "")
		}
		d.Notes = append(d.Notes, s+".")
	}
	return d
}

// stuck lists the deployments that are STUCK, those of services' creation too.
func stuck(r *report.Report) []StuckDeployment {
	list := []StuckDeployment{}
	for i := range r.Services {
		s := &r.Services[i]
		if n := len(s.Deployments); n > 0 && s.Deployments[n-1].Verdict == report.Stuck {
			list = append(list, StuckDeployment{s.ServiceName, &s.Deployments[n-1]})
		}
	}
	return list
}

// troubled lists the findings about deployments that did not come out well.
func troubled(r *report.Report) []report.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f report.Finding) bool { return !strings.HasPrefix(f.Code, "DEPLOYMENT_") })
}

// deploymentVerdict tells the first of those findings, and how many more there are.
func deploymentVerdict(r *report.Report, trouble []report.Finding) string {
	s := ledBy(r, &trouble[0], checksOf(r.Findings, &trouble[0]))
	if n := len(trouble) - 1; n > 0 {
		s += fmt.Sprintf(" %s did not complete either.", model.Counted(n, "more deployment"))
	}
	return s
}

// bands says of each deployment that is STUCK what it may do, and where that comes
// from.
func bands(r *report.Report) string {
	var lines []string
	for _, x := range stuck(r) {
		d := deployed{x.Deployment, x.ServiceName}
		if hangs(d.service, troubled(r)) && len(lines) < 2*maxWorkloads {
			lines = append(lines, fmt.Sprintf("The deployment of %s is blocked by %s. "+
				"It wants %s, has to leave at least %d healthy (%d %%, rounded up) and may have at most %d (%d %%, rounded down).",
				d.name(), strings.TrimSuffix(d.BlockedBy, "."), model.Counted(d.Desired, "task"), d.Lower, d.Minimum, d.Upper, d.Maximum))
			if d.BlockedBy == sim.BlockedByConfiguration {
				lines = append(lines, "ECS says: "+d.Message)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// explainVerdict puts deployments that did not complete before tasks that were
// refused.
func explainVerdict(list []report.Diagnosis, r *report.Report) string {
	trouble := troubled(r)
	switch {
	case len(list) == 0 && len(trouble) == 0:
		return "No task was refused: " + lowerFirst(newHeadline(r).text)
	case len(trouble) == 0:
		return diagnosisVerdict(list)
	}
	others := slices.DeleteFunc(slices.Clone(list), func(x report.Diagnosis) bool { return hangs(x.Workload, trouble) })
	if len(others) == 0 {
		return deploymentVerdict(r, trouble)
	}
	return deploymentVerdict(r, trouble) + " " + diagnosisVerdict(others)
}

// hangs reports whether the deployment of a service is STUCK.
func hangs(service string, trouble []report.Finding) bool {
	return slices.ContainsFunc(trouble, func(f report.Finding) bool { return f.Service == service && f.Code == report.DeploymentStuck })
}

// simulated gives the workloads the changes that were found by running the scenario with them, where
// there are any, in place of what single instances lack: nobody can add one attachment slot.
func simulated(list []report.Diagnosis, r *report.Report) []report.Diagnosis {
	list = slices.Clone(list)
	for i := range list {
		var changes []string
		for _, f := range r.Findings {
			if f.Workload() != list[i].Workload || !waits(&f) && f.Code != report.DeploymentHollow {
				continue
			}
			for _, m := range f.Remedies {
				if m.Outcome != "" && !slices.Contains(changes, m.Change) {
					changes = append(changes, m.Change)
				}
			}
		}
		switch vain := triedInVain(r, list[i].Workload); {
		case len(changes) > 0:
			list[i].Remedies = changes
		case len(vain) > 0:
			list[i].Remedies = nil
			list[i].Hopeless = cmp.Or(list[i].Hopeless, "no change was found that helps, not "+strings.Join(vain, ", nor "))
		}
	}
	return list
}

// triedInVain are the largest changes that did not help a workload; nil where some did.
func triedInVain(r *report.Report, workload string) []string {
	for _, f := range r.Findings {
		if f.Workload() == workload && waits(&f) && len(f.TriedInVain) > 0 {
			return f.TriedInVain
		}
	}
	return nil
}

// causes leaves out of the diagnoses those of services whose tasks are placed and fail for another reason:
// that some of them found no room meanwhile is no cause. It is told in a note each.
func causes(list []report.Diagnosis, r *report.Report) (kept []report.Diagnosis, notes []string) {
	failing := []string{report.DeploymentFailing, report.DeploymentFailed, report.DeploymentRolledBack, report.DeploymentHollow}
	for _, x := range list {
		other := func(f report.Finding) bool {
			return f.Service == x.Workload && slices.Contains(failing, f.Code) && !strings.Contains(f.Text, x.Reason)
		}
		if x.Failed || !slices.ContainsFunc(r.Findings, other) {
			kept = append(kept, x)
			continue
		}
		notes = append(notes, fmt.Sprintf("%s: tasks were refused with %s too, while those that failed still held what the next ones need.",
			x.Workload, strings.TrimSuffix(x.Reason, ".")))
	}
	return kept, notes
}

// stuckFirst moves what deployments wait for to the front.
func stuckFirst(list []report.Diagnosis, trouble []report.Finding) []report.Diagnosis {
	var first, rest []report.Diagnosis
	for _, x := range list {
		if hangs(x.Workload, trouble) {
			first = append(first, x)
		} else {
			rest = append(rest, x)
		}
	}
	return append(first, rest...)
}

// addFailures tells of the tasks that no check explains, because every check
// passed.
func addFailures(d *Document, r *report.Report) {
	t, tasks := failureTable(r), 0
	for _, f := range r.Failures {
		tasks += f.Tasks
	}
	if tasks == 0 {
		return
	}
	them := "They were"
	if tasks == 1 {
		them = "It was"
	}
	d.Tables = append(d.Tables, t)
	d.Notes = append(d.Notes, fmt.Sprintf("%s failed. %s accepted and then stopped on the host or in the subnet, so no host refused them. "+
		"`ecssim run FILE --events=task.failed,task.lost,task.unhealthy` shows when and where.", model.Counted(tasks, "task"), them))
}

func checkColumns() []Column {
	return []Column{text("hosts"), count("count"), text("check"), text("has"), text("needs"), text("passes"), text("lifted by")}
}

// checkRows writes one host's checks, its name and remedy on the first row that
// they belong to.
func checkRows(t *Table, h *report.HostDiagnosis) {
	name := strings.Join(h.Instances, ", ")
	if h.Count > len(h.Instances) {
		name += ", ..."
	}
	lift := orNone(h.Lift)
	for _, c := range h.Checks {
		mark := none
		if !c.OK { // the lift belongs to the first check that fails
			mark, lift = lift, none
		}
		t.add(name, integer(h.Count), c.Check, orNone(c.Have), orNone(c.Need), yesNo(c.OK), mark)
	}
}

func diagnosisVerdict(list []report.Diagnosis) string {
	x := &list[0]
	s := fmt.Sprintf("%s: %s unplaced, refused with %s", x.Workload, model.Counted(x.Tasks, "task"), strings.TrimSuffix(x.Reason, "."))
	if x.Failed {
		s = fmt.Sprintf("%s: %s missing; what ECS places fails for want of %s", x.Workload, model.Counted(x.Tasks, "task"), words.Limit(x.Reason))
	}
	if len(list) > 1 {
		s += fmt.Sprintf(" (and %s more)", model.Counted(len(list)-1, "workload"))
	}
	if len(x.Remedies) > 0 {
		return s + ". It would fit with: " + x.Remedies[0] + "."
	}
	if x.Hopeless != "" {
		return s + ". Nothing lifts it: " + x.Hopeless + "."
	}
	return s + ". No change on these hosts lets it in."
}

func diagnosisTitle(x *report.Diagnosis) string {
	if x.Failed {
		return fmt.Sprintf("%s, last failed at %s", x.Workload, words.Length(x.At))
	}
	return fmt.Sprintf("%s, last refused at %s", x.Workload, words.Length(x.At))
}

func remedyNote(x *report.Diagnosis) string {
	s := x.Workload + ": " + x.Message
	if x.Message == "" {
		s = x.Workload + ": " + x.Reason
	}
	if len(x.Remedies) == 0 {
		if x.Hopeless != "" {
			return s + "\nNothing lifts it: " + x.Hopeless
		}
		return s + "\nNothing on these hosts lifts it."
	}
	s += "\nAny one of these lets tasks in:"
	for _, m := range x.Remedies {
		s += "\n  - " + m
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
