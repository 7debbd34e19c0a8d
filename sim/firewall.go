package sim

// Firewall is the security groups and network ACLs of a scenario.
type Firewall struct{}

// reachable reports whether a running task's ports can be reached from outside,
// and why not.
func (k *cluster) reachable(int32) (bool, string) { return true, "" }
