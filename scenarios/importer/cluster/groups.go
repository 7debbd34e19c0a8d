package cluster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer/record"
)

// trunking decides what the account setting is for the role of the instances. It never changes
// what a host says of its own trunk.
func (j *joiner) trunking() {
	roles := map[string]bool{}
	trunks := 0
	for _, h := range j.c.Hosts {
		if m := j.machines[h.EC2]; m != nil && m.Role != "" {
			roles[m.Role] = true
		}
		if h.Trunk.V {
			trunks++
		}
	}
	var account, own, other *record.Setting
	for _, s := range j.Settings {
		switch {
		case s.Name != "awsvpcTrunking":
		case s.Principal == "" || s.Principal == "root":
			account = s
		case roles[s.Principal]:
			own = s
		case len(roles) == 0:
			other = s
		}
	}
	v := record.Default("disabled", record.Source{}, "list-account-settings is in no file, and no host has a trunk")
	v.Ask = "add list-account-settings"
	switch {
	case own != nil:
		v = record.Give(own.Value, own.Source)
	case other != nil:
		v = record.Derive(other.Value, other.Source, "it is so for "+other.Principal+", taken for the role of the instances")
	case account != nil:
		v = record.Give(account.Value, account.Source)
	case trunks > 0:
		v = record.Derive("enabled", record.Source{}, "container instances have trunks")
	case len(j.Settings) > 0:
		v = record.Default("disabled", j.Settings[0].Source, "no setting says otherwise")
	}
	v.V = strings.ToLower(v.V)
	if v.V == "on" {
		v.V = "enabled"
	}
	j.text("accountSettings.awsvpcTrunking", &v)
	j.c.Trunking = v
}

// class is what hosts of one group have in common, but for their zones.
type class struct {
	kind, trunk, ports, attributes, agent string
	memory                                int
}

// groups folds alike hosts into groups, those of capacity providers apart, and adds those that
// only infrastructure as code speaks of.
func (j *joiner) groups() {
	of := map[string][]*Host{} // by capacity provider, or "" and Auto Scaling group
	provided := map[string]bool{}
	for _, p := range j.Providers {
		provided[p.Name] = true
	}
	for _, h := range j.c.Hosts {
		key := "\x00" + h.Group
		if p := j.providerOf(h); p != "" {
			key = p
		}
		of[key] = append(of[key], h)
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		if group, plain := strings.CutPrefix(key, "\x00"); plain {
			j.plainGroups(group, of[key])
		} else if !provided[key] {
			j.Providers = append(j.Providers, &record.Provider{Name: key, Source: of[key][0].Source})
		}
	}
	for _, name := range j.wantedProviders() {
		if !slices.ContainsFunc(j.Providers, func(p *record.Provider) bool { return p.Name == name }) {
			j.Providers = append(j.Providers, &record.Provider{Name: name})
		}
	}
	slices.SortStableFunc(j.Providers, func(a, b *record.Provider) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range j.Providers {
		if len(j.c.Hosts) > 0 && len(of[p.Name]) == 0 && !slices.Contains(j.wantedProviders(), p.Name) {
			j.Notes.Leave("capacity providers that nothing uses", p.Name)
			continue
		}
		j.provider(p, of[p.Name])
	}
	j.strategy("defaultCapacityProviderStrategy.", j.DefaultStrategy)
	j.c.Default = j.shares(slices.DeleteFunc(slices.Clone(j.DefaultStrategy), func(s record.Share) bool { return strings.HasPrefix(s.Provider.V, "FARGATE") }))
	j.groupsWithoutHosts()
	j.distinctNames()
}

// providerOf is the capacity provider of a host: what it says, else whose Auto Scaling group it is of.
func (j *joiner) providerOf(h *Host) string {
	if h.Provider != "" || h.Group == "" {
		return h.Provider
	}
	for _, p := range j.Providers {
		if p.Group.Or("") == h.Group {
			return p.Name
		}
	}
	return ""
}

// wantedProviders are those that strategies name.
func (j *joiner) wantedProviders() (all []string) {
	add := func(shares []record.Share) {
		for _, s := range shares {
			if name := s.Provider.Or(""); name != "" && !strings.HasPrefix(name, "FARGATE") && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	for _, s := range j.Services {
		if j.elsewhere(s) == "" {
			add(s.Strategy)
		}
	}
	add(j.DefaultStrategy)
	return all
}

// classOf is the class of a host. Its agent's version matters only where a constraint asks for it.
func (j *joiner) classOf(h *Host) class {
	c := class{kind: h.Type.V, memory: h.Memory.Or(0), trunk: j.trunk(h), ports: fmt.Sprint(h.Ports.Or(nil), h.PortsUDP.Or(nil))}
	for _, name := range slices.Sorted(maps.Keys(h.Attributes)) {
		c.attributes += name + "=" + h.Attributes[name] + "\n"
	}
	if j.agents == nil {
		asks := j.asksForAgents()
		j.agents = &asks
	}
	if *j.agents {
		c.agent = h.Agent
	}
	return c
}

// trunk is the key trunk of a host's group: said wherever the account setting alone would not say it.
func (j *joiner) trunk(h *Host) string {
	t, err := catalog.Lookup(h.Type.Or(""))
	switch {
	case h.Trunk.V:
		return "true"
	case j.c.Trunking.V == "enabled" && err == nil && t.Slots(true) > t.Slots(false):
		return "false"
	}
	return ""
}

// asksForAgents reports whether a placement constraint is by the agent's version.
func (j *joiner) asksForAgents() bool {
	for _, s := range j.Services {
		if s.Rest != nil && strings.Contains(string(record.DefinitionJSON(s.Rest)), "agentVersion") {
			return true
		}
	}
	for _, d := range j.Set.Definitions {
		if strings.Contains(string(d.JSON), "agentVersion") {
			return true
		}
	}
	return false
}

// bucket is hosts of one class with one subnet a zone.
type bucket struct {
	class
	zones map[string][]*Host
	homes map[string]string // subnet by zone
}

// buckets deals hosts into such as one group can have, the largest first.
func (j *joiner) buckets(hosts []*Host) []*bucket {
	var all []*bucket
	for _, h := range hosts {
		c, zone, home := j.classOf(h), h.Zone.V, h.Subnet.Or("")
		i := slices.IndexFunc(all, func(b *bucket) bool {
			at, there := b.homes[zone]
			return b.class == c && (!there || at == home)
		})
		if i < 0 {
			i = len(all)
			all = append(all, &bucket{c, map[string][]*Host{}, map[string]string{}})
		}
		b := all[i]
		b.zones[zone], b.homes[zone] = append(b.zones[zone], h), home
	}
	slices.SortStableFunc(all, func(a, b *bucket) int { return b.size() - a.size() })
	return all
}

func (b *bucket) size() (n int) {
	for _, hs := range b.zones {
		n += len(hs)
	}
	return n
}

// even reports whether dealing the bucket's hosts over zones in turn gives each what it has, and
// in which order: those with one more come first.
func (b *bucket) even(zones []string) ([]string, bool) {
	zones = slices.Clone(zones)
	slices.SortStableFunc(zones, func(x, y string) int { return cmp.Or(len(b.zones[y])-len(b.zones[x]), cmp.Compare(x, y)) })
	if len(zones) == 0 {
		return zones, true
	}
	return zones, len(b.zones[zones[0]])-len(b.zones[zones[len(zones)-1]]) <= 1
}

// take makes a group of hosts of a bucket, dealt over zones in this order.
func (j *joiner) take(name string, b *bucket, zones []string) Group {
	g := Group{Name: name, Zones: zones, Trunk: b.trunk, Agent: b.agent}
	var hosts []*Host
	for n := 0; ; n++ {
		more := false
		for _, z := range zones {
			if n < len(b.zones[z]) {
				more = true
				hosts = append(hosts, b.zones[z][n])
			}
		}
		if !more {
			break
		}
	}
	g.hosts = hosts
	h := hosts[0]
	g.Type, g.Attributes = h.Type, h.Attributes
	g.Count = record.Give(len(hosts), h.Source)
	g.Memory = j.memory(h)
	g.Ports, g.PortsUDP = reserved(h.Ports), h.PortsUDP.Or(nil)
	for _, z := range zones {
		if b.homes[z] == "" {
			g.Subnet = nil // that of a host is not known: any in its zone
			break
		}
		g.Subnet = append(g.Subnet, b.homes[z])
	}
	if r := j.groupOf(h); r != nil { // what no container instance reports
		a := j.agentOf(r)
		g.SpotDraining, g.DynamicPorts, g.PullUpfront = a.SpotDraining, a.DynamicPorts, a.PullUpfront
	}
	return g
}

// memory is what a host registers; 0 where that is the catalogue's figure.
func (j *joiner) memory(h *Host) int {
	if t, err := catalog.Lookup(h.Type.Or("")); err == nil && t.RegisteredMemoryMiB == h.Memory.Or(0) {
		return 0
	}
	return h.Memory.Or(0)
}

// agentsPorts are those that an agent reserves unless it is told otherwise (amazon-ecs-agent,
// agent/config, ECS_RESERVED_PORTS).
var agentsPorts = []int{22, 2375, 2376, 51678, 51679}

// reserved is the ports that a group is said to reserve; nil = the agent's own.
func reserved(ports record.Value[[]int]) []int {
	if !ports.Known() || slices.Equal(ports.V, agentsPorts) {
		return nil
	}
	return ports.V
}

// plainGroups writes hosts that no capacity provider has: a group for each sort, and for each zone
// where zones have not the same number.
func (j *joiner) plainGroups(of string, hosts []*Host) {
	base := cmp.Or(Word(of), Word(j.Cluster.Or("")), "hosts")
	for _, b := range j.buckets(hosts) {
		if zones, even := b.even(slices.Sorted(maps.Keys(b.zones))); even {
			g := j.take(base, b, zones)
			j.c.Groups = append(j.c.Groups, &g)
			continue
		}
		for _, z := range slices.Sorted(maps.Keys(b.zones)) {
			g := j.take(base, b, []string{z})
			j.c.Groups = append(j.c.Groups, &g)
		}
	}
}

// groupsWithoutHosts writes Auto Scaling groups of which only infrastructure as code speaks. Beside
// hosts that report themselves, other groups are of other clusters.
func (j *joiner) groupsWithoutHosts() {
	of := map[string]bool{}
	for _, p := range j.Providers {
		of[p.Group.Or("")] = true
	}
	for _, h := range j.c.Hosts {
		of[h.Group] = true
	}
	for _, g := range j.Set.Groups {
		switch {
		case of[g.Name]:
		case len(j.c.Hosts) > 0:
			j.Notes.Leave("Auto Scaling groups without container instances of the cluster", g.Name)
		default:
			j.plainGroup(g)
		}
	}
}

func (j *joiner) plainGroup(r *record.Group) {
	path := "instances." + r.Name + "."
	types := j.typesOf(r)
	g := &Group{Name: cmp.Or(Word(r.Name), "hosts"), Type: first(types), Count: r.Desired}
	if g.Count.State == record.Absent && r.Min.Known() {
		g.Count = record.Derive(r.Min.V, r.Min.Source, "no desired capacity is given, and this is the minimum size")
	}
	if !g.Count.Known() {
		g.Count = record.Ask[int](r.Source, cmp.Or(r.Desired.Why, r.Min.Why, "neither its desired capacity nor its minimum size is in a file"), r.Desired.Ask)
	}
	j.instanceType(path+"instanceType", &g.Type)
	j.number(path+"count", &g.Count)
	j.texts(path+"subnets", &r.Subnets)
	if r.Subnets.State == record.Absent {
		j.texts(path+"availabilityZones", &r.Zones)
	}
	j.home(g, r)
	if r.Min.Known() || r.Max.Known() {
		g.Note = fmt.Sprintf("Auto Scaling group: minimum %s, maximum %s, desired %s", shown(r.Min), shown(r.Max), shown(r.Desired))
	}
	if len(types.Or(nil)) > 1 {
		g.Note += "; also " + strings.Join(types.V[1:], ", ")
	}
	j.c.Groups = append(j.c.Groups, g)
}

func shown(v record.Value[int]) string {
	if v.Known() {
		return fmt.Sprint(v.V)
	}
	return "not said"
}

// first is the type that a group launches.
func first(types record.Value[[]string]) record.Value[string] {
	v := record.Value[string]{State: types.State, Source: types.Source, Why: types.Why, Ask: types.Ask}
	switch {
	case types.Known() && len(types.V) > 0:
		v.V = types.V[0]
	case types.State != record.Unknown:
		v = record.Ask[string](types.Source, "no file names its instance type", "add describe-auto-scaling-groups")
	}
	return v
}

// home gives a group its zones, subnets and what its agents are set to.
func (j *joiner) home(g *Group, r *record.Group) {
	if r.Subnets.State == record.Unknown {
		g.NoSubnets = r.Subnets.Why
	}
	zoneOf := map[string]string{}
	for _, s := range j.Set.Subnets {
		zoneOf[s.ID] = s.Zone.Or("")
	}
	for _, id := range r.Subnets.Or(nil) {
		if z := zoneOf[id]; z != "" && !slices.Contains(g.Zones, z) {
			g.Zones, g.Subnet = append(g.Zones, z), append(g.Subnet, id)
		}
	}
	if len(g.Zones) == 0 {
		g.Zones = r.Zones.Or(nil)
	}
	for _, id := range r.Subnets.Or(nil) { // one whose zone is asked for still belongs here
		if zoneOf[id] == "" && !slices.Contains(g.Subnet, id) {
			g.Subnet = append(g.Subnet, id)
		}
	}
	a := j.agentOf(r)
	g.Reserved, g.SpotDraining, g.Attributes = a.ReservedMemory, a.SpotDraining, a.Attributes
	g.Ports, g.PortsUDP = a.ReservedPorts, a.ReservedPortsUDP
	g.DynamicPorts, g.PullUpfront = a.DynamicPorts, a.PullUpfront
}
