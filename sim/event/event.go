package event

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// Event is one thing that has happened. It is one struct for all kinds, which a run fills in
// and hands on without allocating; which of its fields a kind carries, kinds says, and the
// others are zero and mean nothing.
type Event struct {
	At   des.Time // since the start of the run
	Kind Kind

	Cause     Cause        // why, as far as the kind does not say it
	State     TaskState    // of the task before
	Reason    model.Reason // what was lacking
	Container int8         // place in the task's plan: those of its definition, then the Service Connect proxy
	On        bool         // what the kind asks: launched with a trunk, with a device index, enabled, ...

	Task        TaskID
	Workload    WorkloadID
	Deployment  DeploymentID
	Instance    InstanceID
	Provider    ProviderID
	Group       GroupID
	Subnet      SubnetID
	TargetGroup TargetGroupID
	Zone        ZoneID
	Script      int32 // index into Config.Events
	Other       int32 // of an instance: the one whose place it takes; of a deployment: the one before, or gone back to; of an alarm: index into Config.Alarms
	Number      int32 // of a task in its workload, from 1; of a pass in its deployment
	Definition  int32 // index into Config.Tasks

	Port   model.HostPort
	Count  int32
	From   int32
	To     int32
	Have   int32
	Need   int32
	Length time.Duration
	Until  des.Time
	Metric float64

	Stopped model.StoppedReason
}

// Fields is a set of fields of an Event beside At and Kind.
type Fields uint32

// The fields that a kind may carry.
const (
	HasCause Fields = 1 << iota
	HasState
	HasReason
	HasContainer
	HasOn
	HasTask
	HasWorkload
	HasDeployment
	HasInstance
	HasProvider
	HasGroup
	HasSubnet
	HasTargetGroup
	HasZone
	HasScript
	HasOther
	HasNumber
	HasDefinition
	HasPort
	HasCount
	HasFrom
	HasTo
	HasHave
	HasNeed
	HasLength
	HasUntil
	HasMetric
	HasStopped
)

// fieldNames are the names of the fields, in the order of Fields, which is that of Event.
var fieldNames = [...]string{
	"Cause", "State", "Reason", "Container", "On", "Task", "Workload", "Deployment", "Instance", "Provider", "Group",
	"Subnet", "TargetGroup", "Zone", "Script", "Other", "Number", "Definition", "Port", "Count", "From", "To",
	"Have", "Need", "Length", "Until", "Metric", "Stopped",
}

// Names lists the fields of the set as Event calls them.
func (f Fields) Names() (names []string) {
	for i, name := range fieldNames {
		if f>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Kinds is a set of kinds.
type Kinds [2]uint64

// KindsOf is the set of some kinds.
func KindsOf(kinds ...Kind) (s Kinds) {
	for _, k := range kinds {
		s[k>>6] |= 1 << (k & 63)
	}
	return s
}

// AllKinds is the set of all kinds.
func AllKinds() (s Kinds) {
	for k := range NumKinds {
		s[k>>6] |= 1 << (k & 63)
	}
	return s
}

// Has reports whether a kind is in the set.
func (s *Kinds) Has(k Kind) bool { return s[k>>6]>>(k&63)&1 != 0 }

// Union is the kinds that are in either set.
func (s Kinds) Union(other Kinds) Kinds { return Kinds{s[0] | other[0], s[1] | other[1]} }
