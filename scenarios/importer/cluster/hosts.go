package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer/record"
)

// hosts picks the container instances that are in the scenario, and finds what they do not say of
// themselves.
func (j *joiner) hosts() {
	all := slices.Clone(j.Hosts)
	slices.SortStableFunc(all, func(a, b *record.Host) int { return cmp.Compare(a.Name, b.Name) })
	for _, h := range all {
		if why := j.leftOut(h); why != "" {
			j.Notes.Leave("container instances that are "+why, h.Name)
			continue
		}
		copied := *h
		host := &Host{Host: &copied}
		j.complete(host)
		j.c.Hosts = append(j.c.Hosts, host)
		j.places[h.Name] = host
	}
}

// leftOut says why a host is not in the scenario; "" = it is.
func (j *joiner) leftOut(h *record.Host) string {
	var why []string
	switch {
	case h.External:
		return "external, outside of EC2"
	case h.Status != "" && h.Status != "ACTIVE" && h.Status != "DRAINING":
		return h.Status
	case j.AllHosts:
		return ""
	}
	if h.Status == "DRAINING" {
		why = append(why, "DRAINING")
	}
	if !h.Connected {
		why = append(why, "disconnected")
	}
	return strings.Join(why, " and ")
}

// complete finds type, zone, subnet and group of a host: what it reports goes before what EC2
// says, that before its Auto Scaling group.
func (j *joiner) complete(h *Host) {
	path := "instances." + h.Name + "."
	if m := j.machines[h.EC2]; m != nil {
		h.Group = cmp.Or(h.Group, m.Group)
		for _, x := range []struct {
			what string
			to   *record.Value[string]
			of   record.Value[string]
		}{{"instance type", &h.Type, m.Type}, {"availability zone", &h.Zone, m.Zone}, {"subnet", &h.Subnet, m.Subnet}} {
			switch {
			case !x.of.Known():
			case !x.to.Known():
				*x.to = record.Derive(x.of.V, x.of.Source, "EC2 says so of "+h.EC2)
			case x.to.V != x.of.V:
				j.Notes.Tell(h.Source, fmt.Sprintf("container instance %s says that its %s is %s, and EC2 says %s: %s is taken", h.Name, x.what, x.to.V, x.of.V, x.to.V))
			}
		}
	}
	if !h.Type.Known() {
		h.Type = record.Ask[string](h.Source, missingMachine("the attribute ecs.instance-type is missing", h.EC2), "add describe-instances")
		if types := j.typesOf(j.groupOf(h)); len(types.Or(nil)) == 1 {
			h.Type = record.Derive(types.V[0], types.Source, "its Auto Scaling group has this type alone")
		}
	}
	j.instanceType(path+"instanceType", &h.Type)
	if !h.Zone.Known() {
		for _, s := range j.Subnets {
			if s.ID == h.Subnet.Or("") && s.Zone.Known() {
				h.Zone = record.Derive(s.Zone.V, s.Source, "its subnet is there")
			}
		}
	}
	if !h.Zone.Known() {
		h.Zone = record.Ask[string](h.Source, missingMachine("the attribute ecs.availability-zone is missing", h.EC2), "add describe-instances")
	}
	j.text(path+"availabilityZone", &h.Zone)
	j.plausible(h)
}

func missingMachine(what, ec2 string) string {
	if ec2 == "" {
		return what
	}
	return what + ", and " + ec2 + " is in no answer of EC2"
}

// instanceType resolves a type, and asks for the data of one that the catalogue lacks.
func (j *joiner) instanceType(path string, x *record.Value[string]) {
	j.text(path, x)
	if !x.Known() {
		return
	}
	if _, err := catalog.Lookup(x.V); err != nil {
		why := "the catalogue has no instance type " + x.V
		*x = record.Ask[string](x.Source, why, "add describe-instance-types, and give the file with --catalog to every command")
		j.list.Items = append(j.list.Items, Item{State: record.Unknown, Path: path, Why: why, Ask: x.Ask, Source: x.Source})
	}
}

// plausible tells of what a host reports and its type cannot have.
func (j *joiner) plausible(h *Host) {
	t, err := catalog.Lookup(h.Type.Or(""))
	if err != nil {
		return
	}
	if h.CPU.Known() && h.CPU.V != t.CPUUnits() {
		j.Notes.Tell(h.Source, fmt.Sprintf("container instance %s has registered %d CPU units, and a %s has %d, which are taken", h.Name, h.CPU.V, t.Name, t.CPUUnits()))
	}
	if h.GPUs.Known() && h.GPUs.V != t.GPUs && h.GPUs.V > 0 {
		j.Notes.Tell(h.Source, fmt.Sprintf("container instance %s has registered %d GPUs, and a %s has %d, which are taken", h.Name, h.GPUs.V, t.Name, t.GPUs))
	}
	if h.Trunk.V && t.Slots(true) <= t.Slots(false) {
		j.Notes.Tell(h.Source, fmt.Sprintf("container instance %s has a trunk, and by the catalogue a %s gains nothing by it", h.Name, t.Name))
	}
}

// groupOf is the Auto Scaling group of a host; nil where it is in no file.
func (j *joiner) groupOf(h *Host) *record.Group {
	name := h.Group
	for _, p := range j.Providers {
		if name == "" && p.Name == h.Provider {
			name = p.Group.Or("")
		}
	}
	return j.groupNamed(name)
}

func (j *joiner) groupNamed(name string) *record.Group {
	for _, g := range j.Groups {
		if g.Name == name && name != "" {
			return g
		}
	}
	return nil
}

// typesOf are the instance types of a group: its own, else its launch template's; Unknown where
// neither says it.
func (j *joiner) typesOf(g *record.Group) record.Value[[]string] {
	switch {
	case g == nil:
		return record.Value[[]string]{}
	case g.Types.Known():
		return g.Types
	case g.Template == nil && g.Types.State == record.Unknown:
		return g.Types
	case g.Template == nil:
		return record.Ask[[]string](g.Source, "Auto Scaling group "+g.Name+" names no instance type and no launch template", "")
	}
	t, why, ask := j.template(*g.Template)
	if t == nil {
		return record.Ask[[]string](g.Source, why, ask)
	}
	if !t.Types.Known() {
		why := cmp.Or(t.Types.Why, naming(*g.Template)+" names no instance type")
		return record.Ask[[]string](t.Source, why, t.Types.Ask)
	}
	return t.Types
}

// agentOf is what a group and its template set of the agent.
func (j *joiner) agentOf(g *record.Group) record.Agent {
	a := g.Agent
	if g.Template != nil {
		if t, _, _ := j.template(*g.Template); t != nil {
			b := t.Agent
			a.ReservedMemory = cmp.Or(a.ReservedMemory, b.ReservedMemory)
			a.SpotDraining = a.SpotDraining || b.SpotDraining
			a.DynamicPorts = cmp.Or(a.DynamicPorts, b.DynamicPorts)
			a.PullUpfront = a.PullUpfront || b.PullUpfront
			if a.ReservedPorts == nil {
				a.ReservedPorts = b.ReservedPorts
			}
			if a.ReservedPortsUDP == nil {
				a.ReservedPortsUDP = b.ReservedPortsUDP
			}
			if a.Attributes == nil {
				a.Attributes = b.Attributes
			}
		}
	}
	return a
}

// naming is a launch template as a message names it.
func naming(r record.TemplateRef) string {
	if r.Configuration {
		return "launch configuration " + r.Name
	}
	return "launch template " + cmp.Or(r.Name, r.ID) + " version " + cmp.Or(r.Version, "$Default")
}

// template finds the version of a launch template that a group means; nil with why it is not
// known, and what would tell it.
func (j *joiner) template(ref record.TemplateRef) (t *record.Template, why, ask string) {
	var of []*record.Template
	isDefault, isLatest := "", ""
	for _, t := range j.Templates {
		if t.Configuration != ref.Configuration || !(ref.ID != "" && t.ID == ref.ID || ref.Name != "" && t.Name == ref.Name) {
			continue
		}
		if t.Default {
			isDefault = t.Version
		}
		if t.Latest {
			isLatest = t.Version
		}
		of = append(of, t)
	}
	highest := ""
	for _, t := range of {
		if len(t.Version) > len(highest) || len(t.Version) == len(highest) && t.Version > highest {
			highest = t.Version
		}
	}
	wanted := ref.Version
	switch wanted {
	case "", "$Default":
		wanted = isDefault
		if wanted == "" && len(of) == 1 {
			wanted = of[0].Version
		}
	case "$Latest":
		wanted = cmp.Or(isLatest, highest)
	}
	for _, t := range of {
		if !t.Bare && (t.Configuration || t.Version == wanted) {
			return t, "", ""
		}
	}
	ask = "add describe-launch-template-versions"
	if ref.Configuration {
		ask = "add describe-launch-configurations"
	}
	return nil, naming(ref) + " is in no file", ask
}
