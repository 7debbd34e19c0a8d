package engine

import (
	"ecssim/model"
	"ecssim/sim/report"
)

// dynamicRoom is the room for dynamic host ports of a host as things stand: less the
// ports of all tasks on it, those too that have been placed and whose containers are
// still to be created. A task that stops has its ports until it has stopped.
func (k *cluster) dynamicRoom(h hostID) model.DynamicRoom {
	s := &k.sockets.host[h]
	live := model.DynamicRoom{Agent: s.agent, Docker: s.docker, Listeners: s.listen, ByDocker: k.sockets.byDocker}
	room := live.Clone()
	for _, i := range k.info[h].tasks {
		t := k.tasks.At(i)
		if t.state > pending || t.is(told) {
			continue // it has what it takes, or will take nothing
		}
		net := &k.rev(t).net
		for _, p := range net.Published {
			room.Hold(p.Host)
		}
		for _, p := range net.Listens {
			room.Hold(p.Host)
		}
		var chosen parts
		for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
			x := &k.sockets.nodes[at]
			room.Hold(model.HostPort{Port: x.port, Protocol: x.proto})
			chosen |= x.part()
		}
		room.Take(outstanding(net.Dynamic, chosen))
	}
	return room
}

// outstanding are the requests of containers that have no ports yet.
func outstanding(requests []model.DynamicMapping, chosen parts) []model.DynamicMapping {
	if chosen == 0 {
		return requests
	}
	var rest []model.DynamicMapping
	for _, m := range requests {
		if !chosen.has(m.Container) {
			rest = append(rest, m)
		}
	}
	return rest
}

// dynamicPortsUsed counts the ports of a host's dynamic range that somebody has, of
// the protocol of which more are in use.
func (k *cluster) dynamicPortsUsed(h hostID) report.Resource {
	s := &k.sockets.host[h]
	r := s.agent.Range
	used := 0
	for p := range s.listen {
		free := model.BusyPorts{Published: s.docker.Published(model.Protocol(p)), Listeners: &s.listen[p]}.Free(r, 1)
		used = max(used, r.Size()-free)
	}
	return report.Resource{Used: used, Total: r.Size()}
}

// asksDynamic reports whether tasks of the run may ask for dynamic host ports.
func (k *cluster) asksDynamic() bool {
	for _, d := range k.deps {
		if len(d.rev.net.Dynamic) > 0 {
			return true
		}
	}
	return false
}
