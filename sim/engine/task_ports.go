package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// choosePorts gives containers of a task their dynamic ports; false, with the reason, where
// they cannot have them.
func (k *cluster) choosePorts(i event.TaskID, t *state.Task, of state.ContainerSet) (why model.StoppedReason, ok bool) {
	why, ok = k.Sockets.Choose(t, &k.RevisionOf(t).Network, of)
	if ok && k.hears(event.PortChosen) {
		for _, x := range k.PortsOf(t) {
			if of.Has(x.Container()) && !x.Bound() {
				k.tellPort(event.PortChosen, i, t, &x, false)
			}
		}
	}
	return why, ok
}

// openPorts binds what containers of a task publish or listen on, and takes so many ports of
// docker0 and addresses of ecs-bridge for them; false, with nothing taken, where something
// stands in the way.
func (k *cluster) openPorts(i event.TaskID, t *state.Task, of state.ContainerSet, docker, ecs int32) (model.StoppedReason, bool) {
	n := &k.RevisionOf(t).Network
	if !k.ports {
		return k.Sockets.Open(k.Hosts, t, n, of, docker, ecs)
	}
	before := k.PortsOf(t)
	why, ok := k.Sockets.Open(k.Hosts, t, n, of, docker, ecs)
	if ok {
		k.tellBridge(event.BridgeJoined, i, t, docker, ecs)
		k.tellStatic(event.PortBound, i, t, of)
	}
	k.tellDynamic(i, t, before)
	return why, ok
}

// closePorts gives back all that openPorts took for the same containers.
func (k *cluster) closePorts(i event.TaskID, t *state.Task, of state.ContainerSet, docker, ecs int32) {
	n := &k.RevisionOf(t).Network
	if !k.ports {
		k.Sockets.Close(k.Hosts, t, n, of, docker, ecs)
		return
	}
	before := k.PortsOf(t)
	k.Sockets.Close(k.Hosts, t, n, of, docker, ecs)
	k.tellStatic(event.PortReleased, i, t, of)
	k.tellDynamic(i, t, before)
	k.tellBridge(event.BridgeLeft, i, t, docker, ecs)
}

// dropPorts takes the dynamic ports of containers from a task.
func (k *cluster) dropPorts(i event.TaskID, t *state.Task, of state.ContainerSet) {
	if !k.ports {
		k.Sockets.Drop(t, of)
		return
	}
	before := k.PortsOf(t)
	k.Sockets.Drop(t, of)
	k.tellDynamic(i, t, before)
}

// joinBridge takes addresses of ecs-bridge for a task's pause containers; false where there are
// too few.
func (k *cluster) joinBridge(i event.TaskID, t *state.Task, ecs int32) bool {
	ok := k.Hosts.JoinBridge(int32(t.Instance), 0, ecs)
	if ok {
		k.tellBridge(event.BridgeJoined, i, t, 0, ecs)
	}
	return ok
}

// tellDynamic tells what has changed about a task's dynamic ports.
func (n *notifier) tellDynamic(i event.TaskID, t *state.Task, before []state.PortNode) {
	now := n.state.PortsOf(t)
	find := func(all []state.PortNode, x *state.PortNode) *state.PortNode {
		at := slices.IndexFunc(all, func(y state.PortNode) bool {
			return x.Port == y.Port && x.Proto == y.Proto && x.Container() == y.Container()
		})
		if at < 0 {
			return nil
		}
		return &all[at]
	}
	for j := range before {
		if x := &before[j]; find(now, x) == nil {
			n.tellPort(event.PortReleased, i, t, x, x.Bound())
		}
	}
	for j := range now {
		x := &now[j]
		was := find(before, x)
		if was == nil {
			n.tellPort(event.PortChosen, i, t, x, false)
		}
		if x.Bound() && (was == nil || !was.Bound()) {
			n.tellPort(event.PortBound, i, t, x, false)
		}
	}
}

func (n *notifier) tellPort(kind event.Kind, i event.TaskID, t *state.Task, x *state.PortNode, bound bool) {
	if n.hears(kind) {
		e := n.beginTaskEvent(kind, i, t)
		e.Container, e.Port, e.On = n.state.PlaceInPlan(t, x.Container()), model.HostPort{Port: x.Port, Protocol: x.Proto}, bound
		n.send()
	}
}

// tellStatic tells of the ports of containers that are not chosen on the instance: published
// ones, and those on which containers in host mode listen.
func (n *notifier) tellStatic(kind event.Kind, i event.TaskID, t *state.Task, of state.ContainerSet) {
	if !n.hears(kind) {
		return
	}
	net := &n.state.RevisionOf(t).Network
	tell := func(container int, p model.HostPort) {
		if of.Has(container) {
			e := n.beginTaskEvent(kind, i, t)
			e.Container, e.Port, e.On = n.state.PlaceInPlan(t, state.ContainerNumber(container)), p, kind == event.PortReleased
			n.send()
		}
	}
	for _, p := range net.Published {
		tell(p.Container, p.Host)
	}
	for _, p := range net.Listens {
		tell(p.Container, p.Host)
	}
}

func (n *notifier) tellBridge(kind event.Kind, i event.TaskID, t *state.Task, docker, ecs int32) {
	if docker|ecs != 0 && n.hears(kind) {
		e := n.beginTaskEvent(kind, i, t)
		e.Count, e.To = docker, ecs
		n.send()
	}
}
