package event

// Cause is why something happened, as far as its kind does not say it.
type Cause uint8

// The causes.
const (
	NoCause Cause = iota

	// Of what there is when the scenario begins.
	ScenarioBegins

	// Of a task that is told to stop.
	InstanceDrains
	DaemonsDrainLast // its instance drains, and no task but daemons' is left on it
	DeploymentReplacesIt
	TaskIsUnhealthy
	ServiceWantsFewer
	ZoneHasMost
	StopTaskCalled
	InstanceIsGone

	// Of a task whose containers have stopped.
	SentSIGTERM
	SentSIGKILL
	ContainersWereStopped
	EssentialContainerExited

	// Of a container that has stopped.
	ItExited
	DidNotStart
	RestartPolicy

	// Of a task that is placed.
	ProviderHasRoom

	// Of an instance that is launched.
	GroupScalesOut
	GroupHasLostOne
	TakesThePlaceOf // Other
	// Of an instance that drains or ends.
	ProviderScalesIn
	TerminateInstancesCalled
	StatusSetToDraining
	IsBeingReplaced
	HasSpotNotice
	SpotNoticeRanOut
	ZoneHasFailed

	// Of a deployment, or a desired count.
	ServiceIsCreated
	UpdateServiceCalled
	NewDeploymentForced
	AutoScaling
	InstancesOfDaemon
	RunTaskCalled

	// NumCauses is how many there are.
	NumCauses
)

// causes are their words: each can stand behind "because".
var causes = [NumCauses]string{
	ScenarioBegins: "the scenario begins with it",

	InstanceDrains: "its instance drains", DaemonsDrainLast: "its instance drains", DeploymentReplacesIt: "the deployment replaces it", TaskIsUnhealthy: "it is unhealthy",
	ServiceWantsFewer: "the service wants fewer", ZoneHasMost: "its zone has the most tasks", StopTaskCalled: "StopTask was called",
	InstanceIsGone: "Host EC2 (instance i-...) terminated.",

	SentSIGTERM: "it was sent SIGTERM", SentSIGKILL: "it was sent SIGKILL", ContainersWereStopped: "its containers were stopped",
	EssentialContainerExited: "its essential container exited",

	ItExited: "it has exited", DidNotStart: "it did not start", RestartPolicy: "its restart policy does so",

	ProviderHasRoom: "its capacity provider has room",

	GroupScalesOut: "its Auto Scaling group scales out", GroupHasLostOne: "its Auto Scaling group has lost one",
	TakesThePlaceOf: "it takes the place of another", ProviderScalesIn: "its capacity provider scales in",
	TerminateInstancesCalled: "TerminateInstances was called", StatusSetToDraining: "its status was set to DRAINING",
	IsBeingReplaced: "it is being replaced", HasSpotNotice: "it has a Spot interruption notice", SpotNoticeRanOut: "its Spot notice ran out",
	ZoneHasFailed: "its availability zone failed",

	ServiceIsCreated: "the service is created", UpdateServiceCalled: "UpdateService was called",
	NewDeploymentForced: "UpdateService was called with forceNewDeployment", AutoScaling: "service auto scaling acts",
	InstancesOfDaemon: "the instances that it runs on have changed", RunTaskCalled: "RunTask was called",
}

// String is the cause in words that can stand behind "because"; "" for NoCause.
func (c Cause) String() string { return causes[c] }
