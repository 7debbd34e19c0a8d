package firewall

import (
	"fmt"
	"strings"

	"ecssim/model"
)

// Place is one end of a connection: a container of a running task, or somebody
// outside.
type Place struct {
	Name string // as answers call it: "web/nginx", "the internet"
	// Balancer and Interface.Who tell who is outside; a place is a container's unless
	// one of them says so.
	Balancer bool

	Mode      model.NetworkMode
	Task      int    // equal for containers of one task
	Instance  string // where the task runs
	Container string
	Namespace string   // who holds its network namespace: a container, a pause, or HostNamespace
	Links     []string // containers that it knows by name
	// Interface is where its packets leave and come in: the task's own in awsvpc mode,
	// else the instance's primary.
	Interface *Interface
}

// InstancePlace is a process of an instance that is in no container.
func InstancePlace(instance string, i *Interface) Place {
	return Place{Instance: instance, Mode: model.HostMode, Interface: i}
}

// outside reports whether the place is no container's.
func (p *Place) outside() bool { return p.Balancer || p.Interface.Who != Inside }

// onHost reports whether it lives in the instance's own network or behind docker0.
func (p *Place) onHost() bool {
	return !p.outside() && (p.Mode.OnInstance() || p.Mode.Publishes())
}

// client is the kind of client that the place is.
func (p *Place) client() Client {
	switch {
	case p.Balancer:
		return LoadBalancer
	case p.Interface.Who != Inside:
		return AnyClient
	}
	return LinuxClient
}

// interfaceName says which interface it is.
func (p *Place) interfaceName() string {
	switch {
	case p.Balancer:
		return "its nodes"
	case p.Interface.Who != Inside:
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

// Route is whether one place reaches another, and over what.
type Route struct {
	Reachable bool
	Address   string // in words, for EC2 and Docker choose the numbers; "" = there is none to use
	Port      model.HostPort
	Steps     []Step
	Why       string   // what stops it; "" = nothing
	Lifts     []string // what would let it pass
	Notes     []string
}

// Step is one place on the way, what it is asked and what it says.
type Step struct {
	Where, Asked, Finding string
	OK                    bool
}

// pass adds a step that lets the connection go on.
func (r *Route) pass(where, asked, finding string) {
	r.Steps = append(r.Steps, Step{where, asked, finding, true})
}

// stop adds the step at which the connection ends.
func (r *Route) stop(where, asked, why string, lifts ...string) {
	r.Steps = append(r.Steps, Step{where, asked, why, false})
	r.Reachable, r.Why, r.Lifts = false, why, lifts
}

// to is the address of a route that has not been stopped so far.
func (r *Route) to(address string, port model.HostPort) {
	r.Reachable, r.Address, r.Port = true, address, port
}

func (r *Route) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// cross adds the walls between two interfaces; false where one stops the connection.
// need is what has to be open in the long run, where that is more than the port.
func (r *Route) cross(from, to *Place, port model.HostPort, need model.PortRange) bool {
	c := Cross(from.Interface, to.Interface, port, from.client().Ports())
	for i := range c.Gates {
		g := &c.Gates[i]
		if !g.OK() {
			r.stop(g.where(), g.asked(), g.Refusal(), g.lift(from, to, need))
			return false
		}
		finding := g.Rule
		if g.Partly() {
			finding += fmt.Sprintf(" (%d of the %d ports)", g.Open(), g.Wants.Size())
			r.note("Connections fail now and then: %s lets answers to %d of the %d ports pass from which %v asks.", g.where(), g.Open(), g.Wants.Size(), from.client())
		}
		r.pass(g.where(), g.asked(), finding)
	}
	if c.Sometimes {
		r.note("Only some of the addresses that the two ends may have pass the rules.")
	}
	return true
}

// where names the gate.
func (g *Gate) where() string {
	if g.Wall == SecurityGroupWall {
		return strings.TrimSuffix(g.Wall+" "+g.Of, " ")
	}
	return g.Wall + " of " + g.Of
}

// asked is what it is asked to let pass.
func (g *Gate) asked() string {
	what := ""
	if g.Answers {
		what = "answers to "
	}
	return fmt.Sprintf("%v, %s%v %v", g.Direction, what, g.Protocol, g.Wants)
}

// lift is the rule that would let pass what the gate has stopped.
func (g *Gate) lift(from, to *Place, need model.PortRange) string {
	what, peer := g.Wants, to
	if !g.Answers && need != (model.PortRange{}) {
		what = model.PortRanges{need}
	}
	if (g.Direction == Ingress) != g.Answers {
		peer = from
	}
	if g.Wall == SecurityGroupWall {
		return fmt.Sprintf("an %v rule of %s: %v %v %s %s", g.Direction, g.Of, g.Protocol, what, towards(g.Direction), peer.name(true))
	}
	return fmt.Sprintf("an %v entry in the network ACL of %s: allow %v %v %s %s", g.Direction, g.Of, g.Protocol, what, towards(g.Direction), peer.name(false))
}

// name is how a rule would speak of the place: by its group or its addresses.
func (p *Place) name(group bool) string {
	switch i := p.Interface; {
	case i.Who == Internet:
		return "0.0.0.0/0"
	case group && len(i.Groups) > 0:
		return i.Groups[0]
	case i.Block.IsValid():
		return i.Block.String()
	}
	return p.Name
}
