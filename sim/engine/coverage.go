package engine

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

// dynamicClients is who connects to some dynamic ports.
type dynamicClients struct {
	clients
	protocol model.Protocol
}

// dynamicClients lists who connects to dynamic ports, revision by revision.
func (k *cluster) dynamicClients() []dynamicClients {
	var all []dynamicClients
	for _, r := range k.Revisions {
		w := &k.Workloads[r.Workload]
		for _, d := range k.Config.Tasks[r.Definition].ExternalPorts(w.Use.ServiceConnect) {
			if !d.Dynamic() {
				continue
			}
			for _, who := range k.walls.clientsOf(w.Use, w.Service, &d) {
				x := dynamicClients{who, d.Protocol}
				same := func(y dynamicClients) bool { return y.name == x.name && y.protocol == x.protocol }
				if !slices.ContainsFunc(all, same) {
					all = append(all, x)
				}
			}
		}
	}
	return all
}

// covered compares the dynamic range of a group's instances with what each of their
// walls lets some clients through to, and the clients' own ports with what the answers
// may go to.
func coveredBy(c *config.Config, g *config.InstanceGroup, x *dynamicClients) []report.Coverage {
	var found []report.Coverage
	var asked []int32
	for _, zone := range g.Zones {
		s := c.SubnetIn(g.Subnets, zone)
		if s < 0 || slices.Contains(asked, s) {
			continue
		}
		to := hostInterface(c, g, int(s))
		if len(asked) == 0 && !to.Unknown {
			found = append(found, x.compare(g, "securityGroups", g.DynamicRange, x.through(to.PortsByGroups, firewall.Ingress)))
		}
		if to.ACL != nil {
			answers := x.through(to.PortsByACL, firewall.Egress)
			out := x.compare(g, "networkAcls."+to.Subnet+".egress", x.ports, answers)
			out.Clients = firewall.ClientsServed(answers)
			found = append(found, x.compare(g, "networkAcls."+to.Subnet+".ingress", g.DynamicRange, x.through(to.PortsByACL, firewall.Ingress)), out)
		}
		asked = append(asked, s)
	}
	return found
}

// through is what a wall lets some node of the clients through to.
func (x *dynamicClients) through(wall func(firewall.Direction, *firewall.Interface) model.PortSet, d firewall.Direction) model.PortRanges {
	var open model.PortSet
	for _, from := range x.from {
		open = open.Union(wall(d, from))
	}
	return open[x.protocol]
}

func (x *dynamicClients) compare(g *config.InstanceGroup, by string, wants model.PortRange, open model.PortRanges) report.Coverage {
	need := model.PortRanges{wants}
	covered := need.Intersect(open).Size()
	return report.Coverage{
		Group: g.Name, By: by, From: x.who(), Range: wants.String(), Protocol: x.protocol.String(),
		Covered: covered, Total: wants.Size(), Share: float64(covered) / float64(wants.Size()), Missing: need.Subtract(open).String(),
	}
}

// gap says whom the missing ports cut off.
func gapOf(x *report.Coverage) string {
	subnet, answers := strings.CutSuffix(strings.TrimPrefix(x.By, "networkAcls."), ".egress")
	switch subnet = strings.TrimSuffix(subnet, ".ingress"); {
	case answers:
		return fmt.Sprintf("%s: the network ACL of %s lets answers out to %d of the %d ports %s from which clients ask (%s, %s): those that ask from %s get none; all get them of %s",
			x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing, cmp.Or(strings.Join(x.Clients, ", "), "no kind"))
	case subnet == x.By:
		subnet = "the security groups let"
	default:
		subnet = "the network ACL of " + subnet + " lets"
	}
	return fmt.Sprintf("%s: %s %d of the %d dynamic host ports %s in (%s, %s): a task on one of %s is unreachable",
		x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing)
}
