package model

import (
	"math/rand/v2"
	"testing"
)

// twinSet is the twin of a PortSet: one mark a port.
type twinSet [2]bitmap

func (t *twinSet) add(p Protocol, r PortRange) { r.each(&t[p]) }

func TestPortSetAgainstBitmap(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	draw := func() (PortSet, *twinSet) {
		var set PortSet
		twin := new(twinSet)
		for range r.IntN(6) {
			p, ports := Protocol(r.IntN(2)), randomRange(r)
			set = set.Union(NewPortSet(p, ports))
			twin.add(p, ports)
		}
		return set, twin
	}
	for range 100 {
		a, x := draw()
		b, y := draw()
		for _, c := range []struct {
			name string
			got  PortSet
			want func(p Protocol, port int) bool
		}{
			{"a", a, func(p Protocol, n int) bool { return x[p][n] }},
			{"union", a.Union(b), func(p Protocol, n int) bool { return x[p][n] || y[p][n] }},
			{"intersect", a.Intersect(b), func(p Protocol, n int) bool { return x[p][n] && y[p][n] }},
			{"subtract", a.Subtract(b), func(p Protocol, n int) bool { return x[p][n] && !y[p][n] }},
			{"of all", EveryPort().Subtract(a), func(p Protocol, n int) bool { return !x[p][n] }},
		} {
			size := 0
			for _, p := range protocols {
				for n := range 1 << 16 {
					want := c.want(p, n)
					if c.got.Contains(HostPort{uint16(n), p}) != want {
						t.Fatalf("%s of %v and %v is %v, wrong at %d/%v", c.name, a, b, c.got, n, p)
					}
					if want {
						size++
					}
				}
			}
			if c.got.Size() != size {
				t.Fatalf("%s: %d ports, want %d", c.name, c.got.Size(), size)
			}
		}
	}
}

func TestPortSetString(t *testing.T) {
	for _, c := range []struct {
		set  PortSet
		want string
	}{
		{PortSet{}, "none"},
		{EveryPort(), "all"},
		{NewPortSet(UDP, PortRange{53, 53}), "udp 53"},
		{NewPortSet(TCP, PortRange{32768, 60999}, PortRange{80, 80}).Union(NewPortSet(UDP, PortRange{0, 65535})), "tcp 80, 32768-60999; udp 0-65535"},
	} {
		if got := c.set.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
