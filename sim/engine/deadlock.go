package engine

import (
	"fmt"
	"slices"

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
//   - tasks of it wait for a capacity provider, a disconnected agent or a container
//     that is never ready, which nothing that moves can help, or
//   - it may start some, no container instance has room, and nothing that moves in
//     the cluster can make enough room on any, or
//   - it may start none and stop none.
//
// What the scenario has planned for later does not count: that is not how things
// stand.
func (k *cluster) deadlock(work workID) (rule, message string) {
	w := &k.work[work]
	if !w.pass.idle || w.pass.rationed || k.deps[w.dep].over() || k.hopeless(w) && !k.isStuck(w) || k.mayGrow(w) {
		return "", ""
	}
	if w.sick > 0 && w.pass.holdAt > k.clock.Now() {
		return "", "" // when the wait is over it tries, and stops one of them if in vain
	}
	waits, vain := laneID(none), laneID(none) // the first lane in which a task waits, and the last
	for _, t := range w.members {
		x := k.tasks.At(t)
		switch {
		case x.state == queued && !x.is(told):
			l := k.rev(x).lanes[x.item]
			if k.helpsByGivingUp(x) || l != vain && (k.hopeful(l) || x.due != 0 && k.goesElsewhere(l, true)) {
				return "", ""
			}
			if vain = l; waits < 0 {
				waits = l
			}
		case k.moves(x) || x.host >= 0 && len(k.info[x.host].timers) > 0:
			return "", "" // or its instance is drained, or has its Spot notice
		case rule == "":
			rule, message = k.stalled(w, x)
		}
	}
	if k.astir() && k.mayLose(w, work) {
		return "", ""
	}
	if r := k.deps[w.dep].rev; w.service.Daemon && k.instanceMayCome(r, r.shape) {
		return "", "" // it gets a task
	}
	if waits >= 0 && rule == "" {
		rule, message = k.whyLane(w, waits)
	}
	if k.startable(work) > 0 {
		reason, text := k.noRoom(work)
		if reason == "" || rule == "" {
			return reason, text
		}
	}
	if rule != "" {
		return rule, message
	}
	if k.unproved(w) {
		return k.noInstance(work)
	}
	if w.outgoing > w.adrift || w.current() < w.requested {
		return BlockedByConfiguration, serviceSays(w, configurationEvent)
	}
	return "", ""
}

// standoff is the deadlock of several deployments, each of which could go on if tasks of
// another went that are to be replaced there, which they cannot either: the largest set
// of them such that, if none of their tasks leaves, each is deadlocked. It returns the
// rule in the way of service i, if that is one of them, and calls all of them STUCK. Of
// those that are STUCK already it takes that to be so still: who is not finds out at
// its own next look, and then the others do.
func (k *cluster) standoff(i workID) (rule, message string) {
	type side struct {
		service       workID
		rule, message string
	}
	var sides []side // that are not STUCK yet
	idle := make([]bool, len(k.config.Services))
	stand := func(j workID) {
		w := &k.work[j]
		idle[j] = w.pass.idle
		w.stands, w.pass.idle = true, true
	}
	leave := func(j workID) {
		if w := &k.work[j]; w.stands {
			w.stands, w.pass.idle = false, idle[j]
		}
	}
	stand(i)
	for j := range workID(len(k.config.Services)) {
		if w := &k.work[j]; j != i && k.under(w) != nil && w.pass.resting(k.clock.Now()) {
			if stand(j); !k.isStuck(w) {
				sides = append(sides, side{service: j})
			}
		}
	}
	defer func() {
		for j := range idle {
			leave(workID(j))
		}
	}()
	if rule, message = k.deadlock(i); rule == "" {
		return rule, message
	}
	for n := 0; n < len(sides); {
		x := &sides[n]
		if x.rule, x.message = k.deadlock(x.service); x.rule != "" {
			n++
			continue
		}
		leave(x.service)
		if rule, message = k.deadlock(i); rule == "" {
			return "", ""
		}
		sides = slices.Delete(sides, n, n+1)
		n = 0 // its tasks may go, for all that the others know
	}
	for _, x := range sides {
		k.strand(x.service, x.rule, x.message)
	}
	return rule, message
}

// glancesAnEvent is about how many looks at a task cost as much as an event.
const glancesAnEvent = 64

// moves reports whether a task is on its way: an event of it is due, or its agent
// will get to it. That its container exits and is restarted in place each time is none.
func (k *cluster) moves(t *task) bool {
	if t.is(lost) || t.due != 0 && !(t.due == bit(taskExited) && k.rev(t).again) {
		return true
	}
	switch x := &k.info[t.host]; {
	case x.connected:
		return t.is(told) || t.state == waiting
	case t.state != waiting || !k.config.Options.QueueWithoutECS:
		return false
	}
	for _, i := range k.info[t.host].tasks { // others that end by themselves may leave room
		if k.tasks.At(i).due != 0 {
			return true
		}
	}
	return false
}

// stalled says what keeps a task of a service from getting on that is not on its
// way; "" where it runs as it should.
func (k *cluster) stalled(w *workload, t *task) (rule, message string) {
	switch {
	case !k.info[t.host].connected && (t.is(told) || t.state == waiting):
		return model.ReasonAgent.String(), serviceSays(w, fmt.Sprintf("waits for the agent of container instance %s, which is disconnected.", k.info[t.host].id))
	case t.state == provisioning:
		return "PROVISIONING", serviceSays(w, "has tasks whose network interface is never attached.")
	case t.state == pending:
		return "PENDING", serviceSays(w, "has tasks that wait for an image or a container that is never ready.")
	case t.state == activating:
		return "ACTIVATING", serviceSays(w, "has tasks whose targets are never registered.")
	}
	return "", ""
}

// noRoom is the deadlock of a service that may start tasks and finds no container
// instance with room.
func (k *cluster) noRoom(i workID) (rule, message string) {
	w := &k.work[i]
	r := k.deps[w.dep].rev
	if len(r.lanes) > 0 {
		return k.noLane(w, r)
	}
	reason := w.lastReason
	if w.service.Daemon {
		if !w.refusedNow || w.pass.triedAt != k.changes || k.fitsAnywhere(r.shape) {
			return "", ""
		}
	} else {
		var h hostID
		if h, reason = k.choose(r.shape, uint64(w.fortune())); h >= 0 {
			return "", ""
		}
	}
	if k.roomMayCome(r, r.shape) {
		return "", ""
	}
	return reasonText(reason), k.message(w, r.shape, reason)
}

// fitsAnywhere reports whether an instance has room for a daemon's task.
func (k *cluster) fitsAnywhere(shape shapeID) bool {
	for h := range hostID(len(k.info)) {
		if k.info[h].active() && k.fleet.Check(shape, int32(h)) == model.Fits {
			return true
		}
	}
	return false
}

// noInstance is the deadlock of a daemon's deployment that no instance is left to run
// on.
func (k *cluster) noInstance(i workID) (rule, message string) {
	w := &k.work[i]
	shape := k.deps[w.dep].rev.shape
	_, reason := k.closest(shape)
	if (reason == model.ReasonMemberOf || reason == model.ReasonAgent) && (k.exits > 0 || !k.atRest() || k.despair()) {
		return "", "" // what moves may change that
	}
	return reasonText(reason), k.message(w, shape, reason)
}

// noLane is noRoom of a service with capacity providers: its next tasks would wait
// for them in vain, or may not even wait, for the limit of PROVISIONING tasks. A
// circuit breaker would make an end of that.
func (k *cluster) noLane(w *workload, r *revision) (rule, message string) {
	l := k.share(w)
	x := &k.lanes[l]
	room := k.roomMayCome(r, x.shape)
	if h, _ := k.choose(x.shape, uint64(w.fortune())); x.count == 0 && (h >= 0 || room) {
		return "", "" // it need not wait
	}
	capped := w.refusedNow && w.lastReason == model.ReasonProvisioning && k.queued >= k.config.Quotas.ProvisioningPerCluster
	hope := room || k.laneOpens(r) || k.laneMayOpen(r) || k.breakable(w) && !endless(k.config.Timings.ProvisioningExpiry)
	switch {
	case hope && (!capped || k.queueMoves()):
		return "", ""
	case capped:
		return w.lastReason.String(), k.message(w, x.shape, w.lastReason)
	}
	return k.whyLane(w, l)
}

// laneOpens reports whether a task of a revision, once it waits for one of its
// capacity providers, is placed there or has it grow.
func (k *cluster) laneOpens(r *revision) bool {
	for j, item := range k.work[r.work].use.Providers {
		if item.Weight+item.Base > 0 && k.opens(r.lanes[j]) {
			return true
		}
	}
	return false
}

// opens is laneOpens of one of them.
func (k *cluster) opens(l laneID) bool {
	x := &k.lanes[l]
	h, _ := k.choose(x.shape, 0)
	return h >= 0 || k.grows(x.rev, x) || k.mayLaunch(x.provider, x.rev.work) || k.boots(x.provider)
}

// laneMayOpen reports whether room may come for tasks of a revision in any of its lanes
// that take some.
func (k *cluster) laneMayOpen(r *revision) bool {
	for j, item := range k.work[r.work].use.Providers {
		if item.Weight+item.Base > 0 && k.hopeful(r.lanes[j]) {
			return true
		}
	}
	return false
}

// goesElsewhere reports whether a service's next task, when tasks that wait in a lane have
// given up, is for another capacity provider, which takes it or launches or gives up
// instances then, or, with later, may take it one day.
func (k *cluster) goesElsewhere(l laneID, later bool) bool {
	if x := &k.lanes[l]; x.rev != k.deps[k.work[x.rev.work].dep].rev {
		return false
	}
	for _, next := range k.afterGivingUp(l) {
		if next != l && (k.opens(next) || k.mayTurnOver(k.lanes[next].provider) || later && k.hopeful(next)) {
			return true
		}
	}
	return false
}

// afterGivingUp are the lanes of a service's next task when one of those that wait in a
// lane has given up, and when all have.
func (k *cluster) afterGivingUp(l laneID) (next [2]laneID) {
	x := &k.lanes[l]
	for j, n := range [...]int{1, x.count} {
		x.tasks -= n
		next[j] = k.share(&k.work[x.rev.work])
		x.tasks += n
	}
	return next
}

// grows reports whether a capacity provider would launch an instance for tasks of a
// revision if they waited for it, on which they have room.
func (k *cluster) grows(r *revision, x *lane) bool {
	c, p := &k.config.Providers[x.provider], &k.providers[x.provider]
	return c.Managed && p.size < c.Max && k.perInstance(c, &r.claim, false) > 0 && k.launchable(groupID(c.Group)) && k.takes(x.provider, r, x.shape)
}

// givingUpHelps reports whether more may come of it than that tasks wait anew when
// services' tasks that wait for capacity providers give up: the providers launch
// instances or give some up, their services' next tasks go elsewhere, unhealthy ones are
// stopped for it, or those get on that the limit of PROVISIONING tasks keeps back.
func (k *cluster) givingUpHelps() bool {
	waits := false
	for l := range k.lanes {
		x := &k.lanes[l]
		w := &k.work[x.rev.work]
		if x.count == 0 || w.service == nil || w.expiries == 0 || k.hopeless(w) {
			continue
		}
		waits = true
		if k.mayTurnOver(x.provider) || k.goesElsewhere(laneID(l), false) || w.sick > 0 && k.limitMayBind() {
			return true
		}
	}
	for i := range k.config.Services {
		if w := &k.work[i]; waits && w.pass.blocked && w.lastReason == model.ReasonProvisioning && (k.breakable(w) || k.laneOpens(k.deps[w.dep].rev)) {
			return true
		}
	}
	return false
}

// queueMoves reports whether any task that waits for a capacity provider may stop
// waiting: it gives up, or room comes for it, where another of its workload goes too.
func (k *cluster) queueMoves() bool {
	waits := make([]bool, len(k.work))
	for l := range k.lanes {
		if x := &k.lanes[l]; x.count > 0 {
			if k.hopeful(laneID(l)) {
				return true
			}
			waits[x.rev.work] = true
		}
	}
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.state == queued && t.due != 0 {
			return true
		}
	}
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.host >= 0 && waits[k.workOf(t)] && k.moves(t) {
			return true
		}
	}
	return false
}

// roomMayCome reports whether what moves in the cluster could make room for a task
// of a revision: an instance that boots or is replaced, or tasks that leave, end by
// themselves or are to be replaced, if all of them were gone.
func (k *cluster) roomMayCome(r *revision, shape shapeID) bool {
	if k.instanceMayCome(r, shape) {
		return true
	}
	if k.exits == 0 && k.atRest() && !k.despair() {
		return false
	}
	if k.mayRollBackADaemon() || k.tasksMayAdmit(shape) {
		return true
	}
	if !k.anyMayGo(r.work) {
		return false
	}
	for h := range hostID(len(k.info)) {
		if leave, slots := k.movable(r.work, h); len(leave)+len(slots) > 0 && k.fleet.CheckWithout(shape, int32(h), leave, slots) == model.Fits {
			k.hoped = true
			return true
		}
	}
	return false
}

// tasksMayAdmit reports whether what keeps a task of a shape from the closest instance is
// a constraint that depends on tasks, which may come there.
func (k *cluster) tasksMayAdmit(shape shapeID) bool {
	if !k.fleet.Depends(shape) || !k.goesOn() {
		return false
	}
	_, reason := k.closest(shape)
	return reason == model.ReasonMemberOf
}

// mayRollBackADaemon reports whether a daemon goes back to the revision before, for which
// less room may be kept.
func (k *cluster) mayRollBackADaemon() bool {
	for _, i := range k.daemons {
		if w := &k.work[i]; k.mayRollBack(w) {
			return true
		}
	}
	return false
}

// mayRollBack reports whether a service whose tasks may still fail goes back to the
// revision before then.
func (k *cluster) mayRollBack(w *workload) bool {
	return w.pass.deploying.Breaker.Rollback && k.breakable(w) && (k.earnest(w) > 0 || k.restless(w))
}

// movable lists, by their shapes, the tasks of other workloads that may go from a
// host: those that still count there, and those that only have their attachment
// slot left.
func (k *cluster) movable(work workID, h hostID) (leave, slots []shapeID) {
	if !k.info[h].active() {
		return nil, nil
	}
	k.glances += len(k.info[h].tasks)
	for _, i := range k.info[h].tasks {
		t := k.tasks.At(i)
		switch {
		case k.workOf(t) == work || !k.mayGo(t):
		case !t.is(told):
			leave = append(leave, k.rev(t).shape)
		case !k.config.Options.ENIAtStopping || t.state != deprovisioning:
			slots = append(slots, k.rev(t).shape)
		}
	}
	return leave, slots
}

// anyMayGo is false only if mayGo is of every task of the other workloads on an instance
// that takes tasks; it looks at no task.
func (k *cluster) anyMayGo(work workID) bool {
	if k.exits > 0 {
		return true
	}
	for i := range k.work {
		w := &k.work[i]
		switch {
		case workID(i) == work:
		case w.live > 0 || w.leaving > 0 || w.placed != w.running:
			return true
		case w.service == nil:
		case k.mayShrink(w) || !w.stands && (w.outgoing > 0 || w.sick > 0):
			return true
		}
	}
	return false
}

// mayGo reports whether a task may leave its host as things stand: it is on its
// way out, ends or fails by itself, is to be replaced, or its service may want fewer.
func (k *cluster) mayGo(t *task) bool {
	w := k.owner(t)
	switch {
	case k.moves(t):
		return true
	case w.service == nil:
		return false
	}
	return k.mayShrink(w) || (t.is(outgoing) || t.is(sick)) && k.unlessItStands(w)
}

// unlessItStands reports whether a service does not stand, and remembers that a verdict
// hangs on that, so that standoff asks what becomes of it if it does.
func (k *cluster) unlessItStands(w *workload) bool {
	k.hoped = k.hoped || !w.stands
	return !w.stands
}

// mayShrink reports whether any task of a service may leave.
func (k *cluster) mayShrink(w *workload) bool {
	if k.mayScale(w) || k.hopeless(w) || k.mayRollBack(w) || k.mayMove(w) {
		return true
	}
	return (w.extra > 0 || w.toldNot || k.restless(w) && w.current() > w.requested+w.surplus()) && k.unlessItStands(w)
}

// mayMove reports whether a service may come to rest with its zones out of balance, so
// that one of its tasks is moved.
func (k *cluster) mayMove(w *workload) bool {
	switch {
	case !w.service.Rebalance:
		return false
	case w.placed < w.requested || k.inLanes(k.deps[w.dep].work) > 0:
		return !k.isStuck(w) && k.unlessItStands(w) // it may get what it lacks
	}
	return k.stirs(w) || w.leaving > 0 || k.restless(w) && k.unlessItStands(w)
}

// stirs reports whether a task of a service is on its way: not how long it waits for a
// capacity provider, and not that its container is restarted in place each time it exits.
func (k *cluster) stirs(w *workload) bool {
	if w.live <= w.expiries || !slices.ContainsFunc(w.revs, func(r *revision) bool { return r.again }) {
		return w.live > w.expiries
	}
	return slices.ContainsFunc(w.members, func(i taskID) bool { t := k.tasks.At(i); return t.host >= 0 && k.moves(t) })
}
