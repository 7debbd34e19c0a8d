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
	ZoneHasFewest
	InstancesAreReplaced
	// Of an instance that drains or ends.
	ProviderScalesIn
	TerminateInstancesCalled
	StatusSetToDraining
	IsBeingReplaced
	HasSpotNotice
	SpotNoticeRanOut
	ZoneHasFailed
	ZoneHasMostInstances
	GroupHasTooMany
	// Of a group's size, and of instances that are launched or end with it.
	UpdateAutoScalingGroupCalled

	// Of a replacement that has failed.
	NewInstancesAreNotInService
	InstancesAreProtected
	AnotherIsInProgress

	// Of a deployment, or a desired count.
	ServiceIsCreated
	UpdateServiceCalled
	NewDeploymentForced
	AutoScaling
	InstancesOfDaemon
	RunTaskCalled
	// Of a deployment that has failed, or goes back.
	CircuitBreaker
	AlarmInAlarm
	StopServiceDeploymentCalled

	// NumCauses is how many there are.
	NumCauses
)
