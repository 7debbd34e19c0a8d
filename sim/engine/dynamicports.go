package engine

import (
	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// dynamicPortsUsed counts the ports of a host's dynamic range that somebody has, of
// the protocol of which more are in use.
func (k *cluster) dynamicPortsUsed(h event.InstanceID) report.Resource {
	s := &k.Sockets.Hosts[h]
	r := s.Agent.Range
	used := 0
	for p := range s.Listeners {
		free := model.BusyPorts{Published: s.Docker.Published(model.Protocol(p)), Listeners: &s.Listeners[p]}.Free(r, 1)
		used = max(used, r.Size()-free)
	}
	return report.Resource{Used: used, Total: r.Size()}
}

// asksDynamic reports whether tasks of the run may ask for dynamic host ports.
func (k *cluster) asksDynamic() bool {
	for _, d := range k.Deployments {
		if len(d.Revision.Network.Dynamic) > 0 {
			return true
		}
	}
	return false
}
