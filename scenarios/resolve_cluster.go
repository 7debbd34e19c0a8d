package scenarios

import (
	"fmt"
	"slices"
	"strconv"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim"
)

// subnetList resolves the subnets; without any, each zone that hosts are in has
// one, subnet-ZONE, whose addresses nobody counts.
func (r *resolver) subnetList() {
	r.subnets = map[string]int{}
	if len(r.file.Cluster.Subnets) == 0 {
		for _, g := range r.file.Cluster.Instances {
			for _, zone := range r.zones(g.HostKeys) {
				r.addSubnet(sim.Subnet{ID: "subnet-" + zone, Zone: zone})
			}
		}
		return
	}
	var ranges []model.Subnet
	for i, s := range r.file.Cluster.Subnets {
		at := r.root.at("cluster", "subnets", i)
		if _, twice := r.subnets[s.SubnetID]; twice {
			at.at("subnetId").fail("", "subnet %s is here twice", quote(s.SubnetID))
			continue
		}
		subnet := sim.Subnet{ID: s.SubnetID, Zone: s.AvailabilityZone}
		if s.CidrBlock != "" {
			addresses, err := model.ParseSubnet(s.CidrBlock)
			if err != nil {
				at.at("cidrBlock").fail("", "%v", err)
			} else {
				subnet.Network = addresses
				r.overlap(addresses, ranges, at.at("cidrBlock"))
				ranges = append(ranges, addresses)
			}
		}
		r.addSubnet(subnet)
	}
}

func (r *resolver) overlap(s model.Subnet, others []model.Subnet, at spot) {
	for _, o := range others {
		if s.Overlaps(o) {
			at.fail("subnets of one VPC share no address", "subnet %s overlaps %s", s, o)
			return
		}
	}
}

func (r *resolver) addSubnet(s sim.Subnet) {
	if _, there := r.subnets[s.ID]; !there {
		r.subnets[s.ID] = len(r.cfg.Subnets)
		r.cfg.Subnets = append(r.cfg.Subnets, s)
	}
}

// subnetsNamed resolves references to subnets.
func (r *resolver) subnetsNamed(ids []string, at spot) []int {
	var found []int
	for i, id := range ids {
		n, ok := r.subnets[id]
		if !ok {
			at.at(i).fail(r.root.reference(id, func() []string { return names(r.subnets) }), "there is no subnet %s", quote(id))
			continue
		}
		if !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

// zones are those of a group, the region's first one by default.
func (r *resolver) zones(k HostKeys) []string {
	if len(k.AvailabilityZones) > 0 {
		return k.AvailabilityZones
	}
	return []string{r.cfg.Region + "a"}
}

// groups resolves the instance groups.
func (r *resolver) groups() {
	seen := map[string]bool{}
	hosts := 0
	for i := range r.file.Cluster.Instances {
		g, at := &r.file.Cluster.Instances[i], r.root.at("cluster", "instances", i)
		name := g.Name
		if name == "" {
			name = g.InstanceType
		}
		if seen[name] {
			at.at("name").fail("give each a name of its own", "instance group %s is here twice", quote(name))
		}
		seen[name] = true
		group := sim.InstanceGroup{Name: name, InstanceType: g.InstanceType, Count: 1, Zones: r.zones(g.HostKeys)}
		if g.Count != nil {
			group.Count = *g.Count
		}
		r.resources(&group, g, at)
		r.agent(&group, g, at)
		r.homes(&group, g, at)
		r.cfg.Groups = append(r.cfg.Groups, group)
		hosts += group.Count
	}
	if hosts == 0 {
		r.cfg.Warnings = append(r.cfg.Warnings, "the cluster has no container instance: no task can be placed")
	}
}

// resources takes the group's resources from the catalogue and the file.
func (r *resolver) resources(group *sim.InstanceGroup, g *InstanceGroup, at spot) {
	t, err := catalog.Lookup(g.InstanceType)
	if err != nil {
		at.at("instanceType").fail("", "%v", err)
		return
	}
	memory := int(t.RegisteredMemoryMiB)
	if g.RegisteredMemory != nil {
		memory = *g.RegisteredMemory
	}
	memory -= g.ReservedMemory
	if memory <= 0 {
		at.at("reservedMemory").fail("", "reservedMemory %d leaves nothing of %d MiB, and the instance cannot register", g.ReservedMemory, memory+g.ReservedMemory)
	}
	group.CPU = model.CPU(t.VCPU) * model.UnitsPerVCPU
	group.Memory = model.MiB(memory)
	group.GPU = int32(t.GPUs)
	group.SlotsPlain, group.SlotsTrunk = int32(t.Slots(false)), int32(t.Slots(true))
	r.manualENIs(t, g, at)
	if g.AwsvpcTasks != nil {
		group.SlotsPlain, group.SlotsTrunk = int32(*g.AwsvpcTasks), int32(*g.AwsvpcTasks)
	}
	if g.Trunk == "false" {
		group.Trunk = sim.TrunkNever
	}
	group.ManualENIs = int32(g.ManualENIs)
	group.Architecture = t.Arch()
	group.USDPerHour = r.price(g.InstanceType, t)
}

// manualENIs refuses more interfaces attached by hand than the type takes. A
// trunk's branches count, for what is attached may take the place of each.
func (r *resolver) manualENIs(t catalog.Type, g *InstanceGroup, at spot) {
	most := max(t.Slots(false), t.Slots(true))
	if g.AwsvpcTasks != nil {
		most = max(most, *g.AwsvpcTasks)
	}
	if g.ManualENIs > most {
		at.at("manualENIs").fail(fmt.Sprintf("%s takes %d interfaces beside its own without a trunk", t.Name, t.Slots(false)),
			"manualENIs is %d, wanted at most %d", g.ManualENIs, most)
	}
}

// prices refuses a price of what is no instance type. One that no group has may
// stand there, for a variant of the file that has it.
func (r *resolver) prices() {
	for _, name := range sorted(r.file.Prices) {
		if _, err := catalog.Lookup(name); err != nil {
			r.root.at("prices").key(name).fail("", "prices: %v", err)
		}
	}
}

// price is the file's, else the catalogue's, which is that of us-east-1.
func (r *resolver) price(instanceType string, t catalog.Type) float64 {
	if usd, ok := r.file.Prices[instanceType]; ok {
		return usd
	}
	if r.cfg.Region == "us-east-1" && t.USDPerHour > 0 {
		return t.USDPerHour
	}
	return -1
}

// homes gives the group the subnets of its hosts' own interfaces. Every zone
// needs one.
func (r *resolver) homes(group *sim.InstanceGroup, g *InstanceGroup, at spot) {
	where := at
	if len(g.Subnets) > 0 {
		where = at.at("subnets")
		group.Subnets = r.subnetsNamed(g.Subnets, where)
		if len(group.Subnets) < len(g.Subnets) {
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
			where.fail("add one to cluster.subnets, or leave subnets out altogether", "instance group %s has no subnet in %s", quote(group.Name), zone)
		}
	}
}

// sorted returns a map's keys in order.
func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// ordinal names the nth of several, from 1: "web#2".
func ordinal(name string, n int) string {
	if n < 2 {
		return name
	}
	return fmt.Sprint(name, "#", strconv.Itoa(n))
}
