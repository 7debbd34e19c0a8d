// Package cluster joins the records of an import into one cluster: which host is which EC2
// instance of which group, which definition a service runs, where each task is. Alike hosts are
// folded into groups. Whatever is not simply given is listed, with what a user can do about it.
package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
	"ecssim/scenarios/importer/record"
)

// Options are what a user asks of an import.
type Options struct {
	// AllHosts takes hosts that drain or are disconnected for hosts like the others; otherwise they
	// are left out.
	AllHosts bool
	// Strict makes an unknown of each default.
	Strict bool
	// InFlight begins with a service as it was before the deployment that is under way, which an
	// event then starts; otherwise the deployment is taken to be over.
	InFlight bool
	Set      []Setting
}

// Setting is a value that a user gives by its path.
type Setting struct{ Path, Value string }

// Cluster is what a scenario is written of.
type Cluster struct {
	Name      string
	Region    string
	Trunking  record.Value[string] // enabled or disabled
	Subnets   []*Subnet
	Groups    []*Group
	Providers []*Provider
	// Default is the cluster's default capacity provider strategy.
	Default      []Share
	Definitions  []*Definition
	Services     []*Service
	RunTasks     []*RunTask
	TargetGroups []*record.TargetGroup
	Updates      []Update

	Hosts []*Host // those that are in the scenario
	List  List
}

// Subnet is a subnet that something uses.
type Subnet struct {
	ID         string
	Zone, Cidr record.Value[string]
	Ipv6       string
	Native     bool
}

// Host is a container instance with its place in the scenario.
type Host struct {
	*record.Host
	Instance string // its name in the scenario, such as hosts-1
}

// Group is alike container instances.
type Group struct {
	Name   string
	Type   record.Value[string]
	Count  record.Value[int]
	Zones  []string
	Subnet []string // as many as Zones, one each; nil = not said
	// NoSubnets says why Subnet is not known and has to be; "" = it is as it has to be.
	NoSubnets string
	Memory    int // MiB registered; 0 = the catalogue's figure
	// Reserved is ECS_RESERVED_MEMORY where Memory is not what the host reports.
	Reserved        int
	Ports, PortsUDP []int  // nil = the agent's own
	Trunk           string // true, false or "" = auto
	Attributes      map[string]string
	Agent           string // version; "" = of no consequence
	SpotDraining    bool
	DynamicPorts    string // FIRST-LAST; "" = Linux's own
	PullUpfront     bool
	Note            string // what a person would want to know of it; "" = nothing

	hosts []*Host // that it has been folded of, in the order of its instances
}

// Provider is a capacity provider with its group.
type Provider struct {
	Group
	Types             []string // all of them, where there are several
	Min, Max, Desired record.Value[int]
	Scaling           *yaml.Node
	Protection        string
	Draining          string
}

// Share is one item of a capacity provider strategy.
type Share struct {
	Provider     string
	Weight, Base int
	Unknown      string // why the provider is not known; "" = it is
}

// Definition is a task definition that something runs.
type Definition struct {
	Family   string
	Revision int // ECS's own; 0 = not said
	// Number is the revision that it has in the scenario, where definitions of a family are counted.
	Number int
	// Only is whether it is the only one of its family, so that the family names it.
	Only bool
	Node *yaml.Node // nil = it is in no file
	Task model.TaskDefinition
	// Missing says what is not known of it; "" = nothing.
	Missing string
	Marks   []record.Mark
}

// Ref is how a service of the scenario names the definition.
func (d *Definition) Ref() string {
	if d.Only {
		return d.Family
	}
	return d.Family + ":" + strconv.Itoa(d.Number)
}

// Label is how ECS calls it.
func (d *Definition) Label() string { return label(d.Family, d.Revision) }

func label(family string, revision int) string {
	if revision == 0 {
		return family
	}
	return family + ":" + strconv.Itoa(revision)
}

// Service is a service of the scenario.
type Service struct {
	*record.Service
	Definition *Definition
	Desired    record.Value[int]
	Strategy   []Share
	RunningOn  map[string]int // by instance
	Connect    model.ServiceConnect
}

// RunTask is tasks that no service has, running.
type RunTask struct {
	Name       string
	Definition *Definition
	Count      int
	RunningOn  map[string]int
	Subnets    []string
}

// Update is an event that deploys a definition at the beginning.
type Update struct {
	Service string
	To      *Definition
}

// List is what a user has to be told of an import.
type List struct {
	Items   []Item // unknowns and defaults, in the order of the scenario
	LeftOut []record.LeftOut
	Told    []record.Told
	// Checked is how many hosts were compared with what ECS says is left of them; Unchecked says
	// why none was, "" where some were.
	Checked     int
	Unchecked   string
	Differences []Difference
	Trunks      []TrunkCheck
}

// Item is a value that is not simply given.
type Item struct {
	State  record.State // Derived, Defaulted or Unknown
	Path   string       // such as capacityProviders.general.instanceType
	Value  string       // "" of an unknown one
	Why    string
	Ask    string // what else than --set gives it; "" = nothing
	Source record.Source
	Whole  bool // it is no single value, so that --set does not give it
}

// Say is what a user can do about an unknown, or where a default does not hold.
func (i *Item) Say() string {
	if i.Whole {
		return i.Ask
	}
	steps := strings.Split(i.Path, ".")
	short := strings.Join(steps[max(0, len(steps)-2):], ".")
	if len(steps) > 3 {
		short = strings.Join(steps[1:], ".")
	}
	say := "say --set " + short + "=VALUE"
	if i.Ask != "" {
		say += ", or " + i.Ask
	}
	return say
}

// Scrub changes every text that comes from a file.
func (l *List) Scrub(f func(string) string) {
	for i := range l.Items {
		x := &l.Items[i]
		x.Path, x.Value, x.Why, x.Ask = f(x.Path), f(x.Value), f(x.Why), f(x.Ask)
	}
	for i := range l.LeftOut {
		for j, name := range l.LeftOut[i].Names {
			l.LeftOut[i].Names[j] = f(name)
		}
	}
	for i := range l.Told {
		l.Told[i].Text = f(l.Told[i].Text)
	}
	for i := range l.Differences {
		x := &l.Differences[i]
		x.Host, x.Instance, x.Why = f(x.Host), f(x.Instance), f(x.Why)
	}
}

// Unknown is how many values are missing.
func (l *List) Unknown() (n int) {
	for i := range l.Items {
		if l.Items[i].State == record.Unknown {
			n++
		}
	}
	return n
}

// values resolves values by what the user has set, and lists those that are not simply given.
type values struct {
	Options
	used  []int // of each of Set: how many values it was for
	list  *List
	all   []string // paths
	wrong []error
}

// text resolves a value; of an unknown one State stays so.
func (v *values) text(path string, x *record.Value[string]) {
	resolve(v, path, x, func(s string) (string, error) { return s, nil })
}

// number resolves a whole number.
func (v *values) number(path string, x *record.Value[int]) {
	resolve(v, path, x, func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return 0, fmt.Errorf("--set %s=%s: wanted a whole number", path, s)
		}
		return n, nil
	})
}

// texts resolves a list, whose entries a user gives with commas between.
func (v *values) texts(path string, x *record.Value[[]string]) {
	resolve(v, path, x, func(s string) ([]string, error) {
		var all []string
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
		return all, nil
	})
}

func resolve[T any](v *values, path string, x *record.Value[T], parse func(string) (T, error)) {
	v.all = append(v.all, path)
	for i, s := range v.Set {
		if !matches(path, s.Path) {
			continue
		}
		v.used[i]++
		value, err := parse(s.Value)
		if err != nil {
			v.wrong = append(v.wrong, err)
		}
		*x = record.Derive(value, record.Source{}, "you said so")
		return
	}
	if v.Strict && x.State == record.Defaulted {
		*x = record.Ask[T](x.Source, fmt.Sprintf("%s; without --strict it would be %v", x.Why, x.V), x.Ask)
	}
	switch x.State {
	case record.Unknown:
		v.list.Items = append(v.list.Items, Item{State: record.Unknown, Path: path, Why: x.Why, Ask: x.Ask, Source: x.Source})
	case record.Defaulted, record.Derived:
		v.list.Items = append(v.list.Items, Item{State: x.State, Path: path, Value: shownAs(x.V), Why: x.Why, Ask: x.Ask, Source: x.Source})
	}
}

// shownAs is a value as a user gives it.
func shownAs(v any) string {
	if list, ok := v.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(v)
}

// matches reports whether a path ends in what a user wrote, whole steps; * stands for any step.
func matches(path, given string) bool {
	p, g := strings.Split(path, "."), strings.Split(given, ".")
	if len(g) > len(p) {
		return false
	}
	p = p[len(p)-len(g):]
	for i := range g {
		if g[i] != "*" && g[i] != p[i] {
			return false
		}
	}
	return true
}

// ends are the last so many steps of paths, each once.
func ends(paths []string, n int) (all []string) {
	for _, p := range paths {
		steps := strings.Split(p, ".")
		if end := strings.Join(steps[max(0, len(steps)-n):], "."); !slices.Contains(all, end) {
			all = append(all, end)
		}
	}
	return all
}

// check says what of --set is for nothing, or for too much.
func (v *values) check(nearest func(word string, known []string, n int) []string) error {
	for i, s := range v.Set {
		switch {
		case v.used[i] == 0:
			hint := ""
			if near := nearest(s.Path, ends(v.all, strings.Count(s.Path, ".")+1), 3); len(near) > 0 {
				hint = ", did you mean " + strings.Join(near, " or ") + "?"
			}
			v.wrong = append(v.wrong, fmt.Errorf("--set %s: there is no such value to set%s", s.Path, hint))
		case v.used[i] > 1 && !strings.Contains(s.Path, "*"):
			var are []string
			for _, p := range v.all {
				if matches(p, s.Path) {
					are = append(are, p)
				}
			}
			v.wrong = append(v.wrong, fmt.Errorf("--set %s: may be %s, wanted one of them, or * for a step that may be any", s.Path, strings.Join(are[:min(3, len(are))], " or ")))
		}
	}
	slices.SortFunc(v.wrong, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return joined(v.wrong)
}
