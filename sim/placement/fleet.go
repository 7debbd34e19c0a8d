package placement

import (
	"fmt"
	"slices"

	"ecssim/model"
)

// TieBreak says which host is taken when the strategy leaves several. ECS does
// not publish its rule.
type TieBreak uint8

// The rules for ties.
const (
	TieRandom TieBreak = iota // each alike, by one draw
	TieLowest                 // the one that registered first
)

// Options are the choices that ECS leaves open and those of the simulator.
type Options struct {
	TieBreak TieBreak
	Linear   bool // walk over all hosts at every decision, without any index
	// IgnoreENI places tasks as if attachment slots were not counted. Place, Stop
	// and Gone then leave the slots alone: who attaches has to count them.
	IgnoreENI bool
	Ports     *model.PortTable // names the ports in a Diagnosis; nil = it counts them only
}

// Fleet is the scheduler's view of the container instances of a cluster: the
// ledgers of model.Hosts and what placement alone needs. Between Place and Stop
// it is the only one to change the control plane's ledger.
//
// For every group g and host h: count(g, h) = tasks of g placed on h and not
// told to stop.
type Fleet struct {
	Hosts *model.Hosts // to read; Hosts.Add comes before Register

	opts   Options
	info   []Instance
	status []status
	order  []int32 // hosts in order of Register
	agents []agentPorts

	groups  []group
	byName  map[string]int32
	shapes  []shape
	parts   []partition
	classes []class
	byKey   map[classKey]int32
	packs   []pack
	changed journal
	scratch scratch

	supposing bool // that tasks were gone

	daemons  []daemon      // that room is kept for
	reserved []reservation // by host; of use only where there are daemons

	subject subject
}

// agentPorts is the static ports that a host reserves before any task: how many,
// and which of them tasks ask for. A diagnosis needs them, no decision does.
type agentPorts struct {
	count int32
	mask  []uint64
}

type status uint8

const (
	registered status = 1 << iota
	active
	connected
	deregistered
)

// NewFleet returns a scheduler for the hosts, none of them registered yet.
func NewFleet(hosts *model.Hosts, opts Options) *Fleet {
	f := &Fleet{Hosts: hosts, opts: opts, byName: map[string]int32{}, byKey: map[classKey]int32{}}
	f.subject.f = f
	return f
}

// GrowHosts makes room for n more hosts at once.
func (f *Fleet) GrowHosts(n int) {
	f.info, f.status = model.GrowSlice(f.info, n), model.GrowSlice(f.status, n)
	f.order, f.agents = model.GrowSlice(f.order, n), model.GrowSlice(f.agents, n)
}

// Register makes host h, added to the Hosts before, known as a container
// instance that is ACTIVE with its agent connected. It panics when h is known:
// an instance that registers again is a new host.
func (f *Fleet) Register(info Instance, h int32) {
	for len(f.info) <= int(h) {
		f.info = append(f.info, Instance{})
		f.status = append(f.status, 0)
		f.agents = append(f.agents, agentPorts{})
	}
	if f.status[h]&registered != 0 {
		panic(fmt.Sprintf("placement: host %d registers as %q and is %q already", h, info.ID, f.info[h].ID))
	}
	f.info[h] = info
	f.status[h] = registered | active | connected
	f.order = append(f.order, h)
	f.agents[h] = agentPorts{f.Hosts.At(h).PortsUsed, slices.Clone(f.Hosts.Ports(h))}
	for p := range f.parts {
		f.parts[p].add(h, &f.info[h])
	}
	f.touch(h)
}

// Instance returns what host h registered with, to read.
func (f *Fleet) Instance(h int32) *Instance { return &f.info[h] }

// SetStatus says whether host h is ACTIVE, the only status that takes new tasks
// (ECS API ContainerInstance), and whether its agent is connected.
func (f *Fleet) SetStatus(h int32, isActive, agentConnected bool) {
	s := registered
	if isActive {
		s |= active
	}
	if agentConnected {
		s |= connected
	}
	if f.status[h] != s {
		f.status[h] = s
		f.touch(h)
	}
}

// Deregister takes a terminated host out of service for good: it is none of those
// that a diagnosis looks at. Tasks on it may still be stopped.
func (f *Fleet) Deregister(h int32) {
	f.SetStatus(h, false, false)
	f.status[h] |= deregistered
}

// Active reports whether host h is registered and ACTIVE.
func (f *Fleet) Active(h int32) bool { return f.status[h]&active != 0 }

// AgentConnected reports whether the agent of host h is connected.
func (f *Fleet) AgentConnected(h int32) bool { return f.status[h]&connected != 0 }

// Place starts a task of the shape on host h: its claim is taken and its group
// counts one more there. It panics where the host has not the room.
func (f *Fleet) Place(shape ShapeID, h int32) {
	s := &f.shapes[shape]
	f.Hosts.Take(h, &s.claim)
	f.count(s.group, h, 1)
	if s.Daemon {
		f.station(shape, h, true)
	}
	f.touch(h)
}

// Stop gives back everything but the attachment slot when a task's desired
// status becomes STOPPED. Its group counts it no more from then on, although it
// may run a while (developer guide, task-placement-constraints).
func (f *Fleet) Stop(shape ShapeID, h int32) {
	s := &f.shapes[shape]
	f.Hosts.Release(h, &s.claim)
	f.count(s.group, h, -1)
	if s.Daemon {
		f.station(shape, h, false)
	}
	f.touch(h)
}

// Gone gives the attachment slot of a stopped task back when its interface has
// been detached; for a task without one it does nothing.
func (f *Fleet) Gone(shape ShapeID, h int32) {
	if s := &f.shapes[shape]; s.claim.ENI > 0 {
		f.Hosts.ReleaseENI(h, &s.claim)
		f.touch(h)
	}
}

// touch tells the indexes that something about a host has changed, after what is kept
// there for daemons.
func (f *Fleet) touch(h int32) {
	if len(f.daemons) > 0 {
		f.keep(h)
	}
	if !f.opts.Linear {
		f.changed.note(h, len(f.info))
	}
}
