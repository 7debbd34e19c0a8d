package model

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
)

func TestAddressPoolBounds(t *testing.T) {
	for _, c := range []struct{ cidr, first, last string }{
		{"10.0.0.16/28", "10.0.0.20", "10.0.0.30"},
		{"10.1.0.0/16", "10.1.0.4", "10.1.255.254"},
	} {
		p := NewAddressPool(netip.MustParsePrefix(c.cidr))
		var first, last netip.Addr
		for a, ok := p.Take(); ok; a, ok = p.Take() {
			if last = a; p.Used() == 1 {
				first = a
			}
		}
		if first.String() != c.first || last.String() != c.last || p.Used() != int(mustSubnet(t, c.cidr).Usable()) {
			t.Errorf("%s: %v to %v, %d of them", c.cidr, first, last, p.Used())
		}
	}
}

// No address has two owners, and the pool and the count never differ.
func TestAddressPoolAgainstSet(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	s := mustSubnet(t, "192.168.7.64/26")
	p, count, owned := NewAddressPool(s.Prefix()), s.Addresses(), []netip.Addr{}
	for range 20_000 {
		if i := r.IntN(100); i < len(owned) {
			p.Release(owned[i])
			count.Release(1)
			owned = append(owned[:i], owned[i+1:]...)
			continue
		}
		a, ok := p.Take()
		if ok != count.Take(1) || ok && !s.Prefix().Contains(a) {
			t.Fatalf("%v, %v with %d taken", a, ok, len(owned))
		}
		for _, b := range owned {
			if ok && b.Compare(a) == 0 {
				t.Fatalf("%v has two owners", a)
			}
		}
		if ok {
			owned = append(owned, a)
		}
		if p.Used() != len(owned) || int(count.Used()) != len(owned) {
			t.Fatalf("%d and %d used, want %d", p.Used(), count.Used(), len(owned))
		}
	}
}

// An IPv6 block begins as an IPv4 one does and does not end.
func TestAddressPoolIPv6(t *testing.T) {
	p := NewAddressPool(netip.MustParsePrefix("2600:1f14:30ab:6914::/64"))
	for range 70_000 {
		if _, ok := p.Take(); !ok {
			t.Fatal("no address")
		}
	}
	for _, a := range []string{"2600:1f14:30ab:6914::5", "2600:1f14:30ab:6914::4", "2600:1f14:30ab:6914::ffff"} {
		p.Release(netip.MustParseAddr(a))
	}
	got := []string{}
	for range 4 {
		a, _ := p.Take()
		got = append(got, a.String())
	}
	want := []string{"2600:1f14:30ab:6914::4", "2600:1f14:30ab:6914::5", "2600:1f14:30ab:6914::ffff", "2600:1f14:30ab:6914::1:1174"}
	if !slices.Equal(got, want) || p.Used() != 70_001 {
		t.Errorf("%v, %d used, want %v", got, p.Used(), want)
	}
}
