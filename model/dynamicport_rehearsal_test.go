package model

import (
	"os"
	"testing"
)

// verifying says that the long forms of the tests are wanted.
func verifying() bool { return os.Getenv("ECSSIM_VERIFY") == "1" }

// rehearsal is a DynamicPorts and its twin, with the ports of one host.
type rehearsal struct {
	t      testing.TB
	ports  DynamicPorts
	twin   stepwise
	lists  [2]struct{ published, listeners PortList }
	probed [2]*occupants
	blocks []portBlock
	tally  pickTally
}

// portBlock is what one container has published.
type portBlock struct {
	proto Protocol
	first uint16
	n     int
}

func rehearse(t testing.TB, r PortRange) *rehearsal {
	h := &rehearsal{t: t}
	h.configure(r)
	for p := range h.probed {
		h.probed[p] = &occupants{containers: map[int]bool{}, strangers: map[int]bool{}}
	}
	return h
}

// configure starts the agent with this range.
func (h *rehearsal) configure(r PortRange) {
	h.ports = DynamicPorts{Range: r}
	h.twin = stepwise{S: int(r.First), E: int(r.Last)}
}

func (h *rehearsal) restart() {
	h.ports.Restart()
	h.twin.T = 0
	h.tally.restarts++
}

func (h *rehearsal) busy(p Protocol) BusyPorts {
	return BusyPorts{Published: &h.lists[p].published, Listeners: &h.lists[p].listeners}
}

// choose asks both for n ports and compares what they say. Nothing is published.
func (h *rehearsal) choose(p Protocol, n int) (first uint16, text string) {
	h.t.Helper()
	before, probed := h.ports, h.probed[p]
	probed.met = 0
	want, wantText := h.twin.request(n, probed.available)
	h.tally.strangers += probed.met
	first, err := h.ports.Pick(n, h.busy(p))
	if int(first) != want || errText(err) != wantText || int(h.ports.Tracker()) != h.twin.T {
		h.t.Fatalf("%d ports of %v after %d: got %d, %q, tracker %d; the steps give %d, %q, tracker %d", n,
			before.Range, before.Tracker(), first, errText(err), h.ports.Tracker(), want, wantText, h.twin.T)
	}
	h.count(p, n, before, first, err)
	return first, wantText
}

// take is choose, and publishes what was found.
func (h *rehearsal) take(p Protocol, n int) (first uint16, text string) {
	h.t.Helper()
	if first, text = h.choose(p, n); text == "" {
		h.publish(p, first, n)
	}
	return first, text
}

func (h *rehearsal) publish(p Protocol, first uint16, n int) {
	for i := range n {
		h.lists[p].published.Insert(first + uint16(i))
		h.probed[p].containers[int(first)+i] = true
	}
	h.blocks = append(h.blocks, portBlock{p, first, n})
}

// bindStatic publishes a port of the container's own choice, where Docker can.
func (h *rehearsal) bindStatic(p Protocol, port uint16) {
	if h.probed[p].available(int(port)) {
		h.publish(p, port, 1)
	}
}

// release gives block i back.
func (h *rehearsal) release(i int) {
	b := h.blocks[i]
	h.blocks[i] = h.blocks[len(h.blocks)-1]
	h.blocks = h.blocks[:len(h.blocks)-1]
	for i := range b.n {
		h.lists[b.proto].published.Remove(b.first + uint16(i))
		delete(h.probed[b.proto].containers, int(b.first)+i)
	}
}

// listen starts or, where one is there, ends a foreign listener.
func (h *rehearsal) listen(p Protocol, port uint16) {
	if h.lists[p].listeners.Insert(port) {
		h.probed[p].strangers[int(port)] = true
		return
	}
	h.lists[p].listeners.Remove(port)
	delete(h.probed[p].strangers, int(port))
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
