package address

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"ecssim/sim/config"
)

// Block is where the addresses of a subnet are from. IPv4 is the zero Prefix for an IPv6-only
// subnet, IPv6 for one that has no IPv6 block.
type Block struct{ IPv4, IPv6 netip.Prefix }

// Blocks are the blocks of all subnets of a scenario in their order. A subnet to which it gives no
// IPv4 block has 10.Z.0.0/16, where Z is its number in file order from 0, and an IPv6-only one
// without a block 2001:db8:0:Z::/64 (RFC 3849, documentation): 65,531 addresses of the first kind.
// Where a block that the scenario gives overlaps that, or Z is above 255, the blocks go on behind
// the last subnet's: 10.Z.0.0/16 up to 10.255.0.0/16, then 11.0.0.0/16 and so on.
func Blocks(c *config.Config) []Block {
	var given []netip.Prefix
	for i := range c.Subnets {
		n := &c.Subnets[i].Network
		given = append(given, n.Prefix(), n.IPv6())
	}
	next := [2]int{len(c.Subnets), len(c.Subnets)}
	own := func(kind, number int, at func(number int) netip.Prefix) netip.Prefix {
		for {
			p := at(number)
			if !slices.ContainsFunc(given, p.Overlaps) {
				return p
			}
			number = next[kind]
			next[kind]++
		}
	}
	all := make([]Block, len(c.Subnets))
	for i := range c.Subnets {
		n := &c.Subnets[i].Network
		all[i] = Block{n.Prefix(), n.IPv6()}
		switch {
		case n.IPv6Only() && !n.IPv6().IsValid():
			all[i].IPv6 = own(1, i, ipv6Block)
		case !n.IPv6Only() && !n.Limited():
			all[i].IPv4 = own(0, i, ipv4Block)
		}
	}
	return all
}

// ipv4Block is the nth /16 from 10.0.0.0 on.
func ipv4Block(n int) netip.Prefix {
	n += 10 << 8
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(n >> 8), byte(n)}), 16)
}

// ipv6Block is the nth /64 of 2001:db8::/32.
func ipv6Block(n int) netip.Prefix {
	a := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	binary.BigEndian.PutUint32(a[4:], uint32(n))
	return netip.PrefixFrom(netip.AddrFrom16(a), 64)
}
