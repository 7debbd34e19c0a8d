package firewall

import (
	"net/netip"
	"testing"

	"ecssim/model"
)

// In an IPv6-only subnet rules for IPv4 let nobody in, and who has IPv4 addresses alone reaches
// nobody there.
func TestIPv6(t *testing.T) {
	rule := func(cidr string) SecurityGroupRule {
		return SecurityGroupRule{Ports: tcpPorts(80, 80), Block: block(cidr)}
	}
	in := func(families Families, rules ...SecurityGroupRule) *Interface {
		i := iface("sg", "x", "10.0.2.0/24", rules...)
		if i.Families = families; families&IPv4 == 0 {
			i.Block = netip.Prefix{}
		}
		if families&IPv6 != 0 {
			i.IPv6Block = block("2001:db8:0:2::/64")
		}
		return i
	}
	four, both, six := in(IPv4), in(IPv4|IPv6), in(IPv6)
	for _, i := range []*Interface{four, both, six} {
		i.Subnet = "clients"
	}
	unknown, internet := &Interface{Location: Anywhere}, &Interface{Location: Internet}
	everybody := SecurityGroupRule{Ports: tcpPorts(80, 80)}
	for _, c := range []struct {
		name string
		from *Interface
		to   *Interface
		want string
	}{
		{"IPv6-only, any source", six, in(IPv6, everybody), "tcp 80"},
		{"IPv6-only, ::/0", six, in(IPv6, rule("::/0")), "tcp 80"},
		{"IPv6-only, 0.0.0.0/0", six, in(IPv6, rule("0.0.0.0/0")), "none"},
		{"IPv6-only, the clients' block", six, in(IPv6, rule("2001:db8:0:2::/64")), "tcp 80"},
		{"IPv6-only, another block", six, in(IPv6, rule("2001:db8:0:3::/64")), "none"},
		{"IPv6-only, from dual stack", both, in(IPv6, rule("::/0")), "tcp 80"},
		{"IPv6-only, from IPv4", four, in(IPv6, everybody), "none"},
		{"IPv6-only, from somebody", unknown, in(IPv6, rule("::/0")), "tcp 80"},
		{"IPv6-only, from somebody by 10.0.0.0/8", unknown, in(IPv6, rule("10.0.0.0/8")), "none"},
		{"IPv6-only, from the internet", internet, in(IPv6, rule("::/0")), "tcp 80"},
		{"IPv6-only, from private addresses", internet, in(IPv6, rule("fd00::/8")), "none"},
		{"IPv4, from IPv6-only", six, in(IPv4, everybody), "none"},
		{"dual stack, by IPv4 first", both, in(IPv4|IPv6, rule("10.0.0.0/8")), "tcp 80"},
		{"dual stack, a rule for IPv6 alone", both, in(IPv4|IPv6, rule("::/0")), "none"},
		{"dual stack, from IPv6-only", six, in(IPv4|IPv6, rule("::/0")), "tcp 80"},
	} {
		if got := AllowedPorts(c.from, c.to, AnyClient.Ports()).String(); got != c.want {
			t.Errorf("%s: open %s, want %s", c.name, got, c.want)
		}
	}
	to := in(IPv6, everybody)
	to.Subnet = "six"
	refused := Connect(four, to, model.HostPort{Port: 80}, AnyClient.Ports()).Checks
	if len(refused) != 1 || refused[0].OK() || refused[0].Refusal() != "six has IPv6 addresses alone, and clients has none" {
		t.Errorf("from IPv4 to IPv6-only: %+v", refused)
	}
}
