package model

import (
	"fmt"
	"slices"
)

// Host is a container instance as its two bookkeepers see it. The control plane
// counts what the tasks that should run have claimed (Free, and the ports mask
// kept by Hosts); it gives CPU, memory, GPUs and ports back when a task is told
// to stop and the ENI slot when the interface is gone. The agent counts what its
// tasks really hold (Held) and gives it back when they have stopped, so a task
// may be placed and still have to wait on the host.
//
// A Host has 64 bytes, one line of the cache.
type Host struct {
	Registered Room  // what the instance offered when it registered
	Free       Room  // the control plane's view: what is left to place on
	Held       Load  // the agent's view: what its tasks hold
	PortsUsed  int32 // reserved and static host ports in use; dynamic ones do not count
	PortQuota  int32 // ReservedPortQuota unless the scenario says otherwise
	Tasks      int32 // placed and not told to stop
	Bridge     int32 // docker0 ports in use
	ECSBridge  int32 // ecs-bridge ports in use, one an awsvpc task
}

// Hosts is the container instances of a cluster in order of registration, and
// the only place where what is taken on one changes.
//
// For every host h and resource r: 0 <= Free[r] and Free[r] + the sum of r over
// the claims taken and not released = Registered[r]; a static port is in the
// mask exactly if one such claim, or the reserved list, has it.
type Hosts struct {
	host  []Host
	ports []uint64 // words a host: static ports taken, the control plane's view
	held  []uint64 // the same, the agent's view
	words int
	gpus  []gpuLedger // by host; nil where GPUs are not told apart
}

// NewHosts returns no hosts yet; words is the Words of the scenario's PortTable.
func NewHosts(words int) *Hosts { return &Hosts{words: words} }

// Grow makes room for n more hosts at once.
func (s *Hosts) Grow(n int) {
	s.host = GrowSlice(s.host, n)
	s.ports, s.held = GrowSlice(s.ports, n*s.words), GrowSlice(s.held, n*s.words)
}

// Len is the number of hosts ever added.
func (s *Hosts) Len() int { return len(s.host) }

// At returns host h to read. Its ledgers change through Hosts alone.
func (s *Hosts) At(h int32) *Host { return &s.host[h] }

// Words is the length of every port mask of these hosts.
func (s *Hosts) Words() int { return s.words }

// Ports returns the static ports taken on h as the control plane sees them: a
// mask to read.
func (s *Hosts) Ports(h int32) []uint64 { return s.ports[int(h)*s.words : (int(h)+1)*s.words] }

func (s *Hosts) heldPorts(h int32) []uint64 { return s.held[int(h)*s.words : (int(h)+1)*s.words] }

// Add registers a container instance with what it offers, the mask of its
// reserved ports, their number (which counts ports outside the table too) and
// its quota of reserved ports, at least that number, and returns its index.
func (s *Hosts) Add(registered Room, reserved []uint64, count, quota int32) int32 {
	s.host = append(s.host, Host{Registered: registered, Free: registered, PortsUsed: count, PortQuota: max(quota, count)})
	s.ports = append(s.ports, reserved...)
	s.held = append(s.held, reserved...)
	if s.gpus != nil {
		s.gpus = append(s.gpus, gpuLedger{})
	}
	if len(s.ports) != len(s.host)*s.words {
		panic(fmt.Sprintf("model: a mask of %d words for hosts of %d", len(reserved), s.words))
	}
	return int32(len(s.host) - 1)
}

// Check returns the first resource that the control plane finds lacking on h for
// a claim, in the order ports, ENI, GPU, memory, CPU; Fits when there is room.
func (s *Hosts) Check(h int32, c *Claim) Reason {
	x := &s.host[h]
	if c.PortCount > 0 && (x.PortsUsed+c.PortCount > x.PortQuota || overlap(s.Ports(h), c.Ports)) {
		return ReasonPorts
	}
	return x.Free.lacks(c.On(x.Registered))
}

// CheckBeside is Check for a task that may not take what is kept on h for other
// tasks either, nothing where kept is nil. Of kept's ports those count that are
// not taken.
func (s *Hosts) CheckBeside(h int32, c, kept *Claim) Reason {
	if kept == nil {
		return s.Check(h, c)
	}
	x := &s.host[h]
	if c.PortCount > 0 && (x.PortsUsed+kept.PortCount+c.PortCount > x.PortQuota || overlap(s.Ports(h), c.Ports) || overlap(kept.Ports, c.Ports)) {
		return ReasonPorts
	}
	return s.Left(h, kept).lacks(c.On(x.Registered))
}

// Left is what the control plane has left on h beside what is kept there, nothing
// where kept is nil: never less than nothing of a resource of which more is kept
// than is free.
func (s *Hosts) Left(h int32, kept *Claim) Room {
	if kept == nil {
		return s.host[h].Free
	}
	return s.host[h].Free.Less(kept.Room)
}

func overlap(a, b []uint64) bool {
	for i, w := range b {
		if a[i]&w != 0 {
			return true
		}
	}
	return false
}

// Take claims everything at once in the control plane's ledger. It panics where
// Check would have refused: the scheduler never takes what is not there.
func (s *Hosts) Take(h int32, c *Claim) {
	if r := s.Check(h, c); r != Fits {
		panic(fmt.Sprintf("model: host %d cannot take %+v: %v, free %+v", h, *c, r, s.host[h].Free))
	}
	x := &s.host[h]
	x.Free = x.Free.Sub(c.On(x.Registered))
	x.PortsUsed += c.PortCount
	x.Tasks++
	if c.PortCount > 0 {
		addMask(s.Ports(h), c.Ports)
	}
}

// Release gives back all of a claim but its ENI slot, when the task is told to
// stop. CPU and memory return at that moment (containers-roadmap issue 575, AWS
// "What's New" of 2 July 2023), and static ports with them.
func (s *Hosts) Release(h int32, c *Claim) {
	x := &s.host[h]
	x.Free = x.Free.Add(c.On(x.Registered).atStop())
	x.Tasks--
	if c.PortCount > 0 {
		x.PortsUsed -= c.PortCount
		dropMask(s.Ports(h), c.Ports)
	}
	s.mustHold(h)
}

// ReleaseENI gives a claim's attachment slot back, when its interface has been
// detached and deleted.
func (s *Hosts) ReleaseENI(h int32, c *Claim) {
	x := &s.host[h]
	x.Free.ENI += c.ENI
	if x.Free.ENI > x.Registered.ENI {
		s.outOfBounds(h)
	}
}

// Suppose runs f and then puts host h back as it was before.
func (s *Hosts) Suppose(h int32, f func()) {
	x, ports, held := s.host[h], slices.Clone(s.Ports(h)), slices.Clone(s.heldPorts(h))
	f()
	s.host[h] = x
	copy(s.Ports(h), ports)
	copy(s.heldPorts(h), held)
}

// AgentFits reports whether the agent has room to start a task, that is whether
// the tasks it still holds leave enough CPU, memory, GPUs and ports. The agent
// has no ledger of ENIs (amazon-ecs-agent agent/engine/host_resource_manager.go).
func (s *Hosts) AgentFits(h int32, c *Claim) bool {
	x := &s.host[h]
	return x.Registered.Load().Holds(x.Held.Add(c.On(x.Registered).Load())) && (c.PortCount == 0 || !overlap(s.heldPorts(h), c.Ports))
}

// AgentTake enters a task in the agent's ledger when it starts; it panics where
// AgentFits is false.
func (s *Hosts) AgentTake(h int32, c *Claim) {
	if !s.AgentFits(h, c) {
		panic(fmt.Sprintf("model: agent of host %d cannot start %+v: holds %+v", h, *c, s.host[h].Held))
	}
	x := &s.host[h]
	x.Held = x.Held.Add(c.On(x.Registered).Load())
	if c.PortCount > 0 {
		addMask(s.heldPorts(h), c.Ports)
	}
}

// AgentRelease strikes a task from the agent's ledger when it has stopped.
func (s *Hosts) AgentRelease(h int32, c *Claim) {
	x := &s.host[h]
	x.Held = x.Held.Sub(c.On(x.Registered).Load())
	if c.PortCount > 0 {
		dropMask(s.heldPorts(h), c.Ports)
	}
	if !x.Held.Holds(Load{}) {
		panic(fmt.Sprintf("model: agent of host %d holds less than nothing: %+v", h, x.Held))
	}
}

// Limits returns how many more tasks of a claim each resource of h would allow
// as things stand. Left out are addresses, which belong to the subnet, and dynamic
// host ports, which a DynamicRoom counts.
func (s *Hosts) Limits(h int32, c *Claim) Limits { return s.LimitsBeside(h, c, nil) }

// LimitsBeside is Limits for tasks that may not take what is kept on h for others;
// nil keeps nothing.
func (s *Hosts) LimitsBeside(h int32, c, kept *Claim) Limits {
	x, left := &s.host[h], s.Left(h, kept)
	l := NoLimits()
	l.byRoom(left, c.On(x.Registered))
	l[ReasonBridgePorts] = Times(BridgePortsMax-x.Bridge, c.Bridge)
	if c.PortCount > 0 {
		l[ReasonPorts] = 1 // a static port goes to one task a host
		if s.CheckBeside(h, c, kept) == ReasonPorts {
			l[ReasonPorts] = 0
		}
	}
	return l
}

// JoinBridge takes n ports of docker0 and awsvpc ports of ecs-bridge for the
// containers of a task; it reports whether docker0 had them.
func (s *Hosts) JoinBridge(h int32, docker, ecs int32) bool {
	x := &s.host[h]
	if x.Bridge+docker > BridgePortsMax || x.ECSBridge+ecs > EcsBridgeAddresses {
		return false
	}
	x.Bridge += docker
	x.ECSBridge += ecs
	return true
}

// LeaveBridge gives them back.
func (s *Hosts) LeaveBridge(h int32, docker, ecs int32) {
	x := &s.host[h]
	x.Bridge -= docker
	x.ECSBridge -= ecs
	if x.Bridge|x.ECSBridge < 0 {
		s.outOfBounds(h)
	}
}

// mustHold panics when the control plane's ledger of h has gone negative or over its
// capacity.
func (s *Hosts) mustHold(h int32) {
	x := &s.host[h]
	if !x.Free.within(x.Registered) || x.PortsUsed|(x.PortQuota-x.PortsUsed)|x.Tasks < 0 {
		s.outOfBounds(h)
	}
}

func (s *Hosts) outOfBounds(h int32) {
	panic(fmt.Sprintf("model: host %d is out of bounds: %+v", h, s.host[h]))
}

func addMask(a, b []uint64) {
	for i, w := range b {
		a[i] |= w
	}
}

func dropMask(a, b []uint64) {
	for i, w := range b {
		a[i] &^= w
	}
}
