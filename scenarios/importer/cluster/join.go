package cluster

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/scenarios/importer/record"
)

// joiner puts records together.
type joiner struct {
	*record.Set
	values
	c *Cluster

	agents   *bool // whether a constraint is by the agent's version; nil = not looked for yet
	machines map[string]*record.Machine
	places   map[string]*Host // hosts that are in the scenario, by their own names
	families map[string][]*record.Definition
	defs     map[string]*Definition // by label
	services map[string]*Service
	gone     map[string]bool // services that are left out
	trees    map[*record.Definition]*yaml.Node
	models   map[*record.Definition]*model.TaskDefinition // nil = refused, or it has gaps
	faults   []error                                      // of task definitions
	spare    map[string][]string                          // capacity providers that stand in for a part of another's hosts, by that
}

// Join puts records together. The error is of task definitions that RegisterTaskDefinition would
// refuse, or of what is to be set; where records contradict each other, that is told.
func Join(set *record.Set, o Options) (*Cluster, error) {
	c := &Cluster{}
	j := &joiner{
		Set: set, values: values{Options: o, used: make([]int, len(o.Set)), list: &c.List}, c: c,
		machines: map[string]*record.Machine{}, places: map[string]*Host{}, families: map[string][]*record.Definition{},
		defs: map[string]*Definition{}, services: map[string]*Service{}, gone: map[string]bool{},
		trees: map[*record.Definition]*yaml.Node{}, models: map[*record.Definition]*model.TaskDefinition{}, spare: map[string][]string{},
	}
	for _, m := range set.Machines {
		j.machine(m)
	}
	for _, d := range set.Definitions {
		j.families[d.Family] = append(j.families[d.Family], d)
	}
	c.Name = cmp.Or(Word(set.Cluster.Or("")), "imported")
	j.hosts()
	j.trunking()
	j.groups()
	j.serviceList()
	j.tasks()
	j.subnets()
	j.definitions()
	j.targetGroups()
	j.missing()
	c.Region = j.region()
	j.check()
	j.trunks()
	j.selfCheck()
	c.List.LeftOut = append(c.List.LeftOut, set.Notes.LeftOut...)
	c.List.Told = append(c.List.Told, set.Notes.Told...)
	if len(j.faults) > 0 {
		return nil, errors.Join(j.faults...)
	}
	return c, j.values.check(scenarios.Nearest)
}

// missing lists what every scenario needs and this one has nothing of.
func (j *joiner) missing() {
	if len(j.c.Groups)+len(j.c.Providers) == 0 {
		j.hostsToBe()
	}
	if len(j.c.Definitions) == 0 {
		j.list.Items = append(j.list.Items, Item{State: record.Unknown, Path: "taskDefinitions", Why: NoDefinitions, Ask: "add describe-task-definition", Whole: true})
	}
}

// hostsToBe writes a group of hosts of which no file says anything, so that a user can: in the
// zones of the subnets that services use.
func (j *joiner) hostsToBe() {
	const (
		why = "no file has container instances or Auto Scaling groups"
		ask = "add describe-container-instances"
	)
	g := &Group{Name: "hosts", Type: record.Ask[string](record.Source{}, why, ask), Count: record.Ask[int](record.Source{}, why, ask)}
	j.instanceType("instances.hosts.instanceType", &g.Type)
	j.number("instances.hosts.count", &g.Count)
	for _, s := range j.c.Subnets {
		if z := s.Zone.Or(""); z != "" && !slices.Contains(g.Zones, z) {
			g.Zones = append(g.Zones, z)
		}
	}
	slices.Sort(g.Zones)
	j.c.Groups = append(j.c.Groups, g)
}

// NoDefinitions is why there is no task definition, which a scenario needs.
const NoDefinitions = "no file has a task definition"

// check lists task definitions that nothing runs, where something else runs.
func (j *joiner) check() {
	if len(j.c.Services)+len(j.c.RunTasks) == 0 {
		return
	}
	used := map[string]bool{}
	for _, d := range j.c.Definitions {
		used[d.Label()], used[d.Family] = true, true
	}
	for _, d := range j.Definitions {
		name := label(d.Family, d.Revision.Or(0))
		if !used[name] {
			j.Notes.Leave("task definitions that nothing runs", name)
		}
	}
}

// machine takes what is said of an EC2 instance, in one place or several.
func (j *joiner) machine(m *record.Machine) {
	known := j.machines[m.ID]
	if known == nil {
		copied := *m
		j.machines[m.ID] = &copied
		return
	}
	known.Type, known.Zone, known.Subnet = record.Better(known.Type, m.Type), record.Better(known.Zone, m.Zone), record.Better(known.Subnet, m.Subnet)
	known.Group, known.Role, known.Launched = cmp.Or(known.Group, m.Group), cmp.Or(known.Role, m.Role), cmp.Or(known.Launched, m.Launched)
	known.Spot = known.Spot || m.Spot
}

// region is the one that an ARN names, else that of a zone; "" = not known.
func (j *joiner) region() string {
	if j.Region.Known() {
		return j.Region.V
	}
	zones := []string{}
	for _, g := range j.c.Groups {
		zones = append(zones, g.Zones...)
	}
	for _, p := range j.c.Providers {
		zones = append(zones, p.Zones...)
	}
	for _, z := range zones {
		if m := zoneForm.FindStringSubmatch(z); m != nil {
			return m[1]
		}
	}
	return ""
}

// zoneForm is an availability zone: a Region and a letter.
var zoneForm = regexp.MustCompile(`^([a-z]{2}(?:-[a-z]+)+-[0-9])[a-z]$`)

// Word makes a name of what a scenario takes of one: letters, digits, points, dashes and
// underscores, a letter or digit first, 100 at most. "" where nothing is left.
func Word(name string) string {
	name = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			return c
		}
		return '-'
	}, name)
	name = strings.TrimLeft(name, "-_.")
	return strings.TrimRight(name[:min(len(name), 90)], "-_.")
}

// subnets lists the subnets that hosts, groups and services use.
func (j *joiner) subnets() {
	known := map[string]*record.Subnet{}
	for _, s := range j.Subnets {
		known[s.ID] = s
	}
	zones := map[string]record.Value[string]{} // of subnets in no file, by the hosts in them
	used := map[string]bool{}
	for _, h := range j.c.Hosts {
		if h.Subnet.Known() {
			used[h.Subnet.V] = true
			zones[h.Subnet.V] = record.Derive(h.Zone.V, h.Source, "a container instance in it is there")
		}
	}
	for _, g := range j.Set.Groups { // whose subnets are all in its one zone
		for _, id := range g.Subnets.Or(nil) {
			if all := g.Zones.Or(nil); len(all) == 1 {
				zones[id] = record.Derive(all[0], g.Source, "Auto Scaling group "+g.Name+" is in this zone alone")
			}
		}
	}
	add := func(all []string) {
		for _, s := range all {
			used[s] = true
		}
	}
	for _, g := range j.c.Groups {
		add(g.Subnet)
	}
	for i := range j.c.Providers {
		add(j.c.Providers[i].Subnet)
	}
	for _, s := range j.c.Services {
		add(s.Subnets.Or(nil))
	}
	limitless := []string{}
	for _, id := range slices.Sorted(maps.Keys(used)) {
		s := &Subnet{ID: id}
		if r := known[id]; r != nil {
			s.Zone, s.Cidr, s.Ipv6, s.Native = r.Zone, r.Cidr, r.Ipv6.Or(""), r.Native
		}
		if !s.Zone.Known() {
			s.Zone = zones[id]
		}
		if r := known[id]; !s.Zone.Known() && r != nil && r.Zone.State == record.Unknown {
			s.Zone = r.Zone
		} else if !s.Zone.Known() {
			s.Zone = record.Ask[string](record.Source{}, "subnet "+id+" is in no file", "add describe-subnets")
		}
		j.text("subnets."+id+".availabilityZone", &s.Zone)
		if s.Cidr.State == record.Absent && !s.Native {
			limitless = append(limitless, id)
		}
		j.c.Subnets = append(j.c.Subnets, s)
	}
	j.zonesWithoutSubnets()
	if len(limitless) > 0 {
		j.list.Items = append(j.list.Items, Item{
			State: record.Defaulted, Path: "subnets.*.cidrBlock", Value: "no address limit",
			Why: "the blocks of " + some(limitless) + " are in no file: add describe-subnets where addresses may run out",
		})
	}
}

// zonesWithoutSubnets adds a subnet to each zone that has hosts and none, where there are any at all.
func (j *joiner) zonesWithoutSubnets() {
	if len(j.c.Subnets) == 0 {
		return
	}
	add := func(zones []string) {
		for _, z := range zones {
			if !slices.ContainsFunc(j.c.Subnets, func(s *Subnet) bool { return s.Zone.V == z }) {
				zone := record.Default(z, record.Source{}, "the subnet of the hosts there is in no file")
				j.text("subnets.subnet-"+z+".availabilityZone", &zone)
				j.c.Subnets = append(j.c.Subnets, &Subnet{ID: "subnet-" + z, Zone: zone})
			}
		}
	}
	for _, g := range j.c.Groups {
		add(g.Zones)
	}
	for _, p := range j.c.Providers {
		add(p.Zones)
	}
}

// targetGroups takes those that services use.
func (j *joiner) targetGroups() {
	used := map[string]bool{}
	for _, s := range j.c.Services {
		for _, b := range s.Balancers {
			used[b.TargetGroup.Or("")] = true
		}
	}
	for _, t := range j.TargetGroups {
		if used[t.Name] {
			j.c.TargetGroups = append(j.c.TargetGroups, t)
		}
	}
}

func joined(errs []error) error { return errors.Join(errs...) }
