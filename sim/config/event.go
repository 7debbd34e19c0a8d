package config

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// EventKind is what is done to the cluster.
type EventKind uint8

// The events of scenario files.
const (
	UpdateService EventKind = iota + 1
	StopTasks
	ReplaceInstances
	TerminateInstances
	DrainInstances
	InterruptSpot
	DisconnectAgent
	ReconnectAgent
	RestartAgent
	FailAvailabilityZone
	PutAccountSetting
	Listen
	Unlisten
	SetLoad
	SetGroup
	RestoreAvailabilityZone
	SetAlarm
	StopDeployment
	FailHealthChecks

	// NumEventKinds is one more than the last of them.
	NumEventKinds
)

// None is an index of a Config that leads to nothing, and of an Event's number that it
// sets no number.
const None = -1

// Event is something that is done to the cluster at a time, as NewEvent makes it. Only
// the fields that its kind uses are set.
type Event struct {
	At   des.Time
	Kind EventKind

	Service   int        // of UpdateService, SetLoad, StopTasks, StopDeployment and FailHealthChecks; into Config.Services, or None
	Task      int        // of UpdateService: the new task definition; None = as it was
	Desired   int        // of UpdateService and SetGroup; None = as it was
	Force     bool       // of UpdateService: forceNewDeployment
	Deploying *Deploying // of UpdateService; nil = as it was

	Group    int    // of what is done to instances, SetGroup, Listen and Unlisten; into Config.Groups, or None
	Instance string // one instance in place of a group
	Count    int    // how many instances or tasks; None = all

	// Min and Max are those of SetGroup for a capacity provider's group; None = as they were.
	// Without Desired the group keeps its desired capacity as far as they let it (EC2 Auto
	// Scaling API, UpdateAutoScalingGroup).
	Min, Max int

	// Refresh and Rolling are of ReplaceInstances of a group, one of them: batch by batch. Both
	// nil = all at once.
	Refresh *InstanceRefresh
	Rolling *RollingUpdate

	TaskGroup string         // of StopTasks, in place of a service
	Zone      string         // of FailAvailabilityZone and RestoreAvailabilityZone
	Enable    bool           // of PutAccountSetting: awsvpcTrunking for the instance role or the account; of SetAlarm: ALARM
	Alarm     int            // of SetAlarm; into Config.Alarms
	Port      model.HostPort // of Listen and Unlisten
	Load      float64        // of SetLoad
	For       time.Duration  // of FailHealthChecks: how long the checks fail; 0 = until the task is replaced
}

// NewEvent returns an event that is about no service, group or instance yet, changes
// nothing and has no limit of its number.
func NewEvent(at des.Time, kind EventKind) Event {
	return Event{At: at, Kind: kind, Service: None, Task: None, Desired: None, Group: None, Count: None, Min: None, Max: None}
}

// Redefines reports whether a service gets the task definition Task.
func (e *Event) Redefines() bool { return e.Kind == UpdateService && e.Task != None }
