package report

import "slices"

// Codes of findings. Codes explains each.
const (
	DeploymentHollow     = "DEPLOYMENT_HOLLOW"
	DeploymentStuck      = "DEPLOYMENT_STUCK"
	DeploymentFailed     = "DEPLOYMENT_FAILED"
	DeploymentRolledBack = "DEPLOYMENT_ROLLED_BACK"
	DeploymentFailing    = "DEPLOYMENT_FAILING"
	TasksWait            = "TASKS_WAIT"
	TasksRefused         = "TASKS_REFUSED"
	TasksUnreachable     = "TASKS_UNREACHABLE"
	ProviderBlocked      = "PROVIDER_BLOCKED"
	ProviderExcludes     = "PROVIDER_EXCLUDES_TASKS"
	DeploymentSlow       = "DEPLOYMENT_SLOW"
	HostPortTaken        = "HOST_PORT_TAKEN"
	TasksFailed          = "TASKS_FAILED"
	NextTask             = "NEXT_TASK"
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
	{TasksWait, Error,
		"A service, or a RunTask request with a capacity provider, wants tasks at the end of the run that are on no instance.",
		"`ecssim explain FILE` shows every instance, what it has and what the task needs; `ecssim headroom FILE` how many more fit."},
	{TasksRefused, Error,
		"RunTask has refused tasks: no instance took them at that moment, and RunTask does not try again.",
		"`ecssim explain FILE` shows every instance, what it has and what the task needs. Ask again later, or use a capacity provider: then tasks wait."},
	{TasksUnreachable, Error,
		"Tasks run, and a security group or a network ACL lets none of their clients in.",
		"`ecssim reach alb SERVICE` walks the way to the task, rule by rule; the table of rules in the report says which to add."},
	{ProviderBlocked, Error,
		"The Auto Scaling group of a capacity provider cannot launch the instances that it wants: its maxSize, a subnet without addresses, or the quota of network interfaces is in the way.",
		"Raise what the text names."},
	{ProviderExcludes, Error,
		"Tasks that do not fit the smallest instance type of the group are left out of the capacity provider's metric: it launches no instance for them.",
		"Give the group larger instance types only, or the task less CPU or memory."},
	{DeploymentSlow, Warning,
		"The run has ended while the deployment was still under way, and its tasks did not keep failing.",
		"Let the run last longer (`duration`), or look at what the deployment waits for: `ecssim run FILE --events`."},
	{HostPortTaken, Warning,
		"Tasks that ECS had placed failed on their instance, because a host port was taken that the scheduler does not see: a dynamic one, or one of a process that is no task.",
		"Keep static host ports out of the dynamic range, add the process's port to reservedPorts (ECS_RESERVED_PORTS), or use dynamic host ports."},
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
