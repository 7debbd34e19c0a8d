package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
)

// DynamicRoom is the room for dynamic host ports of a host as things stand: less the
// ports of all tasks on it, those too that have been placed and whose containers are
// still to be created. A task that stops has its ports until it has stopped.
func (k *Cluster) DynamicRoom(h event.InstanceID) model.DynamicRoom {
	s := &k.Sockets.Hosts[h]
	live := model.DynamicRoom{Agent: s.Agent, Docker: s.Docker, Listeners: s.Listeners, ByDocker: k.Sockets.ByDocker}
	room := live.Clone()
	for _, i := range k.Instances[h].Tasks {
		t := k.Tasks.At(i)
		if t.State > event.Pending || t.Is(DesiredStopped) {
			continue // it has what it takes, or will take nothing
		}
		net := &k.RevisionOf(t).Network
		for _, p := range net.Published {
			room.Hold(p.Host)
		}
		for _, p := range net.Listens {
			room.Hold(p.Host)
		}
		var chosen Parts
		for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
			x := &k.Sockets.Nodes[at]
			room.Hold(model.HostPort{Port: x.Port, Protocol: x.Proto})
			chosen |= x.Part()
		}
		room.Take(outstanding(net.Dynamic, chosen))
	}
	return room
}

// outstanding are the requests of containers that have no ports yet.
func outstanding(requests []model.DynamicMapping, chosen Parts) []model.DynamicMapping {
	if chosen == 0 {
		return requests
	}
	var rest []model.DynamicMapping
	for _, m := range requests {
		if !chosen.Has(m.Container) {
			rest = append(rest, m)
		}
	}
	return rest
}

// DynamicPorts lists a task's dynamic ports as its Network asks for them; 0 for those of a
// container that has none.
func (k *Cluster) DynamicPorts(t *Task) []uint16 {
	var chosen []PortNode // the last one first
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		chosen = append(chosen, k.Sockets.Nodes[at])
	}
	var ports []uint16
	for _, m := range k.RevisionOf(t).Network.Dynamic {
		for range m.Count {
			port := uint16(0)
			for j := len(chosen) - 1; j >= 0 && port == 0; j-- {
				if x := chosen[j]; x.Part() == PartOf(m.Container) {
					port = x.Port
					chosen = slices.Delete(chosen, j, j+1)
				}
			}
			ports = append(ports, port)
		}
	}
	return ports
}

// BoundPorts lists the dynamic ports that are bound on each instance.
func (k *Cluster) BoundPorts() [][]model.PortRange {
	held := make([][]model.PortRange, len(k.Instances))
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		for p := range k.Sockets.Bound(t) {
			held[t.Instance] = append(held[t.Instance], model.PortRange{First: p, Last: p})
		}
	}
	return held
}

// DynamicPortsUsed counts the ports of an instance's dynamic range that somebody has, of
// the protocol of which more are in use, and all of them.
func (k *Cluster) DynamicPortsUsed(h event.InstanceID) (used, total int) {
	s := &k.Sockets.Hosts[h]
	r := s.Agent.Range
	for p := range s.Listeners {
		busy := model.BusyPorts{Published: s.Docker.Published(model.Protocol(p)), Listeners: &s.Listeners[p]}
		used = max(used, r.Size()-busy.Free(r, 1))
	}
	return used, r.Size()
}

// AsksDynamic reports whether tasks of the run may ask for dynamic host ports.
func (k *Cluster) AsksDynamic() bool {
	return slices.ContainsFunc(k.Deployments, func(d *Deployment) bool { return len(d.Revision.Network.Dynamic) > 0 })
}
