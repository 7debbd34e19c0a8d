package scenarios

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// hosts calls f with the keys of every instance group, then of every Auto
// Scaling group, and with the place where they stand.
func (r *resolver) hosts(f func(k *HostKeys, at strict.Place)) {
	c := &r.file.Cluster
	for i := range c.Instances {
		f(&c.Instances[i].HostKeys, r.root.At("cluster", "instances", i))
	}
	for i := range c.CapacityProviders {
		f(&c.CapacityProviders[i].AutoScalingGroup.HostKeys, r.root.At("cluster", "capacityProviders", i, "autoScalingGroup"))
	}
}

// zones are those of a group, the region's first one by default.
func (r *resolver) zones(k *HostKeys) []string {
	if len(k.AvailabilityZones) > 0 {
		return k.AvailabilityZones
	}
	return []string{r.cfg.Region + "a"}
}

// groupList resolves the instance groups.
func (r *resolver) groupList() {
	r.groups = map[string]int{}
	for i := range r.file.Cluster.Instances {
		g, at := &r.file.Cluster.Instances[i], r.root.At("cluster", "instances", i)
		name := g.Name
		if name == "" {
			name = g.InstanceType
		}
		if _, twice := r.groups[name]; twice {
			at.At("name").Fail("give each a name of its own", "instance group %s is here twice", strict.Quote(name))
		}
		group := config.InstanceGroup{Name: name, InstanceType: g.InstanceType, Count: 1}
		if g.Count != nil {
			group.Count = *g.Count
		}
		if t, err := catalog.Lookup(g.InstanceType); err != nil {
			at.At("instanceType").Fail("", "%v", err)
		} else {
			r.resources(&group, t, r.size(t, &g.HostKeys, at), &g.HostKeys)
		}
		r.addGroup(group, &g.HostKeys, at)
	}
}

// addGroup adds a group with what its instance type does not decide.
func (r *resolver) addGroup(group config.InstanceGroup, k *HostKeys, at strict.Place) {
	group.Zones = r.zones(k)
	group.SecurityGroups = k.SecurityGroups
	r.agent(&group, k, at)
	r.homes(&group, k, at)
	hostSteps(&group, k)
	r.groups[group.Name] = len(r.cfg.Groups)
	r.cfg.Groups = append(r.cfg.Groups, group)
}

// resources gives the group what its hosts' type decides.
func (r *resolver) resources(group *config.InstanceGroup, t catalog.Type, size model.InstanceSize, k *HostKeys) {
	group.InstanceSize, group.ReservedMemory = size, model.MiB(k.ReservedMemory)
	switch k.Trunk {
	case "false":
		group.Trunk = config.TrunkNever
	case "true":
		group.Trunk = config.TrunkAtStart
	}
	group.ManualENIs = int32(k.ManualENIs)
	group.Architecture = t.Arch()
	group.USDPerHour, group.PriceDate = r.price(t)
}

// size is what an instance of a type registers, by the catalogue and the file.
func (r *resolver) size(t catalog.Type, k *HostKeys, at strict.Place) model.InstanceSize {
	memory := int(t.RegisteredMemoryMiB)
	if k.RegisteredMemory != nil {
		memory = *k.RegisteredMemory
	}
	memory -= k.ReservedMemory
	if memory <= 0 {
		at.At("reservedMemory").Fail("", "reservedMemory %d leaves nothing of %d MiB, and the instance cannot register", k.ReservedMemory, memory+k.ReservedMemory)
	}
	r.manualENIs(t, k, at)
	s := t.Registers()
	s.Memory = model.MiB(memory)
	if k.AwsvpcTasks != nil {
		s.SlotsPlain, s.SlotsTrunk = int32(*k.AwsvpcTasks), int32(*k.AwsvpcTasks)
	}
	return s
}

// manualENIs refuses more interfaces attached by hand than the type takes. A
// trunk's branches count, for what is attached may take the place of each.
func (r *resolver) manualENIs(t catalog.Type, k *HostKeys, at strict.Place) {
	most := max(t.Slots(false), t.Slots(true))
	if k.AwsvpcTasks != nil {
		most = max(most, *k.AwsvpcTasks)
	}
	if k.ManualENIs > most {
		at.At("manualENIs").Fail(fmt.Sprintf("%s takes %d interfaces beside its own without a trunk", t.Name, t.Slots(false)),
			"manualENIs is %d, wanted at most %d", k.ManualENIs, most)
	}
}

// homes gives the group the subnets of its hosts' own interfaces. Every zone
// needs one.
func (r *resolver) homes(group *config.InstanceGroup, k *HostKeys, at strict.Place) {
	where := at
	if len(k.Subnets) > 0 {
		where = at.At("subnets")
		group.Subnets = r.subnetsNamed(k.Subnets, where)
		if len(group.Subnets) < len(k.Subnets) {
			return
		}
	} else {
		for i := range r.cfg.Subnets {
			group.Subnets = append(group.Subnets, i)
		}
	}
	for _, zone := range group.Zones {
		in := func(n int) bool { return r.cfg.Subnets[n].Zone == zone }
		if !slices.ContainsFunc(group.Subnets, in) {
			where.Fail("add one to cluster.subnets, or leave subnets out altogether", "instance group %s has no subnet in %s", strict.Quote(group.Name), zone)
		}
	}
}
