package engine

import (
	"slices"

	"ecssim/model"
)

// listenersOn lists who listens on a port of an instance: containers in host mode,
// Docker for those in bridge mode, else a process outside ECS.
func (k *cluster) listenersOn(h hostID, port model.HostPort) []model.Listener {
	var who []model.Listener
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if t.host != h || t.state != running {
			continue
		}
		net, td, name := &k.rev(t).net, &k.config.Tasks[k.rev(t).def], k.owner(t).name
		of, _, _ := k.holds(i, t)
		for j := range td.Containers {
			if x := &td.Containers[j]; of.has(j) && slices.Contains(net.Listens, model.Listening{Container: j, Host: port}) {
				who = append(who, model.Listener{Name: name + "/" + x.Name})
			}
		}
		if k.publishes(i, t, port) {
			who = append(who, model.Listener{Name: name, Published: true})
		}
	}
	if len(who) == 0 && k.sockets.host[h].listen[port.Protocol].Has(port.Port) {
		who = append(who, model.Listener{Name: process(port)})
	}
	return who
}

// publishes reports whether Docker has bound a port for a task.
func (k *cluster) publishes(i taskID, t *task, port model.HostPort) bool {
	for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
		if x := &k.sockets.nodes[at]; x.bound() && x.port == port.Port && x.proto == port.Protocol {
			return true
		}
	}
	of, _, _ := k.holds(i, t)
	return slices.ContainsFunc(k.rev(t).net.Published, func(p model.Publication) bool { return p.Host == port && of.has(p.Container) })
}

// process names who holds a port that no task has (amazon-ecs-agent README).
func process(port model.HostPort) string {
	switch port {
	case model.HostPort{Port: 22}:
		return "sshd"
	case model.HostPort{Port: model.Introspection}:
		return "the agent's introspection server"
	case model.HostPort{Port: 51679}:
		return "the agent's credentials server"
	case model.HostPort{Port: model.PrometheusPort}:
		return "the agent's metrics server"
	}
	return "a process outside ECS"
}
