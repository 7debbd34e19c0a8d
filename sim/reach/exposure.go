package reach

import (
	"cmp"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Exposure says what has to be open for the tasks of each revision.
func (v *VPC) Exposure(revisions []Revision) []report.Exposure {
	all := []report.Exposure{}
	for _, r := range revisions {
		e := v.exposure(r)
		if v.service(r.Work) != nil {
			e.Service = nameOf(v.config, r.Work)
		} else {
			e.RunTask = nameOf(v.config, r.Work)
		}
		all = append(all, e)
	}
	return all
}

func (v *VPC) exposure(r Revision) report.Exposure {
	e := report.Exposure{NetworkMode: v.config.Tasks[r.Definition].NetworkMode.String()}
	var need, answers model.PortSet
	var rules []ingress
	for _, x := range v.accesses(r) {
		e.On = "security group of the instances"
		if x.port.OwnInterface {
			e.On = "security group of the task"
		}
		ports := possiblePorts(v.config, &x.port)
		rules = addRule(rules, x.rule, ports)
		need = need.Union(ports)
		answers = answers.Union(model.NewPortSet(x.port.Protocol, x.ports))
	}
	if e.On != "" {
		e.Rule, e.OpenPorts = ruleTexts(rules), need.Size()
		e.ACLIngress, e.ACLEgress = need.String(), answers.String()
	}
	return e
}

// ingress is one ingress rule of a security group.
type ingress struct {
	from  string // "" = not known
	ports model.PortSet
}

// addRule adds ports to the rule about some clients.
func addRule(rules []ingress, clients string, ports model.PortSet) []ingress {
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

// possiblePorts is the ports that have to be open for an external port: for a dynamic one all
// that any of the instances may choose.
func possiblePorts(c *config.Config, p *model.ExternalPort) model.PortSet {
	if !p.Dynamic() {
		return model.NewPortSet(p.Protocol, p.Ports)
	}
	var ranges []model.PortRange
	for i := range c.Groups {
		ranges = append(ranges, c.Groups[i].DynamicRange)
	}
	return model.NewPortSet(p.Protocol, ranges...)
}
