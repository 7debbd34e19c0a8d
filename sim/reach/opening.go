package reach

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Opening is for whom a firewall is to be opened: the clients of a workload's tasks.
type Opening struct {
	Work   event.WorkloadID
	Groups []int // of the instances on which its tasks may run, into Config.Groups
	Checks bool  // the health checks of load balancers alone, and no other client
}

// Open returns the firewall of a scenario with the rules that the clients lack to reach the tasks
// wherever they may run: whatever host port a task is given, from each node of a load balancer, and
// whichever of its revisions it is of. The words name the rules. It is false where they lack none, or
// where no rule helps.
func (o Opening) Open(c *config.Config) (f *config.Firewall, words string, ok bool) {
	if c.Firewall == nil {
		return nil, "", false
	}
	var rules []string
	opened := *c
	opened.Firewall = &config.Firewall{Groups: slices.Clone(c.Firewall.Groups), ACLs: slices.Clone(c.Firewall.ACLs), Balancers: c.Firewall.Balancers}
	for range mostRules {
		next, lacks := o.lacking(&opened)
		if !lacks {
			return opened.Firewall, strings.Join(rules, ", and "), len(rules) > 0
		}
		rule, made := next.addTo(opened.Firewall, &opened)
		if !made {
			break
		}
		rules = append(rules, rule)
	}
	return nil, "", false
}

// mostRules is how many rules are added at the most.
const mostRules = 40

// lacked is a rule that some clients lack.
type lacked struct {
	rule firewall.Opening
	who  string // the other end, where it is the clients
	none bool   // no rule helps
}

// lacking is the first rule that is lacking; false where none is.
func (o Opening) lacking(c *config.Config) (lacked, bool) {
	v := NewVPC(c)
	for _, r := range o.revisions(c) {
		for _, x := range v.accesses(r) {
			if o.Checks && x.checks == 0 || x.untargeted {
				continue
			}
			for _, to := range o.places(c, &x) {
				if l, lacks := x.lacks(to.at, to.ports); lacks {
					return l, true
				}
			}
		}
	}
	return lacked{}, false
}

// revisions are those of the workload that are deployed at any time.
func (o Opening) revisions(c *config.Config) []Revision {
	all := []Revision{{o.Work, int32(c.UseOf(int32(o.Work)).Task)}}
	for i := range c.Events {
		if e := &c.Events[i]; e.Redefines() && e.Service == int(o.Work) {
			all = append(all, Revision{o.Work, int32(e.Task)})
		}
	}
	return all
}

// place is an interface at which tasks are reached, and the ports that they may have there.
type place struct {
	at    *firewall.Interface
	ports model.PortRanges
}

// places are where tasks may be reached at an external port.
func (o Opening) places(c *config.Config, x *access) (all []place) {
	use := c.UseOf(int32(o.Work))
	for _, g := range o.Groups {
		of := &c.Groups[g]
		for _, zone := range of.Zones {
			subnets, ports := of.Subnets, x.port.Ports
			if x.port.OwnInterface {
				subnets = use.Subnets
			} else if x.port.Dynamic() {
				ports = of.DynamicRange
			}
			subnet := int(c.SubnetIn(subnets, zone))
			if !x.port.OwnInterface {
				all = append(all, place{instanceInterface(c, of, subnet), model.PortRanges{ports}})
			} else if subnet >= 0 {
				all = append(all, place{taskInterface(c, use, subnet), model.PortRanges{ports}})
			}
		}
	}
	return all
}

// lacks is the rule that the clients lack first to reach some ports of an interface, each of theirs by
// itself; false where they lack none. It is about all these ports: a rule for those that are missing
// would be as good, and be a riddle to whoever reads it later.
func (x *access) lacks(to *firewall.Interface, ports model.PortRanges) (lacked, bool) {
	for _, from := range x.from {
		missing := ports.Subtract(firewall.AllowedPorts(from, to, x.ports)[x.port.Protocol])
		if len(missing) == 0 {
			continue
		}
		connection := firewall.Connect(from, to, model.HostPort{Port: missing[0].First, Protocol: x.port.Protocol}, x.ports)
		check := connection.Refused()
		if check == nil {
			return lacked{none: true}, true
		}
		if check.Answers {
			ports = check.Needed
		}
		rule, ok := check.Opening(from, to, ports)
		return lacked{rule, x.inWords(check), !ok}, true
	}
	return lacked{}, false
}

// inWords is how a rule about a check speaks of the clients; "" where it is about the other end.
func (x *access) inWords(c *firewall.Check) string {
	if (c.Direction == firewall.Egress) != c.Answers {
		return ""
	}
	return x.rule
}

// addTo adds the rule to a firewall, and words it; false where it cannot be added.
func (l *lacked) addTo(f *config.Firewall, c *config.Config) (string, bool) {
	if l.none {
		return "", false
	}
	o := &l.rule
	if o.Group != "" {
		i := slices.IndexFunc(f.Groups, func(g firewall.SecurityGroup) bool { return g.Name == o.Group })
		list := &f.Groups[i].Ingress
		if o.Direction == firewall.Egress {
			list = &f.Groups[i].Egress
		}
		*list = append(slices.Clip(*list), o.Rule())
		return o.String(l.who), true
	}
	i := slices.IndexFunc(c.Subnets, func(s config.Subnet) bool { return s.ID == o.Subnet })
	acl, number, ok := f.ACLs[i].With(*o)
	if !ok {
		return "", false
	}
	f.ACLs[i], o.Number = acl, number
	return o.String(l.who), true
}
