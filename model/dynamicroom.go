package model

import (
	"math"
	"slices"
)

// DynamicRoom is what decides on one container instance which dynamic host ports a
// task is given: the range, what listens or is published in it, and where the last
// search ended. On it the tasks to come are rehearsed, request by request, with the
// agent's own picker or Docker's.
//
// The scheduler knows nothing of it (ECS API PortMapping: it does not track dynamic
// host ports): a task for which there is no room is placed and fails on the host.
//
// A DynamicRoom shares memory with nothing else; Clone copies it.
type DynamicRoom struct {
	Agent     DynamicPorts
	Docker    DockerPorts // what containers publish, and Docker's own choice
	Listeners [2]PortList // by protocol: processes outside Docker
	ByDocker  bool        // Docker chooses, as with agents before 1.70.0
	chosen    []HostPort
}

// NewDynamicRoom returns the room of an instance just launched on which these
// processes listen.
func NewDynamicRoom(r PortRange, byDocker bool, listeners []HostPort) DynamicRoom {
	x := DynamicRoom{Agent: DynamicPorts{Range: r}, Docker: DockerPorts{Range: r}, ByDocker: byDocker}
	for _, p := range listeners {
		x.Listeners[p.Protocol].Insert(p.Port)
	}
	return x
}

// Clone returns a copy that shares no memory.
func (x *DynamicRoom) Clone() DynamicRoom {
	y := *x
	y.Docker, y.chosen = x.Docker.Clone(), nil
	for p := range y.Listeners {
		y.Listeners[p] = x.Listeners[p].Clone()
	}
	return y
}

// Busy is who has ports of a protocol.
func (x *DynamicRoom) Busy(p Protocol) BusyPorts {
	return BusyPorts{Published: x.Docker.Published(p), Listeners: &x.Listeners[p]}
}

// Hold has a static port taken, by a container that publishes it or by a process
// that listens on it; false, with nothing changed, where somebody has it.
func (x *DynamicRoom) Hold(p HostPort) bool {
	_, err := x.Docker.Bind(p.Protocol, p.Port, &x.Listeners[p.Protocol])
	return err == nil
}

// LetGo gives a static port back.
func (x *DynamicRoom) LetGo(p HostPort) { x.Docker.Release(p.Protocol, p.Port) }

// Take gives a task its dynamic host ports. As ECS starts another task in the place
// of one that fails, and a search that finds nothing moves the point where the next
// one begins, it is tried until the ports are found or the searches begin to repeat;
// then Take is false and nothing has changed.
func (x *DynamicRoom) Take(requests []DynamicMapping) bool {
	before := x.choice()
	if x.try(requests) {
		return true
	}
	if x.short(requests) {
		x.choose(before)
		return false
	}
	// The searches are a function of where they begin, so their sequence ends in a
	// circle: the state of a power of two of tries ago comes again (Brent).
	seen, power, tries := x.choice(), 1, 0
	for {
		if x.try(requests) {
			return true
		}
		if x.choice() == seen {
			x.choose(before)
			return false
		}
		if tries++; tries == power {
			seen, power, tries = x.choice(), 2*power, 0
		}
	}
}

// Fits is how many tasks with these requests would be given all their ports, one
// after the other, counted to most at the most; they then have them. NoLimit where
// nothing is asked for.
func (x *DynamicRoom) Fits(requests []DynamicMapping, most int32) int32 {
	if len(requests) == 0 {
		return NoLimit
	}
	n := int32(0)
	for n < most && x.Take(requests) {
		n++
	}
	return n
}

// NoMost counts all that fit.
const NoMost = math.MaxInt32

// choice is where the next searches begin.
type choice struct {
	agent  uint16
	docker [2]uint16
}

func (x *DynamicRoom) choice() choice { return choice{x.Agent.tracker, x.Docker.last} }

func (x *DynamicRoom) choose(c choice) { x.Agent.tracker, x.Docker.last = c.agent, c.docker }

// short reports whether fewer ports are free than a task asks for.
func (x *DynamicRoom) short(requests []DynamicMapping) bool {
	need := [2]int{}
	for _, m := range requests {
		need[m.Protocol] += m.Count
	}
	for p, n := range need {
		if n > 0 && x.Busy(Protocol(p)).Free(x.Agent.Range, 1) < n {
			return true
		}
	}
	return false
}

// try is one task's start; where it fails only the point of the next search has moved.
func (x *DynamicRoom) try(requests []DynamicMapping) bool {
	x.chosen = x.chosen[:0]
	if x.ByDocker {
		return x.bindAny(requests)
	}
	for i := range requests {
		m := &requests[i]
		first, err := x.Agent.Pick(m.Count, x.Busy(m.Protocol))
		if err != nil {
			return false
		}
		for j := range m.Count {
			x.chosen = append(x.chosen, HostPort{first + uint16(j), m.Protocol})
		}
	}
	// Nothing holds a port between its choice and its binding: a picker that comes
	// round can give one to a task twice.
	for i, p := range x.chosen {
		if !x.Hold(p) {
			x.release(x.chosen[:i])
			return false
		}
	}
	return true
}

func (x *DynamicRoom) bindAny(requests []DynamicMapping) bool {
	for i := range requests {
		m := &requests[i]
		for range m.Count {
			p, err := x.Docker.Bind(m.Protocol, 0, &x.Listeners[m.Protocol])
			if err != nil {
				x.release(x.chosen)
				return false
			}
			x.chosen = append(x.chosen, HostPort{p, m.Protocol})
		}
	}
	return true
}

func (x *DynamicRoom) release(ports []HostPort) {
	for _, p := range ports {
		x.LetGo(p)
	}
}

// Free is how many separate stretches of n contiguous free ports there are in a
// range; for n = 1 the number of free ports.
func (b BusyPorts) Free(r PortRange, n int) int {
	published, listeners := b.Published.list(), b.Listeners.list()
	count := 0
	for p, to := int(r.First), int(r.Last); p <= to; {
		f, end := freeRun(published, p)
		g, end2 := freeRun(listeners, f)
		if p = g; g > end || g > to {
			continue
		}
		end = min(end, end2, to)
		count += (end - g + 1) / n
		p = end + 1
	}
	return count
}

// Clone returns a copy that shares no memory.
func (d *DockerPorts) Clone() DockerPorts {
	c := *d
	for p := range c.taken {
		c.taken[p] = d.taken[p].Clone()
	}
	return c
}

// Clone returns a copy that shares no memory.
func (l *PortList) Clone() PortList { return PortList{slices.Clone(l.list())} }
