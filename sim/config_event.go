package sim

import (
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
)

// Event is something that is done to the cluster at a time. Only the fields that
// its kind uses are set.
type Event struct {
	At   des.Time
	Kind EventKind

	Service   int        // of UpdateService, SetLoad and StopTasks; into Config.Services, -1 = none
	Task      int        // of UpdateService: the new task definition; -1 = as it was
	Desired   int        // of UpdateService; -1 = as it was
	Force     bool       // of UpdateService: forceNewDeployment
	Deploying *Deploying // of UpdateService; nil = as it was

	Group    int    // of what is done to instances, Listen and Unlisten; into Config.Groups, -1 = none
	Instance string // one instance in place of a group
	Count    int    // how many instances or tasks; -1 = all

	TaskGroup string         // of StopTasks, in place of a service
	Zone      string         // of FailAvailabilityZone
	Enable    bool           // of PutAccountSetting: awsvpcTrunking for the instance role or the account
	Port      model.HostPort // of Listen and Unlisten
	Load      float64        // of SetLoad
}
