package firewall

import (
	"fmt"

	"ecssim/model"
)

// Peer is the source or the destination of a connection: a container of a running task, a
// process of an instance, or somebody outside.
type Peer struct {
	Name string // as answers call it: "web/nginx", "the internet"
	// Balancer and Interface.Location tell who is outside; a peer is a container unless
	// one of them says so.
	Balancer bool

	Mode      model.NetworkMode
	Task      int    // equal for containers of one task
	Instance  string // where the task runs
	Container string
	Namespace string   // who holds its network namespace: a container, a pause container, or HostNamespace
	Links     []string // containers that it knows by name
	// Interface is where its packets leave and come in: the task's own in awsvpc mode,
	// else the instance's primary.
	Interface *Interface
}

// InstanceProcess is a process of an instance that is in no container.
func InstanceProcess(instance string, i *Interface) Peer {
	return Peer{Instance: instance, Mode: model.HostMode, Interface: i}
}

// external reports whether the peer is outside the instances.
func (p *Peer) external() bool { return p.Balancer || p.Interface.Location != InVPC }

// fromInternet reports whether the peer asks by itself from the internet, not through a load balancer
// that keeps its address.
func (p *Peer) fromInternet() bool { return p.Interface.Location == Internet && !p.Balancer }

// onHost reports whether it lives in the instance's own network or behind docker0.
func (p *Peer) onHost() bool {
	return !p.external() && (p.Mode.OnInstance() || p.Mode.Publishes())
}

// client is the kind of client that the peer is.
func (p *Peer) client() Client {
	switch {
	case p.Balancer:
		return LoadBalancer
	case p.Interface.Location != InVPC:
		return AnyClient
	}
	return LinuxClient
}

// interfaceName says which interface it is.
func (p *Peer) interfaceName() string {
	switch {
	case p.Balancer:
		return "its nodes"
	case p.Interface.Location != InVPC:
		return p.Name
	case p.Mode.OwnInterface():
		return "the task's own interface" + in(p.Interface.Subnet)
	}
	return "the primary interface of " + p.Instance + in(p.Interface.Subnet)
}

func in(subnet string) string {
	if subnet == "" {
		return ""
	}
	return " in " + subnet
}

// inRule is how a rule for a family would speak of the peer: by its group, where the rule may name
// groups, or by its addresses.
func (p *Peer) inRule(f Families, groups bool) string {
	switch i := p.Interface; {
	case i.Location == Internet:
		return everyAddress(f).String()
	case groups && len(i.Groups) > 0:
		return i.Groups[0]
	case i.block(f).IsValid():
		return i.block(f).String()
	}
	return p.Name
}

// Path is whether a source reaches a destination, and over which hops.
type Path struct {
	Reachable bool
	Address   string // in words, for EC2 and Docker choose the numbers; "" = there is none to use
	Port      model.HostPort
	Hops      []Hop
	Why       string   // what refuses the connection; "" = nothing
	Remedies  []string // what would let it pass
	Notes     []string
}

// Hop is one component on the way of a connection, what it is asked and what it says.
type Hop struct {
	Where, Asked, Finding string
	OK                    bool
}

// pass adds a hop that lets the connection go on.
func (p *Path) pass(where, asked, finding string) {
	p.Hops = append(p.Hops, Hop{where, asked, finding, true})
}

// refuse adds the hop at which the connection is refused.
func (p *Path) refuse(where, asked, why string, remedies ...string) {
	p.Hops = append(p.Hops, Hop{where, asked, why, false})
	p.Reachable, p.Why, p.Remedies = false, why, remedies
}

// address sets the address that the source uses, and takes the destination as reachable:
// until now nothing has refused the connection.
func (p *Path) address(address string, port model.HostPort) {
	p.Reachable, p.Address, p.Port = true, address, port
}

func (p *Path) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

// filter adds the filters between two interfaces; false where one refuses the connection.
// all is what has to be allowed in the long run, where that is more than the port.
func (p *Path) filter(from, to *Peer, port model.HostPort, all model.PortRange) bool {
	connection := Connect(from.Interface, to.Interface, port, from.client().Ports())
	for i := range connection.Checks {
		c := &connection.Checks[i]
		if !c.OK() {
			p.refuse(c.name(), c.question(), c.Refusal(), c.remedy(from, to, all))
			return false
		}
		finding := c.Rule
		if c.Partial() {
			finding += fmt.Sprintf(" (%d of the %d ports)", c.Passing(), c.Needed.Size())
			p.note("Connections fail now and then: %s lets answers to %d of the %d ports pass from which %v asks.",
				c.name(), c.Passing(), c.Needed.Size(), from.client())
		}
		p.pass(c.name(), c.question(), finding)
	}
	if connection.Sometimes {
		p.note("Only some of the addresses that the two ends may have pass the rules.")
	}
	return true
}
