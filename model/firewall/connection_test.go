package firewall

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"ecssim/model"
)

func tcpPorts(first, last uint16) model.PortSet {
	return model.NewPortSet(model.TCP, model.PortRange{First: first, Last: last})
}

func block(text string) netip.Prefix { return netip.MustParsePrefix(text) }

// iface is an interface of one group with these ingress rules, all egress open.
func iface(name, subnet, cidr string, ingress ...SecurityGroupRule) *Interface {
	return &Interface{
		Groups: []string{name}, Subnet: subnet, Block: block(cidr),
		Described: []*SecurityGroup{{Name: name, Ingress: ingress, Egress: []SecurityGroupRule{{Ports: model.EveryPort()}}}},
	}
}

var anyone = &Interface{Location: Anywhere}

func TestSecurityGroups(t *testing.T) {
	alb := iface("sg-alb", "public-a", "10.0.1.0/24")
	other := iface("sg-other", "public-a", "10.0.1.0/24")
	for _, c := range []struct {
		name string
		rule SecurityGroupRule
		from *Interface
		want string
	}{
		{"from its group", SecurityGroupRule{Ports: tcpPorts(80, 80), Group: "sg-alb"}, alb, "tcp 80"},
		{"from another group", SecurityGroupRule{Ports: tcpPorts(80, 80), Group: "sg-alb"}, other, "none"},
		{"from somebody", SecurityGroupRule{Ports: tcpPorts(80, 80), Group: "sg-alb"}, anyone, "tcp 80"},
		{"a group means no public address", SecurityGroupRule{Ports: tcpPorts(80, 80), Group: "sg-alb"}, &Interface{Location: Internet}, "none"},
		{"anywhere is the internet too", SecurityGroupRule{Ports: tcpPorts(80, 80)}, &Interface{Location: Internet}, "tcp 80"},
		{"so is 0.0.0.0/0", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("0.0.0.0/0")}, &Interface{Location: Internet}, "tcp 80"},
		{"private addresses are not", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("10.0.0.0/8")}, &Interface{Location: Internet}, "none"},
		{"half private ones are", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("10.0.0.0/7")}, &Interface{Location: Internet}, "tcp 80"},
		{"its subnet", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("10.0.1.0/24")}, alb, "tcp 80"},
		{"part of its subnet", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("10.0.1.64/26")}, alb, "tcp 80"},
		{"another subnet", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("10.0.2.0/24")}, alb, "none"},
		{"IPv6, to IPv4", SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block("::/0")}, alb, "none"},
		{"protocol -1", SecurityGroupRule{Ports: model.EveryPort(), Group: "sg-alb"}, alb, "all"},
	} {
		to := iface("sg-web", "private-a", "10.0.2.0/24", c.rule)
		if got := AllowedPorts(c.from, to, AnyClient.Ports()).String(); got != c.want {
			t.Errorf("%s: open %s, want %s", c.name, got, c.want)
		}
	}
	to := iface("sg-web", "", "10.0.2.0/24", SecurityGroupRule{Ports: tcpPorts(80, 80)})
	alb.Described[0].Egress = []SecurityGroupRule{{Ports: tcpPorts(8080, 8080)}}
	if got := AllowedPorts(alb, to, AnyClient.Ports()).String(); got != "none" {
		t.Errorf("past the client's egress: %s, want none", got)
	}
	to.Unknown = true
	if got := AllowedPorts(anyone, to, AnyClient.Ports()).String(); got != "all" {
		t.Errorf("a group that nobody described: %s, want all", got)
	}
}

// One entry decides about each port, and answers need an entry of their own.
func TestNetworkACLs(t *testing.T) {
	allow := func(n int, first, last uint16, cidr string) ACLEntry {
		return ACLEntry{n, tcpPorts(first, last), block(cidr), true}
	}
	deny := func(n int, first, last uint16, cidr string) ACLEntry {
		return ACLEntry{n, tcpPorts(first, last), block(cidr), false}
	}
	out := []ACLEntry{allow(100, 1024, 65535, "0.0.0.0/0")}
	for _, c := range []struct {
		name    string
		in, out []ACLEntry
		subnet  string
		want    string
	}{
		{"nothing listed", nil, out, "", "none"},
		{"first match allows", []ACLEntry{allow(100, 80, 90, "0.0.0.0/0"), deny(200, 85, 99, "0.0.0.0/0")}, out, "", "tcp 80-90"},
		{"first match denies", []ACLEntry{deny(100, 85, 99, "0.0.0.0/0"), allow(200, 80, 90, "0.0.0.0/0")}, out, "", "tcp 80-84"},
		{"a deny for others", []ACLEntry{deny(100, 80, 90, "10.0.9.0/24"), allow(200, 80, 90, "0.0.0.0/0")}, out, "", "tcp 80-90"},
		{"answers kept in", []ACLEntry{allow(100, 80, 90, "0.0.0.0/0")}, nil, "", "none"},
		{"answers to others only", []ACLEntry{allow(100, 80, 90, "10.0.1.0/24")}, []ACLEntry{allow(100, 1024, 65535, "10.0.2.0/24")}, "", "none"},
		{"some of the answers", []ACLEntry{allow(100, 80, 90, "0.0.0.0/0")}, []ACLEntry{allow(100, 49152, 65535, "0.0.0.0/0")}, "", "tcp 80-90"},
		{"not within the subnet", nil, nil, "private-a", "all"},
	} {
		to := &Interface{Unknown: true, Subnet: "private-a", ACL: &NetworkACL{c.in, c.out}}
		from := &Interface{Unknown: true, Subnet: c.subnet, Block: block("10.0.1.0/24")}
		if got := AllowedPorts(from, to, LoadBalancer.Ports()).String(); got != c.want {
			t.Errorf("%s: open %s, want %s", c.name, got, c.want)
		}
	}
}

// Every check on the way, in order, with the rule that decided.
func TestConnect(t *testing.T) {
	from := iface("sg-alb", "public-a", "10.0.1.0/24")
	to := iface("sg-web", "private-a", "10.0.2.0/24", SecurityGroupRule{Ports: tcpPorts(80, 80), Group: "sg-alb"})
	to.ACL = &NetworkACL{
		Ingress: []ACLEntry{{100, tcpPorts(80, 80), netip.Prefix{}, true}},
		Egress:  []ACLEntry{{90, tcpPorts(1024, 2047), netip.Prefix{}, false}, {100, tcpPorts(1024, 32767), netip.Prefix{}, true}},
	}
	c := Connect(from, to, model.HostPort{Port: 80, Protocol: model.TCP}, LoadBalancer.Ports())
	var got []string
	for _, g := range c.Checks {
		got = append(got, fmt.Sprintf("%s of %s: %d of %d by %s", g.Filter, g.Of, g.Passing(), g.Needed.Size(), g.Rule))
	}
	want := `security group of sg-alb: 1 of 1 by sg-alb egress all to anywhere
network ACL of public-a: 1 of 1 by not described: taken as open
network ACL of private-a: 1 of 1 by rule 100
security group of sg-web: 1 of 1 by sg-web ingress tcp 80 from sg-alb
network ACL of private-a: 30720 of 64512 by rule 90, rule 100, rule *
network ACL of public-a: 64512 of 64512 by not described: taken as open`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if c.Refused() != nil || !c.Checks[4].Partial() {
		t.Errorf("refused by %+v", c.Refused())
	}
	if g := Connect(from, to, model.HostPort{Port: 81, Protocol: model.TCP}, LoadBalancer.Ports()); g.Refused() == nil || g.Refused().Rule != "rule *" {
		t.Errorf("port 81 refused by %+v, want the end of the network ACL", g.Refused())
	}
}

// Worked example N52: the ALB's group has to be let in to the whole dynamic range of
// the hosts, and the ACL of their subnet has to let answers out to all ports from
// which load balancers ask.
func TestRow52(t *testing.T) {
	need := model.NewPortSet(model.TCP, model.LinuxDynamicPorts())
	alb := iface("sg-alb", "public-a", "10.0.1.0/24")
	open := func(group, in, out model.PortSet) (int, bool) {
		hosts := iface("sg-hosts", "private-a", "10.0.2.0/24", SecurityGroupRule{Ports: group, Group: "sg-alb"})
		hosts.ACL = &NetworkACL{Ingress: []ACLEntry{{100, in, netip.Prefix{}, true}}, Egress: []ACLEntry{{100, out, block("10.0.1.0/24"), true}}}
		c := Connect(alb, hosts, model.HostPort{Port: 60999, Protocol: model.TCP}, LoadBalancer.Ports())
		answers := c.Checks[4]
		return need.Intersect(AllowedPorts(alb, hosts, LoadBalancer.Ports())).Size(), answers.OK() && !answers.Partial()
	}
	for _, c := range []struct {
		name           string
		group, in, out model.PortSet
		covered        int
		answers        bool
	}{
		{"as it has to be", tcpPorts(32768, 60999), tcpPorts(32768, 60999), tcpPorts(1024, 65535), 28232, true},
		{"Docker's fallback range", tcpPorts(49153, 65535), tcpPorts(32768, 60999), tcpPorts(1024, 65535), 11847, true},
		{"the same in the ACL", tcpPorts(32768, 60999), tcpPorts(49153, 65535), tcpPorts(1024, 65535), 11847, true},
		{"answers to Linux clients only", tcpPorts(32768, 60999), tcpPorts(32768, 60999), tcpPorts(32768, 60999), 28232, false},
		{"no answers", tcpPorts(32768, 60999), tcpPorts(32768, 60999), tcpPorts(80, 80), 0, false},
	} {
		covered, answers := open(c.group, c.in, c.out)
		if covered != c.covered || answers != c.answers {
			t.Errorf("%s: %d ports open, all answers pass: %v, want %d, %v", c.name, covered, answers, c.covered, c.answers)
		}
	}
}

// The twin asks each rule about each pair of addresses, one by one.
func TestAllowedPortsAgainstEveryAddress(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	passed := 0
	for n := range 400 {
		from, to := randomInterface(r), randomInterface(r)
		client := randomRange(r)
		open := AllowedPorts(from, to, client)
		for _, p := range []model.HostPort{{Port: 100}, {Port: 110}, {Port: 120, Protocol: model.UDP}, {Port: 65510}} {
			want := passesSomewhere(from, to, p, client)
			c := Connect(from, to, p, client)
			if open.Contains(p) != want || (c.Refused() == nil) != want {
				t.Fatalf("%d: %v from %+v to %+v: %v, %v, want %v", n, p, from, to, open, c, want)
			}
			if want {
				passed++
			}
			for _, from := range []*Interface{anyone, {Location: Internet}, {Unknown: true}} {
				if c := Connect(from, to, p, client); (c.Refused() == nil) != AllowedPorts(from, to, client).Contains(p) {
					t.Fatalf("%d: %v from outside to %+v: %+v, but open %v", n, p, to, c, AllowedPorts(from, to, client))
				}
			}
		}
	}
	if passed < 100 || passed > 1500 {
		t.Errorf("%d of 1600 connections pass: the test says little", passed)
	}
}

func randomInterface(r *rand.Rand) *Interface {
	groups := []string{"a", "b", "c"}[:1+r.IntN(3)]
	blocks := []netip.Prefix{{}, block("10.0.0.0/28"), block("10.0.0.4/30"), block("10.0.0.6/31"), block("10.0.0.16/28"), block("10.0.0.0/16"), block("0.0.0.0/0"), block("10.0.0.15/32"),
		block("::/0"), block("2001:db8::/124"), block("2001:db8::4/126"), block("2001:db8::1f/128")}
	ports := func() model.PortSet {
		return model.NewPortSet(model.Protocol(r.IntN(2)), randomRange(r), randomRange(r))
	}
	rules := func() (all []SecurityGroupRule) {
		for range r.IntN(4) {
			g := SecurityGroupRule{Ports: ports(), Block: blocks[r.IntN(len(blocks))]}
			if r.IntN(3) == 0 {
				g.Group = groups[r.IntN(len(groups))]
			}
			all = append(all, g)
		}
		return all
	}
	entries := func() (all []ACLEntry) {
		for n := range r.IntN(5) {
			all = append(all, ACLEntry{100 * n, ports(), blocks[r.IntN(len(blocks))], r.IntN(3) > 0})
		}
		return all
	}
	i := &Interface{Groups: groups, Subnet: []string{"x", "y"}[r.IntN(2)], Unknown: r.IntN(3) == 0}
	i.Block = map[string]netip.Prefix{"x": block("10.0.0.0/28"), "y": block("10.0.0.16/28")}[i.Subnet]
	i.IPv6Block = map[string]netip.Prefix{"x": block("2001:db8::/124"), "y": block("2001:db8::10/124")}[i.Subnet]
	i.Families = []Families{IPv4, IPv4 | IPv6, IPv6}[r.IntN(3)]
	for _, name := range groups {
		i.Described = append(i.Described, &SecurityGroup{name, rules(), rules()})
	}
	if r.IntN(3) > 0 {
		i.ACL = &NetworkACL{entries(), entries()}
	}
	return i
}

func passesSomewhere(from, to *Interface, port model.HostPort, client model.PortRange) bool {
	every := func(b netip.Prefix) (all []netip.Addr) {
		for a := b.Addr(); b.Contains(a); a = a.Next() {
			all = append(all, a)
		}
		return all
	}
	of := func(i *Interface) netip.Prefix {
		switch common := from.Families & to.Families; {
		case common&IPv4 != 0:
			return i.Block
		case common != 0:
			return i.IPv6Block
		}
		return netip.Prefix{}
	}
	for _, a := range every(of(from)) {
		for _, b := range every(of(to)) {
			if passesBetween(from, to, a, b, port, client) {
				return true
			}
		}
	}
	return false
}

func passesBetween(from, to *Interface, a, b netip.Addr, port model.HostPort, client model.PortRange) bool {
	group := func(i, other *Interface, d Direction, at netip.Addr) bool {
		if i.Unknown {
			return true
		}
		for _, g := range i.Described {
			for _, r := range g.rules(d) {
				about := slices.Contains(other.Groups, r.Group) || r.Group == "" && within(r.Block, at)
				if r.Ports.Contains(port) && about {
					return true
				}
			}
		}
		return false
	}
	acl := func(i *Interface, d Direction, at netip.Addr, port model.HostPort) bool {
		if i.ACL == nil || from.Subnet == to.Subnet {
			return true
		}
		for _, e := range i.ACL.entries(d) {
			if e.Ports.Contains(port) && within(e.Block, at) {
				return e.Allow
			}
		}
		return false
	}
	answer := func(i *Interface, d Direction, at netip.Addr) bool {
		for p := int(client.First); p <= int(client.Last); p++ {
			if acl(i, d, at, model.HostPort{Port: uint16(p), Protocol: port.Protocol}) {
				return true
			}
		}
		return false
	}
	return group(from, to, Egress, b) && acl(from, Egress, b, port) && acl(to, Ingress, a, port) && group(to, from, Ingress, a) &&
		answer(to, Egress, a) && answer(from, Ingress, b)
}

// randomRange is a range of few ports, now and then of many.
func randomRange(r *rand.Rand) model.PortRange {
	base := []int{0, 100, 65500}[r.IntN(3)]
	a, b := base+r.IntN(36), base+r.IntN(36)
	if r.IntN(20) == 0 {
		a, b = r.IntN(1<<16), r.IntN(1<<16)
	}
	return model.PortRange{First: uint16(min(a, b)), Last: uint16(max(a, b))}
}
