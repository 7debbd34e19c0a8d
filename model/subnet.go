package model

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// Subnet is the IPv4 network of a VPC subnet. The zero value has none: a subnet
// whose addresses nobody counts, as the scenarios that do not care have them.
type Subnet struct {
	prefix netip.Prefix
}

// The sizes that a subnet may have, as prefix lengths (VPC guide, subnet sizing).
const (
	LargestSubnet  = 16 // 65,536 addresses
	SmallestSubnet = 28 // 16 addresses
)

// The addresses of a subnet that AWS keeps: the first four (network, router, DNS,
// future use) and the last (VPC guide, subnet sizing).
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
	for _, block := range hostless {
		if block.Overlaps(p) {
			return Subnet{}, fmt.Errorf("subnet %q lies in %v, where no interface has its address, wanted a block such as \"10.0.0.0/24\"", cidr, block)
		}
	}
	return Subnet{p.Masked()}, nil
}

// hostless are blocks whose addresses no interface has: this network, loopback, link-local (RFC
// 6890), multicast (RFC 5771).
var hostless = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/4"),
}

// String returns the CIDR block, or "" for a subnet that has none.
func (s Subnet) String() string {
	if s == (Subnet{}) {
		return ""
	}
	return s.prefix.String()
}

// Prefix is the CIDR block; the zero Prefix for a subnet that has none.
func (s Subnet) Prefix() netip.Prefix { return s.prefix }

// Limited reports whether the subnet's addresses are counted.
func (s Subnet) Limited() bool { return s != Subnet{} }

// Usable is the number of addresses that network interfaces can have, 11 for a
// /28; 0 if they are not counted.
func (s Subnet) Usable() int32 {
	if !s.Limited() {
		return 0
	}
	return Usable(s.prefix.Bits())
}

// Wider returns the subnet with a prefix so many bits shorter, at least LargestSubnet: twice
// the addresses, less those that AWS keeps, for each bit.
func (s Subnet) Wider(bits int) Subnet {
	if !s.Limited() {
		return s
	}
	return Subnet{netip.PrefixFrom(s.prefix.Addr(), max(s.prefix.Bits()-bits, LargestSubnet)).Masked()}
}

// Overlaps reports whether the two share an address, which EC2 refuses in one VPC.
// A subnet without a CIDR block overlaps nothing.
func (s Subnet) Overlaps(t Subnet) bool { return s.prefix.Overlaps(t.prefix) }

// Contains reports whether the address lies in the subnet.
func (s Subnet) Contains(a netip.Addr) bool { return s.prefix.Contains(a) }

// Addresses returns the subnet's count, with nothing taken yet.
func (s Subnet) Addresses() Addresses { return Addresses{usable: s.Usable()} }

// Usable is the number of usable addresses under a prefix of that length,
// 2^(32-bits) - 5 (VPC guide, subnet sizing); never below 0. A subnet's prefix is
// LargestSubnet to SmallestSubnet.
func Usable(bits int) int32 { return max(int32(1)<<(32-bits)-ReservedAddresses, 0) }

// Addresses counts the addresses in use in one subnet, which is all that a
// simulation needs of them. Every network interface takes one: each container
// instance's primary, its trunk, and each awsvpc task's own. The zero value has
// no limit. It is a plain value of twelve bytes.
type Addresses struct {
	usable, used, peak int32
}

// Usable is the limit; false if there is none.
func (a *Addresses) Usable() (int32, bool) { return a.usable, a.usable != 0 }

// Used is the number of addresses taken and not released.
func (a *Addresses) Used() int32 { return a.used }

// Peak is the largest Used so far.
func (a *Addresses) Peak() int32 { return a.peak }

// Free is the number of addresses left; false if there is no limit.
func (a *Addresses) Free() (int32, bool) { return a.usable - a.used, a.usable != 0 }

// Take takes n addresses; false if fewer are left, and then it takes none: the
// interfaces cannot be created (InsufficientFreeAddressesInSubnet).
// It panics if n is negative.
func (a *Addresses) Take(n int32) bool {
	if n < 0 {
		panic(fmt.Sprintf("model: took %d addresses, invariant: at least 0", n))
	}
	if a.usable != 0 && n > a.usable-a.used {
		return false
	}
	a.used += n
	a.peak = max(a.peak, a.used)
	return true
}

// Release gives n addresses back. It panics if n is negative or above Used.
func (a *Addresses) Release(n int32) {
	if n < 0 || n > a.used {
		panic(fmt.Sprintf("model: released %d addresses, invariant: at most the %d in use", n, a.used))
	}
	a.used -= n
}

// AddressPool hands out the addresses of one subnet themselves, for output that
// names them and for checks that no address has two owners. EC2's choice is not
// public: here it is always the lowest free address, so that a run can be read.
type AddressPool struct {
	subnet Subnet
	taken  PortList // offsets from the network's address: 16 bits, as no subnet is above a /16
}

// NewAddressPool returns the pool of the subnet with all usable addresses free.
// It panics if the subnet has no CIDR block.
func NewAddressPool(s Subnet) *AddressPool {
	if !s.Limited() {
		panic("model: address pool of a subnet without a CIDR block, invariant: one with")
	}
	return &AddressPool{subnet: s}
}

// Take returns the lowest free address; false if all usable ones are taken.
func (p *AddressPool) Take() (netip.Addr, bool) {
	last := uint16(reservedFirst + p.subnet.Usable() - 1)
	offset, ok := p.taken.NextFree(reservedFirst, last)
	if !ok {
		return netip.Addr{}, false
	}
	p.taken.Insert(offset)
	base := p.subnet.prefix.Addr().As4()
	var a [4]byte
	binary.BigEndian.PutUint32(a[:], binary.BigEndian.Uint32(base[:])+uint32(offset))
	return netip.AddrFrom4(a), true
}

// Release gives an address back. It panics if the pool has not handed it out.
func (p *AddressPool) Release(a netip.Addr) {
	if !p.subnet.Contains(a) || !p.taken.Remove(p.offset(a)) {
		panic(fmt.Sprintf("model: released %v, invariant: an address that the pool of %v has handed out", a, p.subnet))
	}
}

// offset is the distance of an address of the subnet from its network address.
func (p *AddressPool) offset(a netip.Addr) uint16 {
	from, to := p.subnet.prefix.Addr().As4(), a.As4()
	return uint16(binary.BigEndian.Uint32(to[:]) - binary.BigEndian.Uint32(from[:]))
}

// Used is the number of addresses handed out and not released.
func (p *AddressPool) Used() int { return p.taken.Len() }
