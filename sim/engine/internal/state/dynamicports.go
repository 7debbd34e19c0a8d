package state

import (
	"ecssim/model"
	"ecssim/sim/event"
	"slices"
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
