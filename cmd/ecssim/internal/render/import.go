package render

import (
	"fmt"
	"strings"

	"ecssim/model"
)

// Import is what came of an import beside the scenario: what JSON shows of ecssim import.
type Import struct {
	// Written is the file that the scenario was saved in; nil = none.
	Written *string `json:"written"`
	// Summary says what is in the scenario, in one sentence.
	Summary   string          `json:"summary"`
	Unknown   []ImportedValue `json:"unknown"`
	Defaults  []ImportedValue `json:"defaults"`
	Derived   []ImportedValue `json:"derived"`
	LeftOut   []LeftOut       `json:"leftOut"`
	Told      []string        `json:"told"`
	SelfCheck SelfCheck       `json:"selfCheck"`
	Trunks    []TrunkRow      `json:"trunks"`
}

// ImportedValue is a value of a scenario that does not simply stand in a file.
type ImportedValue struct {
	Path  string `json:"path"`
	Value string `json:"value"` // "" of an unknown one
	Why   string `json:"why"`
	Say   string `json:"say"` // what gives an unknown one, or another than a default; "" of others
}

// LeftOut is things of one sort that are not in a scenario.
type LeftOut struct {
	What  string   `json:"what"`
	Count int      `json:"count"`
	Names []string `json:"names"`
}

// SelfCheck compares what tasks use of each container instance with what ECS says is left.
type SelfCheck struct {
	Instances   int                `json:"instances"` // compared
	Skipped     *string            `json:"skipped"`   // why none was; nil = some were
	Differences []ImportDifference `json:"differences"`
}

// ImportDifference is one resource of an instance of which the tasks use another amount than ECS
// counts.
type ImportDifference struct {
	Instance          string `json:"instance"`
	ContainerInstance string `json:"containerInstance"` // ECS's own name
	Resource          string `json:"resource"`
	Tasks             string `json:"tasks"`
	ECS               string `json:"ecs"`
	Why               string `json:"why"`
}

// TrunkRow is the trunks of alike instances, and what keeps them from having one.
type TrunkRow struct {
	Instances    []string `json:"instances"`
	InstanceType string   `json:"instanceType"`
	Trunk        bool     `json:"trunk"`
	Setting      string   `json:"awsvpcTrunking"`
	TypeGains    bool     `json:"typeGains"`
	AgentVersion *string  `json:"agentVersion"` // the oldest; nil = not said
	Text         string   `json:"text"`
	Right        bool     `json:"right"` // nothing is to be done
}

// Lines is what a user has to be told of an import, a line each, most important first.
func (x *Import) Lines() []string {
	all := []string{x.Summary}
	for _, v := range x.Unknown {
		all = append(all, fmt.Sprintf("unknown   %s   %s   %s", v.Path, v.Why, v.Say))
	}
	for _, d := range x.SelfCheck.Differences {
		all = append(all, fmt.Sprintf("differs   %s of %s   %s   %s", d.Resource, d.Instance, d.amounts(), d.Why))
	}
	for _, v := range x.Defaults {
		all = append(all, fmt.Sprintf("default   %s = %s   %s", v.Path, v.Value, v.Why))
	}
	for _, l := range x.LeftOut {
		all = append(all, fmt.Sprintf("left out  %s (%d): %s", l.What, l.Count, l.names()))
	}
	for _, t := range x.Trunks {
		if !t.Right {
			all = append(all, fmt.Sprintf("trunk     %s %s: %s", t.InstanceType, several(t.Instances), t.Text))
		}
	}
	for _, t := range x.Told {
		all = append(all, "note      "+t)
	}
	return append(all, x.checked())
}

// amounts are what the tasks use and what ECS counts.
func (d *ImportDifference) amounts() string {
	if strings.HasPrefix(d.Resource, "PORTS") {
		return "ports only of the tasks: " + orNone(d.Tasks) + ", only of ECS: " + orNone(d.ECS)
	}
	return "the tasks use " + d.Tasks + ", ECS counts " + d.ECS
}

// checked is what the self-check came to.
func (x *Import) checked() string {
	switch {
	case x.SelfCheck.Skipped != nil:
		return "unchecked " + *x.SelfCheck.Skipped
	case x.SelfCheck.Instances == 0:
		return "unchecked there are no container instances that report what is left of them"
	case len(x.SelfCheck.Differences) == 0:
		return fmt.Sprintf("checked   the tasks use what ECS counts on each of %s", model.Counted(x.SelfCheck.Instances, "container instance"))
	}
	return fmt.Sprintf("checked   %s on %s", model.Counted(len(x.SelfCheck.Differences), "difference"), model.Counted(x.SelfCheck.Instances, "container instance"))
}

// names are the first names of what is left out.
func (l *LeftOut) names() string { return several(l.Names) }

// several is the first of several names.
func several(names []string) string {
	const shown = 8
	if len(names) > shown {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return strings.Join(names, ", ")
}

// Document lays out what came of an import.
func (x *Import) Document() *Document {
	values := Table{Title: "Unknown and default values", Columns: []Column{text("path"), text("state"), text("value"), text("why"), text("what to do")}}
	for _, v := range x.Unknown {
		values.add(v.Path, "unknown", none, v.Why, v.Say)
	}
	for _, v := range x.Defaults {
		values.add(v.Path, "default", v.Value, v.Why, orNone(v.Say))
	}
	left := Table{Title: "Left out", Columns: []Column{count("number"), text("what"), text("names")}}
	for _, l := range x.LeftOut {
		left.add(integer(l.Count), l.What, l.names())
	}
	check := Table{Title: "Where the tasks' sums differ from ECS's", Columns: []Column{
		text("instance"), text("container instance"), text("resource"), text("tasks"), text("ECS"), text("what it may be")}}
	for _, d := range x.SelfCheck.Differences {
		check.add(d.Instance, d.ContainerInstance, d.Resource, orNone(d.Tasks), orNone(d.ECS), d.Why)
	}
	trunks := Table{Title: "Trunks", Columns: []Column{
		text("first instance"), count("alike"), text("type"), text("trunk"), text("awsvpcTrunking"), text("type gains"), text("oldest agent"), text("what follows")}}
	for _, t := range x.Trunks {
		agent := none
		if t.AgentVersion != nil {
			agent = *t.AgentVersion
		}
		trunks.add(t.Instances[0], integer(len(t.Instances)), t.InstanceType, yesNo(t.Trunk), t.Setting, yesNo(t.TypeGains), agent, t.Text)
	}
	d := &Document{Verdict: x.Summary, Mood: Good, Tables: []Table{values, left, check, trunks}, Data: x, Notes: append([]string{}, x.Told...)}
	if len(x.Unknown) > 0 {
		d.Mood = Bad
	}
	d.Notes = append(d.Notes, strings.TrimSpace(x.checked()))
	if x.Written != nil {
		d.Notes = append(d.Notes, "Written: "+*x.Written)
	}
	return d
}
