package model

import (
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

// An IPv6 block is one of those that EC2 gives a subnet, and comes beside an IPv4 one or alone.
func TestParseIPv6Block(t *testing.T) {
	for _, c := range []struct{ cidr, want, err string }{
		{"2600:1f14:30ab:6914::/64", "2600:1f14:30ab:6914::/64", ""},
		{"2600:1f14:30ab:6914::7/64", "2600:1f14:30ab:6914::/64", ""},
		{"2001:db8::/60", "2001:db8::/60", ""},
		{"2001:db8::/44", "2001:db8::/44", ""},
		{"10.0.0.0/24", "", `subnet "10.0.0.0/24" is not IPv6, wanted a CIDR block such as "2001:db8:0:1::/64"`},
		{"::ffff:10.0.0.0/120", "", `subnet "::ffff:10.0.0.0/120" is not IPv6, wanted a CIDR block such as "2001:db8:0:1::/64"`},
		{"2001:db8::", "", `subnet "2001:db8::" is not a CIDR block, wanted one such as "2001:db8:0:1::/64"`},
		{"2001:db8::/57", "", `subnet "2001:db8::/57" is a /57, wanted /44 to /64 in steps of 4`},
		{"2001:db8::/40", "", `subnet "2001:db8::/40" is a /40, wanted /44 to /64 in steps of 4`},
		{"fe80::/64", "", `subnet "fe80::/64" lies in fe80::/10, where no interface has its address, wanted a block such as "2001:db8:0:1::/64"`},
		{"2001:db8::/80", "", `subnet "2001:db8::/80" is a /80, wanted /44 to /64 in steps of 4`},
	} {
		p, err := ParseIPv6Block(c.cidr)
		if got := (Subnet{}).WithIPv6(p); got.String() != c.want || errText(err) != c.err {
			t.Errorf("ParseIPv6Block(%q) = %v, %q, want %s, %q", c.cidr, p, errText(err), c.want, c.err)
		}
	}
	block := netip.MustParsePrefix("2001:db8::/64")
	dual, only := mustSubnet(t, "10.0.0.0/28").WithIPv6(block), IPv6OnlySubnet(block)
	if dual.String() != "10.0.0.0/28 and 2001:db8::/64" || !dual.Limited() || dual.IPv6Only() || dual.Wider(1).IPv6() != block {
		t.Errorf("dual stack: %v", dual)
	}
	a := only.Addresses()
	if _, limited := a.Usable(); limited || !a.Take(1000) || a.Used() != 0 || a.Peak() != 0 || !only.Overlaps(dual) {
		t.Errorf("IPv6-only: %v, %+v", only, a)
	}
	a.Release(1000)
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
	count, pool := s.Addresses(), NewAddressPool(s.Prefix())
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
		"pool without a block":   func(*Addresses) { NewAddressPool(netip.Prefix{}) },
		"a stranger's address":   func(*Addresses) { release("10.0.0.0/28", 0, "10.0.0.4") },
		"another subnet's":       func(*Addresses) { release("10.0.0.0/28", 1, "10.0.1.4") },
		"one that AWS keeps":     func(*Addresses) { release("10.0.0.0/28", 1, "10.0.0.3") },
		"of the other family":    func(*Addresses) { release("2001:db8::/64", 1, "10.0.0.4") },
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

// release takes so many addresses of a block and then gives one back.
func release(block string, take int, a string) {
	p := NewAddressPool(netip.MustParsePrefix(block))
	for range take {
		p.Take()
	}
	p.Release(netip.MustParseAddr(a))
}
