package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Coverage compares the dynamic ports that tasks of the revisions may be given with what the
// security groups and network ACLs let their clients through to.
func (v *VPC) Coverage(revisions []Revision) []report.Coverage {
	all := []report.Coverage{}
	if v.config.Firewall == nil {
		return all
	}
	for _, x := range v.dynamicClients(revisions) {
		for g := range v.config.Groups {
			all = append(all, x.coverage(v.config, &v.config.Groups[g])...)
		}
	}
	return all
}

// dynamicClients is who connects to some dynamic ports.
type dynamicClients struct {
	clients
	protocol model.Protocol
}

// dynamicClients lists who connects to dynamic ports, revision by revision.
func (v *VPC) dynamicClients(revisions []Revision) []dynamicClients {
	var all []dynamicClients
	for _, r := range revisions {
		for _, a := range v.accesses(r) {
			x := dynamicClients{a.clients, a.port.Protocol}
			same := func(y dynamicClients) bool { return y.name == x.name && y.protocol == x.protocol }
			if a.port.Dynamic() && !slices.ContainsFunc(all, same) {
				all = append(all, x)
			}
		}
	}
	return all
}

// coverage compares the dynamic range of a group's instances with what each of their
// filters lets the clients through to, and the clients' own ports with what the answers
// may go to.
func (x *dynamicClients) coverage(c *config.Config, g *config.InstanceGroup) []report.Coverage {
	var found []report.Coverage
	var asked []int32
	for _, zone := range g.Zones {
		s := c.SubnetIn(g.Subnets, zone)
		if s < 0 || slices.Contains(asked, s) {
			continue
		}
		to := instanceInterface(c, g, int(s))
		if len(asked) == 0 && !to.Unknown {
			found = append(found, x.compare(g, "securityGroups", g.DynamicRange, x.allowed(to.PortsByGroups, firewall.Ingress)))
		}
		if to.ACL != nil {
			answers := x.allowed(to.PortsByACL, firewall.Egress)
			out := x.compare(g, "networkAcls."+to.Subnet+".egress", x.ports, answers)
			out.Clients = firewall.ClientsServed(answers)
			in := x.compare(g, "networkAcls."+to.Subnet+".ingress", g.DynamicRange, x.allowed(to.PortsByACL, firewall.Ingress))
			found = append(found, in, out)
		}
		asked = append(asked, s)
	}
	return found
}

// allowed is the ports to which a filter lets some interface of the clients through.
func (x *dynamicClients) allowed(
	by func(firewall.Direction, *firewall.Interface) model.PortSet, d firewall.Direction,
) model.PortRanges {
	var ports model.PortSet
	for _, from := range x.from {
		ports = ports.Union(by(d, from))
	}
	return ports[x.protocol]
}

func (x *dynamicClients) compare(
	g *config.InstanceGroup, by string, wants model.PortRange, allowed model.PortRanges,
) report.Coverage {
	need := model.PortRanges{wants}
	covered := need.Intersect(allowed).Size()
	return report.Coverage{
		Group: g.Name, By: by, From: x.who(), Range: wants.String(), Protocol: x.protocol.String(),
		Covered: covered, Total: wants.Size(), Share: float64(covered) / float64(wants.Size()),
		Missing: need.Subtract(allowed).String(),
	}
}

// CoverageWarning says what follows from the ports that a coverage misses.
func CoverageWarning(x *report.Coverage) string {
	subnet, answers := strings.CutSuffix(strings.TrimPrefix(x.By, "networkAcls."), ".egress")
	switch subnet = strings.TrimSuffix(subnet, ".ingress"); {
	case answers:
		return fmt.Sprintf("%s: the network ACL of %s lets answers out to %d of the %d ports %s "+
			"from which clients ask (%s, %s): those that ask from %s get none; all get them of %s",
			x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing,
			cmp.Or(strings.Join(x.Clients, ", "), "no kind"))
	case subnet == x.By:
		subnet = "the security groups let"
	default:
		subnet = "the network ACL of " + subnet + " lets"
	}
	return fmt.Sprintf("%s: %s %d of the %d dynamic host ports %s in (%s, %s): a task on one of %s is unreachable",
		x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing)
}
