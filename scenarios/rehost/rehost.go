// Package rehost writes scenario files with other hosts: those of a plan.
package rehost

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios"
	"ecssim/scenarios/edit"
	"ecssim/scenarios/internal/copies"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// Plan is what the hosts of a file become.
type Plan struct {
	// Config is the scenario as it was planned: its groups, capacity providers, task definitions, and services in the
	// order in which they are created.
	Config *config.Config
	About  string             // the file's new description
	Prices map[string]float64 // USD an hour by instance type, where they are not the catalogue's; nil = none
}

// Text is the file of a scenario with the hosts, network modes, order and strategies of a plan. It names no other file:
// task definitions and services stand in it. What it expects is that all tasks run. Events that are about hosts of
// before are left out, and so are where tasks run at the start, and the lesson.
func Text(s *scenarios.Scenario, p *Plan) ([]byte, error) {
	t, err := s.Tree()
	if err != nil {
		return nil, err
	}
	texts := t.Texts()
	text, err := edit.Apply(t.File(), texts[0], func(name string) ([]byte, error) {
		for i := 1; i+1 < len(texts); i += 2 {
			if string(texts[i]) == name {
				return texts[i+1], nil
			}
		}
		return nil, fmt.Errorf("%s was not read", name)
	}, nil)
	if err != nil {
		return nil, err
	}
	f := &strict.Faults{File: t.File(), Data: text}
	root := strict.Nodes(f)
	if root == nil {
		return nil, f.Err()
	}
	root = strict.Clone(root)
	plain(root)
	copies.Unfold(f, root)
	dropCopies(root)
	r := &rehoster{root: root, was: s.Config, plan: p, c: p.Config, families: map[int]string{}}
	r.all()
	return yaml.Dump(root, yaml.WithIndent(2), yaml.WithLineWidth(-1))
}

type rehoster struct {
	root     *yaml.Node
	was, c   *config.Config
	plan     *Plan
	families map[int]string // of task definitions that are copies of others, by index
}

func (r *rehoster) all() {
	put(r.root, "name", text(r.was.Name+"-planned"))
	put(r.root, "description", text(r.plan.About))
	for _, key := range []string{"lesson", "expect", "$schema", "prices"} {
		drop(r.root, key)
	}
	r.cluster()
	r.definitions()
	r.services()
	r.runTasks()
	kept := r.events()
	if len(r.plan.Prices) > 0 {
		r.prices()
	}
	if !kept {
		drop(r.root, "duration")
		r.expect()
	}
}

// cluster puts the planned hosts in the place of all others.
func (r *rehoster) cluster() {
	cluster := strict.Child(r.root, "cluster")
	like := r.hostKeys(cluster)
	for _, key := range []string{"instances", "capacityProviders", "defaultCapacityProviderStrategy"} {
		drop(cluster, key)
	}
	settings := strict.Child(cluster, "accountSettings")
	if settings == nil {
		settings = object()
		put(cluster, "accountSettings", settings)
	}
	put(settings, "awsvpcTrunking", text(map[bool]string{true: "enabled", false: "disabled"}[r.c.Trunking]))
	groups, providers := list(), list()
	for i := range r.c.Groups {
		g := &r.c.Groups[i]
		keys := strict.Clone(like)
		r.host(keys, g)
		if len(r.c.Providers) == 0 {
			n := object("name", text(g.Name), "instanceType", text(g.InstanceType), "count", number(g.Count))
			n.Content = append(n.Content, keys.Content...)
			groups.Content = append(groups.Content, n)
			continue
		}
		n := object("instanceType", text(g.InstanceType), "minSize", number(g.Count), "maxSize", number(g.Count), "desiredCapacity", number(g.Count))
		n.Content = append(n.Content, keys.Content...)
		providers.Content = append(providers.Content, object("name", text(g.Name), "autoScalingGroup", n, "managedScaling", object("status", text("DISABLED"))))
	}
	if len(groups.Content) > 0 {
		put(cluster, "instances", groups)
	}
	if len(providers.Content) > 0 {
		put(cluster, "capacityProviders", providers)
	}
}

// notHosts are keys of a group that are not about what its hosts are like, or that are written anew.
var notHosts = []string{"name", "count", "instanceType", "instanceTypes", "minSize", "maxSize", "desiredCapacity", "suspendedProcesses",
	"availabilityZones", "subnets", "registeredMemory", "awsvpcTasks", "trunk", "drainOnTermination"}

// hostKeys are the keys of the group that the planned hosts are like.
func (r *rehoster) hostKeys(cluster *yaml.Node) *yaml.Node {
	name := ""
	for i := range r.was.Groups {
		if name == "" || r.was.Groups[i].Count > 0 {
			name = r.was.Groups[i].Name
		}
		if r.was.Groups[i].Count > 0 {
			break
		}
	}
	out := object()
	for _, key := range []string{"instances", "capacityProviders"} {
		entries := strict.Child(cluster, key)
		for i := 0; entries != nil && i < len(entries.Content); i++ {
			entry := entries.Content[i]
			if n := strict.Child(entry, "name"); n == nil || n.Value != name {
				continue
			}
			if group := strict.Child(entry, "autoScalingGroup"); group != nil {
				entry = group
			}
			out = strict.Clone(entry)
		}
	}
	for _, key := range notHosts {
		drop(out, key)
	}
	return out
}

// host adds what differs from one planned group to the next.
func (r *rehoster) host(n *yaml.Node, g *config.InstanceGroup) {
	put(n, "availabilityZones", texts(g.Zones))
	if drop(n, "attributes"); len(g.Attributes) > 0 {
		attributes := object()
		for _, key := range slices.Sorted(maps.Keys(g.Attributes)) {
			put(attributes, key, text(g.Attributes[key]))
		}
		put(n, "attributes", attributes)
	}
	if len(g.Subnets) > 0 {
		var names []string
		for _, s := range g.Subnets {
			names = append(names, r.was.Subnets[s].ID)
		}
		put(n, "subnets", texts(names))
	}
	if g.Trunk == config.TrunkAlways && !r.c.Trunking {
		put(n, "trunk", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
	t, err := catalog.Lookup(g.InstanceType)
	if err != nil {
		return
	}
	size := t.Registers()
	if own := g.Memory + g.ReservedMemory; own != size.Memory {
		put(n, "registeredMemory", number(int(own)))
	}
	if g.SlotsPlain != size.SlotsPlain || g.SlotsTrunk != size.SlotsTrunk {
		put(n, "awsvpcTasks", number(int(max(g.SlotsPlain, g.SlotsTrunk))))
	}
}

// definitions gives task definitions the planned network modes and ports.
func (r *rehoster) definitions() {
	all := strict.Child(r.root, "taskDefinitions")
	if all == nil {
		return
	}
	for i := range r.c.Tasks {
		if i < len(r.was.Tasks) {
			if i < len(all.Content) {
				rewrite(all.Content[i], &r.was.Tasks[i], &r.c.Tasks[i])
			}
			continue
		}
		of := slices.IndexFunc(r.was.Tasks, func(t model.TaskDefinition) bool {
			return t.Family == r.c.Tasks[i].Family && t.Revision == r.c.Tasks[i].Revision
		})
		if of < 0 || of >= len(all.Content) {
			continue
		}
		n := strict.Clone(all.Content[of])
		rewrite(n, &r.was.Tasks[of], &r.c.Tasks[i])
		r.families[i] = r.free(r.c.Tasks[i].Family + "-" + r.c.Tasks[i].NetworkMode.String())
		put(n, "family", text(r.families[i]))
		all.Content = append(all.Content, n)
	}
}

// free is a family that no task definition has.
func (r *rehoster) free(family string) string {
	for n := 2; ; n++ {
		taken := slices.ContainsFunc(r.c.Tasks, func(t model.TaskDefinition) bool { return t.Family == family })
		for _, f := range r.families {
			taken = taken || f == family
		}
		if !taken {
			return family
		}
		family = family + "-" + strconv.Itoa(n)
	}
}

// rewrite changes what a network setup changes of a task definition.
func rewrite(n *yaml.Node, was, is *model.TaskDefinition) {
	if was.NetworkMode != is.NetworkMode {
		put(n, "networkMode", text(is.NetworkMode.String()))
	}
	if !slices.Equal(was.Compatibilities, is.Compatibilities) {
		put(n, "requiresCompatibilities", texts(is.Compatibilities))
	}
	if !slices.Equal(was.Requires, is.Requires) {
		attributes := list()
		for _, name := range is.Requires {
			attributes.Content = append(attributes.Content, object("name", text(name)))
		}
		put(n, "requiresAttributes", attributes)
	}
	containers := strict.Child(n, "containerDefinitions")
	for i := 0; containers != nil && i < min(len(containers.Content), len(is.Containers)); i++ {
		if a, b := was.Containers[i].PortMappings, is.Containers[i].PortMappings; !slices.Equal(a, b) || was.NetworkMode != is.NetworkMode {
			ports(containers.Content[i], b, is.NetworkMode.DynamicPorts())
		}
	}
}

// ports writes the port mappings of a container; names and protocols of the application stay where there are as many.
func ports(container *yaml.Node, mappings []model.PortMapping, bridged bool) {
	old := strict.Child(container, "portMappings")
	if old == nil {
		return
	}
	out := list()
	for i, m := range mappings {
		n := object()
		if len(old.Content) == len(mappings) {
			n = old.Content[i]
		}
		for _, key := range []string{"containerPort", "containerPortRange", "hostPort"} {
			drop(n, key)
		}
		if m.Range != (model.PortRange{}) {
			put(n, "containerPortRange", text(fmt.Sprintf("%d-%d", m.Range.First, m.Range.Last)))
		} else {
			put(n, "containerPort", number(int(m.ContainerPort)))
		}
		if bridged && m.HostPort != 0 {
			put(n, "hostPort", number(int(m.HostPort)))
		}
		if m.Protocol == model.UDP {
			put(n, "protocol", text("udp"))
		}
		out.Content = append(out.Content, n)
	}
	put(container, "portMappings", out)
}

// services puts the services into the planned order, on their pools and with their strategies.
func (r *rehoster) services() {
	all := strict.Child(r.root, "services")
	if all == nil {
		return
	}
	var ordered []*yaml.Node
	for i := range r.c.Services {
		s := &r.c.Services[i]
		k := slices.IndexFunc(r.was.Services, func(x config.Service) bool { return x.Name == s.Name })
		if k < 0 || k >= len(all.Content) {
			continue
		}
		n := all.Content[k]
		r.use(n, &r.was.Services[k].Use, &s.Use)
		ordered = append(ordered, n)
	}
	all.Content = ordered
}

// runTasks puts RunTask calls on their pools.
func (r *rehoster) runTasks() {
	all := strict.Child(r.root, "runTasks")
	for i := 0; all != nil && i < min(len(all.Content), len(r.was.RunTasks)); i++ {
		n, was := all.Content[i], &r.was.RunTasks[i]
		is := was.Use
		is.Providers = nil
		k := slices.IndexFunc(r.c.RunTasks, func(x config.RunTask) bool { return x.Name == was.Name })
		switch {
		case k >= 0:
			is = r.c.RunTasks[k].Use
		case len(r.c.Providers) > 0:
			is.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}} // it was not planned for
		}
		r.use(n, &was.Use, &is)
	}
}

// use changes what a service or RunTask call has otherwise than before.
func (r *rehoster) use(n *yaml.Node, was, is *config.Use) {
	for _, key := range []string{"runningOn", "capacityProviderStrategy"} {
		drop(n, key)
	}
	if family, copied := r.families[is.Task]; copied {
		put(n, "taskDefinition", text(family))
	}
	if !slices.Equal(was.Strategies, is.Strategies) {
		strategies := list()
		for _, s := range is.Strategies {
			x := object("type", text(s.Type))
			if s.Field != "" {
				put(x, "field", text(s.Field))
			}
			strategies.Content = append(strategies.Content, x)
		}
		put(n, "placementStrategy", strategies)
	}
	if len(is.Providers) == 0 {
		return
	}
	drop(n, "launchType")
	shares := list()
	for _, p := range is.Providers {
		shares.Content = append(shares.Content, object("capacityProvider", text(r.c.Providers[p.Provider].Name), "weight", number(p.Weight)))
	}
	put(n, "capacityProviderStrategy", shares)
}

// events leaves out those that are about hosts, or about trunks; it reports whether some are left.
func (r *rehoster) events() bool {
	all := strict.Child(r.root, "events")
	if all == nil {
		return false
	}
	all.Content = slices.DeleteFunc(all.Content, func(n *yaml.Node) bool {
		for i := 1; i < len(n.Content); i += 2 {
			of := n.Content[i]
			if n.Content[i-1].Value == "putAccountSetting" || strict.Child(of, "group") != nil || strict.Child(of, "instance") != nil {
				return true
			}
		}
		return false
	})
	if len(all.Content) == 0 {
		drop(r.root, "events")
	}
	return len(all.Content) > 0
}

func (r *rehoster) prices() {
	prices := object()
	for _, g := range r.c.Groups {
		if usd, ok := r.plan.Prices[g.InstanceType]; ok {
			put(prices, g.InstanceType, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(usd, 'f', -1, 64)})
		}
	}
	put(r.root, "prices", prices)
}

// expect writes down that every service has all its tasks running.
func (r *rehoster) expect() {
	out := list()
	for i := range r.c.Services {
		s := &r.c.Services[i]
		scaled := slices.ContainsFunc(r.was.Services, func(x config.Service) bool { return x.Name == s.Name && x.Scaling != nil })
		if !s.Daemon && !scaled {
			out.Content = append(out.Content, object("service", text(s.Name), "running", number(s.Desired)))
		}
	}
	if len(out.Content) > 0 {
		put(r.root, "expect", out)
	}
}
