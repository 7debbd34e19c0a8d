//go:build linux || freebsd || windows

package difftest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"testing"

	"ecssim/model"

	"github.com/docker/docker/libnetwork/portallocator"
)

// operations is the length of each random sequence.
func operations() int {
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
	tally tally
}

// tally is what a sequence has met, so that a test can tell that it tested.
type tally struct {
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
	p.ours, p.held = model.DockerPorts{Range: r}, p.held[:0]
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
		if got == p.ours.Range.First && p.tally.chosen[proto] > 1 {
			p.tally.wraps++
		}
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
	if t.operations() < operations() {
		p.t.Errorf("%d operations, want %d", t.operations(), operations())
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

var (
	ipv4      = []net.IP{net.IPv4zero}
	dualStack = []net.IP{net.IPv4zero, net.IPv6unspecified}
)

// Small ranges, which Docker takes as the bounds of one request and then searches
// as it does its own: full, and wrapped round, many times over.
func TestDockerPortsInSmallRanges(t *testing.T) {
	for _, ips := range [][]net.IP{ipv4, dualStack} {
		t.Run(fmt.Sprint(ips), func(t *testing.T) {
			p := &pair{t: t, ips: ips}
			r := rand.New(rand.NewPCG(11, uint64(len(ips))))
			const round = 500
			for range operations() / round {
				smallRange(p, r, round)
			}
			p.tested()
			if got, want := p.tally.onIPv6 > 0, len(ips) > 1; got != want {
				t.Errorf("clashes reported for ::: %v, want %v", got, want)
			}
		})
	}
}

// smallRange plays n random operations on a range of 2 to 41 ports: of a single one
// Docker reads that this very port is wanted.
func smallRange(p *pair, r *rand.Rand, n int) {
	size := 2 + r.IntN(40)
	first := []int{1, 100, 32768, 60999 - size, 65536 - size}[r.IntN(5)]
	p.forget(model.PortRange{First: uint16(first), Last: uint16(first + size - 1)})
	near := func() uint16 { return uint16(max(min(first-3+r.IntN(size+6), 65535), 1)) }
	releases, explicit := r.Float64()*0.6, r.Float64()*0.5
	for range n {
		proto := model.Protocol(r.IntN(2))
		switch x := r.Float64(); {
		case x < 0.02:
			p.releaseUnheld(model.HostPort{Port: near(), Protocol: proto})
		case x < 0.02+releases && len(p.held) > 0:
			p.release(r.IntN(len(p.held)))
		case r.Float64() < explicit:
			p.request(proto, near())
		default:
			p.request(proto, 0)
		}
	}
	p.settle()
}

// The range that Docker reads from this machine's kernel, and chooses from when it
// is told nothing: filled to the last port of both protocols, then kept nearly full.
func TestDockerPortsInTheHostsRange(t *testing.T) {
	first, last := portallocator.GetPortRange()
	p := &pair{t: t, ips: ipv4, own: true}
	r := rand.New(rand.NewPCG(12, 1))
	budget := operations()
	for left := budget; left > 0; {
		p.forget(model.PortRange{First: first, Last: last})
		left -= p.fill(r)
		left -= p.churn(r, min(left, budget/4))
		p.settle()
	}
	t.Logf("range %d-%d", first, last)
	p.tested()
}

// fill takes ports until both protocols have none left, and says in how many
// operations.
func (p *pair) fill(r *rand.Rand) (n int) {
	begun := p.tally.full
	for p.tally.full[model.TCP] == begun[model.TCP] || p.tally.full[model.UDP] == begun[model.UDP] {
		proto := model.Protocol(r.IntN(2))
		if p.tally.full[proto] > begun[proto] {
			proto = 1 - proto // a search of the whole range is slow for Docker: once is enough
		}
		switch x := r.Float64(); {
		case x < 0.05 && len(p.held) > 0:
			p.release(r.IntN(len(p.held)))
		case x < 0.15:
			p.request(proto, uint16(1+r.IntN(65535)))
		default:
			p.request(proto, 0)
		}
		n++
	}
	return n
}

// churn plays at least n operations on full ranges, and says how many: some ports go
// back, in one heap, and are taken again.
func (p *pair) churn(r *rand.Rand, n int) (done int) {
	for done < n {
		heap := 1 + r.IntN(2000)
		for range heap {
			p.release(r.IntN(len(p.held)))
		}
		for range heap {
			proto := model.Protocol(r.IntN(2))
			switch x := r.Float64(); {
			case x < 0.05:
				p.releaseUnheld(model.HostPort{Port: uint16(1 + r.IntN(65535)), Protocol: proto})
			case x < 0.25:
				p.request(proto, uint16(1+r.IntN(65535)))
			case x < 0.5: // a port that somebody holds, or held
				p.request(proto, p.held[r.IntN(len(p.held))].Port)
			default:
				p.request(proto, 0)
			}
		}
		done += 2 * heap
	}
	return done
}

// A protocol that is exhausted leaves the other alone, and a port given back is the
// only one that is left to choose.
func TestDockerPortsExhaustedPerProtocol(t *testing.T) {
	first, last := portallocator.GetPortRange()
	for _, proto := range []model.Protocol{model.TCP, model.UDP} {
		p := &pair{t: t, ips: dualStack, own: true}
		p.forget(model.PortRange{First: first, Last: last})
		for range int(last) - int(first) + 2 {
			p.request(proto, 0)
		}
		if p.tally.full[proto] != 1 {
			t.Errorf("%v: %d requests refused, want the last one", proto, p.tally.full[proto])
		}
		p.request(1-proto, 0)
		p.giveBack(model.HostPort{Port: first + 7, Protocol: proto})
		p.request(proto, 0)
		if got := p.held[len(p.held)-1].Port; got != first+7 {
			t.Errorf("%v: the one port free is %d, got %d", proto, first+7, got)
		}
	}
}
