package report

// FirewallReport is what has to be open for the scenario's tasks, and how much of it
// is.
type FirewallReport struct {
	Described bool       `json:"described"`                  // the scenario has a firewall section
	Coverage  []Coverage `json:"coverage" report:"position"` // empty where the scenario has no firewall or no dynamic ports
	Exposure  []Exposure `json:"exposure" report:"position"`
}

// Coverage is how much of some ports one wall lets through: of the dynamic range of a
// group's instances or, about answers, of the ports from which clients ask.
type Coverage struct {
	Group    string  `json:"group" report:"called"` // of instances
	By       string  `json:"by"`                    // securityGroups, or networkAcls.SUBNET.ingress or .egress
	From     string  `json:"from"`                  // the clients: a target group's load balancer, Service Connect and its namespace, or "anyone"
	Range    string  `json:"range"`
	Protocol string  `json:"protocol"`
	Covered  int     `json:"covered" report:"better"` // ports
	Total    int     `json:"total" report:"neither"`
	Share    float64 `json:"share" report:"better"` // Covered of Total
	Missing  string  `json:"missing"`               // "none" where nothing is
	// Clients are the kinds of clients that get all answers; nil unless it is about answers.
	Clients []string `json:"clients,omitempty"`
}

// Exposure is the rules that a workload's network mode needs to be reached, and how
// much they open. The ACL's ingress is on the subnet of the interface that On names,
// its egress lets the answers out.
type Exposure struct {
	Service     string `json:"service,omitempty" report:"called"`
	RunTask     string `json:"runTask,omitempty" report:"called"`
	NetworkMode string `json:"networkMode"`
	On          string `json:"on"` // whose security group: of the task, of the instances; "" = there is nothing to open
	Rule        string `json:"rule"`
	OpenPorts   int    `json:"openPorts" report:"worse"`
	ACLIngress  string `json:"aclIngress"`
	ACLEgress   string `json:"aclEgress"`
}

// Unreachable is tasks that run and are cut off at one of their ports by one wall.
type Unreachable struct {
	Service  string `json:"service,omitempty" report:"id,called"`
	RunTask  string `json:"runTask,omitempty" report:"id,called"`
	Port     int    `json:"port" report:"name,id,called"` // of the container, the first of a range; 0 = of the Service Connect proxy
	Protocol string `json:"protocol" report:"id"`
	// HostPorts are those at which clients find it, as ranges: of the task's own
	// interface in awsvpc mode, else of the instances.
	HostPorts string   `json:"hostPorts"`
	From      string   `json:"from" report:"id"` // the clients: a target group's load balancer, Service Connect and its namespace, or "anyone"
	By        string   `json:"by" report:"id"`   // the wall: securityGroups, or networkAcls.SUBNET.ingress or .egress
	Instances []string `json:"instances"`        // up to three of them
	Tasks     int      `json:"tasks" report:"worse"`
	Why       string   `json:"why"`
}
