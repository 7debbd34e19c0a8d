package engine

import (
	"iter"

	"ecssim/model"
	"ecssim/sim/config"
)

// sockets is what really listens on each host, and who chooses dynamic ports
// there. The scheduler knows none of it: a task that it has placed can still fail
// here.
type sockets struct {
	host     []hostSockets
	byDocker bool       // Docker chooses dynamic ports (agents before 1.70.0)
	nodes    []portNode // dynamic ports of tasks, in recycled lists
	free     nodeID     // first unused node
}

// hostSockets is what listens on one host.
type hostSockets struct {
	docker model.DockerPorts  // what containers publish
	agent  model.DynamicPorts // the agent's picker
	count  int32              // dynamic ports bound
	listen [2]model.PortList  // by protocol: processes outside Docker, host-mode tasks included
	own    [2]model.PortList  // those of them that are host-mode tasks
}

// portNode is one dynamic port that a task has been given: 8 bytes.
type portNode struct {
	next  nodeID // of the same task
	port  uint16
	proto model.Protocol
	owner uint8 // number of its container, and portBound
}

// portBound is the bit of portNode.owner that says that the port is bound.
const portBound = 1 << 7

func (x *portNode) bound() bool { return x.owner&portBound != 0 }
func (x *portNode) part() parts { return 1 << (x.owner & 15) }

// parts is a set of containers of one task: a bit for each by its index in
// TaskDefinition.Containers, the last one for the Service Connect proxy.
type parts uint16

const allParts parts = 1<<16 - 1

func partOf(container int) parts       { return 1 << (container & 15) }
func (p parts) has(container int) bool { return p&partOf(container) != 0 }

func (s *sockets) add(g *config.InstanceGroup, byDocker bool) {
	s.byDocker = byDocker
	s.host = append(s.host, hostSockets{docker: model.DockerPorts{Range: g.DynamicRange}, agent: model.DynamicPorts{Range: g.DynamicRange}})
	l := &s.host[len(s.host)-1].listen
	for _, p := range g.Listening() {
		l[p.Protocol].Insert(p.Port)
	}
}

// choose gives containers of a task their dynamic ports, as the agent does when it creates
// them. Nothing holds the ports until they are bound.
func (s *sockets) choose(t *task, n *model.Network, of parts) error {
	if s.byDocker {
		return nil
	}
	x := &s.host[t.host]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		if !of.has(m.Container) {
			continue
		}
		busy := model.BusyPorts{Published: x.docker.Published(m.Protocol), Listeners: &x.listen[m.Protocol]}
		first, err := x.agent.Pick(m.Count, busy)
		if err != nil {
			s.drop(t, of)
			return err
		}
		for j := range m.Count {
			s.give(t, portNode{port: first + uint16(j), proto: m.Protocol, owner: uint8(m.Container) & 15})
		}
	}
	return nil
}

// open binds everything that containers of a task publish or listen on, and takes so many
// ports of docker0 and addresses of ecs-bridge for them; false, with nothing taken, where
// something stands in the way.
func (s *sockets) open(hosts *model.Hosts, t *task, n *model.Network, of parts, docker, ecs int32) (failure, bool) {
	if !hosts.JoinBridge(int32(t.host), docker, ecs) {
		s.drop(t, of)
		if ecs > 0 {
			return failedNamespace, false
		}
		return failure{text: startErrorPrefix + model.ExchangeFull("veth").Error()}, false
	}
	if len(n.Published)+len(n.Listens)+len(n.Dynamic) == 0 {
		return failure{}, true
	}
	why, ok := s.bind(t, n, of)
	if !ok {
		hosts.LeaveBridge(int32(t.host), docker, ecs)
	}
	return why, ok
}

func (s *sockets) bind(t *task, n *model.Network, of parts) (failure, bool) {
	h := &s.host[t.host]
	d, l := &h.docker, &h.listen
	for i, p := range n.Published {
		if !of.has(p.Container) {
			continue
		}
		p := p.Host
		if _, err := d.Bind(p.Protocol, p.Port, &l[p.Protocol]); err != nil {
			s.unpublish(t.host, n.Published[:i], of)
			s.drop(t, of)
			return failure{text: startErrorPrefix + err.Error(), port: true, on: p}, false
		}
	}
	for i, p := range n.Listens {
		if !of.has(p.Container) {
			continue
		}
		p := p.Host
		if d.Published(p.Protocol).Has(p.Port) || !l[p.Protocol].Insert(p.Port) {
			s.deafen(t.host, n.Listens[:i], of)
			return failure{text: failedListen.text, port: true, on: p}, false
		}
		h.own[p.Protocol].Insert(p.Port)
	}
	for at := t.ports; at >= 0; at = s.nodes[at].next {
		x := &s.nodes[at]
		if of&x.part() == 0 {
			continue
		}
		if _, err := d.Bind(x.proto, x.port, &l[x.proto]); err != nil {
			on := model.HostPort{Port: x.port, Protocol: x.proto}
			s.drop(t, of)
			s.unpublish(t.host, n.Published, of)
			return failure{text: startErrorPrefix + err.Error(), port: true, on: on}, false
		}
		x.owner |= portBound
		h.count++
	}
	if s.byDocker {
		return s.letDockerChoose(t, n, of)
	}
	return failure{}, true
}

func (s *sockets) letDockerChoose(t *task, n *model.Network, of parts) (failure, bool) {
	h := &s.host[t.host]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		if !of.has(m.Container) {
			continue
		}
		for range m.Count {
			p, err := h.docker.Bind(m.Protocol, 0, &h.listen[m.Protocol])
			if err != nil {
				s.drop(t, of)
				s.unpublish(t.host, n.Published, of)
				return failure{text: startErrorPrefix + err.Error(), port: true}, false
			}
			s.give(t, portNode{port: p, proto: m.Protocol, owner: uint8(m.Container)&15 | portBound})
			h.count++
		}
	}
	return failure{}, true
}

// close gives back all that open took for the same containers.
func (s *sockets) close(hosts *model.Hosts, t *task, n *model.Network, of parts, docker, ecs int32) {
	if len(n.Published)+len(n.Listens) > 0 {
		s.unpublish(t.host, n.Published, of)
		s.deafen(t.host, n.Listens, of)
	}
	if t.ports >= 0 {
		s.drop(t, of)
	}
	hosts.LeaveBridge(int32(t.host), docker, ecs)
}

func (s *sockets) unpublish(h hostID, ports []model.Publication, of parts) {
	for _, p := range ports {
		if of.has(p.Container) {
			s.host[h].docker.Release(p.Host.Protocol, p.Host.Port)
		}
	}
}

func (s *sockets) deafen(h hostID, ports []model.Listening, of parts) {
	for _, p := range ports {
		if of.has(p.Container) {
			s.host[h].listen[p.Host.Protocol].Remove(p.Host.Port)
			s.host[h].own[p.Host.Protocol].Remove(p.Host.Port)
		}
	}
}

// give puts a port on a task's list.
func (s *sockets) give(t *task, x portNode) {
	at := s.free
	if at >= 0 {
		s.free = s.nodes[at].next
	} else {
		at = nodeID(len(s.nodes))
		s.nodes = append(s.nodes, portNode{})
	}
	x.next = t.ports
	s.nodes[at] = x
	t.ports = at
}

// bound lists the dynamic ports that a task holds and are bound.
func (s *sockets) bound(t *task) iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		for at := t.ports; at >= 0; at = s.nodes[at].next {
			if x := &s.nodes[at]; x.bound() && !yield(x.port) {
				return
			}
		}
	}
}

// drop takes the ports of some containers off a task's list and releases those of them
// that are bound.
func (s *sockets) drop(t *task, of parts) {
	kept := nodeID(none) // the last node that stays
	for at := t.ports; at >= 0; {
		x := &s.nodes[at]
		next := x.next
		if of&x.part() == 0 {
			kept, at = at, next
			continue
		}
		if x.bound() {
			s.host[t.host].docker.Release(x.proto, x.port)
			s.host[t.host].count--
		}
		x.next = s.free
		s.free = at
		if kept < 0 {
			t.ports = next
		} else {
			s.nodes[kept].next = next
		}
		at = next
	}
}
