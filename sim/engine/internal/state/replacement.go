package state

import (
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// ReplacementDue is an entry of a group: the next step of the replacement of its instances. It
// stands behind all entries of tasks.
const ReplacementDue Kind = 127

// Replacement is the replacement of a group's instances in batches, while it goes on.
type Replacement struct {
	Script  int32              // into Config.Events
	Old     []event.InstanceID // still to be replaced, the oldest first
	Done    int                // instances replaced so far
	First   event.InstanceID   // that may have been launched since it began
	OwnSize int                // desired capacity meanwhile of a group that is no capacity provider's
	Before  GroupSize          // of a rolling update: to which the group is set back with the last batch
	Back    bool               // and it has been
	ReadyAt des.Time           // until when what has been launched warms up, or the update pauses
	MovedAt des.Time           // when an instance was last launched or given up
	Acting  bool               // only while it launches and gives up instances
	Ticket  des.Ticket         // its entry of the agenda
}

// GroupSize is minSize, maxSize and the desired capacity of an Auto Scaling group.
type GroupSize struct{ Min, Max, Desired int }

// ReplacementOf is the replacement of a group's instances that goes on; nil where none does.
func (k *Cluster) ReplacementOf(g event.GroupID) *Replacement {
	if k.Replacements == nil {
		return nil
	}
	return k.Replacements[g]
}
