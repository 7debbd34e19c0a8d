package sim

import (
	"iter"

	"ecssim/model"
)

// sockets is what really listens on each host, and who chooses dynamic ports
// there. The scheduler knows none of it: a task that it has placed can still fail
// here.
type sockets struct {
	host     []hostSockets
	byDocker bool       // Docker chooses dynamic ports (agents before 1.70.0)
	nodes    []portNode // dynamic ports of tasks, in recycled lists
	free     int32      // first unused node + 1; 0 = none
}

// hostSockets is what listens on one host.
type hostSockets struct {
	docker model.DockerPorts  // what containers publish
	agent  model.DynamicPorts // the agent's picker
	count  int32              // dynamic ports bound
	listen [2]model.PortList  // by protocol: processes outside Docker, host-mode tasks included
	own    [2]model.PortList  // those of them that are host-mode tasks
}

// portNode is one dynamic port that a task has been given.
type portNode struct {
	next  int32 // of the same task; -1 = none
	port  uint16
	proto model.Protocol
	bound bool
}

// agentListens are the TCP ports on which every container instance listens: sshd
// and the agent's credentials and introspection servers (amazon-ecs-agent
// README). 2375 and 2376 are reserved for a Docker daemon that by default listens
// on neither.
var agentListens = []uint16{22, 51678, 51679}

func (s *sockets) add(g *InstanceGroup, byDocker bool) {
	s.byDocker = byDocker
	s.host = append(s.host, hostSockets{docker: model.DockerPorts{Range: g.DynamicRange}, agent: model.DynamicPorts{Range: g.DynamicRange}})
	l := &s.host[len(s.host)-1].listen
	for _, p := range agentListens {
		l[model.TCP].Insert(p)
	}
	for _, p := range g.Reserved {
		if p.Port == model.PrometheusPort {
			l[p.Protocol].Insert(p.Port)
		}
	}
	for _, p := range g.Listeners {
		l[p.Protocol].Insert(p.Port)
	}
}

// choose gives a task its dynamic ports, as the agent does when it creates the
// containers. Nothing holds them until they are bound.
func (s *sockets) choose(t *task, n *model.Network) error {
	if s.byDocker {
		return nil
	}
	x := &s.host[t.host]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		busy := model.BusyPorts{Published: x.docker.Published(m.Protocol), Listeners: &x.listen[m.Protocol]}
		first, err := x.agent.Pick(m.Count, busy)
		if err != nil {
			s.drop(t)
			return err
		}
		for j := range m.Count {
			s.give(t, first+uint16(j), m.Protocol, false)
		}
	}
	return nil
}

// open binds everything that a task publishes or listens on and takes its bridge
// ports; false, with nothing taken, where something stands in the way.
func (s *sockets) open(hosts *model.Hosts, t *task, n *model.Network) (failure, bool) {
	if !hosts.JoinBridge(t.host, n.Bridge, n.ECSBridge) {
		s.drop(t)
		if n.ECSBridge > 0 {
			return failedNamespace, false
		}
		return failure{text: startErrorPrefix + model.ExchangeFull("veth").Error()}, false
	}
	why, ok := s.bind(t, n)
	if !ok {
		hosts.LeaveBridge(t.host, n.Bridge, n.ECSBridge)
	}
	return why, ok
}

func (s *sockets) bind(t *task, n *model.Network) (failure, bool) {
	h := &s.host[t.host]
	d, l := &h.docker, &h.listen
	for i, p := range n.Published {
		p := p.Host
		if _, err := d.Bind(p.Protocol, p.Port, &l[p.Protocol]); err != nil {
			s.unpublish(t.host, n.Published[:i])
			s.drop(t)
			return failure{text: startErrorPrefix + err.Error(), port: true, on: p}, false
		}
	}
	for i, p := range n.Listens {
		if d.Published(p.Protocol).Has(p.Port) || !l[p.Protocol].Insert(p.Port) {
			s.deafen(t.host, n.Listens[:i])
			return failure{text: failedListen.text, port: true, on: p}, false
		}
		h.own[p.Protocol].Insert(p.Port)
	}
	for at := t.ports; at >= 0; at = s.nodes[at].next {
		x := &s.nodes[at]
		if _, err := d.Bind(x.proto, x.port, &l[x.proto]); err != nil {
			on := model.HostPort{Port: x.port, Protocol: x.proto}
			s.drop(t)
			s.unpublish(t.host, n.Published)
			return failure{text: startErrorPrefix + err.Error(), port: true, on: on}, false
		}
		x.bound = true
		h.count++
	}
	if s.byDocker {
		return s.letDockerChoose(t, n)
	}
	return failure{}, true
}

func (s *sockets) letDockerChoose(t *task, n *model.Network) (failure, bool) {
	h := &s.host[t.host]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		for range m.Count {
			p, err := h.docker.Bind(m.Protocol, 0, &h.listen[m.Protocol])
			if err != nil {
				s.drop(t)
				s.unpublish(t.host, n.Published)
				return failure{text: startErrorPrefix + err.Error(), port: true}, false
			}
			s.give(t, p, m.Protocol, true)
			h.count++
		}
	}
	return failure{}, true
}

// close gives back all that open took.
func (s *sockets) close(hosts *model.Hosts, t *task, n *model.Network) {
	s.unpublish(t.host, n.Published)
	s.deafen(t.host, n.Listens)
	s.drop(t)
	hosts.LeaveBridge(t.host, n.Bridge, n.ECSBridge)
}

func (s *sockets) unpublish(h int32, ports []model.Publication) {
	for _, p := range ports {
		s.host[h].docker.Release(p.Host.Protocol, p.Host.Port)
	}
}

func (s *sockets) deafen(h int32, ports []model.HostPort) {
	for _, p := range ports {
		s.host[h].listen[p.Protocol].Remove(p.Port)
		s.host[h].own[p.Protocol].Remove(p.Port)
	}
}

// give puts a port on a task's list.
func (s *sockets) give(t *task, port uint16, proto model.Protocol, bound bool) {
	at := s.free - 1
	if at >= 0 {
		s.free = s.nodes[at].next + 1
	} else {
		at = int32(len(s.nodes))
		s.nodes = append(s.nodes, portNode{})
	}
	s.nodes[at] = portNode{next: t.ports, port: port, proto: proto, bound: bound}
	t.ports = at
}

// bound lists the dynamic ports that a task holds and are bound.
func (s *sockets) bound(t *task) iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		for at := t.ports; at >= 0; at = s.nodes[at].next {
			if x := &s.nodes[at]; x.bound && !yield(x.port) {
				return
			}
		}
	}
}

// drop empties a task's list and releases what of it is bound.
func (s *sockets) drop(t *task) {
	for at := t.ports; at >= 0; {
		x := &s.nodes[at]
		if x.bound {
			s.host[t.host].docker.Release(x.proto, x.port)
			s.host[t.host].count--
		}
		next := x.next
		x.next = s.free - 1
		s.free = at + 1
		at = next
	}
	t.ports = -1
}
