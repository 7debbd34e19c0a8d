package sim

import (
	"iter"

	"ecssim/model"
)

// sockets is what really listens on each host, and who chooses dynamic ports
// there. The scheduler knows none of it: a task that it has placed can still fail
// here.
type sockets struct {
	agent    []model.DynamicPorts // by host: the agent's picker
	docker   []model.DockerPorts  // by host: what containers publish
	listen   [][2]model.PortList  // by host and protocol: processes outside Docker, host-mode tasks included
	own      [][2]model.PortList  // those of them that are host-mode tasks
	byDocker bool                 // Docker chooses dynamic ports (agents before 1.70.0)
	nodes    []portNode           // dynamic ports of tasks, in recycled lists
	free     int32                // first unused node + 1; 0 = none
	count    []int32              // by host: dynamic ports bound
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
	s.agent = append(s.agent, model.DynamicPorts{Range: g.DynamicRange})
	s.docker = append(s.docker, model.DockerPorts{Range: g.DynamicRange})
	s.listen = append(s.listen, [2]model.PortList{})
	s.own = append(s.own, [2]model.PortList{})
	s.count = append(s.count, 0)
	l := &s.listen[len(s.listen)-1]
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
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		busy := model.BusyPorts{Published: s.docker[t.host].Published(m.Protocol), Listeners: &s.listen[t.host][m.Protocol]}
		first, err := s.agent[t.host].Pick(m.Count, busy)
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
	d, l := &s.docker[t.host], &s.listen[t.host]
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
		s.own[t.host][p.Protocol].Insert(p.Port)
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
		s.count[t.host]++
	}
	if s.byDocker {
		return s.letDockerChoose(t, n)
	}
	return failure{}, true
}

func (s *sockets) letDockerChoose(t *task, n *model.Network) (failure, bool) {
	d, l := &s.docker[t.host], &s.listen[t.host]
	for i := range n.Dynamic {
		m := &n.Dynamic[i]
		for range m.Count {
			p, err := d.Bind(m.Protocol, 0, &l[m.Protocol])
			if err != nil {
				s.drop(t)
				s.unpublish(t.host, n.Published)
				return failure{text: startErrorPrefix + err.Error(), port: true}, false
			}
			s.give(t, p, m.Protocol, true)
			s.count[t.host]++
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
		s.docker[h].Release(p.Host.Protocol, p.Host.Port)
	}
}

func (s *sockets) deafen(h int32, ports []model.HostPort) {
	for _, p := range ports {
		s.listen[h][p.Protocol].Remove(p.Port)
		s.own[h][p.Protocol].Remove(p.Port)
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
			s.docker[t.host].Release(x.proto, x.port)
			s.count[t.host]--
		}
		next := x.next
		x.next = s.free - 1
		s.free = at + 1
		at = next
	}
	t.ports = -1
}
