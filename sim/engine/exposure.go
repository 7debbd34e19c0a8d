package engine

import (
	"cmp"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/report"
)

// reportFirewall compares what the workloads need open with what is.
func (k *cluster) reportFirewall(r *report.Report) {
	c := k.Config
	r.Firewall = report.FirewallReport{Described: c.Firewall != nil, Coverage: []report.Coverage{}, Exposure: []report.Exposure{}}
	for i := range k.Workloads {
		w := &k.Workloads[i]
		e := k.exposure(w, &c.Tasks[k.Deployments[w.Primary].Revision.Definition])
		if w.Service != nil {
			e.Service = w.Name
		} else {
			e.RunTask = w.Name
		}
		r.Firewall.Exposure = append(r.Firewall.Exposure, e)
	}
	if c.Firewall == nil {
		return
	}
	for _, x := range k.dynamicClients() {
		for g := range c.Groups {
			r.Firewall.Coverage = append(r.Firewall.Coverage, coveredBy(c, &c.Groups[g], &x)...)
		}
	}
}

// exposure is what has to be open for one workload's tasks.
func (k *cluster) exposure(w *state.Workload, td *model.TaskDefinition) report.Exposure {
	e := report.Exposure{NetworkMode: td.NetworkMode.String()}
	var need, answers model.PortSet
	var rules []ingress
	for _, d := range td.ExternalPorts(w.Use.ServiceConnect) {
		for _, x := range k.walls.clientsOf(w.Use, w.Service, &d) {
			e.On = "security group of the instances"
			if d.OwnInterface {
				e.On = "security group of the task"
			}
			ports := portsOutside(k.Config, &d)
			rules = from(rules, x.rule, ports)
			need = need.Union(ports)
			answers = answers.Union(model.NewPortSet(d.Protocol, x.ports))
		}
	}
	if e.On != "" {
		e.Rule, e.OpenPorts = ruleTexts(rules), need.Size()
		e.ACLIngress, e.ACLEgress = need.String(), answers.String()
	}
	return e
}

// ingress is one rule of a security group.
type ingress struct {
	from  string // "" = not known
	ports model.PortSet
}

// from adds ports to the rule about some clients.
func from(rules []ingress, clients string, ports model.PortSet) []ingress {
	for i := range rules {
		if rules[i].from == clients {
			rules[i].ports = rules[i].ports.Union(ports)
			return rules
		}
	}
	return append(rules, ingress{clients, ports})
}

// ruleTexts words rules; those about the same ports as one.
func ruleTexts(rules []ingress) string {
	var texts []string
	for i := range rules {
		who := cmp.Or(rules[i].from, "its clients")
		ports := rules[i].ports.String()
		if n := len(texts) - 1; n >= 0 && strings.HasPrefix(texts[n], ports+" from ") {
			texts[n] += " and " + who
			continue
		}
		texts = append(texts, ports+" from "+who)
	}
	return strings.Join(texts, "; ")
}

// groupsOf names the clients of a target group as a rule would.
func groupsOf(b config.Balancer, target string) string {
	if len(b.SecurityGroups) > 0 {
		return b.SecurityGroups[0]
	}
	return "the load balancer of " + target
}

// outside is the ports of a door that have to be open: of a dynamic one all that any
// of the instances may choose.
func portsOutside(c *config.Config, d *model.ExternalPort) model.PortSet {
	if !d.Dynamic() {
		return model.NewPortSet(d.Protocol, d.Ports)
	}
	var ranges []model.PortRange
	for i := range c.Groups {
		ranges = append(ranges, c.Groups[i].DynamicRange)
	}
	return model.NewPortSet(d.Protocol, ranges...)
}
