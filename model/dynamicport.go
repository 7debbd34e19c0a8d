package model

import "fmt"

// DynamicPorts is how the ECS agent chooses dynamic host ports: since agent
// 1.70.0 the agent, not Docker, picks single ports, and ranges before that (amazon-ecs-agent CHANGELOG and
// agent/utils/ephemeral_ports.go, functions GetHostPort and GetHostPortRange,
// read at 1.105.1). It is a next-fit search over the range, steered by the one
// number that the agent remembers, and shared by TCP and UDP, by single ports and
// by contiguous ranges. So a port given back is not used again until the search
// has come round, and two protocols never start at the same port.
//
// The agent asks the kernel, by opening a listener on each port in turn; here the
// lists of ports in use answer. Pick gives what that walk gives, without walking.
//
// It is a plain value of six bytes. The zero tracker is an agent just started.
type DynamicPorts struct {
	// Range is the agent's dynamic range, read once when it starts; First is at
	// least 1. Change it together with a Restart.
	Range   PortRange
	tracker uint16
}

// BusyPorts is what the agent's probe would find occupied for one protocol:
// a port in either list. Either may be nil.
type BusyPorts struct {
	Published *PortList // ports that Docker has bound for containers
	Listeners *PortList // ports that other processes listen on, the agent's own included
}

// HostConfigErrorPrefix stands before the text of every error of Pick in the
// reason of the container that was not created (amazon-ecs-agent
// ecs-agent/api/errors/errors.go, agent/api/task/task.go).
const HostConfigErrorPrefix = "HostConfigError: error retrieving docker port map: "

// NoPortsError is a dynamic request that found no room; its value is the number
// of contiguous ports asked for. The text is the agent's.
type NoPortsError int

// ErrNoPort is the error of a request for a single port.
const ErrNoPort NoPortsError = 1

// Error returns "a host port is unavailable", or for more than one
// "3 contiguous host ports are unavailable".
func (n NoPortsError) Error() string {
	if n == 1 {
		return "a host port is unavailable"
	}
	return fmt.Sprintf("%d contiguous host ports are unavailable", int(n))
}

// PortOutsideRangeError is the agent's refusal of its own find. It happens in a
// range that begins at port 1: the agent takes "no port seen yet" for port 0, so
// a run that begins at port 1 is reported to begin at 0.
type PortOutsideRangeError struct {
	First, Last uint16 // what was found
	Range       PortRange
}

// Error returns the agent's text, "The host port: 0 found by ECS Agent is not
// within the expected host port range: 1-100", or the like for a range.
func (e PortOutsideRangeError) Error() string {
	what, found := "port", fmt.Sprint(e.First)
	if e.Last > 1 {
		what, found = "port range", fmt.Sprintf("%d-%d", e.First, e.Last)
	}
	return fmt.Sprintf("The host %s: %s found by ECS Agent is not within the expected host port range: %v", what, found, e.Range)
}

// Tracker is the port after which the next search begins, 0 in an agent that has
// just started or that found nothing free.
func (d *DynamicPorts) Tracker() uint16 { return d.tracker }

// Restart is a restart of the agent: it forgets where the last search ended.
func (d *DynamicPorts) Restart() { d.tracker = 0 }

// Pick chooses n contiguous ports and returns the first; the caller puts them
// into a list of ports in use when Docker binds them. The error is a NoPortsError
// or, in a range that begins at 1, a PortOutsideRangeError.
//
// The agent's second search, from the start of the range, stops short of the last
// free port that the first one saw, not of the tracker. If the first one saw none
// at all, the second covers nothing: the request fails although ports below the
// tracker are free, and the next one finds them. This is the agent's behaviour.
//
// Pick panics if n < 1 or Range begins at 0: both are checked where they are read.
func (d *DynamicPorts) Pick(n int, busy BusyPorts) (first uint16, err error) {
	if n < 1 || d.Range.First == 0 {
		panic(fmt.Sprintf("model: asked for %d ports in %v, invariant: at least 1 port in a range from 1", n, d.Range))
	}
	start, end := int(d.Range.First), int(d.Range.Last)
	from := start
	if d.tracker != 0 {
		from = int(d.tracker) + 1
	}
	at, last, ok := busy.search(n, from, end)
	if !ok && d.tracker != 0 {
		at, last, ok = busy.search(n, start, last-1)
	}
	if last == end {
		d.tracker = uint16(start - 1)
	} else {
		d.tracker = uint16(last)
	}
	switch {
	case !ok:
		return 0, NoPortsError(n)
	case at == 1:
		return 0, PortOutsideRangeError{First: 0, Last: uint16(last), Range: d.Range}
	}
	return uint16(at), nil
}

// search looks for the first n contiguous free ports in from..to. It returns the
// first of them, and the last free port that a walk upward has seen when it stops:
// the end of the find or, without one, the last free port there is, 0 if none.
func (b BusyPorts) search(n, from, to int) (first, last int, ok bool) {
	published, listeners := b.Published.list(), b.Listeners.list()
	for p := from; p <= to; {
		f, end := freeRun(published, p)
		g, end2 := freeRun(listeners, f)
		if p = g; g > end || g > to { // f is in use by a listener, and all up to g
			continue
		}
		end = min(end, end2, to)
		if end-g+1 >= n {
			return g, g + n - 1, true
		}
		last, p = end, end+1
	}
	return 0, last, false
}
