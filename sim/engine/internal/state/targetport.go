package state

import (
	"ecssim/model"
	"ecssim/sim/config"
)

// TargetPort is at which port the tasks of a revision are targets.
type TargetPort struct {
	Port    model.HostPort // zero = its definition has no port mapping for it; Port.Port 0 = chosen on the instance
	Dynamic bool
	// Container has it, and Place is its place among the dynamic ports of that container.
	Container, Place int
}

// SetTargetPorts finds at which ports tasks of the revision are targets of a service's target
// groups.
func (r *Revision) SetTargetPorts(c *config.Config, s *config.Service) {
	ports := c.Tasks[r.Definition].ExternalPorts(s.ServiceConnect)
	for i := range s.Targets {
		x := &s.Targets[i]
		r.TargetPorts = append(r.TargetPorts, targetPort(c.ContainerIn(s, x, r.Definition), x.ContainerPort, ports))
	}
}

// targetPort is the external port of a container port.
func targetPort(container int, port uint16, ports []model.ExternalPort) (found TargetPort) {
	place := 0 // among the dynamic ports of the container
	for i := range ports {
		p := &ports[i]
		if p.Container != container {
			continue
		}
		if p.ContainerPort.Contains(port) {
			n := port - p.ContainerPort.First
			found = TargetPort{Port: model.HostPort{Protocol: p.Protocol}, Container: p.Container, Dynamic: p.Dynamic(), Place: place + int(n)}
			if !found.Dynamic {
				found.Port.Port = p.Ports.First + n
			}
			return found
		}
		if p.Dynamic() {
			place += p.Size()
		}
	}
	return found
}

// TargetPort is the port at which a task is a target of its service's nth target group: a container
// port on a network interface of its own, else a host port of its instance. It is 0 where there is
// none, and where its container has stopped and given it back.
func (k *Cluster) TargetPort(t *Task, n int) model.HostPort {
	x := &k.RevisionOf(t).TargetPorts[n]
	port := x.Port
	if x.Dynamic {
		port.Port = k.Sockets.portAt(t, x.Container, x.Place)
	}
	return port
}
