package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/placement"
)

// measure listens to a run and counts. Its memory does not grow with the tasks.
type measure struct {
	place, run des.Sample // from asked for to placed, and to RUNNING
	attempts   [model.NumReasons]int
	messages   [model.NumReasons]string // the first of each
	failures   map[failure]int
	ports      map[model.HostPort]int
	portsAsked int // tries refused for a static port
	portsBound int // tasks that failed over a port, in a range used up as well

	full      des.Level // instances without a free attachment slot
	firstENI  des.Time
	refusals  int
	placedOn  []event.WorkloadID
	lastPlace event.WorkloadID
	lastLack  event.WorkloadID // workload that last found no room
}

// failure is a stopped reason as it is counted.
type failure struct {
	why model.StoppedReason
	of  *state.Revision // whose containers it names; nil where it names none
}

func (m *measure) init() {
	m.failures = map[failure]int{}
	m.ports = map[model.HostPort]int{}
	m.firstENI, m.lastPlace, m.lastLack = -1, event.None, event.None
}

// addHost makes room for an instance more.
func (m *measure) addHost() { m.placedOn = append(m.placedOn, event.None) }

// onRegistered and onGone count an instance that has no slot to begin with.
func (m *measure) onRegistered(k *cluster, h event.InstanceID) {
	if k.Full(h) {
		m.full.Add(k.Clock.Now(), 1)
	}
}

func (m *measure) onGone(k *cluster, h event.InstanceID) {
	if k.Full(h) {
		m.full.Add(k.Clock.Now(), -1)
	}
}

// onSlots counts an instance whose last free slot was taken, or that has one again;
// before is how many were free. One without any slot has none free before and after,
// and so is no case of its own, as it is in full.
func (m *measure) onSlots(k *cluster, h event.InstanceID, before int32) {
	now := k.Hosts.At(int32(h)).Free.ENI
	switch {
	case (now == 0) == (before == 0) || k.Instances[h].State != state.InService:
	case now == 0:
		m.full.Add(k.Clock.Now(), 1)
	default:
		m.full.Add(k.Clock.Now(), -1)
	}
}

func (m *measure) onPlaced(k *cluster, work event.WorkloadID, h event.InstanceID, asked des.Time) {
	m.place.Add(k.Clock.Now().Sub(asked))
	m.placedOn[h] = work
	m.lastPlace = work
}

// onFailed counts a task of a revision that a failure has stopped.
func (m *measure) onFailed(r *state.Revision, why model.StoppedReason) {
	if !why.NamesContainers() {
		r = nil // tasks of all revisions are counted as one
	}
	m.failures[failure{why, r}]++
	if !why.OverHostPort() {
		return
	}
	m.portsBound++
	if p, ok := why.HostPort(); ok {
		m.ports[p]++
	}
}

// onRefused counts a refused try; the message is worked out once a reason.
func (m *measure) onRefused(k *cluster, i event.WorkloadID, shape state.ShapeID, reason model.Reason) {
	w := &k.Workloads[i]
	m.attempts[reason]++
	m.refusals++
	w.RefusedSeq = m.refusals
	m.lastLack = i
	switch reason {
	case model.ReasonENI:
		if m.firstENI < 0 {
			m.firstENI = k.Clock.Now()
		}
	case model.ReasonPorts:
		m.portsAsked++
		m.onPortRefused(k, w, shape)
	}
	if m.messages[reason] == "" {
		m.messages[reason] = k.message(w, shape, reason)
	}
}

// onPortRefused counts the ports that the closest host has taken; which those are
// is looked up again only when something has changed since.
func (m *measure) onPortRefused(k *cluster, w *state.Workload, shape state.ShapeID) {
	if w.PortConflictsAt != k.Changes {
		w.PortConflictsAt = k.Changes
		w.PortConflicts = nil
		if h, _ := k.Closest(shape); h >= 0 {
			want := k.Deployments[w.Primary].Revision.Claim.Ports
			taken := make([]uint64, len(want))
			for i, p := range k.Hosts.Ports(int32(h)) {
				taken[i] = p & want[i]
			}
			if kept := k.Fleet.Kept(shape, int32(h)); kept != nil {
				for i, p := range kept.Ports {
					taken[i] |= p & want[i]
				}
			}
			w.PortConflicts = k.PortTable.Ports(taken)
		}
	}
	for _, p := range w.PortConflicts {
		m.ports[p]++
	}
}

// message is the service event or the RunTask failure of a refused try.
func (k *cluster) message(w *state.Workload, shape state.ShapeID, reason model.Reason) string {
	h, _ := k.Closest(shape)
	switch {
	case w.Service != nil:
		return subjectOf(w) + words.Unplaced(reason, k.view.InstanceName(h))
	case reason == model.Fits:
		return placement.NoInstances
	}
	return subjectOf(w) + reason.String()
}
