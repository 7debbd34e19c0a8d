package sim

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
	wasFree   bool
	firstENI  des.Time
	refusals  int
	placedOn  []int32
	lastPlace int32
}

func (m *measure) init(k *cluster) {
	m.failures = map[string]int{}
	m.ports = map[model.HostPort]int{}
	m.firstENI, m.lastPlace = -1, -1
	m.placedOn = make([]int32, k.hosts.Len())
	for h := range m.placedOn {
		m.placedOn[h] = -1
		if k.full(int32(h)) {
			m.full.Add(0, 1)
		}
	}
}

// full reports whether a host has attachment slots and none of them free.
func (k *cluster) full(h int32) bool {
	x := k.hosts.At(h)
	return x.Registered.ENI > 0 && x.Free.ENI == 0
}

func (m *measure) beforeENI(k *cluster, h int32) { m.wasFree = !k.full(h) }

func (m *measure) afterENI(k *cluster, h int32) {
	switch isFree := !k.full(h); {
	case m.wasFree && !isFree:
		m.full.Add(k.clock.Now(), 1)
	case !m.wasFree && isFree:
		m.full.Add(k.clock.Now(), -1)
	}
}

func (m *measure) onPlaced(k *cluster, work, h int32, asked des.Time) {
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
func (m *measure) onRefused(k *cluster, i int32, reason model.Reason) {
	w := &k.work[i]
	m.attempts[reason]++
	m.refusals++
	w.refusedSeq = m.refusals
	switch reason {
	case model.ReasonENI:
		if m.firstENI < 0 {
			m.firstENI = k.clock.Now()
		}
	case model.ReasonPorts:
		m.portsAsked++
		m.onPortRefused(k, w)
	}
	if m.messages[reason] == "" || w.service != nil {
		text := k.message(w, reason)
		if m.messages[reason] == "" {
			m.messages[reason] = text
		}
		w.event(text)
	}
}

// onPortRefused counts the ports that the closest host has taken; which those are
// is looked up again only when something has changed since.
func (m *measure) onPortRefused(k *cluster, w *workload) {
	if w.portsAt != k.changes+1 {
		w.portsAt = k.changes + 1
		w.conflicts = nil
		if h, _ := k.fleet.Closest(w.shape); h >= 0 {
			taken := make([]uint64, len(w.claim.Ports))
			for i, p := range k.hosts.Ports(h) {
				taken[i] = p & w.claim.Ports[i]
			}
			w.conflicts = k.table.Ports(taken)
		}
	}
	for _, p := range w.conflicts {
		m.ports[p]++
	}
}

// message is the service event or the RunTask failure of a refused try.
func (k *cluster) message(w *workload, reason model.Reason) string {
	id := ""
	if h, _ := k.fleet.Closest(w.shape); h >= 0 {
		id = k.info[h].id
	}
	if w.service == nil {
		if reason == model.Fits {
			return placement.NoInstances
		}
		return "(" + w.name + ") " + reason.String()
	}
	text := "(service " + w.name + ") was unable to place a task because no container instance met all of its requirements. "
	if reason == model.Fits {
		return text + "Reason: " + placement.NoInstances
	}
	return text + reason.Suffix(id) + " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
}

// event keeps a service event; ECS too suppresses one that is already there, and
// keeps the newest 100.
func (w *workload) event(text string) {
	for _, e := range w.events {
		if e == text {
			return
		}
	}
	if len(w.events) == 100 {
		w.events = append(w.events[:0], w.events[1:]...)
	}
	w.events = append(w.events, text)
}
