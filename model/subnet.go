package model

import (
	"fmt"
	"net/netip"
)

// Subnet is the CIDR blocks of a VPC subnet. The zero value has none: an IPv4 subnet
// whose addresses nobody counts, as the scenarios that do not care have them.
type Subnet struct {
	prefix   netip.Prefix // IPv4
	ipv6     netip.Prefix
	ipv6Only bool
}

// The sizes that a subnet may have, as prefix lengths (VPC guide, subnet sizing).
const (
	LargestSubnet  = 16 // 65,536 addresses
	SmallestSubnet = 28 // 16 addresses
)

// The sizes that the IPv6 block of a subnet may have, as prefix lengths in steps of
// ipv6BlockStep (VPC guide, subnet sizing, 2026; before, it was always a /64).
const (
	LargestIPv6Block  = 44
	SmallestIPv6Block = 64
	ipv6BlockStep     = 4
)

// The addresses of a subnet that AWS keeps, of its IPv4 and of its IPv6 block: the first
// four (network, router, DNS, future use) and the last (VPC guide, subnet sizing).
const (
	reservedFirst     = 4
	reservedLast      = 1
	ReservedAddresses = reservedFirst + reservedLast
)

// ParseSubnet reads an IPv4 CIDR block such as "10.0.0.0/24", /16 to /28. Bits
// beyond the prefix are cleared, as EC2 does (EC2 API CreateSubnet, CidrBlock).
func ParseSubnet(cidr string) (Subnet, error) {
	p, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil:
		return Subnet{}, fmt.Errorf(`subnet %q is not a CIDR block, wanted one such as "10.0.0.0/24"`, cidr)
	case !p.Addr().Is4():
		return Subnet{}, fmt.Errorf(`subnet %q is not IPv4, wanted a CIDR block such as "10.0.0.0/24"`, cidr)
	case p.Bits() < LargestSubnet || p.Bits() > SmallestSubnet:
		return Subnet{}, fmt.Errorf("subnet %q is a /%d, wanted /%d to /%d", cidr, p.Bits(), LargestSubnet, SmallestSubnet)
	}
	if err := inhabited(cidr, p, "10.0.0.0/24"); err != nil {
		return Subnet{}, err
	}
	return Subnet{prefix: p.Masked()}, nil
}

// inhabited refuses a block in which no interface has its address; such is one where they do.
func inhabited(cidr string, p netip.Prefix, such string) error {
	for _, block := range hostless {
		if block.Overlaps(p) {
			return fmt.Errorf("subnet %q lies in %v, where no interface has its address, wanted a block such as %q", cidr, block, such)
		}
	}
	return nil
}

// hostless are blocks whose addresses no interface of a subnet has: this network, loopback,
// link-local (RFC 6890), multicast (RFC 5771, RFC 4291).
var hostless = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("::/8"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("ff00::/8"),
}

// ParseIPv6Block reads the IPv6 CIDR block of a subnet such as "2001:db8:0:1::/64", /44 to
// /64 in steps of 4. Bits beyond the prefix are cleared.
func ParseIPv6Block(cidr string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(cidr)
	switch bits := p.Bits(); {
	case err != nil:
		return netip.Prefix{}, fmt.Errorf(`subnet %q is not a CIDR block, wanted one such as "2001:db8:0:1::/64"`, cidr)
	case !p.Addr().Is6() || p.Addr().Is4In6():
		return netip.Prefix{}, fmt.Errorf(`subnet %q is not IPv6, wanted a CIDR block such as "2001:db8:0:1::/64"`, cidr)
	case bits < LargestIPv6Block || bits > SmallestIPv6Block || bits%ipv6BlockStep != 0:
		return netip.Prefix{}, fmt.Errorf("subnet %q is a /%d, wanted /%d to /%d in steps of %d",
			cidr, bits, LargestIPv6Block, SmallestIPv6Block, ipv6BlockStep)
	}
	if err := inhabited(cidr, p, "2001:db8:0:1::/64"); err != nil {
		return netip.Prefix{}, err
	}
	return p.Masked(), nil
}

// WithIPv6 is the subnet with an IPv6 block beside what it has: dual stack.
func (s Subnet) WithIPv6(block netip.Prefix) Subnet {
	s.ipv6 = block
	return s
}

// IPv6OnlySubnet is a subnet whose network interfaces have no IPv4 address; the zero Prefix =
// nobody says which block it has.
func IPv6OnlySubnet(block netip.Prefix) Subnet { return Subnet{ipv6: block, ipv6Only: true} }

// String returns the CIDR blocks, the IPv4 one first, or "" for a subnet that has none.
func (s Subnet) String() string {
	switch {
	case !s.ipv6.IsValid() && !s.prefix.IsValid():
		return ""
	case !s.ipv6.IsValid():
		return s.prefix.String()
	case !s.prefix.IsValid():
		return s.ipv6.String()
	}
	return s.prefix.String() + " and " + s.ipv6.String()
}

// Prefix is the IPv4 block; the zero Prefix for a subnet that has none.
func (s Subnet) Prefix() netip.Prefix { return s.prefix }

// IPv6 is the IPv6 block; the zero Prefix for a subnet that has none.
func (s Subnet) IPv6() netip.Prefix { return s.ipv6 }

// IPv6Only reports whether network interfaces in the subnet have no IPv4 address.
func (s Subnet) IPv6Only() bool { return s.ipv6Only }

// HasIPv6 reports whether network interfaces in the subnet may have IPv6 addresses.
func (s Subnet) HasIPv6() bool { return s.ipv6Only || s.ipv6.IsValid() }

// Limited reports whether the subnet's IPv4 addresses are counted and can run out. There are
// more IPv6 addresses in the smallest block than network interfaces in the world.
func (s Subnet) Limited() bool { return s.prefix.IsValid() }

// Usable is the number of IPv4 addresses that network interfaces can have, 11 for a
// /28; 0 if they are not counted.
func (s Subnet) Usable() int32 {
	if !s.Limited() {
		return 0
	}
	return Usable(s.prefix.Bits())
}

// Wider returns the subnet with an IPv4 prefix so many bits shorter, at least LargestSubnet:
// twice the addresses, less those that AWS keeps, for each bit.
func (s Subnet) Wider(bits int) Subnet {
	if !s.Limited() {
		return s
	}
	s.prefix = netip.PrefixFrom(s.prefix.Addr(), max(s.prefix.Bits()-bits, LargestSubnet)).Masked()
	return s
}

// Overlaps reports whether the two share an address, which EC2 refuses in one VPC.
// A subnet without a CIDR block overlaps nothing.
func (s Subnet) Overlaps(t Subnet) bool {
	return s.prefix.Overlaps(t.prefix) || s.ipv6.Overlaps(t.ipv6)
}

// Addresses returns the subnet's count, with nothing taken yet.
func (s Subnet) Addresses() Addresses { return Addresses{usable: s.Usable(), none: s.ipv6Only} }

// Usable is the number of usable addresses under a prefix of that length,
// 2^(32-bits) - 5 (VPC guide, subnet sizing); never below 0. A subnet's prefix is
// LargestSubnet to SmallestSubnet.
func Usable(bits int) int32 { return max(int32(1)<<(32-bits)-ReservedAddresses, 0) }

// Addresses counts the IPv4 addresses in use in one subnet, which is all that a
// simulation needs of them. Every network interface takes one, but in an IPv6-only
// subnet: each container instance's primary, its trunk, and each awsvpc task's own.
// The zero value has no limit. It is a plain value of sixteen bytes.
type Addresses struct {
	usable, used, peak int32
	none               bool // of an IPv6-only subnet: nothing is taken
}

// Usable is the limit; false if there is none.
func (a *Addresses) Usable() (int32, bool) { return a.usable, a.usable != 0 }

// Used is the number of addresses taken and not released.
func (a *Addresses) Used() int32 { return a.used }

// Peak is the largest Used so far.
func (a *Addresses) Peak() int32 { return a.peak }

// Free is the number of addresses left; false if there is no limit.
func (a *Addresses) Free() (int32, bool) { return a.usable - a.used, a.usable != 0 }

// Take takes the addresses of n interfaces; false if fewer are left, and then it takes none: the
// interfaces cannot be created (InsufficientFreeAddressesInSubnet).
// It panics if n is negative.
func (a *Addresses) Take(n int32) bool {
	if n < 0 {
		panic(fmt.Sprintf("model: took %d addresses, invariant: at least 0", n))
	}
	if a.usable != 0 && n > a.usable-a.used {
		return false
	}
	if a.none {
		return true
	}
	a.used += n
	a.peak = max(a.peak, a.used)
	return true
}

// Release gives the addresses of n interfaces back. It panics if n is negative or above Used.
func (a *Addresses) Release(n int32) {
	if a.none && n >= 0 {
		return
	}
	if n < 0 || n > a.used {
		panic(fmt.Sprintf("model: released %d addresses, invariant: at most the %d in use", n, a.used))
	}
	a.used -= n
}
