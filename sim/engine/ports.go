package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// choosePorts gives containers of a task their dynamic ports; false, with the reason, where
// they cannot have them.
func (k *cluster) choosePorts(i event.TaskID, t *state.Task, of state.Parts) (why model.StoppedReason, ok bool) {
	why, ok = k.Sockets.Choose(t, &k.RevisionOf(t).Network, of)
	if ok && k.hears(event.PortChosen) {
		for _, x := range k.portsOfTask(t) {
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
func (k *cluster) openPorts(i event.TaskID, t *state.Task, of state.Parts, docker, ecs int32) (model.StoppedReason, bool) {
	n := &k.RevisionOf(t).Network
	if !k.hearsPorts() {
		return k.Sockets.Open(k.Hosts, t, n, of, docker, ecs)
	}
	before := k.portsOfTask(t)
	why, ok := k.Sockets.Open(k.Hosts, t, n, of, docker, ecs)
	if ok {
		k.tellBridge(event.BridgeJoined, i, t, docker, ecs)
		k.tellStatic(event.PortBound, i, t, of)
	}
	k.tellDynamic(i, t, before)
	return why, ok
}

// closePorts gives back all that openPorts took for the same containers.
func (k *cluster) closePorts(i event.TaskID, t *state.Task, of state.Parts, docker, ecs int32) {
	n := &k.RevisionOf(t).Network
	if !k.hearsPorts() {
		k.Sockets.Close(k.Hosts, t, n, of, docker, ecs)
		return
	}
	before := k.portsOfTask(t)
	k.Sockets.Close(k.Hosts, t, n, of, docker, ecs)
	k.tellStatic(event.PortReleased, i, t, of)
	k.tellDynamic(i, t, before)
	k.tellBridge(event.BridgeLeft, i, t, docker, ecs)
}

// dropPorts takes the dynamic ports of containers from a task.
func (k *cluster) dropPorts(i event.TaskID, t *state.Task, of state.Parts) {
	if !k.hearsPorts() {
		k.Sockets.Drop(t, of)
		return
	}
	before := k.portsOfTask(t)
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

// hearsPorts reports whether anybody is to be told of a port or a bridge.
func (k *cluster) hearsPorts() bool {
	return k.hears(event.PortChosen) || k.hears(event.PortBound) || k.hears(event.PortReleased) || k.hears(event.BridgeJoined) || k.hears(event.BridgeLeft)
}

// portsOfTask are the dynamic ports that a task has, in the order in which they were chosen.
func (k *cluster) portsOfTask(t *state.Task) []state.PortNode {
	var all []state.PortNode
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		all = append(all, k.Sockets.Nodes[at])
	}
	slices.Reverse(all)
	return all
}

// tellDynamic tells what has changed about a task's dynamic ports.
func (k *cluster) tellDynamic(i event.TaskID, t *state.Task, before []state.PortNode) {
	now := k.portsOfTask(t)
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
			k.tellPort(event.PortReleased, i, t, x, x.Bound())
		}
	}
	for j := range now {
		x := &now[j]
		was := find(before, x)
		if was == nil {
			k.tellPort(event.PortChosen, i, t, x, false)
		}
		if x.Bound() && (was == nil || !was.Bound()) {
			k.tellPort(event.PortBound, i, t, x, false)
		}
	}
}

func (k *cluster) tellPort(kind event.Kind, i event.TaskID, t *state.Task, x *state.PortNode, bound bool) {
	if k.hears(kind) {
		e := k.tellOf(kind, i, t)
		e.Container, e.Port, e.On = k.placeInPlan(t, x.Container()), model.HostPort{Port: x.Port, Protocol: x.Proto}, bound
		k.send()
	}
}

// tellStatic tells of the ports of containers that are not chosen on the instance: published
// ones, and those on which containers in host mode listen.
func (k *cluster) tellStatic(kind event.Kind, i event.TaskID, t *state.Task, of state.Parts) {
	if !k.hears(kind) {
		return
	}
	n := &k.RevisionOf(t).Network
	tell := func(container int, p model.HostPort) {
		if of.Has(container) {
			e := k.tellOf(kind, i, t)
			e.Container, e.Port, e.On = k.placeInPlan(t, state.PartNumber(container)), p, kind == event.PortReleased
			k.send()
		}
	}
	for _, p := range n.Published {
		tell(p.Container, p.Host)
	}
	for _, p := range n.Listens {
		tell(p.Container, p.Host)
	}
}

func (k *cluster) tellBridge(kind event.Kind, i event.TaskID, t *state.Task, docker, ecs int32) {
	if docker|ecs != 0 && k.hears(kind) {
		e := k.tellOf(kind, i, t)
		e.Count, e.To = docker, ecs
		k.send()
	}
}

// placeInPlan is the place in its task's plan of a container that Parts numbers.
func (k *cluster) placeInPlan(t *state.Task, number int) int8 {
	if plan := k.RevisionOf(t).Plan; number == state.PartNumber(model.Proxy) && len(plan) > 0 && plan[len(plan)-1].Proxy {
		return int8(len(plan) - 1)
	}
	return int8(number)
}
