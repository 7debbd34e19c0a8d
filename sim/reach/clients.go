package reach

import (
	"cmp"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// interfaceIn makes a network interface of a subnet with security groups; -1 = in no
// subnet that is known.
func interfaceIn(c *config.Config, groups []string, subnet int) *firewall.Interface {
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
		i.Subnet, i.Block, i.IPv6Block = s.ID, s.Network.Prefix(), s.Network.IPv6()
		i.Families = families(s.Network)
		if c.Firewall != nil {
			i.ACL = c.Firewall.ACLs[subnet]
		}
	}
	return i
}

// families are those of the addresses that network interfaces in a subnet may have.
func families(n model.Subnet) firewall.Families {
	switch {
	case n.IPv6Only():
		return firewall.IPv6
	case n.HasIPv6():
		return firewall.IPv4 | firewall.IPv6
	}
	return firewall.IPv4
}

// instanceInterface is the primary interface of a group's instances in a subnet.
func instanceInterface(c *config.Config, g *config.InstanceGroup, subnet int) *firewall.Interface {
	return interfaceIn(c, g.SecurityGroups, subnet)
}

// taskInterface is the own interface of an awsvpc task in a subnet. It has an IPv6 address beside an
// IPv4 one only if the account's setting says so.
func taskInterface(c *config.Config, u *config.Use, subnet int) *firewall.Interface {
	i := interfaceIn(c, u.Groups(), subnet)
	if i.Families&firewall.IPv4 != 0 && !c.DualStack {
		i.Families = firewall.IPv4
	}
	return i
}

// clients are who connects to an external port: the nodes of its load balancer, where that is
// described, the proxies of a Service Connect namespace, or anyone.
type clients struct {
	name string // of the target group or the namespace; "" = anyone
	rule string // how a rule would name them; "" = not known
	from []*firewall.Interface
	// ports are those from which they ask.
	ports          model.PortRange
	serviceConnect bool // they come through Service Connect
}

// who names the clients in a report.
func (x *clients) who() string { return cmp.Or(x.name, "anyone") }

func anyone() clients {
	return clients{from: []*firewall.Interface{{Location: firewall.Anywhere}}, ports: firewall.AnyClient.Ports()}
}

// clientsOf lists who has to be let in at an external port of a workload's tasks; nobody where
// those who ask for its port mapping come by a listener of Service Connect elsewhere. s
// is nil for a RunTask request.
func (v *VPC) clientsOf(u *config.Use, s *config.Service, p *model.ExternalPort) []clients {
	var all []clients
	t := targetOf(s, p)
	if t != nil {
		all = append(all, balancerOf(v.config, t))
	}
	if p.Listener > 0 {
		all = append(all, v.proxiesFor(s, u))
	}
	if t == nil && p.Listener == 0 && p.Bypassed == 0 {
		all = append(all, anyone())
	}
	return all
}

// balancerOf is the load balancer of a target group.
func balancerOf(c *config.Config, t *config.Target) clients {
	if c.Firewall == nil {
		return anyone()
	}
	name := c.GroupOf(t).Name
	b, ok := c.Firewall.Balancers[name]
	if !ok {
		return anyone()
	}
	return clients{
		name: name, rule: balancerInRule(b, name), from: balancerNodes(c, b), ports: firewall.LoadBalancer.Ports(),
	}
}

// balancerInRule names the clients of a target group as a rule would.
func balancerInRule(b config.Balancer, target string) string {
	if len(b.SecurityGroups) > 0 {
		return b.SecurityGroups[0]
	}
	return "the load balancer of " + target
}

// balancerNodes are the interfaces of a load balancer, one a subnet.
func balancerNodes(c *config.Config, b config.Balancer) []*firewall.Interface {
	if len(b.Subnets) == 0 {
		return []*firewall.Interface{interfaceIn(c, b.SecurityGroups, -1)}
	}
	var all []*firewall.Interface
	for _, s := range b.Subnets {
		all = append(all, interfaceIn(c, b.SecurityGroups, s))
	}
	return all
}

// targetOf is the target that an external port serves; nil if it serves none.
func targetOf(s *config.Service, p *model.ExternalPort) *config.Target {
	if s == nil {
		return nil
	}
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Container == p.Container && p.ContainerPort.Contains(t.ContainerPort) {
			return t
		}
	}
	return nil
}

// allowedPorts are those that some interface of the clients can connect to.
func (x *clients) allowedPorts(to *firewall.Interface) model.PortSet {
	var ports model.PortSet
	for _, from := range x.from {
		ports = ports.Union(firewall.AllowedPorts(from, to, x.ports))
	}
	return ports
}

// refusedBy is the check that keeps the first interface of the clients from a port; nil if
// none does.
func (x *clients) refusedBy(to *firewall.Interface, port model.HostPort) *firewall.Check {
	c := firewall.Connect(x.from[0], to, port, x.ports)
	return c.Refused()
}
