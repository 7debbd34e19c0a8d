package engine

import (
	"cmp"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// interfaceIn makes a network interface of a subnet with security groups; -1 = in no
// subnet that is known.
func interfaceOf(c *config.Config, groups []string, subnet int) *firewall.Interface {
	i := &firewall.Interface{Groups: groups, Unknown: len(groups) == 0}
	for _, name := range groups {
		if g := c.Firewall.Described(name); g != nil {
			i.Described = append(i.Described, g)
		} else {
			i.Unknown = true
		}
	}
	if subnet >= 0 {
		s := &c.Subnets[subnet]
		i.Subnet, i.Block = s.ID, s.Network.Prefix()
		if c.Firewall != nil {
			i.ACL = c.Firewall.ACLs[subnet]
		}
	}
	return i
}

// hostInterface is the primary interface of a group's instances in a subnet.
func hostInterface(c *config.Config, g *config.InstanceGroup, subnet int) *firewall.Interface {
	return interfaceOf(c, g.SecurityGroups, subnet)
}

// taskInterface is the own interface of an awsvpc task in a subnet.
func taskInterface(c *config.Config, u *config.Use, subnet int) *firewall.Interface {
	return interfaceOf(c, u.Groups(), subnet)
}

// clients are who connects to a door: the nodes of its load balancer, where that is
// described, the proxies of a Service Connect namespace, or anyone.
type clients struct {
	name string // of the target group or the namespace; "" = anyone
	rule string // how a rule would name them; "" = not known
	from []*firewall.Interface
	// ports are those from which they ask.
	ports model.PortRange
	mesh  bool // they come through Service Connect
}

// who names the clients in a report.
func (x *clients) who() string { return cmp.Or(x.name, "anyone") }

func anyone() clients {
	return clients{from: []*firewall.Interface{{Location: firewall.Anywhere}}, ports: firewall.AnyClient.Ports()}
}

// clientsOf lists who has to be let in at a door of a workload's tasks; nobody where
// those who ask for its port mapping come by a listener of Service Connect elsewhere. s
// is nil for a RunTask stream.
func (w *walls) clientsOf(u *config.Use, s *config.Service, d *model.ExternalPort) []clients {
	var all []clients
	t := targetOf(s, d)
	if t != nil {
		all = append(all, balancing(w.config, t))
	}
	if d.Listener > 0 {
		all = append(all, w.connecting(s, u))
	}
	if t == nil && d.Listener == 0 && d.Bypassed == 0 {
		all = append(all, anyone())
	}
	return all
}

// balancing is the load balancer of a target group.
func balancing(c *config.Config, t *config.Target) clients {
	if c.Firewall == nil {
		return anyone()
	}
	b, ok := c.Firewall.Balancers[t.Group]
	if !ok {
		return anyone()
	}
	return clients{name: t.Group, rule: groupsOf(b, t.Group), from: balancerNodes(c, b), ports: firewall.LoadBalancer.Ports()}
}

// nodes are the interfaces of a load balancer, one a subnet.
func balancerNodes(c *config.Config, b config.Balancer) []*firewall.Interface {
	if len(b.Subnets) == 0 {
		return []*firewall.Interface{interfaceOf(c, b.SecurityGroups, -1)}
	}
	var all []*firewall.Interface
	for _, s := range b.Subnets {
		all = append(all, interfaceOf(c, b.SecurityGroups, s))
	}
	return all
}

// targetOf is the target that stands behind a door; nil if none does.
func targetOf(s *config.Service, d *model.ExternalPort) *config.Target {
	if s == nil {
		return nil
	}
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Container == d.Container && d.ContainerPort.Contains(t.ContainerPort) {
			return t
		}
	}
	return nil
}

// openTo is what some node of the clients can connect to.
func (x *clients) openTo(to *firewall.Interface) model.PortSet {
	var open model.PortSet
	for _, from := range x.from {
		open = open.Union(firewall.AllowedPorts(from, to, x.ports))
	}
	return open
}

// stopped is the wall that keeps the first node of the clients from a port; nil if
// none does.
func (x *clients) stopped(to *firewall.Interface, port model.HostPort) *firewall.Check {
	c := firewall.Connect(x.from[0], to, port, x.ports)
	return c.Refused()
}
