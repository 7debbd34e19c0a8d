package render

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/find"
	"ecssim/sim/report"
)

// The most findings that are listed for a terminal, the most of one code, and the most in one sentence.
const (
	maxFindings = 5
	maxAlike    = 2
	maxTogether = 5
)

// headline is what a report says first.
type headline struct {
	text   string
	untold []report.Finding // what it leaves to be told
}

// newHeadline says in a line what is most important, what became of the tasks and what stops the
// next one.
func newHeadline(r *report.Report) headline {
	all := r.Findings
	if all == nil {
		all = find.Of(r)
	}
	var next, lead *report.Finding
	if at := slices.IndexFunc(all, func(f report.Finding) bool { return f.Code == report.NextTask }); at >= 0 {
		next = &all[at]
	}
	if len(all) > 0 && (all[0].Severity == report.Error || all[0].Code == report.DeploymentSlow || all[0].Code == report.TasksMoved) {
		lead = &all[0]
	}
	// What stops the next task of a workload says why its tasks wait, unless they wait for a
	// capacity provider.
	asNext := func(f report.Finding) bool { return waits(&f) && next != nil && f.Workload() == next.Workload() }
	implied := false
	if at := slices.IndexFunc(all, asNext); at >= 0 && waits(lead) && r.Bound != nil && r.Bound.Hosts > 0 {
		lead, implied = &all[at], true
	}
	var parts []string
	for i := range all {
		if all[i].Code == report.ZoneLost && lead != &all[i] {
			parts = append(parts, all[i].Text+".")
		}
	}
	var cause *report.Finding
	if lead != nil && !implied {
		cause = checksOf(all, lead)
		parts = append(parts, ledBy(r, lead, cause))
	}
	if done := completed(r); done != "" && (lead == nil || !aboutDeployment(lead)) {
		parts = append(parts, done)
	}
	parts = append(parts, tally(r))
	if next != nil {
		text := next.Text
		if implied {
			text += smallestChange(r, lead)
		}
		parts = append(parts, text+".")
	}
	h := headline{text: strings.Join(parts, " ")}
	for i := range all {
		if f := &all[i]; f != lead && f != cause && f.Code != report.NextTask && f.Code != report.ZoneLost && !repeats(f, h.text) {
			h.untold = append(h.untold, *f)
		}
	}
	return h
}

// ledBy is a finding with the smallest change, and between them why the tasks fail their health checks;
// cause = nil where that is not so.
func ledBy(r *report.Report, lead, cause *report.Finding) string {
	why := ""
	if cause != nil {
		why = ". " + cause.Text
	}
	return lead.Text + why + smallestChange(r, lead) + "."
}

// checksOf is the finding that says why the tasks of a deployment fail their health checks; nil =
// there is none.
func checksOf(all []report.Finding, lead *report.Finding) *report.Finding {
	codes := []string{report.HealthCheckUnanswered, report.HealthCheckRefused, report.HealthCheckGrace}
	at := slices.IndexFunc(all, func(f report.Finding) bool { return f.Service == lead.Service && slices.Contains(codes, f.Code) })
	if at < 0 || !aboutDeployment(lead) {
		return nil
	}
	return &all[at]
}

// repeats reports whether a finding about placement names no other constraints than a text does.
func repeats(f *report.Finding, text string) bool {
	_, why, ok := strings.Cut(f.Text, ": ")
	why = strings.TrimPrefix(why, "no host takes another task: ")
	return ok && (f.Code == report.ConstraintsUnmet || f.Code == report.TasksWait) && strings.Contains(why, " is met by ") && strings.Contains(text, why)
}

// waits reports whether a finding is about tasks that no instance takes.
func waits(f *report.Finding) bool {
	return f.Code == report.TasksWait || f.Code == report.TasksRefused
}

// smallestChange is the first of the remedies of a finding, as the end of a sentence, with the end
// that the scenario sets, by which it has to help; of those that nobody says to be the smallest, two.
func smallestChange(r *report.Report, f *report.Finding) string {
	if len(f.Remedies) == 0 {
		if len(f.TriedInVain) == 0 {
			return ""
		}
		return inVain + until(f.RemediesBy) + ", not " + strings.Join(f.TriedInVain, ", nor ")
	}
	first := f.Remedies[0].Change
	for _, d := range deployments(r) {
		if found := func(m report.Remedy) bool { return m.Text == first }; d.service == f.Service && slices.ContainsFunc(d.Remedies, found) && (aboutDeployment(f) || waits(f)) {
			if by := until(d.RemediesBy); by != "" {
				return "; smallest change to complete" + by + ": " + first
			}
			return "; smallest change: " + first
		}
	}
	switch {
	case waits(f) && f.Remedies[0].All:
		return "; smallest change for all that wait: " + first
	case waits(f) && f.Remedies[0].Outcome != "":
		return "; smallest change: " + first
	}
	if len(f.Remedies) > 1 && !strings.Contains(first, ", and ") {
		first += ", or " + f.Remedies[1].Change
	}
	return "; what helps: " + first
}

// inVain begins what smallestChange says where nothing was found.
const inVain = "; no change was found that helps"

// aboutDeployment reports whether a finding is about a deployment.
func aboutDeployment(f *report.Finding) bool { return strings.HasPrefix(f.Code, "DEPLOYMENT_") }

// findings lists what the headline leaves to be told: those of one cause with one remedy together, and a
// remedy that is told already by a reference.
func findings(r *report.Report, h headline) *List {
	l := &List{Title: "Findings"}
	alike, said := map[string]int{}, map[string]string{}
	for _, x := range gather(r, h.untold) {
		first := x.all[0]
		alike[first.Code]++
		shown := alike[first.Code] <= maxAlike && len(l.First) < maxFindings
		line := func(most int) string {
			return first.Severity + ": " + x.text(most) + told(x.change, said[x.change])
		}
		if shown {
			l.First = append(l.First, line(maxTogether))
		}
		l.Items = append(l.Items, line(len(x.all)))
		if _, known := said[x.change]; shown && !known && x.change != "" {
			said[x.change] = x.subject()
		}
	}
	return l
}

// told is what helps as the end of a sentence, or where it is told already.
func told(change, where string) string {
	if where == "" {
		return change
	}
	if kind, _, vain := strings.Cut(change, ", not "); vain && strings.HasPrefix(change, inVain) {
		return kind + ", the same as " + where
	}
	kind, _, _ := strings.Cut(change, ": ")
	return kind + ": the same as " + where
}

// gathered is findings of one code, with one cause and one remedy.
type gathered struct {
	all    []*report.Finding
	cause  string // "" = the text names none
	change string // as the end of a sentence
}

// gather puts findings together that differ in their subjects only, in the place of the first of them.
func gather(r *report.Report, all []report.Finding) (groups []gathered) {
	for i := range all {
		f := &all[i]
		x := gathered{[]*report.Finding{f}, "", smallestChange(r, f)}
		_, x.cause = causeOf(f)
		n := slices.IndexFunc(groups, func(y gathered) bool {
			return x.cause != "" && y.cause == x.cause && y.change == x.change && y.all[0].Code == f.Code
		})
		if n < 0 {
			groups = append(groups, x)
		} else {
			groups[n].all = append(groups[n].all, f)
		}
	}
	return groups
}

// tasksWait is at the end of what is told of deployments.
var tasksWait = regexp.MustCompile(`^(.*); (\d+ of \d+ tasks? waits?)$`)

// causeOf divides the text of a finding into what is so, and why; "" = it does not say why.
func causeOf(f *report.Finding) (what, cause string) {
	what, cause, _ = strings.Cut(f.Text, ": ")
	if parts := tasksWait.FindStringSubmatch(cause); parts != nil {
		what, cause = what+" ("+parts[2]+")", parts[1]
	}
	return what, cause
}

// text is what the findings say, with the subjects of so many at the most.
func (x *gathered) text(most int) string {
	if len(x.all) == 1 {
		return x.all[0].Text
	}
	parts := make([]string, min(most, len(x.all)))
	for i := range parts {
		if parts[i], _ = causeOf(x.all[i]); i > 0 {
			parts[i] = strings.ToLower(parts[i][:1]) + parts[i][1:]
		}
	}
	if more := len(x.all) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and so for %d more", more))
	}
	return strings.Join(parts, ", ") + ": " + x.cause
}

// subject is what the first finding is about, as others refer to it.
func (x *gathered) subject() string {
	f := x.all[0]
	if name := cmp.Or(f.Workload(), f.CapacityProvider, f.Instance, f.Subnet); name != "" {
		return "for " + name
	}
	return "above"
}

// List is a list of sentences, of which a terminal shows the first.
type List struct {
	Title string
	Items []string
	First []string // the first of them, as a terminal shows them
}

// text is the list for a terminal.
func (l *List) text() string {
	var lines []string
	for _, item := range l.First {
		lines = append(lines, "- "+item)
	}
	if more := len(l.Items) - len(l.First); more > 0 {
		lines = append(lines, model.Counted(more, "more finding")+": -o json")
	}
	return strings.Join(lines, "\n")
}
