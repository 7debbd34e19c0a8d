package state

import (
	"time"

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
	Size    int                // desired capacity meanwhile of a group that is no capacity provider's
	Before  GroupSize          // of a rolling update: to which the group is set back with the last batch
	ReadyAt des.Time           // until when what has been launched warms up, or the update pauses
	Back    bool               // and it has been
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

// ReplacementPatience is after how long a replacement fails that does not get on: an instance
// refresh that waits for protected or unhealthy instances, a rolling update whose instances do
// not come into service (EC2 Auto Scaling guide, instance-refresh-overview, "One-hour timeout";
// CloudFormation template reference, aws-attribute-updatepolicy, MinActiveInstancesPercent; 2026).
const ReplacementPatience = time.Hour

// GivenUpAt is when a replacement fails if nothing moves until then.
func (k *Cluster) GivenUpAt(x *Replacement) des.Time {
	if r := k.Config.Events[x.Script].Rolling; r != nil && r.WaitForSignals {
		return x.MovedAt.Add(r.Pause)
	}
	return x.MovedAt.Add(ReplacementPatience)
}

// WarmUp is how long a replacement waits after an instance has come into service.
func (k *Cluster) WarmUp(x *Replacement) time.Duration {
	switch e := &k.Config.Events[x.Script]; {
	case e.Refresh != nil:
		return e.Refresh.Warmup
	case e.Rolling.WaitForSignals:
		return 0
	default:
		return e.Rolling.Pause
	}
}

// Serves reports whether its group takes an instance for one in service.
func (k *Cluster) Serves(x *Instance) bool {
	return x.State == InService || k.Config.Options.InServiceAtLaunch
}

// ReplacementWaits reports whether an instance that its group has launched since a replacement
// began is not in service.
func (k *Cluster) ReplacementWaits(g event.GroupID, x *Replacement) bool {
	for h := int(x.First); h < len(k.Instances); h++ {
		if y := &k.Instances[h]; y.Group == g && y.State == Registering && !k.Serves(y) {
			return true
		}
	}
	return false
}

// DesiredSize is how many instances a group has that is whole, but for those launched ahead.
func (k *Cluster) DesiredSize(g event.GroupID, x *Replacement) int {
	if p := k.ProviderOf(g); p >= 0 {
		return k.Providers[p].Desired
	}
	return x.Size
}
