package model

import (
	"errors"
	"math/rand/v2"
	"testing"
)

// dockerMap is the slow twin of DockerPorts: one map a protocol, probed port by
// port at most once round the range.
type dockerMap struct {
	begin, end int
	last       [2]int
	taken      [2]map[int]bool
}

func newDockerMap(r PortRange) *dockerMap {
	end := int(r.Last)
	return &dockerMap{int(r.First), end, [2]int{end, end}, [2]map[int]bool{{}, {}}}
}

func (d *dockerMap) request(proto Protocol, port int) (int, string) {
	if port != 0 {
		if d.taken[proto][port] {
			return 0, BindError(port).Error()
		}
		d.taken[proto][port] = true
		return port, ""
	}
	port = d.last[proto]
	for range d.end - d.begin + 1 {
		if port++; port > d.end {
			port = d.begin
		}
		if !d.taken[proto][port] {
			d.taken[proto][port] = true
			d.last[proto] = port
			return port, ""
		}
	}
	return 0, "all ports are allocated"
}

// bind is request and the real bind, tried ten times where Docker chooses.
func (d *dockerMap) bind(proto Protocol, port int, listeners *PortList) (int, string) {
	got, err := d.request(proto, port)
	for try := 1; err == "" && listeners.Has(uint16(got)); try++ {
		delete(d.taken[proto], got)
		if port != 0 || try == 10 {
			return 0, ProxyError{Port: uint16(got), Protocol: proto}.Error()
		}
		got, err = d.request(proto, port)
	}
	return got, err
}

func TestDockerPortsAgainstMap(t *testing.T) {
	operations := 100_000
	if verifying() {
		operations = 10_000_000
	}
	r := rand.New(rand.NewPCG(6, 1))
	for range operations / 500 {
		size := 1 + r.IntN(40)
		first := []int{1, 100, 32768, 65536 - size}[r.IntN(4)]
		rng := PortRange{uint16(first), uint16(first + size - 1)}
		d, twin, listeners := DockerPorts{Range: rng}, newDockerMap(rng), [2]PortList{}
		near := func() uint16 { return uint16(max(min(first-3+r.IntN(size+6), 65535), 1)) }
		releases := r.IntN(8)
		for range 500 {
			p := Protocol(r.IntN(2))
			port := uint16(0)
			if r.IntN(4) == 0 {
				port = near()
			}
			switch x := r.IntN(16); {
			case x < releases:
				port = near()
				d.Release(p, port)
				delete(twin.taken[p], int(port))
			case x < 8:
				if q := near(); !listeners[p].Insert(q) {
					listeners[p].Remove(q)
				}
			default:
				got, err := d.Bind(p, port, &listeners[p])
				want, wantErr := twin.bind(p, int(port), &listeners[p])
				if int(got) != want || errText(err) != wantErr {
					t.Fatalf("port %d/%v of %v: %d, %q, want %d, %q", port, p, rng, got, errText(err), want, wantErr)
				}
			}
			if got, want := d.Published(p).Len(), len(twin.taken[p]); got != want {
				t.Fatalf("%d ports held, want %d", got, want)
			}
		}
	}
}

// After releasing 32768 Docker's next answer is 32770, not 32768; TCP and UDP each
// begin at the range's first port (moby 28.5.2 portallocator, as it was run).
func TestDockerPortsIsNextFitPerProtocol(t *testing.T) {
	d := DockerPorts{Range: LinuxDynamicPorts()}
	want := func(proto Protocol, ask, port uint16) {
		t.Helper()
		if got, err := d.Request(proto, ask); got != port || err != nil {
			t.Errorf("Request(%v, %d) = %d, %v, want %d", proto, ask, got, err, port)
		}
	}
	want(TCP, 0, 32768)
	want(TCP, 0, 32769)
	d.Release(TCP, 32768)
	want(TCP, 0, 32770)
	want(UDP, 0, 32768)
	want(TCP, 32772, 32772)
	want(TCP, 0, 32771)
	want(TCP, 0, 32773)
	want(TCP, 80, 80)
	d.Release(TCP, 443) // not held: nothing happens
	if _, err := d.Request(TCP, 80); !errors.Is(err, BindError(80)) {
		t.Errorf("a second port 80: %v", err)
	}
}

func TestDockerPortsFull(t *testing.T) {
	d := DockerPorts{Range: PortRange{100, 102}}
	for range 3 {
		if _, err := d.Request(TCP, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Request(TCP, 0); !errors.Is(err, ErrAllPortsAllocated) || errText(err) != "all ports are allocated" {
		t.Errorf("a fourth port of three: %v", err)
	}
	if got, err := d.Request(TCP, 103); got != 103 || err != nil {
		t.Errorf("a port outside the range: %d, %v", got, err)
	}
}

// Rows 40 and 41, as far as Docker has a part in them: what the start of a
// container says of a port that another container, or another process, holds.
func TestDockerPortsErrorTexts(t *testing.T) {
	var d DockerPorts
	var listeners PortList
	listeners.Insert(80)
	if _, err := d.Bind(TCP, 32770, &listeners); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		row  string
		port uint16
		want string
	}{
		{"40", 32770, "Bind for 0.0.0.0:32770 failed: port is already allocated"},
		{"41", 80, "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use"},
	} {
		if _, err := d.Bind(TCP, c.port, &listeners); errText(err) != c.want {
			t.Errorf("row %s: %q, want %q", c.row, errText(err), c.want)
		}
	}
	if d.Published(TCP).Has(80) {
		t.Error("row 41: the port was not given back")
	}
	if got := (ProxyError{Port: 53, Protocol: UDP}).Error(); got != "Error starting userland proxy: listen udp4 0.0.0.0:53: bind: address already in use" {
		t.Errorf("UDP: %q", got)
	}
}

// Docker tries ten ports of its own choice, so the eleventh listener in a row is
// never met; the next container goes on from there.
func TestDockerPortsTriesTen(t *testing.T) {
	d := DockerPorts{Range: LinuxDynamicPorts()}
	var listeners PortList
	for p := range uint16(10) {
		listeners.Insert(32768 + p)
	}
	if _, err := d.Bind(TCP, 0, &listeners); !errors.Is(err, ProxyError{Port: 32777, Protocol: TCP}) {
		t.Errorf("ten listeners: %v", err)
	}
	if got, err := d.Bind(TCP, 0, &listeners); got != 32778 || err != nil {
		t.Errorf("the next container: %d, %v", got, err)
	}
}

func TestDockerPortsNeedsARange(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var d DockerPorts
	_, _ = d.Request(TCP, 0)
}
