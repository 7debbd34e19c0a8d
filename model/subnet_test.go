package model

import (
	"math/rand/v2"
	"net/netip"
	"testing"
)

func TestParseSubnet(t *testing.T) {
	for _, c := range []struct {
		cidr, want string
		usable     int32
		err        string
	}{
		{"10.0.0.0/28", "10.0.0.0/28", 11, ""},
		{"10.0.0.0/27", "10.0.0.0/27", 27, ""},
		{"10.0.0.0/26", "10.0.0.0/26", 59, ""},
		{"10.0.0.0/25", "10.0.0.0/25", 123, ""},
		{"10.0.0.0/24", "10.0.0.0/24", 251, ""},
		{"10.0.16.0/20", "10.0.16.0/20", 4091, ""},
		{"172.31.0.0/16", "172.31.0.0/16", 65531, ""},
		{"100.68.0.18/18", "100.68.0.0/18", 16379, ""},
		{"", "", 0, `subnet "" is not a CIDR block, wanted one such as "10.0.0.0/24"`},
		{"10.0.0.0", "", 0, `subnet "10.0.0.0" is not a CIDR block, wanted one such as "10.0.0.0/24"`},
		{"10.0.0/24", "", 0, `subnet "10.0.0/24" is not a CIDR block, wanted one such as "10.0.0.0/24"`},
		{"10.0.0.0/33", "", 0, `subnet "10.0.0.0/33" is not a CIDR block, wanted one such as "10.0.0.0/24"`},
		{"10.0.0.256/24", "", 0, `subnet "10.0.0.256/24" is not a CIDR block, wanted one such as "10.0.0.0/24"`},
		{"10.0.0.0/29", "", 0, `subnet "10.0.0.0/29" is a /29, wanted /16 to /28`},
		{"10.0.0.0/8", "", 0, `subnet "10.0.0.0/8" is a /8, wanted /16 to /28`},
		{"2001:db8::/64", "", 0, `subnet "2001:db8::/64" is not IPv4, wanted a CIDR block such as "10.0.0.0/24"`},
	} {
		got, err := ParseSubnet(c.cidr)
		if got.String() != c.want || got.Usable() != c.usable || errText(err) != c.err {
			t.Errorf("ParseSubnet(%q) = %v with %d, %q, want %s with %d, %q",
				c.cidr, got, got.Usable(), errText(err), c.want, c.usable, c.err)
		}
		if got.Limited() != (c.want != "") {
			t.Errorf("ParseSubnet(%q).Limited() = %v", c.cidr, got.Limited())
		}
	}
}

func FuzzParseSubnet(f *testing.F) {
	for _, s := range []string{"10.0.0.0/24", "0.0.0.0/16", "255.255.255.255/28", "::ffff:10.0.0.0/120", "10.0.0.0/024", "/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cidr string) {
		s, err := ParseSubnet(cidr)
		if err != nil {
			if s.Limited() {
				t.Fatalf("%q refused, yet gives %v", cidr, s)
			}
			return
		}
		if n := s.Usable(); n < 11 || n > 65531 {
			t.Fatalf("%q has %d usable addresses", cidr, n)
		}
		if again, err := ParseSubnet(s.String()); err != nil || again != s {
			t.Fatalf("%q gives %v, which reads as %v, %v", cidr, s, again, err)
		}
	})
}

func TestSubnetOverlaps(t *testing.T) {
	wide, inside, beside := mustSubnet(t, "10.0.0.0/20"), mustSubnet(t, "10.0.8.0/24"), mustSubnet(t, "10.0.16.0/20")
	for _, c := range []struct {
		a, b Subnet
		want bool
	}{{wide, inside, true}, {inside, wide, true}, {wide, beside, false}, {wide, Subnet{}, false}, {Subnet{}, Subnet{}, false}} {
		if got := c.a.Overlaps(c.b); got != c.want {
			t.Errorf("%v.Overlaps(%v) = %v", c.a, c.b, got)
		}
	}
}

func mustSubnet(t testing.TB, cidr string) Subnet {
	t.Helper()
	s, err := ParseSubnet(cidr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Row 10: a /28 used only by task network interfaces, and twelve tasks.
func TestRow10SubnetRunsDry(t *testing.T) {
	s := mustSubnet(t, "10.0.0.0/28")
	count, pool := s.Addresses(), NewAddressPool(s)
	for task := 1; task <= 12; task++ {
		_, ok := pool.Take()
		if took := count.Take(1); took != (task <= 11) || ok != took {
			t.Errorf("task %d: counted %v, address %v", task, took, ok)
		}
	}
	if free, limited := count.Free(); free != 0 || !limited || count.Used() != 11 {
		t.Errorf("%d used, %d free", count.Used(), free)
	}
}

func TestAddresses(t *testing.T) {
	s := mustSubnet(t, "10.0.0.0/28")
	a := s.Addresses()
	if a.Take(12) || a.Used() != 0 || a.Peak() != 0 {
		t.Errorf("took 12 of 11: %+v", a)
	}
	if !a.Take(9) || a.Take(3) || !a.Take(2) {
		t.Errorf("9 and 2 fit, 3 more do not: %+v", a)
	}
	a.Release(10)
	if free, _ := a.Free(); free != 10 || a.Used() != 1 || a.Peak() != 11 {
		t.Errorf("after releasing 10: %+v", a)
	}
	if n, ok := a.Usable(); n != 11 || !ok {
		t.Errorf("usable %d, %v", n, ok)
	}
}

func TestAddressesWithoutLimit(t *testing.T) {
	a := Subnet{}.Addresses()
	if !a.Take(1 << 20) {
		t.Error("no limit, yet refused")
	}
	_, limited := a.Usable()
	if _, ok := a.Free(); limited || ok || a.Peak() != 1<<20 {
		t.Errorf("%+v", a)
	}
}

func TestAddressesPanics(t *testing.T) {
	for name, f := range map[string]func(a *Addresses){
		"release more than used": func(a *Addresses) { a.Release(2) },
		"release less than none": func(a *Addresses) { a.Release(-1) },
		"take less than none":    func(a *Addresses) { a.Take(-1) },
		"pool without a network": func(*Addresses) { NewAddressPool(Subnet{}) },
		"a stranger's address": func(*Addresses) {
			NewAddressPool(mustSubnet(t, "10.0.0.0/28")).Release(netip.MustParseAddr("10.0.0.4"))
		},
		"another subnet's address": func(*Addresses) {
			p := NewAddressPool(mustSubnet(t, "10.0.0.0/28"))
			p.Take()
			p.Release(netip.MustParseAddr("10.0.1.4"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := mustSubnet(t, "10.0.0.0/28").Addresses()
			a.Take(1)
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f(&a)
		})
	}
}

func TestAddressPoolBounds(t *testing.T) {
	for _, c := range []struct{ cidr, first, last string }{
		{"10.0.0.16/28", "10.0.0.20", "10.0.0.30"},
		{"10.1.0.0/16", "10.1.0.4", "10.1.255.254"},
	} {
		p := NewAddressPool(mustSubnet(t, c.cidr))
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
	p, count, owned := NewAddressPool(s), s.Addresses(), []netip.Addr{}
	for range 20_000 {
		if i := r.IntN(100); i < len(owned) {
			p.Release(owned[i])
			count.Release(1)
			owned = append(owned[:i], owned[i+1:]...)
			continue
		}
		a, ok := p.Take()
		if ok != count.Take(1) || ok && !s.Contains(a) {
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
