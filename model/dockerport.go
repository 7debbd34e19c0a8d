package model

import (
	"fmt"
	"strconv"
)

// DockerPorts is Docker's table of published host ports on one container
// instance, for the address 0.0.0.0: which ports containers hold, and Docker's own
// choice of a port where none was asked for (moby 25.0
// libnetwork/portallocator/portallocator.go; 28.5 behaves alike).
//
// Every port that ECS publishes goes through Request or Bind, static ones and
// those that the agent has chosen. Docker itself chooses only when asked for port
// 0, as agents before 1.70.0 do: the port after the last one chosen that is free
// in the table, protocols apart. Asking for a port, or giving one back, does not
// move that point.
//
// Left out: Docker keeps the same table for [::], which moves in step, and for
// single addresses and port ranges, which ECS never asks it for.
//
// The zero value but for Range is Docker just started. Like a PortList it may be
// moved, but of two copies only one may be changed.
type DockerPorts struct {
	Range PortRange   // what Docker chooses from; may be zero if it is never to choose
	last  [2]uint16   // the last port chosen, by Protocol; 0 = none yet
	taken [2]PortList // the ports held, by Protocol
}

// ErrAllPortsAllocated is Docker's error when its whole range is taken.
const ErrAllPortsAllocated dockerError = "all ports are allocated"

type dockerError string

func (e dockerError) Error() string { return string(e) }

// BindError is Docker's refusal of a host port that it has published already.
type BindError uint16

// What stands before the port in a BindError, and after it.
const (
	bindErrorBegin = "Bind for 0.0.0.0:"
	bindErrorEnd   = " failed: port is already allocated"
)

// Error returns "Bind for 0.0.0.0:80 failed: port is already allocated".
func (e BindError) Error() string { return bindErrorBegin + strconv.Itoa(int(e)) + bindErrorEnd }

// ProxyError is Docker's failure to bind a host port that a process outside
// Docker listens on.
type ProxyError HostPort

// What stands before the address in a ProxyError, and after it.
const (
	proxyErrorBegin = "Error starting userland proxy: listen "
	proxyErrorEnd   = ": bind: address already in use"
)

// Error returns "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind:
// address already in use".
func (e ProxyError) Error() string { return proxyErrorBegin + e.address() + proxyErrorEnd }

// address is where the process listens, as Go's net package has it: "tcp4 0.0.0.0:80".
func (e ProxyError) address() string { return fmt.Sprintf("%v4 0.0.0.0:%d", e.Protocol, e.Port) }

// Published returns the ports that containers hold for one protocol: to read, for
// instance as BusyPorts.
func (d *DockerPorts) Published(p Protocol) *PortList { return &d.taken[p] }

// Request takes a port and returns it: the given one or, for port 0, the next
// free one of the range. The error is a BindError or ErrAllPortsAllocated. It
// panics if Docker is to choose and has no Range.
func (d *DockerPorts) Request(proto Protocol, port uint16) (uint16, error) {
	taken := &d.taken[proto]
	if port != 0 {
		if !taken.Insert(port) {
			return 0, BindError(port)
		}
		return port, nil
	}
	if d.Range.First == 0 {
		panic(fmt.Sprintf("model: docker is to choose a port in %v, invariant: a range from 1", d.Range))
	}
	last := d.last[proto]
	if last == 0 {
		last = d.Range.Last // so that the first choice is the range's first port
	}
	ok := false
	if last < d.Range.Last {
		port, ok = taken.NextFree(last+1, d.Range.Last)
	}
	if !ok {
		port, ok = taken.NextFree(d.Range.First, last)
	}
	if !ok {
		return 0, ErrAllPortsAllocated
	}
	taken.Insert(port)
	d.last[proto] = port
	return port, nil
}

// Release gives a port back. Like Docker, it takes no offence at a port that is
// not held.
func (d *DockerPorts) Release(proto Protocol, port uint16) { d.taken[proto].Remove(port) }

// bindAttempts is how often Docker tries a port of its own choice (moby
// libnetwork/drivers/bridge/bridge_linux.go, maxAllocatePortAttempts). A port that was asked
// for it tries once.
const bindAttempts = 10

// Bind is the start of a container that publishes a port: Request, then the real
// bind, which fails where a process outside Docker listens; the port then goes
// back. The errors are those of Request and, after the last attempt, a ProxyError.
func (d *DockerPorts) Bind(proto Protocol, port uint16, listeners *PortList) (uint16, error) {
	attempts := 1
	if port == 0 {
		attempts = bindAttempts
	}
	var tried uint16
	for range attempts {
		got, err := d.Request(proto, port)
		if err != nil {
			return 0, err
		}
		if !listeners.Has(got) {
			return got, nil
		}
		d.Release(proto, got)
		tried = got
	}
	return 0, ProxyError{Port: tried, Protocol: proto}
}
