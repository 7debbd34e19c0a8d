// Package write makes the text of a scenario out of a joined cluster: what a person would have
// written, with a comment where a value was taken by default, and a value that the loader refuses
// where one is unknown.
package write

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/importer/cluster"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// Options are how a scenario is written.
type Options struct {
	Title  string   // one line, for the key title; "" = none
	Head   []string // lines of comment above everything
	Rename bool     // neutral names, and no comments, which may hold names
	// Accounts are account numbers that nothing written may hold.
	Accounts []string
}

// Scenario is the text of a cluster's scenario, and what of its services is not simulated, in
// sentences.
func Scenario(c *cluster.Cluster, o Options) (data []byte, told []string) {
	w := &writer{c: c}
	top := record.Map("name", c.Name, "title", o.Title, "cluster", w.cluster(), "taskDefinitions", w.definitions(),
		"targetGroups", w.targetGroups(), "services", w.services(), "runTasks", w.runTasks(), "events", w.events())
	scrub(top, o.Accounts)
	if o.Rename {
		rename(top)
	} else {
		top.Content[0].HeadComment = strings.Join(o.Head, "\n")
	}
	return text(top), w.told
}

type writer struct {
	c    *cluster.Cluster
	told []string
}

// value is a node of a value, with its comment where it was taken by default.
func value[T any](v record.Value[T]) *yaml.Node {
	switch v.State {
	case record.Absent:
		return nil
	case record.Unknown:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: strict.Unknown, Value: v.Why}
	}
	n := one(&yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.V)}, reflect.TypeFor[T](), false)
	if v.State == record.Defaulted {
		n.LineComment = "by default: " + v.Why
	}
	return n
}

// unknown is a node that the loader refuses with these words.
func unknown(why string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: strict.Unknown, Value: why}
}

func (w *writer) cluster() *yaml.Node {
	c := w.c
	var settings *yaml.Node
	if c.Trunking.State != record.Absent {
		v := value(c.Trunking)
		settings = record.Map("awsvpcTrunking", v)
		settings.LineComment, v.LineComment = v.LineComment, ""
	}
	n := record.Map("region", c.Region, "accountSettings", settings, "subnets", w.subnets(), "instances", w.instances(),
		"capacityProviders", w.providers(), "defaultCapacityProviderStrategy", strategy(c.Default))
	return n
}

func (w *writer) subnets() *yaml.Node {
	var all []*yaml.Node
	for _, s := range w.c.Subnets {
		all = append(all, record.Map("subnetId", s.ID, "availabilityZone", value(s.Zone), "cidrBlock", value(s.Cidr), "ipv6CidrBlock", s.Ipv6, "ipv6Native", yes(s.Native)))
	}
	return record.List(all...)
}

// hostKeys are the keys that instances and Auto Scaling groups share.
func (w *writer) hostKeys(g *cluster.Group) []any {
	var subnets any = g.Subnet
	if g.NoSubnets != "" {
		subnets = unknown(g.NoSubnets)
	}
	return []any{
		"availabilityZones", g.Zones, "subnets", subnets, "registeredMemory", number(g.Memory), "reservedMemory", number(g.Reserved), "trunk", trunk(g.Trunk),
		"reservedPorts", numbers(g.Ports), "reservedPortsUdp", numbers(g.PortsUDP), "attributes", words(g.Attributes), "agentVersion", agent(g.Agent),
		"spotInstanceDraining", yes(g.SpotDraining), "dynamicHostPortRange", g.DynamicPorts, "pullDependentContainersUpfront", yes(g.PullUpfront),
	}
}

// yes is true, or nil for what a scenario leaves out.
func yes(is bool) *yaml.Node {
	if !is {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}
}

func number(n int) *yaml.Node {
	if n == 0 {
		return nil
	}
	return record.Number(n)
}

func numbers(all []int) *yaml.Node {
	var nodes []*yaml.Node
	for _, n := range all {
		nodes = append(nodes, record.Number(n))
	}
	return record.List(nodes...)
}

func words(all map[string]string) *yaml.Node {
	var pairs []any
	for _, key := range slices.Sorted(maps.Keys(all)) {
		v := record.Text(all[key])
		if v == nil {
			v = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str"}
		}
		pairs = append(pairs, key, v)
	}
	return record.Map(pairs...)
}

func trunk(mode string) *yaml.Node {
	if mode == "" {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: mode}
}

// agent is a version where a scenario takes it for one.
func agent(version string) *yaml.Node {
	n := record.Text(version)
	if n != nil {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func (w *writer) instances() *yaml.Node {
	var all []*yaml.Node
	for _, g := range w.c.Groups {
		n := record.Map(append([]any{"name", g.Name, "instanceType", value(g.Type), "count", value(g.Count)}, w.hostKeys(g)...)...)
		n.LineComment = g.Note
		all = append(all, n)
	}
	return record.List(all...)
}

func (w *writer) providers() *yaml.Node {
	var all []*yaml.Node
	for _, p := range w.c.Providers {
		types := []any{"instanceType", value(p.Type)}
		if len(p.Types) > 1 && p.Type.Known() {
			types = []any{"instanceTypes", p.Types}
		}
		group := record.Map(append(append(types, "minSize", value(p.Min), "maxSize", value(p.Max), "desiredCapacity", value(p.Desired)), w.hostKeys(&p.Group)...)...)
		scaling := (&pruner{}).copy(p.Scaling, reflect.TypeFor[scenarios.ManagedScaling]())
		n := record.Map("name", p.Name, "autoScalingGroup", group, "managedScaling", scaling, "managedTerminationProtection", p.Protection, "managedDraining", p.Draining)
		if scaling == nil || strict.Child(scaling, "status") != nil && strict.Child(scaling, "status").Value == "DISABLED" {
			drop(n, "managedTerminationProtection")
		}
		drop(n, "managedTerminationProtection", "DISABLED")
		drop(n, "managedDraining", "ENABLED")
		n.LineComment = p.Note
		all = append(all, n)
	}
	return record.List(all...)
}

func strategy(all []cluster.Share) *yaml.Node {
	var nodes []*yaml.Node
	for _, s := range all {
		var provider any = s.Provider
		if s.Unknown != "" {
			provider = unknown(s.Unknown)
		}
		nodes = append(nodes, record.Map("capacityProvider", provider, "weight", number(s.Weight), "base", number(s.Base)))
	}
	return record.List(nodes...)
}

func (w *writer) targetGroups() *yaml.Node {
	var all []*yaml.Node
	for _, t := range w.c.TargetGroups {
		n := (&pruner{}).copy(t.Node, reflect.TypeFor[scenarios.TargetGroup]())
		pairs := []any{"targetGroup", t.Name}
		if n != nil {
			drop(n, "port")
			for i := 0; i+1 < len(n.Content); i += 2 {
				pairs = append(pairs, n.Content[i].Value, n.Content[i+1])
			}
		}
		all = append(all, record.Map(pairs...))
	}
	return record.List(all...)
}

func (w *writer) runTasks() *yaml.Node {
	var all []*yaml.Node
	for _, r := range w.c.RunTasks {
		name := r.Name
		if name == "family:"+r.Definition.Family && r.Definition.Only {
			name = ""
		}
		launch := ""
		if len(w.c.Default) > 0 {
			launch = "EC2" // which keeps the cluster's default strategy away
		}
		all = append(all, record.Map("name", name, "taskDefinition", r.Definition.Ref(), "count", r.Count, "launchType", launch, "runningOn", places(r.RunningOn)))
	}
	return record.List(all...)
}

// places are numbers of tasks by instance, in the order of the instances' numbers.
func places(on map[string]int) *yaml.Node {
	var pairs []any
	for _, name := range slices.SortedFunc(maps.Keys(on), ByNumber) {
		pairs = append(pairs, name, on[name])
	}
	return record.Map(pairs...)
}

// ByNumber compares names that end in a number by that.
func ByNumber(a, b string) int {
	group := func(s string) (string, int) {
		dash := strings.LastIndexByte(s, '-')
		n, _ := strconv.Atoi(s[dash+1:])
		return s[:max(dash, 0)], n
	}
	ga, na := group(a)
	gb, nb := group(b)
	return cmp.Or(cmp.Compare(ga, gb), na-nb, cmp.Compare(a, b))
}

func (w *writer) events() *yaml.Node {
	var all []*yaml.Node
	for _, u := range w.c.Updates {
		all = append(all, record.Map("at", "0s", "updateService", record.Map("service", u.Service, "taskDefinition", u.To.Ref())))
	}
	return record.List(all...)
}
