//go:build linux || freebsd || windows

package difftest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"

	"ecssim/model"

	"github.com/docker/docker/libnetwork/portallocator"
)

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
			for range effort() / round {
				smallRange(p, r, round)
			}
			p.tested()
			if got, want := p.tally.onIPv6 > 0, len(ips) > 1; got != want {
				t.Errorf("clashes reported for ::: %v, want %v", got, want)
			}
		})
	}
}

// Short sequences, very many of them: each begins with both just started, on another
// range and for other addresses, so none leans on what the one before it left.
func TestDockerPortsInShortSequences(t *testing.T) {
	p := &pair{t: t}
	r := rand.New(rand.NewPCG(13, 1))
	for range effort() {
		p.ips = [][]net.IP{ipv4, dualStack}[r.IntN(2)]
		smallRange(p, r, 4+r.IntN(29))
	}
	p.tested()
	if p.tally.sequences != effort() {
		t.Errorf("%d sequences, want %d", p.tally.sequences, effort())
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
	budget := effort()
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
