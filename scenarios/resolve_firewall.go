package scenarios

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// firewall resolves the firewall section. It comes after everything that names
// security groups.
func (r *resolver) firewall() {
	f := r.file.Firewall
	if f == nil {
		return
	}
	at := r.root.At("firewall")
	r.cfg.Firewall = &config.Firewall{
		ACLs:      make([]*firewall.NetworkACL, len(r.cfg.Subnets)),
		Balancers: r.balancers(f, at.At("loadBalancers")),
	}
	named := r.groupsNamed(f)
	for _, name := range sorted(f.SecurityGroups) {
		r.cfg.Firewall.Groups = append(r.cfg.Firewall.Groups, r.securityGroup(name, f.SecurityGroups[name], named, at.At("securityGroups", name)))
	}
	for _, id := range sorted(f.NetworkAcls) {
		n, ok := r.subnets[id]
		if !ok {
			at.At("networkAcls").Key(id).Fail(r.root.Reference(id, func() []string { return names(r.subnets) }), "there is no subnet %s", strict.Quote(id))
			continue
		}
		acl := f.NetworkAcls[id]
		at := at.At("networkAcls", id)
		r.cfg.Firewall.ACLs[n] = &firewall.NetworkACL{Ingress: entries(acl.Ingress, at.At("ingress")), Egress: entries(acl.Egress, at.At("egress"))}
		r.aclQuota(id, acl)
	}
	r.groupsOfHosts()
	r.interfaceQuotas()
	r.unknownGroups(named)
}

// groupsNamed lists the security groups that the file knows: those described, then
// those that interfaces are in.
func (r *resolver) groupsNamed(f *Firewall) []string {
	all := sorted(f.SecurityGroups)
	add := func(names []string) {
		for _, name := range names {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	for i := range r.cfg.Groups {
		add(r.cfg.Groups[i].SecurityGroups)
	}
	r.uses(func(u *config.Use) { add(u.SecurityGroups) })
	for _, target := range sorted(f.LoadBalancers) {
		add(f.LoadBalancers[target].SecurityGroups)
	}
	return all
}

// uses calls f with what services and RunTask calls have in common.
func (r *resolver) uses(f func(*config.Use)) {
	for i := range r.cfg.Services {
		f(&r.cfg.Services[i].Use)
	}
	for i := range r.cfg.RunTasks {
		f(&r.cfg.RunTasks[i].Use)
	}
}

// securityGroup resolves one group. A direction that the file leaves out is as EC2
// creates a group: nothing in, everything out.
func (r *resolver) securityGroup(name string, g SecurityGroup, named []string, at strict.Place) firewall.SecurityGroup {
	s := firewall.SecurityGroup{Name: name}
	for i := range g.Ingress {
		rule, at := &g.Ingress[i], at.At("ingress", i)
		if rule.Destination != "" {
			at.Key("destination").Fail("ingress has a source", "an ingress rule has a destination")
		}
		s.Ingress = append(s.Ingress, r.groupRule(rule, rule.Source, named, at, at.At("source")))
	}
	for i := range g.Egress {
		rule, at := &g.Egress[i], at.At("egress", i)
		if rule.Source != "" {
			at.Key("source").Fail("egress has a destination", "an egress rule has a source")
		}
		s.Egress = append(s.Egress, r.groupRule(rule, rule.Destination, named, at, at.At("destination")))
	}
	if g.Egress == nil {
		s.Egress = []firewall.SecurityGroupRule{{Ports: model.EveryPort()}}
	}
	for _, rules := range [][]GroupRule{g.Ingress, g.Egress} {
		if n := len(rules); n > firewall.GroupRuleQuota {
			r.warn("security group %s has %d rules in one direction: the default quota is %d", name, n, firewall.GroupRuleQuota)
		}
	}
	return s
}

func (r *resolver) groupRule(g *GroupRule, peer string, named []string, at, peerAt strict.Place) firewall.SecurityGroupRule {
	rule := firewall.SecurityGroupRule{Ports: ports(g.Protocol, g.FromPort, g.ToPort, at)}
	switch prefix, err := netip.ParsePrefix(peer); {
	case peer == "":
	case slices.Contains(named, peer):
		rule.Group = peer
	case err == nil:
		if !prefix.Addr().Is4() && !slices.ContainsFunc(r.cfg.Subnets, func(s config.Subnet) bool { return s.Network.HasIPv6() }) {
			r.warn("the rule for %s is not used: no subnet has IPv6 addresses", peer)
		}
		rule.Block = prefix.Masked()
	case strings.HasPrefix(peer, "sg-"):
		rule.Group = peer
	default:
		peerAt.Fail(peerHint(peer, named), "%s is neither a security group nor a CIDR block", strict.Quote(peer))
	}
	return rule
}

// peerHint says what the other end of a rule may have meant.
func peerHint(peer string, named []string) string {
	if a, err := netip.ParseAddr(peer); err == nil && a.Is4() {
		return "a single address is " + peer + "/32"
	}
	if near := strict.DidYouMean(peer, named); near != "" {
		return near
	}
	return "such as 10.0.0.0/16, or a group: described under firewall.securityGroups, or with a name that begins with sg-"
}

// ports resolves the ports of a rule. Protocol -1 is all of them, whatever the file
// says of ports, as in the EC2 API.
func ports(protocol string, from, to *int, at strict.Place) model.PortSet {
	switch p, _ := model.ParseProtocol(protocol); {
	case protocol == "-1":
		return model.EveryPort()
	case from == nil || to == nil:
		at.Fail("0 and 65535 for all", "rule has no fromPort and toPort, which %v needs", p)
	case *from > *to:
		at.At("fromPort").Fail("", "fromPort %d is above toPort %d", *from, *to)
	default:
		return model.NewPortSet(p, model.PortRange{First: uint16(*from), Last: uint16(*to)})
	}
	return model.PortSet{}
}

// entries resolves one direction of a network ACL, in the order in which AWS asks
// the entries. One that the file does not list lets everything pass.
func entries(given []ACLEntry, at strict.Place) []firewall.ACLEntry {
	if given == nil {
		return []firewall.ACLEntry{{Ports: model.EveryPort(), Allow: true}}
	}
	all := []firewall.ACLEntry{}
	for i, e := range given {
		at := at.At(i)
		if slices.ContainsFunc(all, func(o firewall.ACLEntry) bool { return o.Number == e.RuleNumber }) {
			at.At("ruleNumber").Fail("the lowest that is about a packet decides: each needs its own", "ruleNumber %d is here twice", e.RuleNumber)
		}
		entry := firewall.ACLEntry{Number: e.RuleNumber, Ports: ports(e.Protocol, e.FromPort, e.ToPort, at), Allow: e.Action == "allow"}
		entry.Block = e.block(at)
		all = append(all, entry)
	}
	slices.SortStableFunc(all, func(a, b firewall.ACLEntry) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// block is whom an entry is about; the zero Prefix = anyone.
func (e *ACLEntry) block(at strict.Place) netip.Prefix {
	text, key, such := e.CidrBlock, "cidrBlock", "10.0.0.0/16"
	if e.Ipv6Block != "" {
		if text != "" {
			at.Key("ipv6CidrBlock").Fail("an entry is about one of them", "entry has a cidrBlock and an ipv6CidrBlock")
		}
		text, key, such = e.Ipv6Block, "ipv6CidrBlock", "::/0"
	}
	if text == "" {
		return netip.Prefix{}
	}
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		at.At(key).Fail("such as "+such, "%s is not a CIDR block", strict.Quote(text))
		return netip.Prefix{}
	case key == "ipv6CidrBlock" && prefix.Addr().Is4():
		at.At(key).Fail("an IPv4 block is a cidrBlock", "%s is not an IPv6 CIDR block", strict.Quote(text))
	}
	return prefix.Masked()
}

// aclQuota holds the quota of entries; the deny at the end is one of them.
func (r *resolver) aclQuota(id string, acl NetworkACL) {
	check := func(direction string, n int) {
		switch {
		case n+1 > firewall.MaxACLEntries:
			r.root.At("firewall", "networkAcls", id, direction).Fail("", "%d %s rules, and with the deny at the end AWS grants %d at most", n, direction, firewall.MaxACLEntries)
		case n+1 > firewall.ACLEntryQuota:
			r.warn("the network ACL of %s has %d %s rules: with the deny at the end, the default quota is %d",
				id, n, direction, firewall.ACLEntryQuota)
		}
	}
	check("ingress", len(acl.Ingress))
	check("egress", len(acl.Egress))
}

// balancers resolves the load balancers that stand behind target groups.
func (r *resolver) balancers(f *Firewall, at strict.Place) map[string]config.Balancer {
	var targets []string
	for i := range r.cfg.TargetGroups {
		targets = append(targets, r.cfg.TargetGroups[i].Name)
	}
	all := map[string]config.Balancer{}
	for _, target := range sorted(f.LoadBalancers) {
		if !slices.Contains(targets, target) {
			at.Key(target).Fail(r.root.Reference(target, func() []string { return targets }), "no service has a target group %s", strict.Quote(target))
		}
		b := f.LoadBalancers[target]
		all[target] = config.Balancer{SecurityGroups: b.SecurityGroups, Subnets: r.subnetsNamed(b.Subnets, at.At(target, "subnets"))}
	}
	return all
}

// groupsOfHosts gives the hosts of a group without security groups those described
// that are nobody else's: no awsvpcConfiguration or load balancer has them, and no
// other group's rule is about them.
func (r *resolver) groupsOfHosts() {
	var theirs []string
	r.uses(func(u *config.Use) { theirs = append(theirs, u.SecurityGroups...) })
	for _, b := range r.cfg.Firewall.Balancers {
		theirs = append(theirs, b.SecurityGroups...)
	}
	for _, g := range r.cfg.Firewall.Groups {
		for _, rule := range slices.Concat(g.Ingress, g.Egress) {
			if rule.Group != g.Name {
				theirs = append(theirs, rule.Group)
			}
		}
	}
	var left []string
	for _, g := range r.cfg.Firewall.Groups {
		if !slices.Contains(theirs, g.Name) {
			left = append(left, g.Name)
		}
	}
	for i := range r.cfg.Groups {
		if g := &r.cfg.Groups[i]; len(g.SecurityGroups) == 0 {
			g.SecurityGroups = left
		}
	}
}

// interfaceQuotas holds the number of security groups of each instance's interface.
func (r *resolver) interfaceQuotas() {
	r.hosts(func(k *HostKeys, at strict.Place) {
		if n := len(k.SecurityGroups); n > firewall.MaxInterfaceGroups {
			at.At("securityGroups").Fail("", "%d security groups, and AWS grants %d an interface at most", n, firewall.MaxInterfaceGroups)
		}
	})
	for i := range r.cfg.Groups {
		if g := &r.cfg.Groups[i]; len(g.SecurityGroups) > firewall.InterfaceGroups {
			r.warn("instances of %s are in %d security groups: the default quota is %d an interface", g.Name, len(g.SecurityGroups), firewall.InterfaceGroups)
		}
	}
}

// unknownGroups warns of groups that interfaces are in and that are not described.
func (r *resolver) unknownGroups(named []string) {
	for _, name := range named {
		if _, ok := r.file.Firewall.SecurityGroups[name]; !ok {
			r.warn("security group %s is not described under firewall.securityGroups: taken as open", name)
		}
	}
}
