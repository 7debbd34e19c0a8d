package scenarios

import (
	"cmp"
	"net/netip"

	"ecssim/model"
	"ecssim/model/cql"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// network resolves the CIDR blocks of a subnet.
func (r *resolver) network(s *Subnet, at strict.Place) (found model.Subnet) {
	if s.CidrBlock != "" {
		var err error
		if found, err = model.ParseSubnet(s.CidrBlock); err != nil {
			hint := ""
			if _, six := model.ParseIPv6Block(s.CidrBlock); six == nil {
				hint = "an IPv6-only subnet has ipv6Native: true and this block as its ipv6CidrBlock"
			}
			at.At("cidrBlock").Fail(hint, "%v", err)
		}
	}
	block := s.ipv6Block(at)
	switch {
	case s.Ipv6Native && s.CidrBlock != "":
		at.Key("ipv6Native").Fail("without ipv6Native a subnet with blocks of both kinds is dual stack",
			"subnet %s is IPv6-only and has a cidrBlock, %s", strict.Quote(s.SubnetID), s.CidrBlock)
	case s.Ipv6Native:
		return model.IPv6OnlySubnet(block)
	case block.IsValid() && s.CidrBlock == "":
		at.Note("subnet %s has an IPv6 block, no cidrBlock and no ipv6Native: true: taken as dual stack, with IPv4 addresses without limit",
			strict.Quote(s.SubnetID))
	}
	return found.WithIPv6(block)
}

// ipv6Block is the IPv6 block that the subnet has in one form or both; the zero Prefix where it
// has none.
func (s *Subnet) ipv6Block(at strict.Place) netip.Prefix {
	var found netip.Prefix
	take := func(text string, at strict.Place) {
		block, err := model.ParseIPv6Block(text)
		switch {
		case err != nil:
			hint := ""
			if _, four := model.ParseSubnet(text); four == nil {
				hint = "an IPv4 block is the subnet's cidrBlock"
			}
			at.Fail(hint, "%v", err)
		case found.IsValid() && found != block:
			at.Fail("a subnet has one at a time", "subnet %s has two IPv6 blocks, %v and %v", strict.Quote(s.SubnetID), found, block)
		default:
			found = block
		}
	}
	if s.Ipv6CidrBlock != "" {
		take(s.Ipv6CidrBlock, at.At("ipv6CidrBlock"))
	}
	for i, x := range s.Ipv6Associations {
		if state := x.State.State; state == "" || state == "associated" || state == "associating" {
			take(x.Block, at.At("ipv6CidrBlockAssociationSet", i, "ipv6CidrBlock"))
		}
	}
	return found
}

// overlap refuses a subnet that shares an address with one before it.
func overlap(s model.Subnet, others []model.Subnet, at strict.Place) {
	for _, o := range others {
		if !s.Overlaps(o) {
			continue
		}
		where := at.At("cidrBlock")
		if !s.Prefix().Overlaps(o.Prefix()) {
			where = at.At("ipv6CidrBlock")
		}
		where.Fail("subnets of one VPC share no address", "subnet %s overlaps %s", s, o)
		return
	}
}

// leastIPv6Agent is the version of the agent that tasks in an IPv6-only configuration need
// (developer guide, task-networking, 2026).
const leastIPv6Agent = "1.99.1"

// ipv6Only warns of what IPv6-only subnets need beyond what is simulated.
func (r *resolver) ipv6Only() {
	used := map[string]bool{} // zones in which interfaces of tasks or instances have no IPv4 address
	mark := func(subnets []int) (any bool) {
		for _, s := range subnets {
			if x := &r.cfg.Subnets[s]; x.Network.IPv6Only() {
				used[x.Zone], any = true, true
			}
		}
		return any
	}
	hosts := false
	for g := range r.cfg.Groups {
		x := &r.cfg.Groups[g]
		for _, zone := range x.Zones {
			if s := r.cfg.SubnetIn(x.Subnets, zone); s >= 0 && mark([]int{int(s)}) {
				hosts = true
			}
		}
	}
	for i := range r.cfg.Services {
		s := &r.cfg.Services[i]
		if s.Task < 0 {
			continue
		}
		ipv6 := hosts
		if r.cfg.Tasks[s.Task].OwnInterface() {
			ipv6 = mark(r.taskSubnets(&s.Use))
		}
		for _, t := range s.Targets {
			if ipv6 {
				r.warnOnce("target group %s of service %s: targets in IPv6-only subnets need one of IP address type ipv6, "+
					"behind a dual-stack load balancer (guide, task-networking)", r.cfg.TargetGroups[t.Group].Name, s.Name)
			}
		}
	}
	for i := range r.cfg.RunTasks {
		if u := &r.cfg.RunTasks[i].Use; u.Task >= 0 && r.cfg.Tasks[u.Task].OwnInterface() {
			mark(r.taskSubnets(u))
		}
	}
	for g := range r.cfg.Groups {
		x := &r.cfg.Groups[g]
		order, ok := cql.CompareVersions(cmp.Or(x.AgentVersion, leastIPv6Agent), leastIPv6Agent)
		for _, zone := range x.Zones {
			if used[zone] && ok && order < 0 {
				r.warnOnce("instance group %s: its agent is %s, and tasks in an IPv6-only subnet of %s need %s (guide, task-networking)",
					x.Name, x.AgentVersion, zone, leastIPv6Agent)
			}
			if s := r.cfg.SubnetIn(x.Subnets, zone); used[zone] && s >= 0 && !r.cfg.Subnets[s].Network.HasIPv6() {
				r.warnOnce("instance group %s: its subnet %s has no IPv6 block, and instances with tasks in an IPv6-only subnet "+
					"need a primary IPv6 address (guide, task-networking)", x.Name, r.cfg.Subnets[s].ID)
			}
		}
	}
}

// taskSubnets are the subnets in which tasks in awsvpc mode have their network interfaces.
func (r *resolver) taskSubnets(u *config.Use) []int {
	if len(u.Subnets) > 0 {
		return u.Subnets
	}
	all := make([]int, len(r.cfg.Subnets))
	for i := range all {
		all[i] = i
	}
	return all
}
