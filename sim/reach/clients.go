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
// described, or its clients, where it keeps their addresses, the proxies of a Service Connect
// namespace, or anyone.
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

// access is that some clients ask at an external port of a workload's tasks.
type access struct {
	port    model.ExternalPort
	dynamic int // where its ports begin among a task's dynamic ports; -1 = they are static
	clients
	// checks are whose health checks ask here: bit n is of the service's nth target group.
	checks uint8
	// untargeted: of a service behind target groups, and none of them is about this port.
	untargeted bool
}

// accesses lists who has to be let in at which external port of the tasks of a task definition as a
// workload runs it; nobody where those who ask for a port mapping come by a listener of Service
// Connect elsewhere.
func (v *VPC) accesses(r Revision) []access {
	c, use, s := v.config, v.config.UseOf(int32(r.Work)), v.service(r.Work)
	td := &c.Tasks[r.Definition]
	var all []access
	dynamic := 0
	for e, p := range td.ExternalPorts(use.ServiceConnect) {
		x := access{port: p, dynamic: -1}
		if p.Dynamic() {
			x.dynamic = dynamic
			dynamic += p.Size()
		}
		targeted := false
		for n := range targetsOf(s) {
			t := &s.Targets[n]
			if c.ContainerIn(s, t, int(r.Definition)) == p.Container && p.ContainerPort.Contains(t.ContainerPort) {
				targeted = true
				x.clients = requesters(c, t, td.NetworkMode.TargetType())
				all = addAccess(all, x.at(int(t.ContainerPort-p.ContainerPort.First)))
			}
		}
		for n := range targetsOf(s) {
			t := &s.Targets[n]
			if at, offset, fault := c.CheckedPort(s, t, int(r.Definition)); fault == nil && at == e {
				targeted = true
				y := x.at(offset)
				y.clients, y.checks = balancerOf(c, t), 1<<n
				all = addAccess(all, y)
			}
		}
		if p.Listener > 0 {
			x.clients = v.proxiesFor(s, use)
			all = append(all, x)
		}
		if !targeted && p.Listener == 0 && p.Bypassed == 0 {
			x.clients, x.untargeted = anyone(), len(targetsOf(s)) > 0
			all = append(all, x)
		}
	}
	return all
}

// targetsOf are the entries of a service's loadBalancers; none of a RunTask request's tasks.
func targetsOf(s *config.Service) []config.Target {
	if s == nil {
		return nil
	}
	return s.Targets
}

// at is the access to one of its ports, so far behind the first.
func (x access) at(offset int) access {
	n := uint16(offset)
	if x.dynamic >= 0 {
		x.dynamic += offset
	} else {
		x.port.Ports = model.PortRange{First: x.port.Ports.First + n, Last: x.port.Ports.First + n}
	}
	x.port.ContainerPort = model.PortRange{First: x.port.ContainerPort.First + n, Last: x.port.ContainerPort.First + n}
	return x
}

// addAccess adds an access to others, in one with that of the same clients at the same port.
func addAccess(all []access, x access) []access {
	for i := range all {
		if y := &all[i]; y.port == x.port && y.dynamic == x.dynamic && y.name == x.name && y.rule == x.rule && y.serviceConnect == x.serviceConnect {
			y.checks |= x.checks
			return all
		}
	}
	return append(all, x)
}

// balancerOf is the load balancer of a target group.
func balancerOf(c *config.Config, t *config.Target) clients {
	b, name, described := balancer(c, t)
	if !described {
		return anyone()
	}
	return clients{
		name: name, rule: balancerInRule(b, name), from: balancerNodes(c, b), ports: firewall.LoadBalancer.Ports(),
	}
}

// balancer is the load balancer of a target group as the firewall describes it.
func balancer(c *config.Config, t *config.Target) (b config.Balancer, group string, described bool) {
	group = c.GroupOf(t).Name
	if c.Firewall != nil {
		b, described = c.Firewall.Balancers[group]
	}
	return b, group, described
}

// requesters are who targets of a type see when requests come: the load balancer of their target
// group, or its clients. A rule about a security group of the load balancer lets those through too
// (Network Load Balancers guide, load-balancer-security-groups).
func requesters(c *config.Config, t *config.Target, targetType string) clients {
	b, name, described := balancer(c, t)
	if !described || !c.GroupOf(t).ClientsSeen(targetType) {
		return balancerOf(c, t)
	}
	x := anyone()
	x.name, x.rule = "the clients of "+name, "the clients of "+name
	i := &firewall.Interface{Unknown: true, Block: b.Clients, Groups: b.SecurityGroups, NoGroup: b.NoGroups}
	switch known := len(b.SecurityGroups) > 0; {
	case b.Public:
		i.Location = firewall.Internet
	case !known && !b.NoGroups && !b.Clients.IsValid():
		i.Location = firewall.Anywhere
	}
	if len(b.SecurityGroups) > 0 {
		x.rule = b.SecurityGroups[0]
	}
	x.from = []*firewall.Interface{i}
	return x
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
	node := func(subnet int) *firewall.Interface {
		i := interfaceIn(c, b.SecurityGroups, subnet)
		i.NoGroup = b.NoGroups
		return i
	}
	if len(b.Subnets) == 0 {
		return []*firewall.Interface{node(-1)}
	}
	var all []*firewall.Interface
	for _, s := range b.Subnets {
		all = append(all, node(s))
	}
	return all
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
