package engine_test

import (
	"math/rand/v2"
	"net/netip"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// guardedWorldOf is worldOf, half the time with a firewall around it that nobody has thought about: it
// stands apart from randomWorld, so that the worlds of the other tests stay what they are.
func guardedWorldOf(seed uint64) *config.Config {
	c := worldOf(seed)
	r := chance{rand.New(rand.NewPCG(seed, 9)), nil}
	if r.in(2) {
		return c
	}
	f := &config.Firewall{ACLs: make([]*firewall.NetworkACL, len(c.Subnets)), Balancers: map[string]config.Balancer{}}
	names := []string{"sg-a", "sg-b", "sg-lb"}
	for _, name := range names {
		f.Groups = append(f.Groups, firewall.SecurityGroup{Name: name, Ingress: r.rules(names), Egress: []firewall.SecurityGroupRule{{Ports: model.EveryPort()}}})
		if r.in(6) {
			f.Groups[len(f.Groups)-1].Egress = r.rules(names)
		}
	}
	some := func() []string { return [][]string{nil, {"sg-a"}, {"sg-b"}, {"sg-b", "sg-a"}}[r.IntN(4)] }
	for i := range c.Groups {
		c.Groups[i].SecurityGroups = some()
	}
	for i := range c.Services {
		c.Services[i].SecurityGroups = some()
	}
	for i := range c.RunTasks {
		c.RunTasks[i].SecurityGroups = some()
	}
	for i := range c.Subnets {
		if r.in(4) {
			f.ACLs[i] = &firewall.NetworkACL{Ingress: r.entries(), Egress: r.entries()}
		}
	}
	for i := range c.TargetGroups {
		b := config.Balancer{SecurityGroups: []string{"sg-lb"}, NoGroups: c.TargetGroups[i].LoadBalancer == model.NetworkLoadBalancer && r.in(2)}
		if b.NoGroups {
			b.SecurityGroups = nil
		}
		if r.in(2) {
			b.Subnets = []int{r.IntN(len(c.Subnets))}
		}
		if !r.in(3) {
			f.Balancers[c.TargetGroups[i].Name] = b
		}
	}
	c.Firewall = f
	return c
}

// ports are those of containers, of static or of dynamic host ports, or all.
func (r chance) ports() model.PortSet {
	of := []model.PortRange{{First: 8000, Last: 8000}, {First: 8000, Last: 9000}, {First: 32768, Last: 32770}, {First: 32768, Last: 60999}, {First: 0, Last: 65535}}
	return model.NewPortSet([]model.Protocol{model.TCP, model.TCP, model.UDP}[r.IntN(3)], of[r.IntN(len(of))])
}

// rules are up to two of a security group.
func (r chance) rules(groups []string) (all []firewall.SecurityGroupRule) {
	for range r.IntN(3) {
		x := firewall.SecurityGroupRule{Ports: r.ports()}
		switch r.IntN(3) {
		case 0:
			x.Group = groups[r.IntN(len(groups))]
		case 1:
			x.Block = netip.MustParsePrefix([]string{"10.0.0.0/16", "192.168.0.0/16"}[r.IntN(2)])
		}
		all = append(all, x)
	}
	return all
}

// entries are up to three of a network ACL.
func (r chance) entries() (all []firewall.ACLEntry) {
	for range r.IntN(4) {
		number := 1 + r.IntN(20)
		if len(all) > 0 {
			number += all[len(all)-1].Number
		}
		all = append(all, firewall.ACLEntry{Number: number, Ports: r.ports(), Allow: !r.in(3)})
	}
	return all
}
