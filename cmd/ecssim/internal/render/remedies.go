package render

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// helped is somebody whom changes help, any one of them: a deployment, or a workload whose tasks wait.
type helped struct {
	name    string
	service bool     // a workload that is called one
	by      *float64 // the end of the run, by which they have to help; nil = the scenario sets none
	changes []change
	inVain  []string // what was tried, where there is none
}

// change is a change, and what comes of it; "" = that is said of all.
type change struct{ text, outcome string }

// until says by when changes have to help.
func until(by *float64) string {
	if by == nil {
		return ""
	}
	return " by " + words.Length(*by)
}

// goal is what changes let somebody do: of one, and of those that a list names.
type goal struct {
	one  func(x *helped) string
	many string
}

var (
	complete = goal{func(x *helped) string { return "the deployment of " + x.name + " complete" }, "the deployments that it names complete"}
	haveAll  = goal{func(x *helped) string {
		name := x.name
		if x.service {
			name = "service " + name
		}
		return name + " have all its tasks"
	}, "the workloads that it names have all their tasks"}
)

// remedyLines lists what lets deployments or workloads do something: each change once, with those that it
// helps; or that nothing does.
func remedyLines(all []helped, g goal) string {
	var lines, vain []string
	var some []*helped
	for i := range all {
		x := &all[i]
		if len(x.changes) > 0 {
			some = append(some, x)
		} else if line := fmt.Sprintf("No change was found that lets %s%s: not %s.", g.one(x), until(x.by), strings.Join(x.inVain, ", nor ")); len(vain) < maxWorkloads {
			vain = append(vain, line)
		}
	}
	switch len(some) {
	case 0:
	case 1:
		lines = append(lines, fmt.Sprintf("Any one of these lets %s%s:", g.one(some[0]), until(some[0].by)))
		for _, c := range some[0].changes {
			line := "  - " + c.text
			if c.outcome != "" {
				line += "; then " + c.outcome
			}
			lines = append(lines, line)
		}
	default:
		lines = append(append(lines, fmt.Sprintf("Any one of these lets %s%s:", g.many, until(some[0].by))), shared(some)...)
	}
	lines = append(lines, vain...)
	if more := len(all) - len(some) - len(vain); more > 0 {
		lines = append(lines, fmt.Sprintf("... nor for %s (use -o json)", model.Counted(more, "more workload")))
	}
	return strings.Join(lines, "\n")
}

// shared are the changes that help some, each with those whom it helps; of changes that help one alone
// those of the first few.
func shared(some []*helped) (lines []string) {
	var order []string
	whom := map[string][]string{}
	alone := map[string]int{} // the one that is helped first, by the change
	for i, x := range some {
		for _, c := range x.changes {
			if whom[c.text] == nil {
				order, alone[c.text] = append(order, c.text), i
			}
			name := ": " + x.name
			if len(whom[c.text]) > 0 {
				name = ", " + x.name
			} else if strings.HasSuffix(c.text, " for "+x.name) {
				name = ""
			}
			if c.outcome != "" {
				name += " (" + c.outcome + ")"
			}
			whom[c.text] = append(whom[c.text], name)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return len(whom[b]) - len(whom[a]) })
	left := 0
	for _, text := range order {
		if len(whom[text]) == 1 && alone[text] >= maxWorkloads {
			left++
			continue
		}
		lines = append(lines, "  - "+text+strings.Join(whom[text], ""))
	}
	if left > 0 {
		lines = append(lines, fmt.Sprintf("... and %s, each for one workload (use -o json)", model.Counted(left, "more change")))
	}
	return lines
}

// helped is the deployment with what lets it complete, and how it goes then.
func (d *deployed) helped() helped {
	x := helped{name: d.name(), service: true, by: d.RemediesBy, inVain: d.TriedInVain}
	for _, m := range d.Remedies {
		x.changes = append(x.changes, change{m.Text, fmt.Sprintf("%s in %s, lowest %d running", model.Counted(m.Rounds, "round"), words.Length(m.Time), m.Lowest)})
	}
	return x
}

// creationRemedies lists what would let services have all their tasks whose
// creation is STUCK, or which wait for another reason; or what would not.
func creationRemedies(r *report.Report) string {
	var all []helped
	told := map[string]bool{}
	for _, d := range deployments(r) {
		if !d.created() || len(d.Remedies)+len(d.TriedInVain) == 0 {
			continue
		}
		told[d.service] = true
		x := d.helped()
		x.name = d.service
		for i := range x.changes {
			x.changes[i].outcome = ""
		}
		all = append(all, x)
	}
	forAll := ""
	for i := range r.Findings {
		f := &r.Findings[i]
		if !waits(f) || told[f.Workload()] || len(f.Remedies)+len(f.TriedInVain) == 0 {
			continue
		}
		x := helped{name: f.Workload(), by: f.RemediesBy, inVain: f.TriedInVain}
		lines := ""
		for _, m := range f.Remedies {
			if x.by = nil; m.All {
				lines += "\n  - " + m.Change
			} else {
				x.changes = append(x.changes, change{text: m.Change})
			}
		}
		if lines != "" && forAll == "" {
			forAll = "Any one of these lets all workloads that wait have all their tasks:" + lines
		}
		if lines == "" || len(x.changes) > 0 {
			all = append(all, x)
		}
	}
	return strings.TrimSpace(forAll + "\n" + remedyLines(all, haveAll))
}
