package sim

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
)

// dynamicClients is who connects to some dynamic ports.
type dynamicClients struct {
	clients
	protocol model.Protocol
}

// dynamicClients lists who connects to dynamic ports, revision by revision.
func (k *cluster) dynamicClients() []dynamicClients {
	var all []dynamicClients
	for i := range k.revs {
		w := &k.work[k.revs[i].work]
		for _, d := range k.config.Tasks[k.revs[i].def].Doors(w.use.ServiceConnect) {
			x := dynamicClients{k.config.clientsOf(w.service, &d), d.Protocol}
			same := func(y dynamicClients) bool { return y.name == x.name && y.protocol == x.protocol }
			if d.Dynamic() && !slices.ContainsFunc(all, same) {
				all = append(all, x)
			}
		}
	}
	return all
}

// covered compares the dynamic range of a group's instances with what each of their
// walls lets some clients through to.
func (c *Config) covered(g *InstanceGroup, x *dynamicClients) []Coverage {
	var found []Coverage
	add := func(by string, wants model.PortRange, lets func(*model.Interface) model.PortSet) {
		var open model.PortSet
		for _, from := range x.from {
			open = open.Union(lets(from))
		}
		need := model.PortRanges{wants}
		covered := need.Intersect(open[x.protocol])
		found = append(found, Coverage{
			Group: g.Name, By: by, From: x.who(), Range: wants.String(), Protocol: x.protocol.String(),
			Covered: covered.Size(), Total: wants.Size(), Share: float64(covered.Size()) / float64(wants.Size()),
			Missing: need.Subtract(covered).String(),
		})
	}
	var asked []int32
	for _, zone := range g.Zones {
		s := c.subnetIn(g.Subnets, zone)
		if s < 0 || slices.Contains(asked, s) {
			continue
		}
		to := c.hostInterface(g, int(s))
		if len(asked) == 0 && !to.Unknown {
			add("securityGroups", g.DynamicRange, func(from *model.Interface) model.PortSet { return to.GroupPorts(model.Ingress, from) })
		}
		if to.ACL != nil {
			name := "networkAcls." + to.Subnet
			add(name+".ingress", g.DynamicRange, func(from *model.Interface) model.PortSet { return to.ACLPorts(model.Ingress, from) })
			add(name+".egress", x.ports, func(from *model.Interface) model.PortSet { return to.ACLPorts(model.Egress, from) })
		}
		asked = append(asked, s)
	}
	return found
}

// gap says whom the missing ports cut off.
func (x *Coverage) gap() string {
	subnet, answers := strings.CutSuffix(strings.TrimPrefix(x.By, "networkAcls."), ".egress")
	switch subnet = strings.TrimSuffix(subnet, ".ingress"); {
	case answers:
		return fmt.Sprintf("%s: the network ACL of %s lets answers out to %d of the %d ports %s from which clients ask (%s, %s): those that ask from %s get none",
			x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing)
	case subnet == x.By:
		subnet = "the security groups let"
	default:
		subnet = "the network ACL of " + subnet + " lets"
	}
	return fmt.Sprintf("%s: %s %d of the %d dynamic host ports %s in (%s, %s): a task on one of %s is unreachable",
		x.Group, subnet, x.Covered, x.Total, x.Range, x.Protocol, x.From, x.Missing)
}
