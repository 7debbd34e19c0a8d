package engine

import (
	"strings"
	"time"

	"ecssim/model"
)

// failure is why a task stopped before it ran, in the words of its stopped reason.
type failure struct {
	text string
	port bool           // over a host port
	on   model.HostPort // which one; zero = none in particular
}

// startErrorPrefix stands before what Docker says when it cannot start a container
// (amazon-ecs-agent ecs-agent/api/errors/errors.go; moby 25.0 daemon). The
// endpoint's name is left general.
const startErrorPrefix = "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint: "

// Stopped reasons of tasks that ECS had accepted (developer guide,
// stopped-task-errors; amazon-ecs-agent issue 4825, containers-roadmap issue 1545).
var (
	failedAttach      = failure{text: "Timeout waiting for network interface provisioning to complete."}
	failedAddresses   = failure{text: "InsufficientFreeAddressesInSubnet"}
	failedQuota       = failure{text: "NetworkInterfaceLimitExceeded"} // EC2's error code for interfaces in a zone
	failedThrottle    = failure{text: "Rate limit exceeded while preparing network interface to be attached to instance"}
	failedExit        = failure{text: "Essential container in task exited"}
	failedChecks      = failure{text: "Task failed container health checks"}
	failedTarget      = failure{text: "Task failed ELB health checks"}
	failedBeforehand  = failure{text: "UserInitiated before it was placed"}
	failedHost        = failure{text: "Host EC2 (instance i-...) terminated."}
	failedDeviceIndex = failure{text: "Unable to attach network interface to unused device index."}
	// ecs-bridge, over which an awsvpc task reaches the agent, has no address left
	// (amazon-ecs-agent ecs-agent/api/errors/errors.go; the end of the text is ours).
	failedNamespace = failure{text: "ContainerNetworkingError: container resource provisioning: failed to setup network namespace: no address left on ecs-bridge"}
	// An application in host mode that finds its port taken exits by itself.
	failedListen = failure{text: failedExit.text}
)

// failedStart is what the agent says of a container that has not started in time.
func (k *cluster) failedStart() failure {
	return failure{text: "DockerTimeoutError: Could not transition to started; timed out after waiting " + k.config.Timings.ContainerStartTimeout.String()}
}

// Lacks names what a task lacked on its host or in its subnet, by its stopped reason;
// model.Fits where that says nothing of the kind.
func Lacks(stoppedReason string) model.Reason {
	switch {
	case strings.HasPrefix(stoppedReason, model.HostConfigErrorPrefix), strings.HasSuffix(stoppedReason, model.ErrAllPortsAllocated.Error()):
		return model.ReasonDynamicPorts
	case strings.HasSuffix(stoppedReason, model.ExchangeFull("veth").Error()), stoppedReason == failedNamespace.text:
		return model.ReasonBridgePorts
	case stoppedReason == failedAddresses.text:
		return model.ReasonAddresses
	case strings.HasSuffix(stoppedReason, " failed: port is already allocated"), strings.HasSuffix(stoppedReason, ": bind: address already in use"):
		return model.ReasonPorts // taken by who reserves none: a dynamic port, a process
	}
	return model.Fits
}

// countFailure counts a task of a workload that ECS had accepted and that a failure
// has stopped.
func (k *cluster) countFailure(w *workload, why failure) {
	w.failed++
	w.lastFailure = why.text
	k.measure.onFailed(why)
}

// fail stops a task that ECS had accepted before it came to run, and has a
// service ask for another.
func (k *cluster) fail(i taskID, t *task, why failure) {
	w := k.owner(t)
	k.countFailure(w, why)
	if r := Lacks(why.text); r != model.Fits && (r != model.ReasonPorts || len(k.rev(t).net.Published) > 0) {
		k.ranShort(k.workOf(t), why)
	}
	w.pass.chancy = why == failedThrottle || why == failedAttach && k.attach(t).Min() <= k.config.Timings.ENIAttachTimeout
	was := t.state
	k.dismiss(i, t)
	k.tellFailed(i, was, why)
	if w.service != nil {
		k.lacks(w)
		k.strike(t)
		k.onServiceTaskFailed(t)
	}
	switch {
	case was == queued:
		k.gone(i, t)
	case was >= pending:
		k.halted(i, t)
	default:
		k.detach(i, t)
	}
}

// ranShort notes that a placed task fails for want of something that ECS does not count.
func (k *cluster) ranShort(i workID, why failure) {
	k.measure.lastLack = i
	if k.onLack != nil {
		k.onLack(i, why)
	}
}

// onServiceTaskFailed makes up for a task that stopped before it ran, the later
// the more tries failed in a row; tasks that were started together are one try. The
// growth is an assumption: only its limit is published (developer guide,
// service-throttle-logic).
func (k *cluster) onServiceTaskFailed(t *task) {
	i := k.workOf(t)
	w := &k.work[i]
	p := &w.pass
	if p.streak == 0 || p.failedIn != t.round {
		p.streak++
		p.failedIn = t.round
	}
	p.failedAt = k.freed
	k.doubtful = true
	if w.placed+1 == w.requested {
		p.lacking, p.since = true, k.clock.Now() // nothing else is lacking: the wait begins anew
	}
	wait := max(k.config.Timings.SchedulerTick, time.Second)
	for range min(p.streak-1, 20) {
		wait = min(2*wait, k.config.Timings.ThrottleMaximum)
	}
	if p.streak == tellThrottle {
		k.event(w, "is unable to consistently start tasks successfully.")
	}
	p.holdAt = k.clock.Now().Add(wait)
	p.dirty = true
	k.lookAt(i, p.holdAt)
}

// tellThrottle is the number of failed tries in a row at which ECS says so; its own
// number is not public.
const tellThrottle = 3
