package state

// TargetGroup counts the targets of one target group. A target is an instance and
// a host port, or in awsvpc mode an address and a container port.
type TargetGroup struct {
	Name                          string
	Kind                          string // instance or ip
	Registered, Healthy, Draining int
}
