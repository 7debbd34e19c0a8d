package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// measure listens to a run and counts. Its memory does not grow with the tasks.
type measure struct {
	place, run des.Sample // from asked for to placed, and to RUNNING
	attempts   [model.NumReasons]int
	messages   [model.NumReasons]string // the first of each
	failures   map[string]int
	ports      map[model.HostPort]int
	portsAsked int // tries refused for a static port
	portsBound int // tasks that failed over a port, in a range used up as well

	full      des.Level // instances without a free attachment slot
	firstENI  des.Time
	refusals  int
	placedOn  []workID
	lastPlace workID
	lastLack  workID // workload that last found no room
}

func (m *measure) init() {
	m.failures = map[string]int{}
	m.ports = map[model.HostPort]int{}
	m.firstENI, m.lastPlace, m.lastLack = -1, none, none
}

// addHost makes room for an instance more.
func (m *measure) addHost() { m.placedOn = append(m.placedOn, none) }

// onRegistered and onGone count an instance that has no slot to begin with.
func (m *measure) onRegistered(k *cluster, h hostID) {
	if k.full(h) {
		m.full.Add(k.clock.Now(), 1)
	}
}

func (m *measure) onGone(k *cluster, h hostID) {
	if k.full(h) {
		m.full.Add(k.clock.Now(), -1)
	}
}

// full reports whether a host has attachment slots and none of them free.
func (k *cluster) full(h hostID) bool {
	x := k.hosts.At(int32(h))
	return k.info[h].state == inService && x.Registered.ENI > 0 && x.Free.ENI == 0
}

// onSlots counts an instance whose last free slot was taken, or that has one again;
// before is how many were free. One without any slot has none free before and after,
// and so is no case of its own, as it is in full.
func (m *measure) onSlots(k *cluster, h hostID, before int32) {
	now := k.hosts.At(int32(h)).Free.ENI
	switch {
	case (now == 0) == (before == 0) || k.info[h].state != inService:
	case now == 0:
		m.full.Add(k.clock.Now(), 1)
	default:
		m.full.Add(k.clock.Now(), -1)
	}
}

func (m *measure) onPlaced(k *cluster, work workID, h hostID, asked des.Time) {
	m.place.Add(k.clock.Now().Sub(asked))
	m.placedOn[h] = work
	m.lastPlace = work
}

func (m *measure) onFailed(why failure) {
	m.failures[why.text]++
	if !why.port {
		return
	}
	m.portsBound++
	if why.on.Port != 0 {
		m.ports[why.on]++
	}
}

// onRefused counts a refused try; the message is worked out once a reason, and
// again a workload for its service events.
func (m *measure) onRefused(k *cluster, i workID, shape shapeID, reason model.Reason) {
	w := &k.work[i]
	m.attempts[reason]++
	m.refusals++
	w.refusedSeq = m.refusals
	m.lastLack = i
	switch reason {
	case model.ReasonENI:
		if m.firstENI < 0 {
			m.firstENI = k.clock.Now()
		}
	case model.ReasonPorts:
		m.portsAsked++
		m.onPortRefused(k, w, shape)
	}
	if m.messages[reason] == "" || w.service != nil {
		text := k.message(w, shape, reason)
		if m.messages[reason] == "" {
			m.messages[reason] = text
		}
		if w.service != nil {
			k.repeat(w, text)
		}
	}
}

// onPortRefused counts the ports that the closest host has taken; which those are
// is looked up again only when something has changed since.
func (m *measure) onPortRefused(k *cluster, w *workload, shape shapeID) {
	if w.portsAt != k.changes {
		w.portsAt = k.changes
		w.conflicts = nil
		if h, _ := k.closest(shape); h >= 0 {
			want := k.deps[w.dep].rev.claim.Ports
			taken := make([]uint64, len(want))
			for i, p := range k.hosts.Ports(int32(h)) {
				taken[i] = p & want[i]
			}
			if kept := k.fleet.Kept(shape, int32(h)); kept != nil {
				for i, p := range kept.Ports {
					taken[i] |= p & want[i]
				}
			}
			w.conflicts = k.table.Ports(taken)
		}
	}
	for _, p := range w.conflicts {
		m.ports[p]++
	}
}

// message is the service event or the RunTask failure of a refused try.
func (k *cluster) message(w *workload, shape shapeID, reason model.Reason) string {
	id := ""
	if h, _ := k.closest(shape); h >= 0 {
		id = k.info[h].id
	}
	if w.service == nil {
		if reason == model.Fits {
			return placement.NoInstances
		}
		return "(" + w.name + ") " + reason.String()
	}
	text := serviceSays(w, unplaceable)
	switch reason {
	case model.Fits:
		return text + "Reason: " + placement.NoInstances
	case model.ReasonProvisioning:
		return serviceSays(w, provisioningEvent)
	}
	return text + reason.Suffix(id) + " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
}

const unplaceable = "was unable to place a task because no container instance met all of its requirements. "
