package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// StoppedCode is a cause for which a task stops by itself or is stopped. Every code is a
// constant here and a row of stoppedCodes; TestEveryStoppedReason names a code without one.
type StoppedCode uint8

// The causes. Where no other source is given, the words are a stopped reason of the
// developer guide (stopped-task-errors).
const (
	// NotStopped is no cause: the zero value.
	NotStopped StoppedCode = iota

	// StoppedAttachTimeout is an awsvpc task whose network interface was not attached in
	// time (amazon-ecs-agent issue 4825).
	StoppedAttachTimeout
	// StoppedNoAddress is an awsvpc task for whose network interface no subnet of its own
	// has an address left: EC2's error code (Amazon EC2 API, error codes).
	StoppedNoAddress
	// StoppedInterfaceQuota is an awsvpc task whose network interface is beyond the
	// account's quota in the zone: EC2's error code (Amazon EC2 API, error codes; VPC
	// guide, amazon-vpc-limits).
	StoppedInterfaceQuota
	// StoppedThrottled is an awsvpc task whose calls for a network interface EC2 throttled
	// for too long (developer guide, operating-at-scale-dealing-with-throttles).
	StoppedThrottled
	// StoppedDeviceIndex is an awsvpc task for whose network interface the instance has no
	// device index left (containers-roadmap issue 1545).
	StoppedDeviceIndex
	// StoppedNoBridgeAddress is an awsvpc task that finds no address left on ecs-bridge,
	// over which it reaches the agent (amazon-ecs-agent ecs-agent/api/errors/errors.go;
	// the end of the text is ours).
	StoppedNoBridgeAddress

	// StoppedExited is a task whose essential container has exited.
	StoppedExited
	// StoppedNoListen is a task in host mode whose application found the port taken on
	// which it was to listen, and exited: ECS says no more than of StoppedExited.
	StoppedNoListen
	// StoppedContainerChecks is a task that failed the health checks of its containers.
	StoppedContainerChecks
	// StoppedTargetChecks is a task that failed the health checks of a load balancer.
	StoppedTargetChecks
	// StoppedHost is a task whose container instance is gone.
	StoppedHost
	// StoppedUnplaced is a task for which StopTask was called before it was placed; the
	// first word is ECS's code of the call (ECS API, Task, stopCode), the others are ours.
	StoppedUnplaced
	// StoppedNoCapacity is a task that has waited too long for a capacity provider: its
	// Reason is what it lacked at last, Fits where the provider has no instance (developer
	// guide, api_failures_messages, TaskFailedToStart).
	StoppedNoCapacity

	// StoppedStartTimeout is a task with a container that had not started in time; Limit is
	// how long the agent waited (amazon-ecs-agent
	// agent/dockerclient/dockerapi/errors.go, DockerTimeoutError).
	StoppedStartTimeout
	// StoppedDependencyNever is a task whose Container waited for a Dependency that will not
	// run any more (amazon-ecs-agent agent/engine/dependencygraph,
	// verifyContainerOrderingStatusResolvable).
	StoppedDependencyNever
	// StoppedDependencyTimeout is a task whose Container waited for a Dependency for longer than
	// that one's startTimeout (amazon-ecs-agent agent/engine/dependencygraph,
	// hasDependencyTimedOut).
	StoppedDependencyTimeout

	// StoppedNoPorts is a task for which the agent found no dynamic host ports, or too few
	// contiguous ones: NoPortsError. Count is how many it looked for.
	StoppedNoPorts
	// StoppedPortOutside is a task for which the agent found Ports as dynamic host ports,
	// and refused them: PortOutsideRangeError. Range is the agent's.
	StoppedPortOutside
	// StoppedAllPorts is a task for which Docker found no dynamic host port:
	// ErrAllPortsAllocated.
	StoppedAllPorts
	// StoppedPortAllocated is a task that was to publish Port, which Docker has published
	// for another: BindError.
	StoppedPortAllocated
	// StoppedPortInUse is a task that was to publish Port, on which a process outside
	// Docker listens: ProxyError.
	StoppedPortInUse
	// StoppedTriedPorts is a task for which Docker has tried dynamic host ports, on each of
	// which a process outside Docker listens: ProxyError. Port is the last of them; the task
	// has asked for none in particular.
	StoppedTriedPorts
	// StoppedBridgeFull is a task with a container that docker0 has no port left for:
	// ExchangeFull.
	StoppedBridgeFull

	numStoppedCodes // not a code: the number of them
)

// StoppedReason is why a task stopped: a code, and what of the task and its container
// instance belongs to it. It holds no text, can be compared and be a key, and takes 32
// bytes. The zero value is that of a task that has not stopped.
type StoppedReason struct {
	Limit      time.Duration // of StoppedStartTimeout
	Port       HostPort      // the host port that was taken; zero = none
	Ports      PortRange     // of StoppedPortOutside
	Range      PortRange     // of StoppedPortOutside
	Count      uint16        // of StoppedNoPorts
	Code       StoppedCode
	Reason     Reason // of StoppedNoCapacity
	Container  int8   // of StoppedDependencyNever and StoppedDependencyTimeout: as its task numbers its containers
	Dependency int8   // likewise
}

// stoppedCode is a row of stoppedCodes. A code of a task that has stopped needs words and
// an answer to every question.
type stoppedCode struct {
	words string // the whole text, or its begin where there are details
	// details are what words leave out, before end; nil = nothing. name gives a container's.
	details func(r StoppedReason, name func(container int) string) string
	end     string // what follows on the details, if anything
	lacks   Reason // what host or subnet had too little of, where ECS does not look; Fits = of nothing
	over    portRole
	names   answer // the details name containers
}

// portRole is what host ports have to do with a cause.
type portRole uint8

const (
	unsaidHostPort portRole = iota // no answer
	noHostPort
	anyHostPort  // it is over host ports, and over none in particular
	thatHostPort // it is over StoppedReason.Port
)

// StartErrorPrefix stands before what Docker says when it cannot start a container
// (amazon-ecs-agent ecs-agent/api/errors/errors.go; moby 25.0 daemon). The endpoint's name
// is left general.
const StartErrorPrefix = "CannotStartContainerError: Error response from daemon: " +
	"driver failed programming external connectivity on endpoint: "

// orderingErrorPrefix stands before the agent's reason for a container that it does not
// start because of another one, in its manner (amazon-ecs-agent
// agent/engine/dependencygraph).
const orderingErrorPrefix = "CannotStartContainerError: dependency graph: container ordering dependency ["

// EmptyCapacityProvider is ECS's reason for a task that waits for a capacity provider
// without instances (developer guide, api_failures_messages).
const EmptyCapacityProvider = "EMPTY CAPACITY PROVIDER"

const exitedWords = "Essential container in task exited"

// stoppedCodes is the one list of causes.
var stoppedCodes = [numStoppedCodes]stoppedCode{
	NotStopped: {over: noHostPort, names: no},
	StoppedAttachTimeout: {words: "Timeout waiting for network interface provisioning to complete.",
		over: noHostPort, names: no},
	StoppedNoAddress: {words: "InsufficientFreeAddressesInSubnet",
		lacks: ReasonAddresses, over: noHostPort, names: no},
	StoppedInterfaceQuota: {words: "NetworkInterfaceLimitExceeded", over: noHostPort, names: no},
	StoppedThrottled: {words: "Rate limit exceeded while preparing network interface to be attached to instance",
		over: noHostPort, names: no},
	StoppedDeviceIndex: {words: "Unable to attach network interface to unused device index.",
		over: noHostPort, names: no},
	StoppedNoBridgeAddress: {words: "ContainerNetworkingError: container resource provisioning: " +
		"failed to setup network namespace: no address left on ecs-bridge",
		lacks: ReasonBridgePorts, over: noHostPort, names: no},
	StoppedExited:          {words: exitedWords, over: noHostPort, names: no},
	StoppedNoListen:        {words: exitedWords, over: thatHostPort, names: no},
	StoppedContainerChecks: {words: "Task failed container health checks", over: noHostPort, names: no},
	StoppedTargetChecks:    {words: "Task failed ELB health checks", over: noHostPort, names: no},
	StoppedHost:            {words: "Host EC2 (instance i-...) terminated.", over: noHostPort, names: no},
	StoppedUnplaced:        {words: "UserInitiated before it was placed", over: noHostPort, names: no},
	StoppedNoCapacity:      {words: "TaskFailedToStart: ", details: capacityDetails, over: noHostPort, names: no},
	StoppedStartTimeout: {words: "DockerTimeoutError: Could not transition to started; timed out after waiting ",
		details: func(r StoppedReason, _ func(int) string) string { return r.Limit.String() },
		over:    noHostPort, names: no},
	StoppedDependencyNever: {words: orderingErrorPrefix, details: orderingDetails, end: "] will never start.",
		over: noHostPort, names: yes},
	StoppedDependencyTimeout: {words: orderingErrorPrefix, details: orderingDetails, end: "] has timed out.",
		over: noHostPort, names: yes},
	StoppedNoPorts: {words: HostConfigErrorPrefix,
		details: func(r StoppedReason, _ func(int) string) string { return NoPortsError(r.Count).Error() },
		lacks:   ReasonDynamicPorts, over: anyHostPort, names: no},
	StoppedPortOutside: {words: HostConfigErrorPrefix, details: outsideDetails,
		lacks: ReasonDynamicPorts, over: anyHostPort, names: no},
	StoppedAllPorts: {words: StartErrorPrefix + string(ErrAllPortsAllocated),
		lacks: ReasonDynamicPorts, over: anyHostPort, names: no},
	StoppedPortAllocated: {words: StartErrorPrefix + bindErrorBegin,
		details: func(r StoppedReason, _ func(int) string) string { return strconv.Itoa(int(r.Port.Port)) },
		end:     bindErrorEnd, lacks: ReasonPorts, over: thatHostPort, names: no},
	StoppedPortInUse: {words: StartErrorPrefix + proxyErrorBegin, details: listenDetails, end: proxyErrorEnd,
		lacks: ReasonPorts, over: thatHostPort, names: no},
	StoppedTriedPorts: {words: StartErrorPrefix + proxyErrorBegin, details: listenDetails, end: proxyErrorEnd,
		lacks: ReasonPorts, over: anyHostPort, names: no},
	StoppedBridgeFull: {words: StartErrorPrefix + ExchangeFull("veth").Error(),
		lacks: ReasonBridgePorts, over: noHostPort, names: no},
}

func capacityDetails(r StoppedReason, _ func(int) string) string {
	if r.Reason == Fits {
		return EmptyCapacityProvider
	}
	return strings.TrimSuffix(r.Reason.String(), ".")
}

func orderingDetails(r StoppedReason, name func(int) string) string {
	return name(int(r.Dependency)) + "] for target [" + name(int(r.Container))
}

func outsideDetails(r StoppedReason, _ func(int) string) string {
	return PortOutsideRangeError{First: r.Ports.First, Last: r.Ports.Last, Range: r.Range}.Error()
}

func listenDetails(r StoppedReason, _ func(int) string) string { return ProxyError(r.Port).address() }

// Text is the stopped reason in ECS's words; "" of a task that has not stopped. name gives
// the name of a container by its number in the task; it may be nil where NamesContainers
// is false.
func (r StoppedReason) Text(name func(container int) string) string {
	row := &stoppedCodes[r.Code]
	if row.details == nil {
		return row.words
	}
	return row.words + row.details(r, name) + row.end
}

// Known reports whether the code and the reason are ones that there are.
func (r StoppedReason) Known() bool { return r.Code < numStoppedCodes && r.Reason < NumReasons }

// NamesContainers reports whether the text names containers, so that the same StoppedReason
// of tasks of two definitions may have two texts.
func (r StoppedReason) NamesContainers() bool { return stoppedCodes[r.Code].names == yes }

// Lacks is what the task lacked on its host or in its subnet, of which ECS had not looked
// whether there is enough; Fits where the task stopped for another cause. It is ReasonPorts
// where a host port is taken by something that reserves none: a dynamic port, a process.
func (r StoppedReason) Lacks() Reason { return stoppedCodes[r.Code].lacks }

// OverHostPort reports whether the task stopped over a host port, in a range of ports that
// is used up as well.
func (r StoppedReason) OverHostPort() bool { return stoppedCodes[r.Code].over > noHostPort }

// HostPort is the host port over which the task stopped; false where there is none in
// particular.
func (r StoppedReason) HostPort() (p HostPort, ok bool) {
	if stoppedCodes[r.Code].over != thatHostPort {
		return HostPort{}, false
	}
	return r.Port, r.Port.Port != 0
}

// LackOf is Lacks by the text of a stopped reason, as reports have it; Fits for any other
// text.
func LackOf(text string) Reason {
	for i := range stoppedCodes {
		if row := &stoppedCodes[i]; row.lacks != Fits && row.says(text) {
			return row.lacks
		}
	}
	return Fits
}

// says reports whether a text is one of the code's.
func (row *stoppedCode) says(text string) bool {
	rest, ok := strings.CutPrefix(text, row.words)
	if !ok || row.details == nil {
		return ok && rest == ""
	}
	details, ok := strings.CutSuffix(rest, row.end)
	return ok && details != ""
}

// StoppedByAgent is why a task stops for which the agent did not find dynamic host ports:
// err is of DynamicPorts.Pick. Another error is a panic.
func StoppedByAgent(err error) StoppedReason {
	switch err := err.(type) {
	case NoPortsError:
		return StoppedReason{Code: StoppedNoPorts, Count: uint16(err)}
	case PortOutsideRangeError:
		return StoppedReason{Code: StoppedPortOutside, Ports: PortRange{err.First, err.Last}, Range: err.Range}
	}
	panic(fmt.Sprintf("model: error %v (%T), invariant: one of DynamicPorts.Pick", err, err))
}

// StoppedByDocker is why a task stops whose container Docker did not start: err is of
// DockerPorts.Bind or DockerPorts.Request for the port asked, port 0 where Docker was to
// choose it. Another error is a panic.
func StoppedByDocker(err error, asked HostPort) StoppedReason {
	switch err := err.(type) {
	case BindError:
		return StoppedReason{Code: StoppedPortAllocated, Port: HostPort{uint16(err), asked.Protocol}}
	case dockerError:
		return StoppedReason{Code: StoppedAllPorts}
	case ProxyError:
		if asked.Port == 0 {
			return StoppedReason{Code: StoppedTriedPorts, Port: HostPort(err)}
		}
		return StoppedReason{Code: StoppedPortInUse, Port: HostPort(err)}
	}
	panic(fmt.Sprintf("model: error %v (%T), invariant: one of DockerPorts.Bind", err, err))
}
