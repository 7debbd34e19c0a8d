package engine

import (
	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
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
	work       event.WorkloadID
	def        int32
	group      event.GroupID // of its host
	hostSubnet int32
	subnet     int16 // of its own interface, or none
}

// guard is one door of the tasks in one kind of place, and what is open there to some
// clients.
type guard struct {
	door    model.ExternalPort
	dynamic int // where its ports begin among a task's dynamic ports; -1 = they are static
	to      *firewall.Interface
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
	for _, d := range c.Tasks[key.def].ExternalPorts(u.ServiceConnect) {
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
	wall  firewall.Check // the first that stops them, asked about these ports
}

// doorsShut lists the doors of a running task that clients do not reach.
func (k *cluster) doorsShut(i event.TaskID) []shut {
	if k.Config.Firewall == nil {
		return nil
	}
	var found []shut
	t := k.Tasks.At(i)
	guards := k.guards(t)
	for n := range guards {
		g := &guards[n]
		ports := k.portsOf(t, g).Subtract(g.open[g.door.Protocol])
		if len(ports) == 0 {
			continue
		}
		wall := *g.clients.stopped(g.to, model.HostPort{Port: ports[0].First, Protocol: g.door.Protocol})
		if !wall.Answers {
			wall.Needed = ports
		}
		found = append(found, shut{g, ports, wall})
	}
	return found
}

// guards returns the guards of a task.
func (k *cluster) guards(t *state.Task) []guard {
	w, in := k.Owner(t), &k.Instances[t.Instance]
	key := placeKey{work: k.WorkloadOf(t), def: int32(k.RevisionOf(t).Definition), group: in.Group, hostSubnet: in.Subnet, subnet: t.Subnet}
	return k.walls.at(key, w.Use, w.Service)
}

// portsOf returns the ports of one of a task's doors.
func (k *cluster) portsOf(t *state.Task, g *guard) model.PortRanges {
	if g.dynamic < 0 {
		return model.PortRanges{g.door.Ports}
	}
	ports := k.DynamicPorts(t)
	var ranges []model.PortRange
	for _, p := range ports[g.dynamic : g.dynamic+g.door.Size()] {
		if p == 0 {
			continue
		}
		ranges = append(ranges, model.PortRange{First: p, Last: p})
	}
	return model.NewPortRanges(ranges...)
}

// reachable reports whether clients reach a running task on all the ports on which
// they have to, and if not, what stops them.
func (k *cluster) reachable(i event.TaskID) (ok bool, why string) {
	found := k.doorsShut(i)
	if len(found) == 0 {
		return true, ""
	}
	return false, found[0].wall.Refusal()
}

// targeted reports whether its load balancers reach a running task, and if not, what
// stops them.
func (k *cluster) targeted(i event.TaskID) (ok bool, why string) {
	for _, s := range k.doorsShut(i) {
		if !s.guard.clients.mesh {
			return false, s.wall.Refusal()
		}
	}
	return true, ""
}
