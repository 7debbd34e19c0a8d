package cluster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ecssim/scenarios/importer/record"
)

// provider writes a capacity provider with its hosts. A scenario has one sort of hosts a group,
// dealt over its zones in turn: hosts that are otherwise go to providers of their own beside it,
// without managed scaling, to which no new tasks are dealt.
func (j *joiner) provider(r *record.Provider, hosts []*Host) {
	path := "capacityProviders." + r.Name + "."
	asg := j.groupNamed(r.Group.Or(""))
	p := &Provider{Scaling: r.Scaling, Protection: r.Protection.Or(""), Draining: r.Draining.Or("")}
	p.Name = r.Name
	buckets := j.buckets(hosts)
	if asg != nil {
		j.texts(path+"subnets", &asg.Subnets)
	}
	zones := j.zonesOf(asg)
	if len(buckets) > 0 {
		zones = union(zones, slices.Sorted(maps.Keys(buckets[0].zones)))
		main, rest := buckets[0].split(zones)
		others := buckets[1:]
		if rest != nil {
			others = append([]*bucket{rest}, others...)
		}
		buckets = append([]*bucket{main}, others...)
		order, _ := main.even(zones)
		p.Group = j.take(r.Name, main, order)
		p.Group.Subnet = j.homesOf(asg, main, order)
	} else if asg != nil {
		j.home(&p.Group, asg)
		p.Type = record.Value[string]{}
	}
	p.Name = r.Name
	j.size(p, asg, path, len(hosts))
	j.types(p, r, asg, path)
	j.c.Providers = append(j.c.Providers, p)
	for _, b := range buckets[min(1, len(buckets)):] {
		j.beside(p, b)
	}
	if len(buckets) > 1 {
		j.Notes.Tell(r.Source, fmt.Sprintf("capacity provider %s has hosts of %d sorts or uneven zones, and a scenario has one sort a provider, dealt over its zones in turn: "+
			"%s stands for the other hosts, where tasks stay and no new ones are dealt", r.Name, len(buckets), strings.Join(j.spare[r.Name], ", ")))
	}
}

// beside writes hosts of a provider that are not like the others.
func (j *joiner) beside(p *Provider, b *bucket) {
	for b != nil && b.size() > 0 {
		zones, even := b.even(slices.Sorted(maps.Keys(b.zones)))
		part, rest := b, (*bucket)(nil)
		if !even {
			zones = zones[:1]
			part, rest = b.only(zones[0])
		}
		name := fmt.Sprintf("%s-%d", p.Name, len(j.spare[p.Name])+2)
		spare := &Provider{Group: j.take(name, part, zones), Draining: p.Draining}
		spare.Min, spare.Max, spare.Desired = spare.Count, spare.Count, spare.Count
		spare.Note = "hosts of capacity provider " + p.Name + " that are not like its others"
		j.c.Providers = append(j.c.Providers, spare)
		j.spare[p.Name] = append(j.spare[p.Name], name)
		b = rest
	}
}

// split takes of a bucket what dealing over zones in turn gives; the rest is nil where that is all.
func (b *bucket) split(zones []string) (main, rest *bucket) {
	if _, even := b.even(zones); even {
		return b, nil
	}
	least := len(b.zones[zones[0]])
	for _, z := range zones {
		least = min(least, len(b.zones[z]))
	}
	main = &bucket{b.class, map[string][]*Host{}, maps.Clone(b.homes)}
	rest = &bucket{b.class, map[string][]*Host{}, maps.Clone(b.homes)}
	for _, z := range zones {
		n := min(len(b.zones[z]), least+1)
		if n > 0 {
			main.zones[z] = b.zones[z][:n]
		}
		if n < len(b.zones[z]) {
			rest.zones[z] = b.zones[z][n:]
		}
	}
	return main, rest
}

// only takes the hosts of one zone out of a bucket.
func (b *bucket) only(zone string) (part, rest *bucket) {
	part = &bucket{b.class, map[string][]*Host{zone: b.zones[zone]}, maps.Clone(b.homes)}
	rest = &bucket{b.class, maps.Clone(b.zones), maps.Clone(b.homes)}
	delete(rest.zones, zone)
	return part, rest
}

// zonesOf are the zones of an Auto Scaling group, in order.
func (j *joiner) zonesOf(g *record.Group) []string {
	if g == nil {
		return nil
	}
	var h Group
	j.home(&h, g)
	slices.Sort(h.Zones)
	return h.Zones
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// homesOf are the subnets of a provider's group, one for each of its zones: those of its hosts, else
// the group's own.
func (j *joiner) homesOf(g *record.Group, b *bucket, zones []string) (all []string) {
	own := map[string]string{}
	if g != nil {
		for _, id := range g.Subnets.Or(nil) {
			for _, s := range j.Set.Subnets {
				if s.ID == id && own[s.Zone.Or("")] == "" {
					own[s.Zone.Or("")] = id
				}
			}
		}
	}
	for _, z := range zones {
		switch {
		case b.homes[z] != "":
			all = append(all, b.homes[z])
		case own[z] != "":
			all = append(all, own[z])
		default:
			return nil
		}
	}
	return all
}

// size is how many instances a provider's group has and may have. The hosts that there are count
// before what the group says.
func (j *joiner) size(p *Provider, g *record.Group, path string, hosts int) {
	if g != nil {
		p.Min, p.Max, p.Desired = g.Min, g.Max, g.Desired
	}
	if len(j.c.Hosts) > 0 {
		there := p.Count.Or(0)
		if p.Desired.Known() && p.Desired.V != hosts {
			j.Notes.Tell(p.Desired.Source, fmt.Sprintf("the Auto Scaling group of capacity provider %s wants %d instances, and %d of its container instances are taken", p.Name, p.Desired.V, hosts))
		}
		p.Desired = record.Derive(there, p.Count.Source, "so many container instances are there")
		if !p.Min.Known() && g == nil {
			p.Min = record.Default(0, record.Source{}, "its Auto Scaling group is in no file")
		}
		if !p.Max.Known() && g == nil && there > 0 {
			p.Max = record.Default(there, record.Source{}, "its Auto Scaling group is in no file, so it does not grow: add describe-auto-scaling-groups")
		}
		if p.Min.Known() && p.Min.V > there {
			p.Min = record.Derive(there, p.Min.Source, fmt.Sprintf("its minimum is %d, and no more are there", p.Min.V))
		}
		if p.Max.Known() && p.Max.V < there {
			p.Max = record.Derive(there, p.Max.Source, fmt.Sprintf("its maximum is %d, and more are there", p.Max.V))
		}
	}
	if !p.Min.Known() {
		p.Min = record.Default(0, p.Min.Source, "its minimum size is in no file")
	}
	if !p.Max.Known() {
		p.Max = record.Ask[int](p.Max.Source, cmp.Or(p.Max.Why, "its Auto Scaling group is in no file"), cmp.Or(p.Max.Ask, "add describe-auto-scaling-groups"))
	}
	if !p.Desired.Known() {
		p.Desired = record.Derive(p.Min.V, p.Desired.Source, "no desired capacity is given, and this is the minimum size")
	}
	j.number(path+"minSize", &p.Min)
	j.number(path+"maxSize", &p.Max)
	j.number(path+"desiredCapacity", &p.Desired)
	if p.Max.Known() && p.Max.V == 0 {
		p.Max = record.Derive(1, p.Max.Source, "its maximum is 0, and a scenario wants 1 at least")
	}
}

// types are the instance types of a provider's group: what its hosts are, and what it may launch.
func (j *joiner) types(p *Provider, r *record.Provider, g *record.Group, path string) {
	types := j.typesOf(g)
	if !p.Type.Known() {
		p.Type = first(types)
		if g == nil {
			p.Type = record.Ask[string](r.Source, "its Auto Scaling group is in no file", "add describe-auto-scaling-groups")
		}
	}
	j.instanceType(path+"instanceType", &p.Type)
	if all := types.Or(nil); len(all) > 1 {
		p.Types = append([]string{p.Type.V}, slices.DeleteFunc(slices.Clone(all), func(t string) bool { return t == p.Type.V })...)
	}
}

// distinctNames gives groups that would be called alike names of their own, by what differs, else
// a number; and then instances theirs.
func (j *joiner) distinctNames() {
	taken := map[string]bool{}
	for _, p := range j.c.Providers {
		taken[p.Name] = true
	}
	alike := map[string][]*Group{}
	for _, g := range j.c.Groups {
		alike[g.Name] = append(alike[g.Name], g)
	}
	for _, base := range slices.Sorted(maps.Keys(alike)) {
		all := alike[base]
		if len(all) == 1 && !taken[base] {
			continue
		}
		names := distinct(base, all)
		for i, g := range all {
			for taken[names[i]] {
				names[i] += "-hosts"
			}
			taken[names[i]] = true
			g.Name = names[i]
		}
	}
	for _, g := range j.c.Groups {
		g.nameHosts()
	}
	for _, p := range j.c.Providers {
		p.nameHosts()
	}
}

func (g *Group) nameHosts() {
	for i, h := range g.hosts {
		h.Instance = fmt.Sprintf("%s-%d", g.Name, i+1)
	}
}

func unique(names []string) bool {
	seen := map[string]bool{}
	for _, n := range names {
		seen[n] = true
	}
	return len(seen) == len(names)
}

// distinct are names for groups that are called alike.
func distinct(base string, all []*Group) []string {
	by := []func(*Group) string{
		func(g *Group) string { return g.Type.Or("unknown") },
		func(g *Group) string { return map[string]string{"true": "trunk", "false": "no-trunk", "": ""}[g.Trunk] },
		func(g *Group) string { return strings.Join(g.Zones[:min(1, len(g.Zones))], "") },
	}
	names := make([]string, len(all))
	for i := range names {
		names[i] = base
	}
	for _, part := range by {
		if unique(names) {
			return names
		}
		parts := map[string]bool{}
		for _, g := range all {
			parts[part(g)] = true
		}
		for i, g := range all {
			if p := part(g); len(parts) > 1 && p != "" {
				names[i] += "-" + p
			}
		}
	}
	seen := map[string]int{}
	for i := range names {
		if seen[names[i]]++; seen[names[i]] > 1 {
			names[i] += "-" + strconv.Itoa(seen[names[i]])
		}
	}
	return names
}
