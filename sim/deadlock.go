package sim

import (
	"ecssim/model"
)

// BlockedByConfiguration is the rule in the way of a deployment that may neither
// stop nor start a task.
const BlockedByConfiguration = "deploymentConfiguration"

// configurationEvent is what ECS says then (developer guide,
// service-event-messages-list).
const configurationEvent = "was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
	"Update the minimumHealthyPercent or maximumPercent value and try again."

// deadlock returns the rule that keeps a service's deployment from doing anything
// as things stand, and ECS's words for it; "" where something may still happen.
// The last look at the service has changed nothing, none of its tasks is on its
// way, and
//
//   - it may start none and stop none, or
//   - it may start some, no container instance has room, and nothing that moves in
//     the cluster can make enough room on any.
//
// What the scenario has planned for later does not count: that is not how things
// stand.
func (k *cluster) deadlock(i int32) (rule, message string) {
	w := &k.work[i]
	if !w.pass.idle || w.leaving > 0 || w.sick > 0 || k.deps[w.dep].over() {
		return "", ""
	}
	waits := false
	for _, t := range w.members {
		x := k.tasks.At(t)
		if x.state == queued {
			if k.hopeful(x.lane) {
				return "", ""
			}
			waits = true
		} else if x.due&^(1<<(taskExited-eniAttached)) != 0 || x.state != running {
			return "", ""
		}
	}
	switch n := k.startable(i); {
	case waits:
		return k.whyQueued(w)
	case n > 0 && (w.pass.holdAt > k.clock.Now() || len(w.use.Providers) > 0):
		return "", ""
	case n > 0:
		shape := k.revs[k.deps[w.dep].rev].shape
		if w.service.Daemon {
			return k.daemonDeadlock(w, shape)
		}
		h, reason := k.fleet.Choose(shape, uint64(w.fortune()))
		if h >= 0 || k.roomMayCome(w.dep) {
			return "", ""
		}
		return reasonText(reason), k.message(w, shape, reason)
	case w.outgoing > 0:
		k.event(w, configurationEvent)
		return BlockedByConfiguration, serviceSays(w, configurationEvent)
	}
	return "", ""
}

// daemonDeadlock is deadlock for a daemon, which is bound to the instances that
// lack it.
func (k *cluster) daemonDeadlock(w *workload, shape int32) (rule, message string) {
	if !w.refusedNow || w.pass.triedAt != k.changes || k.roomMayCome(w.dep) {
		return "", ""
	}
	return reasonText(w.lastReason), k.message(w, shape, w.lastReason)
}

// roomMayCome reports whether what moves in the cluster could make room for a task
// of a deployment: an instance that boots, or tasks that leave, end by themselves or
// are to be replaced, if all of them were gone.
func (k *cluster) roomMayCome(dep int32) bool {
	if k.live == k.script {
		return false
	}
	if k.booting > 0 {
		return true
	}
	r := &k.revs[k.deps[dep].rev]
	moving := k.movable(r.work)
	for h := range int32(len(k.info)) {
		if m, ok := moving[h]; ok && k.info[h].active() && k.fitsWithout(h, r, m) {
			return true
		}
	}
	return false
}

// movables is what tasks that may go hold on one host.
type movables struct {
	room  model.Room
	ports []uint64
	count int32 // static ports
}

// movable sums up by host what would come free if all tasks went that may: those
// told to stop, those that end by themselves, and those that other services are
// replacing.
func (k *cluster) movable(work int32) map[int32]*movables {
	sum := map[int32]*movables{}
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		w := &k.work[t.work]
		ends := w.stream != nil && !w.stream.Forever
		if t.host < 0 || !(t.told || ends || t.outgoing && t.work != work) {
			continue
		}
		m := sum[t.host]
		if m == nil {
			m = &movables{ports: make([]uint64, k.hosts.Words())}
			sum[t.host] = m
		}
		c := &k.revs[t.rev].claim
		if t.told { // all but the slot is free already
			if !k.config.Options.ENIAtStopping || t.state != deprovisioning {
				m.room.ENI += c.ENI
			}
			continue
		}
		m.room = m.room.Add(c.Room)
		m.count += c.PortCount
		for j, p := range c.Ports {
			m.ports[j] |= p
		}
	}
	return sum
}

// fitsWithout reports whether a host would take a task if what may go had gone. A
// constraint that looks at the tasks on the host is taken to be met then.
func (k *cluster) fitsWithout(h int32, r *revision, m *movables) bool {
	switch reason := k.fleet.Check(r.shape, h); reason {
	case model.Fits:
		return true
	case model.ReasonAgent, model.ReasonAttribute, model.ReasonLocation:
		return false
	}
	x, c := k.hosts.At(h), &r.claim
	free := x.Free.Add(m.room)
	for j, taken := range k.hosts.Ports(h) {
		if taken&^m.ports[j]&c.Ports[j] != 0 {
			return false
		}
	}
	return free.CPU >= c.CPU && free.Memory >= c.Memory && free.ENI >= c.ENI && free.GPU >= c.GPU &&
		(c.PortCount == 0 || x.PortsUsed-m.count+c.PortCount <= x.PortQuota)
}

// judgeBlocked judges again the deployments that wait for room, when everything in
// the cluster has come to rest: they need not wait for their next try.
func (k *cluster) judgeBlocked() {
	k.judgedAt = k.changes
	if k.blocked == 0 {
		return
	}
	for i := range k.work {
		w := &k.work[i]
		if w.service != nil && w.pass.blocked && !w.pass.dirty && k.under(w) != nil {
			k.judge(int32(i))
		}
	}
}
