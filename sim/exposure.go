package sim

import (
	"ecssim/model"
)

// FirewallReport is what has to be open for the scenario's tasks, and how much of it
// is.
type FirewallReport struct {
	Described bool       `json:"described"` // the scenario has a firewall section
	Coverage  []Coverage `json:"coverage"`  // empty where the scenario has no firewall or no dynamic ports
	Exposure  []Exposure `json:"exposure"`
}

// Coverage is how much of some ports one wall lets through: of the dynamic range of a
// group's instances or, about answers, of the ports from which clients ask.
type Coverage struct {
	Group    string  `json:"group"` // of instances
	By       string  `json:"by"`    // securityGroups, or networkAcls.SUBNET.ingress or .egress
	From     string  `json:"from"`  // the clients: a target group's load balancer, or "anyone"
	Range    string  `json:"range"`
	Protocol string  `json:"protocol"`
	Covered  int     `json:"covered"` // ports
	Total    int     `json:"total"`
	Share    float64 `json:"share"`   // Covered of Total
	Missing  string  `json:"missing"` // "none" where nothing is
}

// Exposure is the rules that a workload's network mode needs to be reached, and how
// much they open. The ACL's ingress is on the subnet of the interface that On names,
// its egress lets the answers out.
type Exposure struct {
	Service     string `json:"service,omitempty"`
	RunTask     string `json:"runTask,omitempty"`
	NetworkMode string `json:"networkMode"`
	On          string `json:"on"` // whose security group: of the task, of the instances; "" = there is nothing to open
	Rule        string `json:"rule"`
	OpenPorts   int    `json:"openPorts"`
	ACLIngress  string `json:"aclIngress"`
	ACLEgress   string `json:"aclEgress"`
}

// firewallReport is known before anything runs.
func (c *Config) firewallReport() FirewallReport {
	r := FirewallReport{Described: c.Firewall != nil, Coverage: c.coverage(), Exposure: []Exposure{}}
	for i := range c.Services {
		s := &c.Services[i]
		e := c.exposure(&s.Use, s)
		e.Service = s.Name
		r.Exposure = append(r.Exposure, e)
	}
	for i := range c.RunTasks {
		e := c.exposure(&c.RunTasks[i].Use, nil)
		e.RunTask = c.RunTasks[i].Name
		r.Exposure = append(r.Exposure, e)
	}
	return r
}

// exposure is what has to be open for one workload.
func (c *Config) exposure(u *Use, s *Service) Exposure {
	td := &c.Tasks[u.Task]
	e := Exposure{NetworkMode: td.NetworkMode.String()}
	var need, answers model.PortSet
	from := "its clients"
	for _, d := range td.Doors(u.ServiceConnect) {
		x := c.clientsOf(s, &d)
		if x.name != "" {
			from = groupsOf(c.Firewall.Balancers[x.name], x.name)
		}
		e.On = "security group of the instances"
		if d.OwnInterface {
			e.On = "security group of the task"
		}
		need = need.Union(c.outside(&d))
		answers = answers.Union(model.NewPortSet(d.Protocol, x.ports))
	}
	if e.On != "" {
		e.Rule, e.OpenPorts = need.String()+" from "+from, need.Size()
		e.ACLIngress, e.ACLEgress = need.String(), answers.String()
	}
	return e
}

// groupsOf names the clients of a target group as a rule would.
func groupsOf(b Balancer, target string) string {
	if len(b.SecurityGroups) > 0 {
		return b.SecurityGroups[0]
	}
	return "the load balancer of " + target
}

// outside is the ports of a door that have to be open: of a dynamic one all that any
// of the instances may choose.
func (c *Config) outside(d *model.Door) model.PortSet {
	if !d.Dynamic() {
		return model.NewPortSet(d.Protocol, d.Ports)
	}
	var ranges []model.PortRange
	for i := range c.Groups {
		ranges = append(ranges, c.Groups[i].DynamicRange)
	}
	return model.NewPortSet(d.Protocol, ranges...)
}
