package glossary

import "ecssim/sim/report"

// Entry explains one name that the program or ECS prints, or a term of ECS.
type Entry struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Says  []string `json:"says"`  // fixed parts of what ECS or the program writes when it is about this
	Means string   `json:"means"` // whole sentences
	Do    string   `json:"do"`    // what to do, or to run; "" = nothing
	words []string // by which people look for it
}

// Kinds of entries, in the order in which they are listed.
const (
	PlacementReason = "placement reason"
	StoppedReason   = "stopped reason"
	ServiceEvent    = "service event"
	FindingCode     = "finding"
	Verdict         = "deployment verdict"
	TaskStatus      = "task status"
	InstanceStatus  = "instance status"
	Term            = "term"
)

// Entries are all entries: those of this file, then the codes of findings.
func Entries() []Entry {
	all := make([]Entry, 0, len(entries)+len(report.Codes()))
	all = append(all, entries...)
	for _, c := range report.Codes() {
		all = append(all, Entry{Name: c.Code, Kind: FindingCode, Says: []string{}, Means: c.Means, Do: c.Do})
	}
	for i := range all {
		if all[i].Says == nil {
			all[i].Says = []string{}
		}
	}
	return all
}

const (
	explainFile = "`ecssim explain FILE SERVICE` shows every container instance, what it has and what the task needs."
	headroom    = "`ecssim headroom FILE` says how many more tasks of each service fit and what stops the next one."
	whyStopped  = "`ecssim run FILE --events=task.failed,task.stopped` shows which tasks, when and where."
)

// entries is written by hand. Where no other source is given, words of ECS are those of the developer
// guide: api_failures_messages, service-event-messages-list, stopped-task-errors,
// task-lifecycle-explanation, container-instance-life-cycle.
var entries = []Entry{
	// Why a container instance refuses a task, in the order of the checks.
	{Name: "AGENT", Kind: PlacementReason, Says: []string{`encountered error "AGENT"`},
		Means: "The agent of the container instance is not connected to ECS, so it cannot be told to start a task.",
		Do:    "Look at the agent and at the instance's way to the ECS endpoints. In a scenario: events disconnectAgent and reconnectAgent.", words: []string{"disconnected agent"}},
	{Name: "ATTRIBUTE", Kind: PlacementReason, Says: []string{"is missing an attribute required by your task"},
		Means: "The container instance lacks a capability that the task definition asks for, such as a log driver or a network mode that its agent does not know.",
		Do:    explainFile, words: []string{"missing attribute", "requiresAttributes"}},
	{Name: "LOCATION", Kind: PlacementReason, Says: []string{`encountered error "LOCATION"`},
		Means: "None of the subnets in the service's awsvpcConfiguration is in the availability zone of the container instance. A network interface can only be attached within its zone.",
		Do:    "Give the service a subnet in each zone of the instances.", words: []string{"subnets in another zone"}},
	{Name: "MemberOf placement constraint unsatisfied.", Kind: PlacementReason, Says: []string{`encountered error "MemberOf placement constraint unsatisfied."`},
		Means: "The container instance does not meet the expression of a memberOf placement constraint of the task definition, the service or the request.",
		Do:    explainFile, words: []string{"memberOf", "constraint", "cluster query language"}},
	{Name: "DistinctInstance placement constraint unsatisfied.", Kind: PlacementReason, Says: []string{`encountered error "DistinctInstance placement constraint unsatisfied."`},
		Means: "The service has distinctInstance, and the container instance runs a task of it already. Its desired count can never be more than the instances, and a deployment needs one more.",
		Do:    "Add instances, lower minimumHealthyPercent so that a task may go first, or take the constraint out.", words: []string{"distinctInstance", "anti-affinity"}},
	{Name: "RESOURCE:PORTS", Kind: PlacementReason, Says: []string{"is already using a port required by your task"},
		Means: "A static host port of the task is taken on the container instance: by another task in host mode or with a hostPort, or by a port that ECS reserves (22, 2375, 2376, 51678, 51679). So at most one such task runs on an instance. ECS also refuses more than 100 reserved ports on an instance.",
		Do:    "Use hostPort 0 (a dynamic host port) behind a load balancer, or awsvpc mode, in which each task has ports of its own; or add instances. " + explainFile,
		words: []string{"port conflict", "already using a port", "static host port", "port 80"}},
	{Name: "RESOURCE:ENI", Kind: PlacementReason, Says: []string{`encountered error "RESOURCE:ENI"`},
		Means: "The container instance has no free slot for one more task network interface: in awsvpc mode each task takes one. An m5.large has three interfaces, one of which is its own, so two tasks fit; with ENI trunking ten.",
		Do:    "Turn on awsvpcTrunking (and replace the instances), choose a type with more interfaces, add instances, or use bridge mode. `ecssim density --instance-type TYPE --cpu N --memory N` shows the task limit of each type, `ecssim compare FILE` all modes side by side.",
		words: []string{"network interface", "eni exhaustion", "only two tasks", "awsvpc limit"}},
	{Name: "RESOURCE:GPU", Kind: PlacementReason, Says: []string{`encountered error "RESOURCE:GPU"`},
		Means: "The container instance has fewer free GPUs than the task asks for.", Do: explainFile, words: []string{"gpu"}},
	{Name: "RESOURCE:MEMORY", Kind: PlacementReason, Says: []string{"has insufficient memory available"},
		Means: "The container instance has less unreserved memory than the task asks for. An instance registers less than its type has: the kernel and ECS_RESERVED_MEMORY keep some.",
		Do:    headroom, words: []string{"out of memory", "insufficient memory"}},
	{Name: "RESOURCE:CPU", Kind: PlacementReason, Says: []string{"has insufficient CPU units available"},
		Means: "The container instance has fewer unreserved CPU units than the task asks for. Reserved, not used: an idle instance may refuse. One vCPU is 1,024 units.",
		Do:    headroom, words: []string{"insufficient cpu"}},

	// What ECS does not look at when it places a task.
	{Name: "HOST:DYNAMIC_PORTS", Kind: PlacementReason,
		Means: "The dynamic host port range of the container instance (32768 to 60999 by default) has too few free ports for the task's port mappings with hostPort 0. ECS places the task all the same, and it fails on the instance. The code is ecssim's.",
		Do:    "Widen the range (ephemeral ports of the kernel, dynamicHostPortRange in a scenario), or add instances.", words: []string{"dynamic port range", "ephemeral ports", "32768"}},
	{Name: "HOST:BRIDGE_PORTS", Kind: PlacementReason,
		Means: "docker0 takes 1,023 containers at the most, and ecs-bridge as many tasks in awsvpc mode as it has addresses. ECS does not count either. The code is ecssim's.",
		Do:    "Use more and smaller instances.", words: []string{"docker0", "exchange full", "ecs-bridge"}},
	{Name: "SUBNET:ADDRESSES", Kind: PlacementReason,
		Means: "The subnets of the tasks' zone have no free IPv4 address for one more network interface. ECS does not look at addresses when it places a task: it fails afterwards. The code is ecssim's.",
		Do:    "Use larger subnets or more of them, IPv6-only subnets, or bridge mode, in which tasks share the instance's address. The report's table of subnets says how many addresses were used.", words: []string{"subnet full", "out of addresses", "no ip address", "ip exhaustion"}},
	{Name: "CLUSTER:PROVISIONING_TASKS", Kind: PlacementReason, Says: []string{"was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded"},
		Means: "A cluster has 500 tasks in PROVISIONING at the most. Further tasks of services with a capacity provider have to wait until some are placed.",
		Do:    "Scale in steps, or keep spare instances (targetCapacity below 100).", words: []string{"provisioning limit"}},
	{Name: "QUOTA:NETWORK_INTERFACES", Kind: PlacementReason, Says: []string{"NetworkInterfaceLimitExceeded"},
		Means: "The availability zone has as many network interfaces as the account's quota allows there (5,000 by default). Those of instances and of tasks count; neither can be launched.",
		Do:    "Ask for a higher quota, delete interfaces that nobody uses, or use bridge mode.", words: []string{"quota"}},
	{Name: "GROUP:AVAILABILITY_ZONES", Kind: PlacementReason,
		Means: "The Auto Scaling group has no availability zone left in which it may launch an instance.", Do: "Give the group another zone, or wait until a lost one is back.", words: []string{"no zone"}},
	{Name: "GROUP:MAX_SIZE", Kind: PlacementReason,
		Means: "The Auto Scaling group of the capacity provider has as many instances as its maxSize allows, so tasks go on waiting.", Do: "Raise maxSize.", words: []string{"maxsize", "does not scale out"}},
	{Name: "EMPTY CAPACITY PROVIDER", Kind: PlacementReason, Says: []string{"No Container Instances were found in your capacity provider"},
		Means: "The capacity provider has no container instance at all: none was launched, or those launched never registered.", Do: "`ecssim run FILE --events=capacity.*,launch.failed,instance.*` shows what the Auto Scaling group did."},
	{Name: "No Container Instances were found in your cluster.", Kind: PlacementReason, Says: []string{"No Container Instances were found in your cluster"},
		Means: "The cluster has no ACTIVE container instance.", Do: "Add some, or see why they did not register: AMI, user data (ECS_CLUSTER), instance role, way to the ECS endpoints."},

	// Why tasks stop.
	{Name: "Timeout waiting for network interface provisioning to complete.", Kind: StoppedReason,
		Means: "The network interface of a task in awsvpc mode was not attached within three minutes: the agent was disconnected, or the instance did not see the interface.",
		Do:    whyStopped, words: []string{"eni attach", "attachment timeout"}},
	{Name: "InsufficientFreeAddressesInSubnet", Kind: StoppedReason,
		Means: "EC2 had no free address in the task's subnet for its network interface.", Do: "Use a larger subnet, or deploy services one after the other: at the peak of a rolling update both revisions hold addresses.", words: []string{"out of addresses"}},
	{Name: "NetworkInterfaceLimitExceeded", Kind: StoppedReason,
		Means: "The account has as many network interfaces in the availability zone as its quota allows.", Do: "Ask for a higher quota, or use fewer interfaces: bridge mode needs none for tasks."},
	{Name: "Rate limit exceeded while preparing network interface to be attached to instance", Kind: StoppedReason,
		Means: "EC2 throttled the calls that create and attach network interfaces: many tasks in awsvpc mode started at once.", Do: "Start fewer tasks at a time. In a scenario: quotas.networkInterfaceCalls.", words: []string{"throttled"}},
	{Name: "Unable to attach network interface to unused device index.", Kind: StoppedReason,
		Means: "The instance had no free device index for the interface: another interface was still being detached.", Do: whyStopped},
	{Name: "ContainerNetworkingError: container resource provisioning: failed to setup network namespace: no address left on ecs-bridge", Kind: StoppedReason,
		Means: "Tasks in awsvpc mode reach the agent over ecs-bridge, whose block of addresses is used up on this instance.", Do: "Use more and smaller instances."},
	{Name: "Essential container in task exited", Kind: StoppedReason,
		Means: "A container that is essential has ended, so ECS stopped the whole task. In host mode an application that finds its port taken exits too, and ECS says no more than this.",
		Do:    "Look at the container's exit code and log. The deployment circuit breaker does not count exits after RUNNING. " + whyStopped, words: []string{"crash", "exit"}},
	{Name: "Task failed container health checks", Kind: StoppedReason,
		Means: "The container's own health check (healthCheck in the task definition) has failed as often as its retries say.", Do: "Raise startPeriod or retries, or mend the command.", words: []string{"container unhealthy"}},
	{Name: "Task failed ELB health checks", Kind: StoppedReason,
		Says:  []string{"is unhealthy in", "failed ELB health checks in", "Health checks failed"},
		Means: "The load balancer called the task's target unhealthy, and ECS replaced the task. Its port is not let in by a security group, nothing answers on the health check's port and path, or the application was not ready within healthCheckGracePeriodSeconds.",
		Do:    "`ecssim reach FILE alb SERVICE` walks the way to the task rule by rule. The findings of `ecssim run FILE` name the grace period that would do. With dynamic host ports the security group has to let the whole range in (32768 to 60999).",
		words: []string{"unhealthy", "target unhealthy", "grace period", "health check"}},
	{Name: "Host EC2 (instance i-...) terminated.", Kind: StoppedReason,
		Means: "The container instance of the task was terminated while the task ran.", Do: "Drain instances before they are terminated: managedDraining of the capacity provider, or a lifecycle hook.", words: []string{"terminated", "spot"}},
	{Name: "CannotPullContainerError", Kind: StoppedReason, Says: []string{"CannotPullContainerError: "},
		Means: "The agent could not pull the image: there is no way to the registry, the role may not read it, or there is no such image. It pulls over the instance's own interface, whatever the network mode: that needs a public address, a NAT gateway or VPC endpoints.",
		Do:    "Try the pull on the instance. ecssim simulates how long a pull takes, and no failure of one.", words: []string{"pull image", "image pull"}},
	{Name: "UserInitiated before it was placed", Kind: StoppedReason,
		Means: "StopTask was called for a task that was not placed yet.", Do: ""},
	{Name: "TaskFailedToStart", Kind: StoppedReason, Says: []string{"TaskFailedToStart: "},
		Means: "A task that waited in PROVISIONING for a capacity provider was given up. The code behind the colon says what it lacked at the end.", Do: "`ecssim explain RESOURCE:ENI`, or whichever code it is. " + explainFile},
	{Name: "DockerTimeoutError: Could not transition to started; timed out after waiting", Kind: StoppedReason, Says: []string{"Could not transition to started; timed out after waiting"},
		Means: "Docker had not started a container within ECS_CONTAINER_START_TIMEOUT (three minutes by default).", Do: "Look at the load of the instance's disk and daemon."},
	{Name: "container ordering dependency", Kind: StoppedReason, Says: []string{"container ordering dependency ["},
		Means: "A container waited for another one (dependsOn, links) that will not run any more, or that took longer than its startTimeout.", Do: "Look at the container that is named first: why it did not start, exit or become healthy.", words: []string{"dependsOn"}},
	{Name: "HostConfigError", Kind: StoppedReason, Says: []string{"HostConfigError: "},
		Means: "The agent found too few free dynamic host ports, or not enough that follow on each other for a containerPortRange.", Do: "Widen the dynamic host port range, or add instances.", words: []string{"contiguous host ports"}},
	{Name: "all ports are allocated", Kind: StoppedReason, Says: []string{"all ports are allocated"},
		Means: "Docker found no free dynamic host port on the instance.", Do: "Widen the dynamic host port range, or add instances."},
	{Name: "port is already allocated", Kind: StoppedReason, Says: []string{"port is already allocated"},
		Means: "Another container on the instance publishes the port: one whose host port ECS does not count, such as a dynamic port or the Service Connect proxy's.", Do: "Choose a host port outside the dynamic range, or another port. " + whyStopped, words: []string{"bind failed", "port conflict"}},
	{Name: "address already in use", Kind: StoppedReason, Says: []string{"address already in use"},
		Means: "A process on the instance outside Docker listens on the port, which ECS does not know.", Do: "Stop that process, or use another port.", words: []string{"bind"}},
	{Name: "exchange full", Kind: StoppedReason, Says: []string{"exchange full"},
		Means: "docker0 has no port left for one more container: a Linux bridge has 1,024, one of which is its own.", Do: "Use more and smaller instances, or awsvpc mode."},

	// What ECS writes about a service.
	{Name: "was unable to place a task", Kind: ServiceEvent, Says: []string{"was unable to place a task because no container instance met all of its requirements", "was unable to place a task because"},
		Means: "No container instance takes the service's next task. The end of the message says what the closest one lacks: `ecssim explain` knows each of these codes.", Do: explainFile, words: []string{"closest matching container-instance", "no space", "no room", "not placed", "cannot place", "does not fit"}},
	{Name: "was unable to stop or start tasks", Kind: ServiceEvent, Says: []string{"was unable to stop or start tasks during a deployment because of the service deployment configuration"},
		Means: "minimumHealthyPercent, rounded up, forbids to stop any task, and maximumPercent, rounded down, to start one.", Do: "Raise maximumPercent, lower minimumHealthyPercent, or run more tasks: `ecssim explain FILE SERVICE` shows both bounds.", words: []string{"deployment configuration", "percent"}},
	{Name: "is unable to consistently start tasks successfully", Kind: ServiceEvent, Says: []string{"is unable to consistently start tasks successfully"},
		Means: "Tasks of the service fail again and again, and ECS waits longer and longer before it starts the next one.", Do: whyStopped, words: []string{"throttle", "crash loop", "keeps restarting"}},
	{Name: "was unable to reach steady state", Kind: ServiceEvent, Says: []string{"was unable to reach steady state"},
		Means: "Tasks of the service wait for a capacity provider without container instances.", Do: "See why none came: `ecssim run FILE --events=capacity.*,launch.failed,instance.*`.", words: []string{"steady state", "not stable", "unstable"}},
	{Name: "has reached a steady state", Kind: ServiceEvent, Says: []string{"has reached a steady state"},
		Means: "The service runs as many tasks as it should, and has nothing to start or to stop.", Do: ""},
	{Name: "has started tasks", Kind: ServiceEvent, Says: []string{"has started"},
		Means: "ECS has asked for so many new tasks. \"Replaced due to an unhealthy status\" counts those among them that take the place of tasks which failed a health check.", Do: ""},
	{Name: "has stopped running tasks", Kind: ServiceEvent, Says: []string{"has stopped", "pending tasks"},
		Means: "ECS has told so many tasks of the service to stop: for a deployment, a smaller desired count, an instance that drains, or because they are unhealthy.", Do: "`ecssim run FILE --events=task.stopping --service NAME` says why, task by task."},
	{Name: "registered targets", Kind: ServiceEvent, Says: []string{"registered 1 targets in", "targets in (target-group"},
		Means: "The service has entered tasks into a target group: an address and port in awsvpc mode, an instance and host port in bridge or host mode; or has taken them out.", Do: "`ecssim run FILE --events=target.*` shows each target with its port.", words: []string{"target group"}},
	{Name: "has begun draining connections", Kind: ServiceEvent, Says: []string{"has begun draining connections on"},
		Means: "Targets of tasks that are to stop take no new connections; the tasks stop when deregistration_delay (300 s by default) is over.", Do: "A shorter deregistrationDelay makes deployments faster.", words: []string{"deregistration delay", "slow deployment"}},
	{Name: "is AZ balanced", Kind: ServiceEvent, Says: []string{"is AZ balanced with"}, Means: "The tasks of the service are spread evenly over the availability zones.", Do: ""},
	{Name: "is not AZ balanced", Kind: ServiceEvent, Says: []string{"is not AZ balanced with"},
		Means: "One zone has at least two tasks more than another, and availabilityZoneRebalancing is ENABLED: ECS starts tasks in the emptier zone and then stops others.", Do: ""},
	{Name: "deployment completed", Kind: ServiceEvent, Says: []string{"deployment completed"}, Means: "All tasks of the new revision run, and none of the old.", Do: ""},
	{Name: "deployment failed", Kind: ServiceEvent, Says: []string{"deployment failed: tasks failed to start", "deployment failed: alarm detected", "deployment failed"},
		Means: "The deployment circuit breaker, or an alarm, has ended the deployment.", Do: whyStopped, words: []string{"circuit breaker"}},
	{Name: "rolling back to deployment", Kind: ServiceEvent, Says: []string{"rolling back to deployment"}, Means: "The service goes back to the last revision whose deployment completed.", Do: whyStopped, words: []string{"rollback"}},

	// Verdicts.
	{Name: report.Completed, Kind: Verdict, Means: "All tasks of the new revision came to run and were healthy, and none of the old is left.", Do: ""},
	{Name: report.InProgress, Kind: Verdict, Means: "The run has ended before the deployment.", Do: "Let the run last longer (`duration`), or look at the findings: its tasks may fail for ever."},
	{Name: report.Stuck, Kind: Verdict, Means: "Nothing that the deployment may still do can happen as things stand, whatever time passes. The verdict is ecssim's: ECS calls such a deployment IN_PROGRESS.", Do: "`ecssim explain FILE SERVICE`; `ecssim run FILE` lists the smallest changes under which it completes.",
		words: []string{"stuck", "hangs", "deployment is stuck", "deployment hangs", "never completes", "never finishes", "not finish", "not complete"}},
	{Name: report.Failed, Kind: Verdict, Means: "The deployment circuit breaker or an alarm ended the deployment, without rollback.", Do: whyStopped},
	{Name: report.RolledBack, Kind: Verdict, Means: "The deployment failed, and the service went back to the revision before.", Do: whyStopped},

	// Statuses of tasks, in their order.
	{Name: "PROVISIONING", Kind: TaskStatus, Means: "The task waits for what has to be there before it is started: a place on an instance where its service uses a capacity provider, and in awsvpc mode its network interface. Tasks stay here while the capacity provider launches no instance.",
		Do: "`ecssim run FILE --events=capacity.*,launch.failed --service NAME`; `ecssim explain FILE SERVICE` shows what the instances lack.", words: []string{"stuck in provisioning", "waiting", "capacity provider"}},
	{Name: "PENDING", Kind: TaskStatus, Means: "The task is on an instance and waits for its agent: for CPU, memory and ports that stopping tasks still hold, then for images and containers.", Do: "`ecssim run FILE --events=task.* --service NAME`.", words: []string{"stuck in pending", "tasks pending"}},
	{Name: "ACTIVATING", Kind: TaskStatus, Means: "The containers run, and the task is being registered with its target groups or Service Connect.", Do: ""},
	{Name: "RUNNING", Kind: TaskStatus, Means: "The task runs. That says nothing of its health.", Do: ""},
	{Name: "DEACTIVATING", Kind: TaskStatus, Means: "The task is to stop, and its targets are deregistered: connections are drained for deregistration_delay.", Do: "", words: []string{"draining connections"}},
	{Name: "STOPPING", Kind: TaskStatus, Means: "Containers have been sent SIGTERM, and SIGKILL follows after stopTimeout (30 s by default).", Do: ""},
	{Name: "DEPROVISIONING", Kind: TaskStatus, Means: "The containers have stopped; the task's network interface is being detached and deleted. Its slot is free afterwards.", Do: ""},
	{Name: "STOPPED", Kind: TaskStatus, Means: "The task has ended, and its stoppedReason says why.", Do: whyStopped},

	// Statuses of container instances.
	{Name: "REGISTERING", Kind: InstanceStatus, Means: "The instance was launched, and its agent is not connected yet.", Do: ""},
	{Name: "ACTIVE", Kind: InstanceStatus, Means: "The instance takes tasks, as long as its agent is connected.", Do: ""},
	{Name: "DRAINING", Kind: InstanceStatus, Means: "The instance takes no new tasks. Tasks of services move away as fast as minimumHealthyPercent and maximumPercent allow; those of RunTask run on.",
		Do: "The findings of `ecssim run FILE` say which service keeps which instance, and what frees it.", words: []string{"drain", "drain blocked", "never drains"}},
	{Name: "INACTIVE", Kind: InstanceStatus, Means: "The instance is terminated or deregistered.", Do: ""},

	// Terms.
	{Name: "awsvpc", Kind: Term, Means: "Network mode: each task has a network interface with an address and security groups of its own. All its containers share the network namespace of a pause container, so they reach each other at 127.0.0.1, and a port is taken once a task. The limit is the interfaces of the instance.", Do: "`ecssim run three-modes-one-port`", words: []string{"network mode", "eni", "own address"}},
	{Name: "bridge", Kind: Term, Means: "Network mode: each container has a network namespace of its own on docker0, and ports are published on the instance: a static hostPort once an instance, or hostPort 0 for any free port of the dynamic range.", Do: "`ecssim run three-modes-one-port`", words: []string{"network mode", "docker0", "dynamic port", "hostport"}},
	{Name: "host", Kind: Term, Means: "Network mode: containers use the network namespace of the instance. Each port is taken once an instance, and the container port is the host port.", Do: "`ecssim run three-modes-one-port`", words: []string{"network mode"}},
	{Name: "none", Kind: Term, Means: "Network mode: containers have no network but their own loopback.", Do: "", words: []string{"network mode"}},
	{Name: "trunking", Kind: Term, Means: "With the account setting awsvpcTrunking an instance of a supported type gets a trunk interface when it registers, and takes more tasks in awsvpc mode as branches of it: an m5.large 10 in place of 2. Instances that run already have to be replaced.", Do: "`ecssim catalog show TYPE`, `ecssim compare FILE --setup awsvpc,awsvpc-trunking`", words: []string{"eni trunk", "awsvpcTrunking", "branch interface", "density"}},
	{Name: "pause container", Kind: Term, Means: "A small container that the agent starts first in awsvpc mode (and with Service Connect in bridge mode). It holds the network namespace that the others join.", Do: "`ecssim run who-talks-to-whom`"},
	{Name: "dynamic host port", Kind: Term, Means: "With hostPort 0 in bridge mode a free port of the instance's range, 32768 to 60999 unless its kernel says otherwise, is published. A load balancer's target group is told which; security groups have to let the whole range in.", Do: "`ecssim scenario list dynamic`", words: []string{"ephemeral", "random port"}},
	{Name: "minimumHealthyPercent", Kind: Term, Means: "The share of the desired count that has to stay RUNNING (and healthy) during a deployment or a drain, rounded up. 100 lets no task stop before its successor runs.", Do: "`ecssim run rolling-deploy-deadlock`", words: []string{"percent", "rolling update"}},
	{Name: "maximumPercent", Kind: Term, Means: "How many tasks, PROVISIONING to RUNNING, there may be during a deployment, as a share of the desired count, rounded down. 100 lets no successor start before a task has stopped.", Do: "`ecssim run percent-rounding-trap`", words: []string{"percent", "rolling update"}},
	{Name: "deployment circuit breaker", Kind: Term, Means: "It ends a deployment when tasks fail to start or fail health checks half as often as the desired count, at least 3 and at most 200 times. It does not count tasks that exit after RUNNING.", Do: "", words: []string{"rollback"}},
	{Name: "CapacityProviderReservation", Kind: Term, Means: "The metric of managed scaling: the instances that the tasks of a capacity provider need, over those that it has, in percent. Above targetCapacity the Auto Scaling group grows, below it shrinks.", Do: "`ecssim run FILE --events=capacity.*`", words: []string{"managed scaling", "capacity provider", "target capacity"}},
	{Name: "healthCheckGracePeriodSeconds", Kind: Term, Means: "For so long after a task is RUNNING its service does not look at the health checks of load balancers.", Do: "`ecssim scenario list grace`", words: []string{"unhealthy", "grace"}},
	{Name: "Service Connect", Kind: Term, Means: "A proxy beside the containers of each task takes connections to names of other services in the namespace. It is part of the task's own size: it takes no CPU and memory beyond that.", Do: "`ecssim reach FILE FROM NAME:PORT`", words: []string{"proxy"}},
	// Elastic Load Balancing, Application Load Balancers, load-balancer-troubleshooting, 2026.
	{Name: "HTTP 502", Kind: Term, Means: "The load balancer's answer, bad gateway, where it reaches a target and gets no proper answer: the application has closed or reset the connection, such as a task that stops before its target is deregistered, or nothing listens on the target's port.",
		Do: "`ecssim run FILE --events=task.*,target.* --service NAME` shows which stops first; `ecssim reach FILE alb SERVICE` whether the port is open.", words: []string{"502", "bad gateway", "connection refused", "connection reset"}},
	{Name: "HTTP 503", Kind: Term, Means: "The load balancer's answer, service unavailable, where the target group has no registered target that it may use.",
		Do: "`ecssim run FILE --events=target.* --service NAME` shows each target; the report's table of target groups how many are healthy.", words: []string{"503", "service unavailable", "no healthy targets"}},
	{Name: "HTTP 504", Kind: Term, Means: "The load balancer's answer, gateway time-out, where it cannot connect to a target in time, or waits for the answer for too long: a security group or a network ACL drops the connection, or the application is slow.",
		Do: "`ecssim reach FILE alb SERVICE` walks the way to the task rule by rule.", words: []string{"504", "gateway timeout", "gateway time-out", "connection timed out", "connection timeout"}},
	{Name: "headroom", Kind: Term, Means: "How many more tasks of one service fit on the instances as they are at the end of the run, if no other takes any of the room.", Do: "`ecssim headroom FILE`; of an empty instance `ecssim density --instance-type TYPE --cpu N --memory N`", words: []string{"how many more", "fit", "how many tasks", "tasks per instance"}},
	{Name: "lower bound", Kind: Term, Means: "A number of hosts of which it is proved that no placement of the tasks needs fewer.", Do: "`ecssim compare FILE`"},
}
