package scenarios

// Firewall is what security groups and network ACLs let through, and who stands
// behind target groups.
type Firewall struct {
	SecurityGroups map[string]SecurityGroup    `yaml:"securityGroups" jsonschema_description:"by name; one that is named elsewhere and not here is taken as open"`
	NetworkAcls    map[string]NetworkACL       `yaml:"networkAcls" jsonschema_description:"by subnet; a subnet without one is open"`
	LoadBalancers  map[string]FirewallBalancer `yaml:"loadBalancers" jsonschema_description:"by target group: who connects to its targets; left out = whoever may"`
}

// SecurityGroup is the rules of a security group.
type SecurityGroup struct {
	Ingress []GroupRule `yaml:"ingress" jsonschema_description:"rules for what comes in; left out = nothing comes in"`
	Egress  []GroupRule `yaml:"egress" jsonschema_description:"rules for what goes out; left out = everything goes out, as EC2 creates a group"`
}

// GroupRule is one rule of a security group.
type GroupRule struct {
	Protocol    string `yaml:"protocol" jsonschema:"enum=tcp,enum=udp,enum=-1,default=tcp" jsonschema_description:"tcp, udp, or \"-1\" for all ports of all protocols"`
	FromPort    *int   `yaml:"fromPort" jsonschema:"minimum=0,maximum=65535" jsonschema_description:"first port of the rule; needed unless the protocol is \"-1\"; 0 with toPort 65535 = all"`
	ToPort      *int   `yaml:"toPort" jsonschema:"minimum=0,maximum=65535" jsonschema_description:"last port of the rule; needed unless the protocol is \"-1\""`
	Source      string `yaml:"source" jsonschema_description:"of ingress: a security group or a CIDR block, IPv4 or IPv6; left out = anywhere"`
	Destination string `yaml:"destination" jsonschema_description:"of egress: a security group or a CIDR block, IPv4 or IPv6; left out = anywhere"`
}

// NetworkACL is the rules of a subnet's network ACL.
type NetworkACL struct {
	Ingress []ACLEntry `yaml:"ingress" jsonschema_description:"entries for what comes into the subnet; left out = not described: open"`
	Egress  []ACLEntry `yaml:"egress" jsonschema_description:"entries for what leaves the subnet; left out = not described: open"`
}

// ACLEntry is one rule of a network ACL.
type ACLEntry struct {
	RuleNumber int    `yaml:"ruleNumber" jsonschema:"required,minimum=1,maximum=32766" jsonschema_description:"place of the entry: the lowest that is about a packet decides"`
	Protocol   string `yaml:"protocol" jsonschema:"enum=tcp,enum=udp,enum=-1,default=tcp" jsonschema_description:"tcp, udp, or \"-1\" for all ports of all protocols"`
	FromPort   *int   `yaml:"fromPort" jsonschema:"minimum=0,maximum=65535" jsonschema_description:"first port of the entry; needed unless the protocol is \"-1\""`
	ToPort     *int   `yaml:"toPort" jsonschema:"minimum=0,maximum=65535" jsonschema_description:"last port of the entry; needed unless the protocol is \"-1\""`
	CidrBlock  string `yaml:"cidrBlock" jsonschema_description:"the other end, an IPv4 CIDR block; left out = anywhere"`
	Ipv6Block  string `yaml:"ipv6CidrBlock" jsonschema_description:"the other end, an IPv6 CIDR block, in place of cidrBlock"`
	Action     string `yaml:"action" jsonschema:"required,enum=allow,enum=deny" jsonschema_description:"what becomes of the packet"`
}

// FirewallBalancer is a load balancer as firewalls see it.
type FirewallBalancer struct {
	SecurityGroups []string `yaml:"securityGroups" jsonschema:"maxItems=5" jsonschema_description:"security groups of the load balancer; empty = none, as a Network Load Balancer may have; left out = not known: taken as open"`
	Subnets        []string `yaml:"subnets" jsonschema:"minItems=1" jsonschema_description:"subnets in which its nodes are; left out = not known"`
	Clients        string   `yaml:"clients" jsonschema_description:"of a Network Load Balancer whose targets see its clients' addresses: a CIDR block, or internet for public addresses; left out = not known"`
}
