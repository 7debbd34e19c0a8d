package report

import "slices"

// Codes of findings. Codes explains each.
const (
	DeploymentHollow      = "DEPLOYMENT_HOLLOW"
	DeploymentStuck       = "DEPLOYMENT_STUCK"
	DeploymentFailed      = "DEPLOYMENT_FAILED"
	DeploymentRolledBack  = "DEPLOYMENT_ROLLED_BACK"
	DeploymentFailing     = "DEPLOYMENT_FAILING"
	HealthCheckUnanswered = "HEALTH_CHECK_UNANSWERED"
	HealthCheckRefused    = "HEALTH_CHECK_REFUSED"
	HealthCheckGrace      = "HEALTH_CHECK_GRACE"
	ServiceOverloaded     = "SERVICE_OVERLOADED"
	TasksExit             = "TASKS_EXIT"
	BreakerBlind          = "BREAKER_CANNOT_COUNT"
	ConstraintsUnmet      = "CONSTRAINTS_UNMET"
	TasksWait             = "TASKS_WAIT"
	TasksRefused          = "TASKS_REFUSED"
	TasksUnreachable      = "TASKS_UNREACHABLE"
	DrainBlocked          = "DRAIN_BLOCKED"
	DrainLost             = "DRAIN_LOST"
	SubnetExhausted       = "SUBNET_EXHAUSTED"
	InstancesUnregistered = "INSTANCES_NOT_REGISTERED"
	ProviderBlocked       = "PROVIDER_BLOCKED"
	ProviderExcludes      = "PROVIDER_EXCLUDES_TASKS"
	DeploymentEarlier     = "DEPLOYMENT_EARLIER"
	DeploymentSlow        = "DEPLOYMENT_SLOW"
	BelowDesired          = "BELOW_DESIRED"
	TasksMoved            = "TASKS_MOVED_AGAIN"
	LaunchFailed          = "LAUNCH_FAILED"
	ZoneUnusable          = "ZONE_UNUSABLE"
	ZoneLost              = "ZONE_LOST"
	LaunchedTwice         = "PROVIDER_LAUNCHED_TWICE"
	ProviderSwings        = "PROVIDER_SWINGS"
	LaunchedNeedlessly    = "PROVIDER_LAUNCHED_NEEDLESSLY"
	HostPortTaken         = "HOST_PORT_TAKEN"
	TasksFailed           = "TASKS_FAILED"
	NextTask              = "NEXT_TASK"
)

// Code is a row of the table of findings' codes.
type Code struct {
	Code     string
	Severity string
	Means    string // a sentence
	Do       string // what to do, or to run
}

// codes is the one list of codes, the most important first.
var codes = []Code{
	{DeploymentHollow, Error,
		"ECS calls the deployment COMPLETED, and the service runs none of the tasks that it should. ECS counts a deployment as completed when its tasks have come to run, however soon they stop.",
		"See why the tasks stop: `ecssim run FILE --events`, lines task.failed and task.stopped."},
	{DeploymentStuck, Error,
		"Nothing that the deployment may still do can happen as things stand: no instance takes its next task, or its percentages allow neither a stop nor a start.",
		"Make one of the changes that the report lists; `ecssim explain FILE SERVICE` shows every instance and what it lacks."},
	{DeploymentFailed, Error,
		"The deployment circuit breaker, an alarm or StopServiceDeployment has ended the deployment.",
		"See why its tasks failed: `ecssim run FILE --events`, lines task.failed."},
	{DeploymentRolledBack, Error,
		"The deployment has failed, and the service has gone back to the revision before.",
		"See why its tasks failed: `ecssim run FILE --events`, lines task.failed."},
	{DeploymentFailing, Error,
		"The deployment goes on for ever, because its tasks fail one after the other. Without a deployment circuit breaker ECS starts them again and again, at growing intervals.",
		"Mend what the stopped reason names; a deploymentCircuitBreaker would end the deployment."},
	{HealthCheckUnanswered, Error,
		"No task can ever be healthy behind its target group: no port of the task answers its health checks, or none by their protocol.",
		"Do what the text names: another port or protocol for the health check, or a port mapping."},
	{HealthCheckRefused, Error,
		"A security group or a network ACL keeps the health checks of a load balancer from the tasks, which ECS replaces again and again.",
		"Add the rule that is named; `ecssim reach FILE alb SERVICE` walks the way rule by rule."},
	{HealthCheckGrace, Error,
		"Tasks are stopped as unhealthy before their application is ready: healthCheckGracePeriodSeconds is too short for the time that it takes until enough checks have passed.",
		"Set the grace period that is named, which is enough in the worst phase of the checks, or a lower healthyThreshold."},
	{ServiceOverloaded, Error,
		"The tasks of a service had more load than their health checks stand (unhealthyAbove). ECS replaces tasks that are unhealthy, whatever minimumHealthyPercent says, and while one is replaced the others have more to do: one after the other fails.",
		"Run as many tasks as the text names before the load comes: a higher minimum of service auto scaling, a scheduled action, or a health check that is not slow under load."},
	{TasksExit, Error,
		"The tasks of a service come to run and exit, one after the other: their essential container does not stay.",
		"Look at the container's log for its exit; the service starts the next one each time, at growing intervals."},
	{BreakerBlind, Error,
		"The deployment circuit breaker counts tasks that do not come to run, or fail their health checks. It counts none that exits after it was RUNNING.",
		"Watch the exits with a CloudWatch alarm in deploymentConfiguration.alarms, which ends and rolls back deployments too."},
	{ConstraintsUnmet, Error,
		"Placement constraints, attributes or the zones of the subnets leave no instance for the next task: each may be met by some instances, and all together by none.",
		"`ecssim explain FILE SERVICE` shows every check of every instance. Change a constraint, or launch instances that meet all of them."},
	{TasksWait, Error,
		"A service, or a RunTask request with a capacity provider, wants tasks at the end of the run that are on no instance.",
		"`ecssim explain FILE` shows every instance, what it has and what the task needs; `ecssim headroom FILE` how many more fit."},
	{TasksRefused, Error,
		"RunTask has refused tasks: no instance took them at that moment, and RunTask does not try again.",
		"`ecssim explain FILE` shows every instance, what it has and what the task needs. Ask again later, or use a capacity provider: then tasks wait."},
	{TasksUnreachable, Error,
		"Tasks run, and a security group or a network ACL lets none of their clients in.",
		"`ecssim reach FILE alb SERVICE` walks the way to the task, rule by rule; the table of rules in the report says which to add."},
	{SubnetExhausted, Error,
		"Tasks failed because no subnet in the zone of their instance had an address left for their network interface. ECS does not look at addresses when it places a task.",
		"Deploy services one after the other, use larger subnets, or share interfaces less: bridge mode needs none. The table of subnets in the report says how many were used at the most."},
	{DrainLost, Error,
		"An instance that was DRAINING was terminated with tasks on it: managed draining waits for 48 hours at the most, a Spot interruption for two minutes.",
		"Make room for the tasks that replace those on it, or let the service have fewer healthy tasks for a while (minimumHealthyPercent)."},
	{DrainBlocked, Error,
		"An instance is DRAINING to the end of the run, because tasks on it are not stopped: their service has to keep them healthy until others run in their place.",
		"Do what the text names: make room for the next task, or lower minimumHealthyPercent. The tasks of RunTask run to their end, or until StopTask."},
	{InstancesUnregistered, Error,
		"Instances were launched, and their agents never registered with the cluster: they cost money and take no tasks.",
		"Look at the AMI, its user data (ECS_CLUSTER), the instance role and the way to the ECS endpoints."},
	{ProviderBlocked, Error,
		"The Auto Scaling group of a capacity provider cannot launch the instances that it wants: its maxSize, a subnet without addresses, or the quota of network interfaces is in the way.",
		"Raise what the text names."},
	{ProviderExcludes, Error,
		"Tasks that do not fit the smallest instance type of the group are left out of the capacity provider's metric: it launches no instance for them.",
		"Give the group larger instance types only, or the task less CPU or memory."},
	{DeploymentSlow, Warning,
		"The run has ended while the deployment was still under way, and its tasks did not keep failing; or the deployment completed after several of its tasks had failed.",
		"Let the run last longer (`duration`), or look at what the deployment waits for: `ecssim run FILE --events`."},
	{ZoneLost, Warning,
		"An availability zone failed, and with it all instances in it and the tasks on them.",
		"`ecssim compare FILE` says how many hosts it takes to lose any one zone; spread services over zones."},
	{BelowDesired, Warning,
		"A service had fewer running or healthy tasks than it had had, and than its deployment configuration has to leave it: instances were lost, tasks exited or failed their health checks.",
		"See what ended them: `ecssim run FILE --events`, lines task.lost, task.failed and task.unhealthy. Draining before an instance ends, more zones, and spare instances keep tasks up."},
	{TasksMoved, Warning,
		"Instances were drained or replaced one after the other, and a service had tasks moved that had been moved before: ECS had placed them on an instance that was to go next. A task counts as the successor of the first that left before it. Instances that Spot, scaling or a fault takes are not counted.",
		"Launch the new instances before the first is drained, or drain all that go together: ECS places no task on an instance that is DRAINING. `ecssim run FILE --events=instance.draining,task.placed,task.stopping --service NAME` shows each move."},
	{LaunchFailed, Warning,
		"An Auto Scaling group could not launch instances in a zone. It tries the other zones of the group, whose balance suffers.",
		"Mend what the text names: a larger subnet for the zone, a higher quota."},
	{ZoneUnusable, Warning,
		"A capacity provider launches instances in zones where no task that waits for it can run, because none of the tasks' subnets is there.",
		"Give the services a subnet in each zone of the group, or the group the zones of the services: one capacity provider a zone scales as it should."},
	{LaunchedTwice, Warning,
		"A capacity provider has launched instances while those that it had launched for the same tasks were still booting: its instanceWarmupPeriod is shorter than they take to register.",
		"Set instanceWarmupPeriod to the time that an instance takes from its launch to its registration."},
	{ProviderSwings, Warning,
		"A capacity provider has scaled in and then out again, though nothing was planned in between.",
		"Use a targetCapacity below 100, or keep spare instances (minSize)."},
	{LaunchedNeedlessly, Warning,
		"With a targetCapacity below 100 and minSize 0, the metric of an empty group (100) is above the target: the group launches instances that no task needs, gives them up, and does so again.",
		"Set targetCapacity to 100, or minSize to 1."},
	{HostPortTaken, Warning,
		"Tasks that ECS had placed failed on their instance, because a host port was taken that the scheduler does not see: a dynamic one, or one of a process that is no task.",
		"Keep static host ports out of the dynamic range, add the process's port to reservedPorts (ECS_RESERVED_PORTS), use dynamic host ports, or a wider dynamicHostPortRange where these ran out."},
	{DeploymentEarlier, Warning,
		"A deployment before the last of its service failed, was rolled back, or was STUCK when the next one followed it.",
		"See why its tasks failed or waited: `ecssim run FILE --events=deployment.*,task.failed --service NAME`."},
	{TasksFailed, Warning,
		"ECS had accepted tasks, and they stopped by a failure. Those of a service are replaced.",
		"The stopped reason says why; `ecssim run FILE --events`, lines task.failed, when and where."},
	{NextTask, Note,
		"What stops the next task of the workload that has the least room, on the instances that there are.",
		"`ecssim headroom FILE` says it of every service."},
}

// Codes lists all codes of findings, the most important first.
func Codes() []Code { return slices.Clone(codes) }

// rank is the place of a code in the table. It panics where there is none.
func rank(code string) int {
	i := slices.IndexFunc(codes, func(c Code) bool { return c.Code == code })
	if i < 0 {
		panic("report: a finding has the code " + code + ", invariant: one of Codes")
	}
	return i
}

// NewFinding is a finding of a code, with its severity and without remedies.
func NewFinding(code string) Finding {
	return Finding{Code: code, Severity: codes[rank(code)].Severity, Remedies: []FindingRemedy{}}
}
