package model

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The default range is large: the picker must still agree when it fills up.
func TestDynamicPortsFillsTheDefaultRange(t *testing.T) {
	h := rehearse(t, LinuxDynamicPorts())
	h.listen(TCP, 51678)
	h.listen(TCP, 51679)
	for i := range 28230 {
		if _, err := h.take(TCP, 1); err != "" {
			t.Fatalf("request %d: %s", i+1, err)
		}
	}
	if _, err := h.take(TCP, 1); err != "a host port is unavailable" {
		t.Errorf("request 28,231: %q", err)
	}
	if p, err := h.take(UDP, 28232); p != 32768 || err != "" {
		t.Errorf("28,232 UDP ports: %d, %q", p, err)
	}
}

func TestDynamicPortsAllocatesNothing(t *testing.T) {
	h := rehearse(t, LinuxDynamicPorts())
	for range 100 {
		h.take(TCP, 1)
	}
	busy, published := h.busy(TCP), &h.lists[TCP].published
	if n := testing.AllocsPerRun(1000, func() {
		p, err := h.ports.Pick(1, busy)
		if err != nil {
			t.Fatal(err)
		}
		published.Insert(p)
		published.Remove(p)
		if _, err := h.ports.Pick(60, busy); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestDynamicPortsErrorsAreTyped(t *testing.T) {
	var full PortList
	full.Insert(100)
	d := DynamicPorts{Range: PortRange{100, 100}}
	_, err := d.Pick(1, BusyPorts{Published: &full})
	if !errors.Is(err, ErrNoPort) {
		t.Errorf("%v is not ErrNoPort", err)
	}
	if got := HostConfigErrorPrefix + err.Error(); got != "HostConfigError: error retrieving docker port map: a host port is unavailable" {
		t.Errorf("reason = %q", got)
	}
	_, err = d.Pick(3, BusyPorts{})
	if errors.Is(err, ErrNoPort) || !errors.Is(err, NoPortsError(3)) {
		t.Errorf("%v is not NoPortsError(3)", err)
	}
	if got := HostConfigErrorPrefix + err.Error(); got != "HostConfigError: error retrieving docker port map: 3 contiguous host ports are unavailable" {
		t.Errorf("reason = %q", got)
	}
}

// A range that begins at port 1 is the agent's one way to its range error.
func TestDynamicPortsInARangeFromOne(t *testing.T) {
	h := rehearse(t, PortRange{1, 9})
	if _, err := h.take(TCP, 1); err != "The host port: 0 found by ECS Agent is not within the expected host port range: 1-9" {
		t.Errorf("first request: %q", err)
	}
	if p, err := h.take(TCP, 1); p != 2 {
		t.Errorf("second request: %d, %q, want 2", p, err)
	}
	h.restart()
	h.free(2)
	if _, err := h.take(TCP, 3); err != "The host port range: 0-3 found by ECS Agent is not within the expected host port range: 1-9" {
		t.Errorf("range request: %q", err)
	}
}

func TestDynamicPortsRefusesWhatCannotBeAsked(t *testing.T) {
	for _, c := range []struct {
		d DynamicPorts
		n int
	}{{DynamicPorts{Range: PortRange{1, 9}}, 0}, {DynamicPorts{}, 1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Pick(%d) in %v: no panic", c.n, c.d.Range)
				}
			}()
			_, _ = c.d.Pick(c.n, BusyPorts{})
		}()
	}
}

// BenchmarkDynamicPorts gives a random port back and picks the next one.
func BenchmarkDynamicPorts(b *testing.B) {
	for _, used := range []int{10, 50, 120, 1000} {
		b.Run(fmt.Sprint(used), func(b *testing.B) {
			r := rand.New(rand.NewPCG(5, 1))
			d := DynamicPorts{Range: LinuxDynamicPorts()}
			var list PortList
			held := make([]uint16, used)
			turn := func(i int) {
				held[i], _ = d.Pick(1, BusyPorts{Published: &list})
				list.Insert(held[i])
			}
			for i := range held {
				turn(i)
			}
			b.ReportAllocs()
			for b.Loop() {
				i := r.IntN(used)
				list.Remove(held[i])
				turn(i)
			}
		})
	}
}
