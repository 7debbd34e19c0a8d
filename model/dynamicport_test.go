package model

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

// verifying says that the long forms of the tests are wanted.
func verifying() bool { return os.Getenv("ECSSIM_VERIFY") == "1" }

// walker is the slow twin of DynamicPorts: the agent's published procedure to the
// letter, which probes port by port.
type walker struct {
	start, end, tracker int
}

func (w *walker) pick(n int, free func(port int) bool) (first int, err string) {
	start := w.start
	if w.tracker != 0 {
		start = w.tracker + 1
	}
	first, last, found := w.walk(n, start, w.end, free)
	if !found && w.tracker != 0 {
		first, last, found = w.walk(n, w.start, last-1, free)
	}
	if last == w.end {
		w.tracker = w.start - 1
	} else {
		w.tracker = last
	}
	switch {
	case !found && n == 1:
		return 0, "a host port is unavailable"
	case !found:
		return 0, fmt.Sprintf("%d contiguous host ports are unavailable", n)
	case (first < w.start || last > w.end) && n == 1:
		return 0, fmt.Sprintf("The host port: %d found by ECS Agent is not within the expected host port range: %d-%d", first, w.start, w.end)
	case first < w.start || last > w.end:
		return 0, fmt.Sprintf("The host port range: %d-%d found by ECS Agent is not within the expected host port range: %d-%d", first, last, w.start, w.end)
	}
	return first, ""
}

func (w *walker) walk(n, start, end int, free func(port int) bool) (first, last int, found bool) {
	run := 0
	for port := start; port <= end && run != n; port++ {
		switch {
		case !free(port):
		case port-last == 1:
			last = port
			run++
		default:
			first, last, run = port, port, 1
		}
	}
	return first, last, run == n
}

// rehearsal is a DynamicPorts and its twin, with the ports of one host.
type rehearsal struct {
	t      testing.TB
	ports  DynamicPorts
	twin   walker
	lists  [2]struct{ published, listeners PortList }
	in     [2]*bitmap // published or listened on
	blocks []portBlock
}

type portBlock struct {
	proto Protocol
	first uint16
	n     int
}

func rehearse(t testing.TB, r PortRange) *rehearsal {
	return &rehearsal{
		t: t, ports: DynamicPorts{Range: r}, twin: walker{start: int(r.First), end: int(r.Last)},
		in: [2]*bitmap{new(bitmap), new(bitmap)},
	}
}

func (h *rehearsal) busy(p Protocol) BusyPorts {
	return BusyPorts{Published: &h.lists[p].published, Listeners: &h.lists[p].listeners}
}

// take asks both for n ports, compares what they say, and publishes the find.
func (h *rehearsal) take(p Protocol, n int) (first uint16, text string) {
	h.t.Helper()
	before := h.ports
	want, wantText := h.twin.pick(n, func(port int) bool { return !h.in[p][port] })
	first, err := h.ports.Pick(n, h.busy(p))
	if int(first) != want || errText(err) != wantText || int(h.ports.Tracker()) != h.twin.tracker {
		h.t.Fatalf("%d ports of %v after %d: got %d, %q, tracker %d; the walk gives %d, %q, tracker %d", n,
			before.Range, before.Tracker(), first, errText(err), h.ports.Tracker(), want, wantText, h.twin.tracker)
	}
	if err != nil {
		return 0, wantText
	}
	for i := range n {
		h.lists[p].published.Insert(first + uint16(i))
		h.in[p][int(first)+i] = true
	}
	h.blocks = append(h.blocks, portBlock{p, first, n})
	return first, ""
}

// release gives block i back.
func (h *rehearsal) release(i int) {
	b := h.blocks[i]
	h.blocks[i] = h.blocks[len(h.blocks)-1]
	h.blocks = h.blocks[:len(h.blocks)-1]
	for i := range b.n {
		h.lists[b.proto].published.Remove(b.first + uint16(i))
		h.in[b.proto][int(b.first)+i] = false
	}
}

// listen starts or, where one is there, ends a foreign listener.
func (h *rehearsal) listen(p Protocol, port uint16) {
	l := &h.lists[p]
	switch {
	case l.published.Has(port):
	case l.listeners.Insert(port):
		h.in[p][port] = true
	default:
		l.listeners.Remove(port)
		h.in[p][port] = false
	}
}

// free gives back the port, or the ports, that begin there.
func (h *rehearsal) free(port uint16) {
	h.t.Helper()
	for i, b := range h.blocks {
		if b.first == port {
			h.release(i)
			return
		}
	}
	h.t.Fatalf("port %d is held by nobody", port)
}

func (h *rehearsal) restart() {
	h.ports.Restart()
	h.twin.tracker = 0
}

func TestDynamicPortsAgainstWalk(t *testing.T) {
	operations := 200_000
	if verifying() {
		operations = 10_000_000
	}
	r := rand.New(rand.NewPCG(4, 1))
	for operations > 0 {
		n := 200
		if r.IntN(40) == 0 {
			n = 2000
		}
		randomRehearsal(t, r, min(n, operations), n == 2000)
		operations -= n
	}
}

// randomRehearsal plays n random operations on one host. Small ranges are kept
// nearly full, so that wraps, failures and the quirk are common.
func randomRehearsal(t *testing.T, r *rand.Rand, n int, large bool) {
	size, longest := 1+r.IntN(24), 7
	if large {
		size, longest = 100+r.IntN(900), 60
	}
	first := []int{1, 2, 100, 32768, 65536 - size}[r.IntN(5)]
	h := rehearse(t, PortRange{uint16(first), uint16(first + size - 1)})
	keep := r.Float64() // how full the range becomes
	for range n {
		p := Protocol(r.IntN(2))
		switch x := r.Float64(); {
		case x < 0.02:
			h.restart()
		case x < 0.10:
			h.listen(p, uint16(min(first+r.IntN(size+2), 65535)))
		case x < 0.40:
			h.take(p, 1)
		case x < 0.55:
			h.take(p, 1+r.IntN(longest))
		case len(h.blocks) > 0 && r.Float64() > keep*0.5:
			h.release(r.IntN(len(h.blocks)))
		}
	}
}

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
