package state

import "ecssim/model"

// Failure is why a task stopped before it ran, in the words of its stopped reason.
type Failure struct {
	Text     string
	OverPort bool           // over a host port
	Port     model.HostPort // which one; zero = none in particular
}

// startErrorPrefix stands before what Docker says when it cannot start a container
// (amazon-ecs-agent ecs-agent/api/errors/errors.go; moby 25.0 daemon). The
// endpoint's name is left general.
const StartErrorPrefix = "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint: "

// Stopped reasons of tasks that ECS had accepted (developer guide,
// stopped-task-errors; amazon-ecs-agent issue 4825, containers-roadmap issue 1545).
var (
	FailedAttach      = Failure{Text: "Timeout waiting for network interface provisioning to complete."}
	FailedAddresses   = Failure{Text: "InsufficientFreeAddressesInSubnet"}
	FailedQuota       = Failure{Text: "NetworkInterfaceLimitExceeded"} // EC2's error code for interfaces in a zone
	FailedThrottle    = Failure{Text: "Rate limit exceeded while preparing network interface to be attached to instance"}
	FailedExit        = Failure{Text: "Essential container in task exited"}
	FailedChecks      = Failure{Text: "Task failed container health checks"}
	FailedTarget      = Failure{Text: "Task failed ELB health checks"}
	FailedBeforehand  = Failure{Text: "UserInitiated before it was placed"}
	FailedHost        = Failure{Text: "Host EC2 (instance i-...) terminated."}
	FailedDeviceIndex = Failure{Text: "Unable to attach network interface to unused device index."}
	// ecs-bridge, over which an awsvpc task reaches the agent, has no address left
	// (amazon-ecs-agent ecs-agent/api/errors/errors.go; the end of the text is ours).
	FailedNamespace = Failure{Text: "ContainerNetworkingError: container resource provisioning: failed to setup network namespace: no address left on ecs-bridge"}
	// An application in host mode that finds its port taken exits by itself.
	FailedListen = Failure{Text: FailedExit.Text}
)
