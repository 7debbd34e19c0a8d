package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
)

// walls finds out what the scenario's firewall lets through to tasks, once for each
// kind of place that a task can be in.
type walls struct {
	config *config.Config
	places map[placeKey][]guard
	mesh   []meshClient // nil = not asked for so far
}

// placeKey is all that decides about a task's reachability but its ports.
type placeKey struct {
	work       workID
	def        int32
	group      groupID // of its host
	hostSubnet int32
	subnet     int16 // of its own interface, or none
}

// guard is one door of the tasks in one kind of place, and what is open there to some
// clients.
type guard struct {
	door    model.Door
	dynamic int // where its ports begin among a task's dynamic ports; -1 = they are static
	to      *model.Interface
	clients clients
	open    model.PortSet
}

// at returns the guards of the doors through which tasks have to be reached: those of
// the service's target groups and of Service Connect's listeners or, without target
// groups, all but those that the listeners stand in front of.
func (w *walls) at(key placeKey, u *config.Use, s *config.Service) []guard {
	if all, ok := w.places[key]; ok {
		return all
	}
	c := w.config
	all, dynamic := []guard{}, 0
	for _, d := range c.Tasks[key.def].Doors(u.ServiceConnect) {
		g := guard{door: d, dynamic: -1}
		if d.Dynamic() {
			g.dynamic = dynamic
			dynamic += d.Size()
		}
		if s != nil && len(s.Targets) > 0 && targetOf(s, &d) == nil && d.Listener == 0 {
			continue
		}
		if d.OwnInterface {
			g.to = taskInterface(c, u, int(key.subnet))
		} else {
			g.to = hostInterface(c, &c.Groups[key.group], int(key.hostSubnet))
		}
		for _, g.clients = range w.clientsOf(u, s, &d) {
			g.open = g.clients.openTo(g.to)
			all = append(all, g)
		}
	}
	w.places[key] = all
	return all
}

// shut is a door of a task of which ports cannot be reached.
type shut struct {
	guard *guard
	ports model.PortRanges
	wall  model.Gate // the first that stops them, asked about these ports
}

// doorsShut lists the doors of a running task that clients do not reach.
func (k *cluster) doorsShut(i taskID) []shut {
	if k.config.Firewall == nil {
		return nil
	}
	var found []shut
	t := k.tasks.At(i)
	guards := k.guards(t)
	for n := range guards {
		g := &guards[n]
		ports := k.portsOf(t, g).Subtract(g.open[g.door.Protocol])
		if len(ports) == 0 {
			continue
		}
		wall := *g.clients.stopped(g.to, model.HostPort{Port: ports[0].First, Protocol: g.door.Protocol})
		if !wall.Answers {
			wall.Wants = ports
		}
		found = append(found, shut{g, ports, wall})
	}
	return found
}

// guards returns the guards of a task.
func (k *cluster) guards(t *task) []guard {
	w, in := k.owner(t), &k.info[t.host]
	key := placeKey{work: k.workOf(t), def: int32(k.rev(t).def), group: in.group, hostSubnet: in.subnet, subnet: t.subnet}
	return k.walls.at(key, w.use, w.service)
}

// portsOf returns the ports of one of a task's doors.
func (k *cluster) portsOf(t *task, g *guard) model.PortRanges {
	if g.dynamic < 0 {
		return model.PortRanges{g.door.Ports}
	}
	ports := k.dynamicPorts(t)
	var ranges []model.PortRange
	for _, p := range ports[g.dynamic : g.dynamic+g.door.Size()] {
		if p == 0 {
			continue
		}
		ranges = append(ranges, model.PortRange{First: p, Last: p})
	}
	return model.NewPortRanges(ranges...)
}

// dynamicPorts lists a task's dynamic ports as its Network asks for them; 0 for those of a
// container that has none.
func (k *cluster) dynamicPorts(t *task) []uint16 {
	var chosen []portNode // the last one first
	for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
		chosen = append(chosen, k.sockets.nodes[at])
	}
	var ports []uint16
	for _, m := range k.rev(t).net.Dynamic {
		for range m.Count {
			port := uint16(0)
			for j := len(chosen) - 1; j >= 0 && port == 0; j-- {
				if x := chosen[j]; x.part() == partOf(m.Container) {
					port = x.port
					chosen = slices.Delete(chosen, j, j+1)
				}
			}
			ports = append(ports, port)
		}
	}
	return ports
}

// reachable reports whether clients reach a running task on all the ports on which
// they have to, and if not, what stops them.
func (k *cluster) reachable(i taskID) (ok bool, why string) {
	found := k.doorsShut(i)
	if len(found) == 0 {
		return true, ""
	}
	return false, found[0].wall.Refusal()
}

// targeted reports whether its load balancers reach a running task, and if not, what
// stops them.
func (k *cluster) targeted(i taskID) (ok bool, why string) {
	for _, s := range k.doorsShut(i) {
		if !s.guard.clients.mesh {
			return false, s.wall.Refusal()
		}
	}
	return true, ""
}
