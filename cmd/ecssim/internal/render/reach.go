package render

import (
	"fmt"
	"strings"

	"ecssim/sim/report"
)

// Reach builds the document of whether one end reaches another.
func Reach(a *report.ReachAnswer) *Document {
	d := &Document{Verdict: reachVerdict(a), Mood: Bad, Data: a}
	if a.Reachable {
		d.Mood = Good
	}
	d.Tables = []Table{pathTable(a), endTable(a)}
	if len(a.Lift) > 0 {
		d.Notes = append(d.Notes, "It would pass with:\n  - "+strings.Join(a.Lift, "\n  - "))
	}
	d.Notes = append(d.Notes, a.Notes...)
	return d
}

func reachVerdict(a *report.ReachAnswer) string {
	to := a.To.Name
	if to == a.From.Name {
		to = "the " + to + " of another task"
	}
	if a.Through != "" {
		to += " through " + a.Through
	}
	switch {
	case !a.Reachable:
		return fmt.Sprintf("No: %s does not reach %s: %s.", a.From.Name, to, a.Why)
	case strings.HasSuffix(to, fmt.Sprintf(":%d", a.Port)): // an address is its name
		return fmt.Sprintf("Yes: %s reaches %s: %s.", a.From.Name, to, a.Path[len(a.Path)-1].Finding)
	case a.To.Instance == "":
		return fmt.Sprintf("Yes: %s reaches %s, port %d/%s: %s.", a.From.Name, to, a.Port, a.Protocol, a.Path[len(a.Path)-1].Finding)
	}
	return fmt.Sprintf("Yes: %s reaches %s at %s, port %d/%s.", a.From.Name, to, a.Address, a.Port, a.Protocol)
}

// pathTable is the way, step by step.
func pathTable(a *report.ReachAnswer) Table {
	t := Table{Title: "On the way", Columns: []Column{count("step"), text("where"), text("asked for"), text("finding"), text("passes")}}
	for i, s := range a.Path {
		t.add(integer(i+1), s.Where, s.Asked, s.Finding, yesNo(s.OK))
	}
	return t
}

// endTable is where the two ends are.
func endTable(a *report.ReachAnswer) Table {
	t := Table{Title: "The two ends", Columns: []Column{
		text("end"), text("who"), text("network mode"), text("instance"), text("network namespace"), text("subnet"), text("security groups")}}
	for _, x := range []struct {
		end string
		report.ReachEnd
	}{{"from", a.From}, {"to", a.To}} {
		t.add(x.end, x.Name, orNone(x.NetworkMode), orNone(x.Instance), orNone(x.Namespace), orNone(x.Subnet), orNone(strings.Join(x.SecurityGroups, ", ")))
	}
	return t
}
