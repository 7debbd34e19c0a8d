//go:build linux || freebsd || windows

package difftest

import (
	"net"
	"os"
	"strings"
	"testing"

	"ecssim/model"

	"github.com/docker/docker/libnetwork/portallocator"
)

// effort is the number of random sequences in the test of short ones, and of random
// operations in each of the others.
func effort() int {
	if os.Getenv("ECSSIM_VERIFY") == "1" {
		return 1_000_000
	}
	return 100_000
}

// pair is our table of published ports and Docker's, which do everything together.
type pair struct {
	t     testing.TB
	ours  model.DockerPorts
	ips   []net.IP         // where Docker publishes
	own   bool             // Docker chooses from its own range; otherwise it is told ours
	held  []model.HostPort // in the order of taking, until something is released
	last  [2]uint16        // the last port chosen, by Protocol
	tally tally
}

// tally is what a sequence has met, so that a test can tell that it tested.
type tally struct {
	sequences         int    // beginnings, with both just started
	explicit, clashes int    // asked for by number: given, and refused
	onIPv6            int    // the clashes that Docker reports for ::
	chosen, full      [2]int // left to choose, by Protocol: given, and refused
	wraps             int
	released, unheld  int // unheld: given back though nobody held it
}

// operations counts what was done.
func (t tally) operations() int {
	return t.explicit + t.clashes + t.chosen[0] + t.chosen[1] + t.full[0] + t.full[1] + t.released + t.unheld
}

// forget starts both afresh. Docker's table is one for the whole process.
func (p *pair) forget(r model.PortRange) {
	portallocator.Get().ReleaseAll()
	p.tally.sequences++
	p.ours, p.held, p.last = model.DockerPorts{Range: r}, p.held[:0], [2]uint16{}
}

// request asks both for a port, 0 for one of their choice, and compares.
func (p *pair) request(proto model.Protocol, port uint16) {
	p.t.Helper()
	first, last := int(port), int(port)
	if port == 0 && !p.own {
		first, last = int(p.ours.Range.First), int(p.ours.Range.Last)
	}
	want, wantErr := portallocator.Get().RequestPortsInRange(p.ips, proto.String(), first, last)
	got, err := p.ours.Request(proto, port)
	if int(got) != want || text(err) != p.onIPv4(wantErr) {
		p.t.Fatalf("after %+v: port %d/%v of %v: got %d, %q; docker gives %d, %q",
			p.tally, port, proto, p.ours.Range, got, text(err), want, text(wantErr))
	}
	p.count(proto, port, got, err)
	if err == nil {
		p.held = append(p.held, model.HostPort{Port: got, Protocol: proto})
	}
}

// onIPv4 is Docker's error in the words that it has for 0.0.0.0. Where it publishes
// on :: too, it names either address, as the order of a Go map falls.
func (p *pair) onIPv4(err error) string {
	rest, six := strings.CutPrefix(text(err), "Bind for :::")
	if !six || len(p.ips) < 2 {
		return text(err)
	}
	p.tally.onIPv6++
	return "Bind for 0.0.0.0:" + rest
}

func (p *pair) count(proto model.Protocol, port, got uint16, err error) {
	switch {
	case port == 0 && err != nil:
		p.tally.full[proto]++
	case port == 0:
		p.tally.chosen[proto]++
		if got < p.last[proto] {
			p.tally.wraps++
		}
		p.last[proto] = got
	case err != nil:
		p.tally.clashes++
	default:
		p.tally.explicit++
	}
}

// release gives back the ith port held.
func (p *pair) release(i int) {
	port := p.held[i]
	p.held[i] = p.held[len(p.held)-1]
	p.held = p.held[:len(p.held)-1]
	p.tally.released++
	p.giveBack(port)
}

func (p *pair) giveBack(port model.HostPort) {
	for _, ip := range p.ips {
		portallocator.Get().ReleasePort(ip, port.Protocol.String(), int(port.Port))
	}
	p.ours.Release(port.Protocol, port.Port)
}

// releaseUnheld gives back a port that nobody holds; one that is held it asks for.
func (p *pair) releaseUnheld(port model.HostPort) {
	p.t.Helper()
	if p.ours.Published(port.Protocol).Has(port.Port) {
		p.request(port.Protocol, port.Port)
		return
	}
	p.tally.unheld++
	p.giveBack(port)
}

// settle checks the books: each table holds what was taken and not given back.
func (p *pair) settle() {
	p.t.Helper()
	if got := p.ours.Published(model.TCP).Len() + p.ours.Published(model.UDP).Len(); got != len(p.held) {
		p.t.Fatalf("%d ports held, want %d", got, len(p.held))
	}
	for _, port := range p.held {
		if _, err := portallocator.Get().RequestPortsInRange(p.ips, port.Protocol.String(), int(port.Port), int(port.Port)); err == nil {
			p.t.Fatalf("docker gives %v a second time", port)
		}
	}
}

// tested fails if a sequence has left something out.
func (p *pair) tested() {
	p.t.Helper()
	t := p.tally
	p.t.Logf("%d operations: %+v", t.operations(), t)
	for _, n := range []int{t.explicit, t.clashes, t.wraps, t.chosen[0], t.chosen[1], t.full[0], t.full[1], t.unheld, t.released} {
		if n == 0 {
			p.t.Errorf("the sequence met too little: %+v", t)
			return
		}
	}
	if t.operations() < effort() {
		p.t.Errorf("%d operations, want %d", t.operations(), effort())
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
