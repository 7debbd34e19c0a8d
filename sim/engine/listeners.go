package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// listenersOn lists who listens on a port of an instance: containers in host mode,
// Docker for those in bridge mode, else a process outside ECS.
func (k *cluster) listenersOn(h event.InstanceID, port model.HostPort) []firewall.Listener {
	var who []firewall.Listener
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if t.Instance != h || t.State != event.Running {
			continue
		}
		net, td, name := &k.RevisionOf(t).Network, &k.Config.Tasks[k.RevisionOf(t).Definition], k.Owner(t).Name
		of, _, _ := k.Holds(i, t)
		for j := range td.Containers {
			if x := &td.Containers[j]; of.Has(j) && slices.Contains(net.Listens, model.Listening{Container: j, Host: port}) {
				who = append(who, firewall.Listener{Name: name + "/" + x.Name})
			}
		}
		if k.publishes(i, t, port) {
			who = append(who, firewall.Listener{Name: name, Published: true})
		}
	}
	if len(who) == 0 && k.Sockets.Hosts[h].Listeners[port.Protocol].Has(port.Port) {
		who = append(who, firewall.Listener{Name: process(port)})
	}
	return who
}

// publishes reports whether Docker has bound a port for a task.
func (k *cluster) publishes(i event.TaskID, t *state.Task, port model.HostPort) bool {
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		if x := &k.Sockets.Nodes[at]; x.Bound() && x.Port == port.Port && x.Proto == port.Protocol {
			return true
		}
	}
	of, _, _ := k.Holds(i, t)
	return slices.ContainsFunc(k.RevisionOf(t).Network.Published, func(p model.Publication) bool { return p.Host == port && of.Has(p.Container) })
}

// process names who holds a port that no task has (amazon-ecs-agent README).
func process(port model.HostPort) string {
	switch port {
	case model.HostPort{Port: 22}:
		return "sshd"
	case model.HostPort{Port: firewall.Introspection}:
		return "the agent's introspection server"
	case model.HostPort{Port: 51679}:
		return "the agent's credentials server"
	case model.HostPort{Port: model.PrometheusPort}:
		return "the agent's metrics server"
	}
	return "a process outside ECS"
}
