package state

import (
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Sockets is what really listens on each instance, and who chooses dynamic ports
// there. The scheduler knows none of it: a task that it has placed can still fail
// here.
type Sockets struct {
	Instances []InstanceSockets
	ByDocker  bool       // Docker chooses dynamic ports (agents before 1.70.0)
	Nodes     []PortNode // dynamic ports of tasks, in recycled lists
	Free      PortNodeID // first unused node
}

// InstanceSockets is what listens on one instance.
type InstanceSockets struct {
	Docker        model.DockerPorts  // what containers publish
	Agent         model.DynamicPorts // the agent's picker
	DynamicBound  int32              // dynamic ports bound
	Listeners     [2]model.PortList  // by protocol: processes outside Docker, host-mode tasks included
	TaskListeners [2]model.PortList  // of Listeners: those of host-mode tasks
}

// PortNode is one dynamic port that a task has been given: 8 bytes.
type PortNode struct {
	Next  PortNodeID // of the same task
	Port  uint16
	Proto model.Protocol
	Owner uint8 // number of its container, in the low 4 bits, and portBound
}

// portBound is the bit of PortNode.Owner that says that the port is bound.
const portBound = 1 << 7

// Bound reports whether a container listens on the port.
func (x *PortNode) Bound() bool { return x.Owner&portBound != 0 }

// Container is the number of the container that has the port, as PartNumber gives it.
func (x *PortNode) Container() int { return int(x.Owner & 15) }

// ContainerBit is the set of the container that has the port.
func (x *PortNode) ContainerBit() ContainerSet { return 1 << (x.Owner & 15) }

// ContainerSet is a set of containers of one task: a bit for each by its index in
// TaskDefinition.Containers, the last one for the Service Connect proxy.
type ContainerSet uint16

// AllContainers is every container of a task.
const AllContainers ContainerSet = 1<<16 - 1

// ContainerNumber is the number of a container in a ContainerSet: its index, and 15 for the Service Connect
// proxy.
func ContainerNumber(container int) int { return container & 15 }

// OnlyContainer is the set of one container.
func OnlyContainer(container int) ContainerSet { return 1 << (container & 15) }

// Has reports whether a container is in the set.
func (p ContainerSet) Has(container int) bool { return p&OnlyContainer(container) != 0 }

// Add adds an instance of a group.
func (s *Sockets) Add(g *config.InstanceGroup, byDocker bool) {
	s.ByDocker = byDocker
	s.Instances = append(s.Instances, InstanceSockets{Docker: model.DockerPorts{Range: g.DynamicRange}, Agent: model.DynamicPorts{Range: g.DynamicRange}})
	l := &s.Instances[len(s.Instances)-1].Listeners
	for _, p := range g.Listening() {
		l[p.Protocol].Insert(p.Port)
	}
}

// Choose gives containers of a task their dynamic ports, as the agent does when it creates
// them; false, with none chosen, where there are too few. Nothing holds the ports until they
// are bound.
func (s *Sockets) Choose(t *Task, n *model.Network, of ContainerSet) (model.StoppedReason, bool) {
	if s.ByDocker {
		return model.StoppedReason{}, true
	}
	x := &s.Instances[t.Instance]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		if !of.Has(m.Container) {
			continue
		}
		busy := model.BusyPorts{Published: x.Docker.Published(m.Protocol), Listeners: &x.Listeners[m.Protocol]}
		first, err := x.Agent.Pick(m.Count, busy)
		if err != nil {
			s.Drop(t, of)
			return model.StoppedByAgent(err), false
		}
		for j := range m.Count {
			s.give(t, PortNode{Port: first + uint16(j), Proto: m.Protocol, Owner: uint8(m.Container) & 15})
		}
	}
	return model.StoppedReason{}, true
}

// Open binds everything that containers of a task publish or listen on, and takes so many
// ports of docker0 and addresses of ecs-bridge for them; false, with nothing taken, where
// something stands in the way.
func (s *Sockets) Open(
	hosts *model.Hosts, t *Task, n *model.Network, of ContainerSet, docker, ecs int32,
) (model.StoppedReason, bool) {
	if !hosts.JoinBridge(int32(t.Instance), docker, ecs) {
		s.Drop(t, of)
		if ecs > 0 {
			return model.StoppedReason{Code: model.StoppedNoBridgeAddress}, false
		}
		return model.StoppedReason{Code: model.StoppedBridgeFull}, false
	}
	if len(n.Published)+len(n.Listens)+len(n.Dynamic) == 0 {
		return model.StoppedReason{}, true
	}
	why, ok := s.bind(t, n, of)
	if !ok {
		hosts.LeaveBridge(int32(t.Instance), docker, ecs)
	}
	return why, ok
}

func (s *Sockets) bind(t *Task, n *model.Network, of ContainerSet) (model.StoppedReason, bool) {
	h := &s.Instances[t.Instance]
	d, l := &h.Docker, &h.Listeners
	for i, p := range n.Published {
		if !of.Has(p.Container) {
			continue
		}
		p := p.Host
		if _, err := d.Bind(p.Protocol, p.Port, &l[p.Protocol]); err != nil {
			s.unpublish(t.Instance, n.Published[:i], of)
			s.Drop(t, of)
			return model.StoppedByDocker(err, p), false
		}
	}
	for i, p := range n.Listens {
		if !of.Has(p.Container) {
			continue
		}
		p := p.Host
		if d.Published(p.Protocol).Has(p.Port) || !l[p.Protocol].Insert(p.Port) {
			s.stopListening(t.Instance, n.Listens[:i], of)
			return model.StoppedReason{Code: model.StoppedNoListen, Port: p}, false
		}
		h.TaskListeners[p.Protocol].Insert(p.Port)
	}
	for at := t.Ports; at >= 0; at = s.Nodes[at].Next {
		x := &s.Nodes[at]
		if of&x.ContainerBit() == 0 {
			continue
		}
		if _, err := d.Bind(x.Proto, x.Port, &l[x.Proto]); err != nil {
			on := model.HostPort{Port: x.Port, Protocol: x.Proto}
			s.Drop(t, of)
			s.unpublish(t.Instance, n.Published, of)
			return model.StoppedByDocker(err, on), false
		}
		x.Owner |= portBound
		h.DynamicBound++
	}
	if s.ByDocker {
		return s.letDockerChoose(t, n, of)
	}
	return model.StoppedReason{}, true
}

func (s *Sockets) letDockerChoose(t *Task, n *model.Network, of ContainerSet) (model.StoppedReason, bool) {
	h := &s.Instances[t.Instance]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		if !of.Has(m.Container) {
			continue
		}
		for range m.Count {
			p, err := h.Docker.Bind(m.Protocol, 0, &h.Listeners[m.Protocol])
			if err != nil {
				s.Drop(t, of)
				s.unpublish(t.Instance, n.Published, of)
				return model.StoppedByDocker(err, model.HostPort{Protocol: m.Protocol}), false
			}
			s.give(t, PortNode{Port: p, Proto: m.Protocol, Owner: uint8(m.Container)&15 | portBound})
			h.DynamicBound++
		}
	}
	return model.StoppedReason{}, true
}

// Close gives back all that Open took for the same containers.
func (s *Sockets) Close(hosts *model.Hosts, t *Task, n *model.Network, of ContainerSet, docker, ecs int32) {
	if len(n.Published)+len(n.Listens) > 0 {
		s.unpublish(t.Instance, n.Published, of)
		s.stopListening(t.Instance, n.Listens, of)
	}
	if t.Ports >= 0 {
		s.Drop(t, of)
	}
	hosts.LeaveBridge(int32(t.Instance), docker, ecs)
}

func (s *Sockets) unpublish(h event.InstanceID, ports []model.Publication, of ContainerSet) {
	for _, p := range ports {
		if of.Has(p.Container) {
			s.Instances[h].Docker.Release(p.Host.Protocol, p.Host.Port)
		}
	}
}

func (s *Sockets) stopListening(h event.InstanceID, ports []model.Listening, of ContainerSet) {
	for _, p := range ports {
		if of.Has(p.Container) {
			s.Instances[h].Listeners[p.Host.Protocol].Remove(p.Host.Port)
			s.Instances[h].TaskListeners[p.Host.Protocol].Remove(p.Host.Port)
		}
	}
}

// give puts a port on a task's list.
func (s *Sockets) give(t *Task, x PortNode) {
	at := s.Free
	if at >= 0 {
		s.Free = s.Nodes[at].Next
	} else {
		at = PortNodeID(len(s.Nodes))
		s.Nodes = append(s.Nodes, PortNode{})
	}
	x.Next = t.Ports
	s.Nodes[at] = x
	t.Ports = at
}

// portAt is one of the dynamic ports of a container of a task, by its place in the order in which
// they were chosen; 0 where the container has none there.
func (s *Sockets) portAt(t *Task, container, place int) uint16 {
	of, after := OnlyContainer(container), -1-place
	for at := t.Ports; at >= 0; at = s.Nodes[at].Next {
		if of&s.Nodes[at].ContainerBit() != 0 {
			after++
		}
	}
	for at := t.Ports; at >= 0 && after >= 0; at = s.Nodes[at].Next { // the last one first
		if of&s.Nodes[at].ContainerBit() == 0 {
			continue
		}
		if after == 0 {
			return s.Nodes[at].Port
		}
		after--
	}
	return 0
}

// Bound lists the dynamic ports that a task holds and are bound.
func (s *Sockets) Bound(t *Task) iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		for at := t.Ports; at >= 0; at = s.Nodes[at].Next {
			if x := &s.Nodes[at]; x.Bound() && !yield(x.Port) {
				return
			}
		}
	}
}

// Drop takes the ports of some containers off a task's list and releases those of them
// that are bound.
func (s *Sockets) Drop(t *Task, of ContainerSet) {
	kept := PortNodeID(event.None) // the last node that stays
	for at := t.Ports; at >= 0; {
		x := &s.Nodes[at]
		next := x.Next
		if of&x.ContainerBit() == 0 {
			kept, at = at, next
			continue
		}
		if x.Bound() {
			s.Instances[t.Instance].Docker.Release(x.Proto, x.Port)
			s.Instances[t.Instance].DynamicBound--
		}
		x.Next = s.Free
		s.Free = at
		if kept < 0 {
			t.Ports = next
		} else {
			s.Nodes[kept].Next = next
		}
		at = next
	}
}

// SetProcess has a process that is no task take a port of an instance, or give it back; it
// reports whether it could.
func (s *Sockets) SetProcess(h event.InstanceID, p model.HostPort, take bool) bool {
	if take {
		return !s.Instances[h].Docker.Published(p.Protocol).Has(p.Port) && s.Instances[h].Listeners[p.Protocol].Insert(p.Port)
	}
	return !s.Instances[h].TaskListeners[p.Protocol].Has(p.Port) && s.Instances[h].Listeners[p.Protocol].Remove(p.Port)
}

// Restart starts an agent anew: it looks for dynamic ports from the beginning of
// its range again (amazon-ecs-agent agent/utils/ephemeral_ports.go).
func (s *Sockets) Restart(h event.InstanceID) {
	s.Instances[h].Agent = model.DynamicPorts{Range: s.Instances[h].Agent.Range}
}

// PortsOf are the dynamic ports that a task has, in the order in which they were chosen.
func (k *Cluster) PortsOf(t *Task) []PortNode {
	var all []PortNode
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		all = append(all, k.Sockets.Nodes[at])
	}
	slices.Reverse(all)
	return all
}

// PlaceInPlan is the place in its task's plan of a container with a ContainerNumber.
func (k *Cluster) PlaceInPlan(t *Task, number int) int8 {
	if plan := k.RevisionOf(t).Plan; number == ContainerNumber(model.Proxy) && len(plan) > 0 && plan[len(plan)-1].Proxy {
		return int8(len(plan) - 1)
	}
	return int8(number)
}
