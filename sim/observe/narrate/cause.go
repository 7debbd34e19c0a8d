package narrate

import (
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// causes are the words of causes: each can stand behind "because".
var causes = [event.NumCauses]string{
	event.ScenarioBegins: "the scenario begins with it",

	event.InstanceDrains: "its instance drains", event.DaemonsDrainLast: "its instance drains",
	event.DeploymentReplacesIt: "the deployment replaces it", event.TaskIsUnhealthy: "it is unhealthy",
	event.ServiceWantsFewer: "the service wants fewer", event.ZoneHasMost: "its zone has the most tasks",
	event.StopTaskCalled: "StopTask was called", event.InstanceIsGone: "Host EC2 (instance i-...) terminated.",

	event.SentSIGTERM: "it was sent SIGTERM", event.SentSIGKILL: "it was sent SIGKILL",
	event.ContainersWereStopped:    "its containers were stopped",
	event.EssentialContainerExited: "its essential container exited",

	event.ItExited: "it has exited", event.DidNotStart: "it did not start",
	event.RestartPolicy: "its restart policy does so",

	event.ProviderHasRoom: "its capacity provider has room",

	event.GroupScalesOut:           "its Auto Scaling group scales out",
	event.GroupHasLostOne:          "its Auto Scaling group has lost one",
	event.TakesThePlaceOf:          "it takes the place of another",
	event.ProviderScalesIn:         "its capacity provider scales in",
	event.TerminateInstancesCalled: "TerminateInstances was called",
	event.StatusSetToDraining:      "its status was set to DRAINING",
	event.IsBeingReplaced:          "it is being replaced", event.HasSpotNotice: "it has a Spot interruption notice",
	event.SpotNoticeRanOut: "its Spot notice ran out", event.ZoneHasFailed: "its availability zone failed",
	event.InstancesAreReplaced:         "instances of the group are being replaced",
	event.NewInstancesAreNotInService:  words.NotReplaced(event.NewInstancesAreNotInService),
	event.InstancesAreProtected:        words.NotReplaced(event.InstancesAreProtected),
	event.AnotherIsInProgress:          words.NotReplaced(event.AnotherIsInProgress),
	event.ZoneHasFewest:                "its zone has the fewest instances of its group",
	event.ZoneHasMostInstances:         "its zone has the most instances of its group",
	event.GroupHasTooMany:              "its Auto Scaling group has more than its desired capacity",
	event.UpdateAutoScalingGroupCalled: "UpdateAutoScalingGroup was called",

	event.ServiceIsCreated: "the service is created", event.UpdateServiceCalled: "UpdateService was called",
	event.NewDeploymentForced: "UpdateService was called with forceNewDeployment",
	event.AutoScaling:         "service auto scaling acts",
	event.InstancesOfDaemon:   "the instances that it runs on have changed", event.RunTaskCalled: "RunTask was called",

	event.CircuitBreaker: "its circuit breaker does so", event.AlarmInAlarm: "an alarm that it watches is in ALARM",
	event.StopServiceDeploymentCalled: "StopServiceDeployment was called",
}

// Cause is a cause in words that can stand behind "because"; "" for event.NoCause.
func Cause(c event.Cause) string { return causes[c] }
