package sim

// Firewall is the security groups and network ACLs of a scenario.
type Firewall struct{}
