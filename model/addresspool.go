package model

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
)

// AddressPool hands out the addresses of one block of a subnet themselves, for output that
// names them and for checks that no address has two owners. EC2's choice is not
// public: here it is always the lowest free address, so that a run can be read.
// Memory is a bit for each address up to the highest that was ever taken.
type AddressPool struct {
	block netip.Prefix
	size  int      // addresses that can be handed out
	taken []uint64 // a bit for each of them, in order
	full  int      // so many words of taken have no free one
	used  int
}

// largestPool is as many addresses as a pool hands out of a block that has more.
const largestPool = 1 << 30

// NewAddressPool returns the pool of an IPv4 or IPv6 block with all addresses free but those
// that AWS keeps. It panics if there is no block.
func NewAddressPool(block netip.Prefix) *AddressPool {
	if !block.IsValid() {
		panic("model: address pool without a CIDR block, invariant: one with")
	}
	p := &AddressPool{block: block.Masked(), size: largestPool}
	if host := block.Addr().BitLen() - block.Bits(); host < bits.Len(largestPool) {
		p.size = max(1<<host-ReservedAddresses, 0)
	}
	return p
}

// Block is the block that the addresses are of.
func (p *AddressPool) Block() netip.Prefix { return p.block }

// Take returns the lowest free address; false if all are taken.
func (p *AddressPool) Take() (netip.Addr, bool) {
	for p.full < len(p.taken) && p.taken[p.full] == ^uint64(0) {
		p.full++
	}
	if p.full == len(p.taken) {
		p.taken = append(p.taken, 0)
	}
	n := p.full*64 + bits.TrailingZeros64(^p.taken[p.full])
	if n >= p.size {
		return netip.Addr{}, false
	}
	p.taken[n/64] |= 1 << (n % 64)
	p.used++
	return p.at(uint64(n) + reservedFirst), true
}

// Release gives an address back. It panics if the pool has not handed it out.
func (p *AddressPool) Release(a netip.Addr) {
	n := int(p.offset(a)) - reservedFirst
	if !p.block.Contains(a) || n < 0 || n/64 >= len(p.taken) || p.taken[n/64]>>(n%64)&1 == 0 {
		panic(fmt.Sprintf("model: released %v, invariant: an address that the pool of %v has handed out", a, p.block))
	}
	p.taken[n/64] &^= 1 << (n % 64)
	p.full = min(p.full, n/64)
	p.used--
}

// Used is the number of addresses handed out and not released.
func (p *AddressPool) Used() int { return p.used }

// at is the address so far behind the block's first one.
func (p *AddressPool) at(offset uint64) netip.Addr {
	a := p.block.Addr().As16()
	low := a[8:]
	binary.BigEndian.PutUint64(low, binary.BigEndian.Uint64(low)+offset)
	if p.block.Addr().Is4() {
		return netip.AddrFrom16(a).Unmap()
	}
	return netip.AddrFrom16(a)
}

// offset is how far behind the block's first address one of its addresses is.
func (p *AddressPool) offset(a netip.Addr) uint64 {
	from, to := p.block.Addr().As16(), a.As16()
	return binary.BigEndian.Uint64(to[8:]) - binary.BigEndian.Uint64(from[8:])
}
