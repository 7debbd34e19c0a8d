// Package network says where the tasks of a run are, and who listens on which port of an instance.
package network

import (
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/reach"
)

// Run is a run as package reach asks about it.
type Run struct{ *state.Cluster }

// Running yields the running tasks that have not been told to stop.
func (k Run) Running() iter.Seq[event.TaskID] {
	return func(yield func(event.TaskID) bool) {
		for i := range k.Tasks.All() {
			if t := k.Tasks.At(i); t.State == event.Running && !t.Is(state.DesiredStopped) && !yield(i) {
				return
			}
		}
	}
}

// Task says where a running task is.
func (k Run) Task(i event.TaskID) reach.Task {
	t := k.Tasks.At(i)
	in := &k.Instances[t.Instance]
	return reach.Task{
		Kind: reach.Kind{
			Work: k.WorkloadOf(t), Definition: int32(k.RevisionOf(t).Definition),
			Group: in.Group, HostSubnet: in.Subnet, Subnet: t.Subnet,
		},
		Instance: t.Instance, InstanceID: in.ID, Serial: int(t.Serial),
	}
}

// DynamicPorts lists the host ports that a task has been given.
func (k Run) DynamicPorts(i event.TaskID) []uint16 { return k.Cluster.DynamicPorts(k.Tasks.At(i)) }

// Listeners lists who listens on a port of an instance: containers in host mode,
// Docker for those in bridge mode, else a process outside ECS.
func (k Run) Listeners(h event.InstanceID, port model.HostPort) []firewall.Listener {
	var who []firewall.Listener
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if t.Instance != h || t.State != event.Running {
			continue
		}
		net, td, name := &k.RevisionOf(t).Network, &k.Config.Tasks[k.RevisionOf(t).Definition], k.Owner(t).Name
		open, _, _ := k.Holds(i, t)
		for j := range td.Containers {
			if x := &td.Containers[j]; open.Has(j) && slices.Contains(net.Listens, model.Listening{Container: j, Host: port}) {
				who = append(who, firewall.Listener{Name: name + "/" + x.Name})
			}
		}
		if k.publishes(i, t, port) {
			who = append(who, firewall.Listener{Name: name, Published: true})
		}
	}
	if len(who) == 0 && k.Sockets.Instances[h].Listeners[port.Protocol].Has(port.Port) {
		who = append(who, firewall.Listener{Name: firewall.ProcessOn(port)})
	}
	return who
}

// publishes reports whether Docker has bound a port for a task.
func (k Run) publishes(i event.TaskID, t *state.Task, port model.HostPort) bool {
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		if x := &k.Sockets.Nodes[at]; x.Bound() && x.Port == port.Port && x.Proto == port.Protocol {
			return true
		}
	}
	open, _, _ := k.Holds(i, t)
	bound := func(p model.Publication) bool { return p.Host == port && open.Has(p.Container) }
	return slices.ContainsFunc(k.RevisionOf(t).Network.Published, bound)
}
