package model

import (
	"math/rand/v2"
	"testing"
)

// The picker, and the published steps: equal ports, errors and trackers over random
// operations on many hosts, every interesting case among them.
func TestDynamicPortsAgainstSteps(t *testing.T) {
	operations := 200_000
	if verifying() {
		operations = 10_000_000
	}
	r := rand.New(rand.NewPCG(4, 1))
	var met pickTally
	for left := operations; left > 0; {
		n := 200
		if r.IntN(40) == 0 {
			n = 2000
		}
		met.add(randomRehearsal(t, r, min(n, left), n == 2000))
		left -= n
	}
	t.Logf("%d operations: %+v", operations, met)
	for what, n := range met.counts() {
		if *n < operations/20_000 {
			t.Errorf("%s: met %d times in %d operations, want at least one in 20,000", what, *n, operations)
		}
	}
}

// randomRehearsal plays n random operations on one host. Small ranges are kept
// nearly full, so that wraps, failures and the quirk are common.
func randomRehearsal(t *testing.T, r *rand.Rand, n int, large bool) pickTally {
	size, longest := 1+r.IntN(24), 7
	if large {
		size, longest = 100+r.IntN(900), 60
	}
	first := []int{1, 2, 100, 32768, 65536 - size}[r.IntN(5)]
	whole := PortRange{uint16(first), uint16(first + size - 1)}
	h := rehearse(t, whole)
	near := func() uint16 { return uint16(min(first+r.IntN(size+2), 65535)) }
	releases := 0.3 + 0.2*r.Float64() // the fewer, the fuller the range
	for range n {
		p := Protocol(r.IntN(2))
		switch x := r.Float64(); {
		case x < 0.015:
			h.restart()
		case x < 0.02: // with a part of the range, while all that runs goes on
			a, b := whole.First+uint16(r.IntN(size)), whole.First+uint16(r.IntN(size))
			h.restart()
			h.configure(PortRange{min(a, b), max(a, b)})
			h.tally.newRanges++
		case x < 0.10:
			h.listen(p, near())
		case x < 0.12:
			h.bindStatic(p, near())
		case x < 0.14:
			if _, text := h.choose(p, 1+r.IntN(2)); text == "" {
				h.tally.unbound++
			}
		case x < 0.14+releases && len(h.blocks) > 0:
			h.release(r.IntN(len(h.blocks)))
		case r.IntN(3) > 0:
			h.take(p, 1)
		default:
			h.take(p, 1+r.IntN(longest))
		}
	}
	return h.tally
}

// pickTally counts what a rehearsal has met, so that a test can tell that it tested.
type pickTally struct {
	ports, ranges               [2]int // found, by Protocol: one port, and contiguous ones
	portsRefused, rangesRefused int
	wraps                       int // found by the search from the range's first port
	wrapsPastTracker            int // of those, blocks that end after the port where the search before began
	lastPort                    int // found at the end of the range
	quirks                      int // refused though there is room: nothing is free after the tracker
	refusedShortOfRoom          int // refused though there is room, and something is free after the tracker
	outsideRange                int // found at port 1, and reported as port 0
	strangers                   int // ports passed over because a process that is no container listens
	unbound                     int // found, but the container was never started
	restarts, newRanges         int // restarts of the agent, and those with another range
}

// counts names every count.
func (t *pickTally) counts() map[string]*int {
	return map[string]*int{
		"TCP port found": &t.ports[TCP], "UDP port found": &t.ports[UDP], "port refused": &t.portsRefused,
		"TCP range found": &t.ranges[TCP], "UDP range found": &t.ranges[UDP], "range refused": &t.rangesRefused,
		"wrap": &t.wraps, "wrap past the tracker": &t.wrapsPastTracker, "end of the range": &t.lastPort,
		"refused by the quirk": &t.quirks, "refused short of room": &t.refusedShortOfRoom, "found at port 1": &t.outsideRange,
		"listener passed over": &t.strangers, "never bound": &t.unbound,
		"restart": &t.restarts, "restart with another range": &t.newRanges,
	}
}

func (t *pickTally) add(u pickTally) {
	more := u.counts()
	for what, n := range t.counts() {
		*n += *more[what]
	}
}

// count files one answer. What it needs to know it counts out for itself.
func (h *rehearsal) count(p Protocol, n int, before DynamicPorts, first uint16, err error) {
	t, tracker, r := &h.tally, int(before.Tracker()), before.Range
	switch err.(type) {
	case NoPortsError:
		if n == 1 {
			t.portsRefused++
		} else {
			t.rangesRefused++
		}
		switch {
		case tracker == 0 || h.longestFree(p, int(r.First), int(r.Last)) < n:
		case h.longestFree(p, tracker+1, int(r.Last)) == 0:
			t.quirks++
		default:
			t.refusedShortOfRoom++
		}
		return
	case PortOutsideRangeError:
		t.outsideRange++
		return
	}
	if n == 1 {
		t.ports[p]++
	} else {
		t.ranges[p]++
	}
	last := int(first) + n - 1
	if last == int(r.Last) {
		t.lastPort++
	}
	if tracker != 0 && int(first) <= tracker {
		t.wraps++
		if last > tracker {
			t.wrapsPastTracker++
		}
	}
}

// longestFree is the length of the longest row of free ports.
func (h *rehearsal) longestFree(p Protocol, from, to int) (longest int) {
	row := 0
	for port := from; port <= to; port++ {
		row++
		if o := h.probed[p]; o.containers[port] || o.strangers[port] {
			row = 0
		}
		longest = max(longest, row)
	}
	return longest
}
