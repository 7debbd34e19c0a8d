package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
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
func (k *cluster) deadlock(work event.WorkloadID) (rule, message string) {
	w := &k.Workloads[work]
	if !w.Pass.ChangedNothing || w.Pass.StartsLimited || k.Deployments[w.Primary].Failed() || k.Hopeless(w) && !k.isStuck(w) || k.mayGrow(w) {
		return "", ""
	}
	if w.Unhealthy > 0 && w.Pass.ThrottledUntil > k.Clock.Now() {
		return "", "" // when the wait is over it tries, and stops one of them if in vain
	}
	waits, vain := state.QueueID(event.None), state.QueueID(event.None) // the first lane in which a task waits, and the last
	for _, t := range w.Members {
		x := k.Tasks.At(t)
		switch {
		case x.State == event.Queued && !x.Is(state.DesiredStopped):
			l := k.RevisionOf(x).Queues[x.StrategyItem]
			if k.helpsByGivingUp(x) || l != vain && (k.hopeful(l) || x.Due != 0 && k.goesElsewhere(l, true)) {
				return "", ""
			}
			if vain = l; waits < 0 {
				waits = l
			}
		case k.moves(x) || x.Instance >= 0 && len(k.Instances[x.Instance].Timers) > 0:
			return "", "" // or its instance is drained, or has its Spot notice
		case rule == "":
			rule, message = k.stalled(w, x)
		}
	}
	if k.astir() && k.mayLose(w, work) {
		return "", ""
	}
	if r := k.Deployments[w.Primary].Revision; w.Service.Daemon && k.instanceMayCome(r, r.Shape) {
		return "", "" // it gets a task
	}
	if waits >= 0 && rule == "" {
		rule, message = k.whyLane(w, waits)
	}
	if k.Startable(work) > 0 {
		reason, text := k.noRoom(work)
		if reason == "" || rule == "" {
			return reason, text
		}
	}
	if rule != "" {
		return rule, message
	}
	if k.Unproved(w) {
		return k.noInstance(work)
	}
	if w.ToReplace > w.DaemonsDraining || w.Current() < w.Requested {
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
func (k *cluster) standoff(i event.WorkloadID) (rule, message string) {
	type side struct {
		service       event.WorkloadID
		rule, message string
	}
	var sides []side // that are not STUCK yet
	idle := make([]bool, len(k.Config.Services))
	stand := func(j event.WorkloadID) {
		w := &k.Workloads[j]
		idle[j] = w.Pass.ChangedNothing
		w.AssumedBlocked, w.Pass.ChangedNothing = true, true
	}
	leave := func(j event.WorkloadID) {
		if w := &k.Workloads[j]; w.AssumedBlocked {
			w.AssumedBlocked, w.Pass.ChangedNothing = false, idle[j]
		}
	}
	stand(i)
	for j := range event.WorkloadID(len(k.Config.Services)) {
		if w := &k.Workloads[j]; j != i && k.OpenDeployment(w) != nil && w.Pass.NothingDue(k.Clock.Now()) {
			if stand(j); !k.isStuck(w) {
				sides = append(sides, side{service: j})
			}
		}
	}
	defer func() {
		for j := range idle {
			leave(event.WorkloadID(j))
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
func (k *cluster) moves(t *state.Task) bool {
	if t.Is(state.InstanceLost) || t.Due != 0 && !(t.Due == state.DueBit(state.TaskExited) && k.RevisionOf(t).RestartsAlways) {
		return true
	}
	switch x := &k.Instances[t.Instance]; {
	case x.Connected:
		return t.Is(state.DesiredStopped) || t.State == event.Waiting
	case t.State != event.Waiting || !k.Config.Options.QueueWithoutECS:
		return false
	}
	for _, i := range k.Instances[t.Instance].Tasks { // others that end by themselves may leave room
		if k.Tasks.At(i).Due != 0 {
			return true
		}
	}
	return false
}

// stalled says what keeps a task of a service from getting on that is not on its
// way; "" where it runs as it should.
func (k *cluster) stalled(w *state.Workload, t *state.Task) (rule, message string) {
	switch {
	case !k.Instances[t.Instance].Connected && (t.Is(state.DesiredStopped) || t.State == event.Waiting):
		return model.ReasonAgent.String(), serviceSays(w, fmt.Sprintf("waits for the agent of container instance %s, which is disconnected.", k.Instances[t.Instance].ID))
	case t.State == event.Provisioning:
		return "PROVISIONING", serviceSays(w, "has tasks whose network interface is never attached.")
	case t.State == event.Pending:
		return "PENDING", serviceSays(w, "has tasks that wait for an image or a container that is never ready.")
	case t.State == event.Activating:
		return "ACTIVATING", serviceSays(w, "has tasks whose targets are never registered.")
	}
	return "", ""
}

// noRoom is the deadlock of a service that may start tasks and finds no container
// instance with room.
func (k *cluster) noRoom(i event.WorkloadID) (rule, message string) {
	w := &k.Workloads[i]
	r := k.Deployments[w.Primary].Revision
	if len(r.Queues) > 0 {
		return k.noLane(w, r)
	}
	reason := w.LastReason
	if w.Service.Daemon {
		if !w.RefusedNow || w.Pass.TriedAt != k.Changes || k.fitsAnywhere(r.Shape) {
			return "", ""
		}
	} else {
		var h event.InstanceID
		if h, reason = k.Choose(r.Shape, uint64(w.NextDraw())); h >= 0 {
			return "", ""
		}
	}
	if k.roomMayCome(r, r.Shape) {
		return "", ""
	}
	return words.Reason(reason), k.message(w, r.Shape, reason)
}

// fitsAnywhere reports whether an instance has room for a daemon's task.
func (k *cluster) fitsAnywhere(shape state.ShapeID) bool {
	for h := range event.InstanceID(len(k.Instances)) {
		if k.Instances[h].Active() && k.Fleet.Check(shape, int32(h)) == model.Fits {
			return true
		}
	}
	return false
}

// noInstance is the deadlock of a daemon's deployment that no instance is left to run
// on.
func (k *cluster) noInstance(i event.WorkloadID) (rule, message string) {
	w := &k.Workloads[i]
	shape := k.Deployments[w.Primary].Revision.Shape
	_, reason := k.Closest(shape)
	if (reason == model.ReasonMemberOf || reason == model.ReasonAgent) && (k.UnfollowedExits > 0 || !k.atRest() || k.despair()) {
		return "", "" // what moves may change that
	}
	return words.Reason(reason), k.message(w, shape, reason)
}

// noLane is noRoom of a service with capacity providers: its next tasks would wait
// for them in vain, or may not even wait, for the limit of PROVISIONING tasks. A
// circuit breaker would make an end of that.
func (k *cluster) noLane(w *state.Workload, r *state.Revision) (rule, message string) {
	l := k.NextQueue(w)
	x := &k.Queues[l]
	room := k.roomMayCome(r, x.Shape)
	if h, _ := k.Choose(x.Shape, uint64(w.NextDraw())); x.Count == 0 && (h >= 0 || room) {
		return "", "" // it need not wait
	}
	capped := w.RefusedNow && w.LastReason == model.ReasonProvisioning && k.QueuedTasks >= k.Config.Quotas.ProvisioningPerCluster
	hope := room || k.laneOpens(r) || k.laneMayOpen(r) || k.Breakable(w) && !state.Endless(k.Config.Timings.ProvisioningExpiry)
	switch {
	case hope && (!capped || k.queueMoves()):
		return "", ""
	case capped:
		return w.LastReason.String(), k.message(w, x.Shape, w.LastReason)
	}
	return k.whyLane(w, l)
}

// laneOpens reports whether a task of a revision, once it waits for one of its
// capacity providers, is placed there or has it grow.
func (k *cluster) laneOpens(r *state.Revision) bool {
	for j, item := range k.Workloads[r.Workload].Use.Providers {
		if item.Weight+item.Base > 0 && k.opens(r.Queues[j]) {
			return true
		}
	}
	return false
}

// opens is laneOpens of one of them.
func (k *cluster) opens(l state.QueueID) bool {
	x := &k.Queues[l]
	h, _ := k.Choose(x.Shape, 0)
	return h >= 0 || k.grows(x.Revision, x) || k.mayLaunch(x.Provider, x.Revision.Workload) || k.boots(x.Provider)
}

// laneMayOpen reports whether room may come for tasks of a revision in any of its lanes
// that take some.
func (k *cluster) laneMayOpen(r *state.Revision) bool {
	for j, item := range k.Workloads[r.Workload].Use.Providers {
		if item.Weight+item.Base > 0 && k.hopeful(r.Queues[j]) {
			return true
		}
	}
	return false
}

// goesElsewhere reports whether a service's next task, when tasks that wait in a lane have
// given up, is for another capacity provider, which takes it or launches or gives up
// instances then, or, with later, may take it one day.
func (k *cluster) goesElsewhere(l state.QueueID, later bool) bool {
	if x := &k.Queues[l]; x.Revision != k.Deployments[k.Workloads[x.Revision.Workload].Primary].Revision {
		return false
	}
	for _, next := range k.afterGivingUp(l) {
		if next != l && (k.opens(next) || k.mayTurnOver(k.Queues[next].Provider) || later && k.hopeful(next)) {
			return true
		}
	}
	return false
}

// afterGivingUp are the lanes of a service's next task when one of those that wait in a
// lane has given up, and when all have.
func (k *cluster) afterGivingUp(l state.QueueID) (next [2]state.QueueID) {
	x := &k.Queues[l]
	for j, n := range [...]int{1, x.Count} {
		x.Tasks -= n
		next[j] = k.NextQueue(&k.Workloads[x.Revision.Workload])
		x.Tasks += n
	}
	return next
}

// grows reports whether a capacity provider would launch an instance for tasks of a
// revision if they waited for it, on which they have room.
func (k *cluster) grows(r *state.Revision, x *state.ProviderQueue) bool {
	c, p := &k.Config.Providers[x.Provider], &k.Providers[x.Provider]
	return c.Managed && p.Size < c.Max && k.TasksPerInstance(c, &r.Claim, false) > 0 && k.launchable(event.GroupID(c.Group)) && k.takes(x.Provider, r, x.Shape)
}

// givingUpHelps reports whether more may come of it than that tasks wait anew when
// services' tasks that wait for capacity providers give up: the providers launch
// instances or give some up, their services' next tasks go elsewhere, unhealthy ones are
// stopped for it, or those get on that the limit of PROVISIONING tasks keeps back.
func (k *cluster) givingUpHelps() bool {
	waits := false
	for l := range k.Queues {
		x := &k.Queues[l]
		w := &k.Workloads[x.Revision.Workload]
		if x.Count == 0 || w.Service == nil || w.PendingExpiries == 0 || k.Hopeless(w) {
			continue
		}
		waits = true
		if k.mayTurnOver(x.Provider) || k.goesElsewhere(state.QueueID(l), false) || w.Unhealthy > 0 && k.limitMayBind() {
			return true
		}
	}
	for i := range k.Config.Services {
		if w := &k.Workloads[i]; waits && w.Pass.NoRoom && w.LastReason == model.ReasonProvisioning && (k.Breakable(w) || k.laneOpens(k.Deployments[w.Primary].Revision)) {
			return true
		}
	}
	return false
}

// queueMoves reports whether any task that waits for a capacity provider may stop
// waiting: it gives up, or room comes for it, where another of its workload goes too.
func (k *cluster) queueMoves() bool {
	waits := make([]bool, len(k.Workloads))
	for l := range k.Queues {
		if x := &k.Queues[l]; x.Count > 0 {
			if k.hopeful(state.QueueID(l)) {
				return true
			}
			waits[x.Revision.Workload] = true
		}
	}
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.State == event.Queued && t.Due != 0 {
			return true
		}
	}
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.Instance >= 0 && waits[k.WorkloadOf(t)] && k.moves(t) {
			return true
		}
	}
	return false
}

// roomMayCome reports whether what moves in the cluster could make room for a task
// of a revision: an instance that boots or is replaced, or tasks that leave, end by
// themselves or are to be replaced, if all of them were gone.
func (k *cluster) roomMayCome(r *state.Revision, shape state.ShapeID) bool {
	if k.instanceMayCome(r, shape) {
		return true
	}
	if k.UnfollowedExits == 0 && k.atRest() && !k.despair() {
		return false
	}
	if k.mayRollBackADaemon() || k.tasksMayAdmit(shape) {
		return true
	}
	if !k.anyMayGo(r.Workload) {
		return false
	}
	for h := range event.InstanceID(len(k.Instances)) {
		if leave, slots := k.movable(r.Workload, h); len(leave)+len(slots) > 0 && k.Fleet.CheckWithout(shape, int32(h), leave, slots) == model.Fits {
			k.hoped = true
			return true
		}
	}
	return false
}

// tasksMayAdmit reports whether what keeps a task of a shape from the closest instance is
// a constraint that depends on tasks, which may come there.
func (k *cluster) tasksMayAdmit(shape state.ShapeID) bool {
	if !k.Fleet.Depends(shape) || !k.goesOn() {
		return false
	}
	_, reason := k.Closest(shape)
	return reason == model.ReasonMemberOf
}

// mayRollBackADaemon reports whether a daemon goes back to the revision before, for which
// less room may be kept.
func (k *cluster) mayRollBackADaemon() bool {
	for _, i := range k.DaemonServices {
		if w := &k.Workloads[i]; k.mayRollBack(w) {
			return true
		}
	}
	return false
}

// mayRollBack reports whether a service whose tasks may still fail goes back to the
// revision before then.
func (k *cluster) mayRollBack(w *state.Workload) bool {
	return w.Pass.Deploying.Breaker.Rollback && k.Breakable(w) && (k.earnest(w) > 0 || k.restless(w))
}

// movable lists, by their shapes, the tasks of other workloads that may go from a
// host: those that still count there, and those that only have their attachment
// slot left.
func (k *cluster) movable(work event.WorkloadID, h event.InstanceID) (leave, slots []state.ShapeID) {
	if !k.Instances[h].Active() {
		return nil, nil
	}
	k.TasksLookedAt += len(k.Instances[h].Tasks)
	for _, i := range k.Instances[h].Tasks {
		t := k.Tasks.At(i)
		switch {
		case k.WorkloadOf(t) == work || !k.mayGo(t):
		case !t.Is(state.DesiredStopped):
			leave = append(leave, k.RevisionOf(t).Shape)
		case !k.Config.Options.ENIAtStopping || t.State != event.Deprovisioning:
			slots = append(slots, k.RevisionOf(t).Shape)
		}
	}
	return leave, slots
}

// anyMayGo is false only if mayGo is of every task of the other workloads on an instance
// that takes tasks; it looks at no task.
func (k *cluster) anyMayGo(work event.WorkloadID) bool {
	if k.UnfollowedExits > 0 {
		return true
	}
	for i := range k.Workloads {
		w := &k.Workloads[i]
		switch {
		case event.WorkloadID(i) == work:
		case w.PendingEvents > 0 || w.Leaving > 0 || w.Placed != w.Running:
			return true
		case w.Service == nil:
		case k.mayShrink(w) || !w.AssumedBlocked && (w.ToReplace > 0 || w.Unhealthy > 0):
			return true
		}
	}
	return false
}

// mayGo reports whether a task may leave its host as things stand: it is on its
// way out, ends or fails by itself, is to be replaced, or its service may want fewer.
func (k *cluster) mayGo(t *state.Task) bool {
	w := k.Owner(t)
	switch {
	case k.moves(t):
		return true
	case w.Service == nil:
		return false
	}
	return k.mayShrink(w) || (t.Is(state.ToReplace) || t.Is(state.Unhealthy)) && k.unlessItStands(w)
}

// unlessItStands reports whether a service does not stand, and remembers that a verdict
// hangs on that, so that standoff asks what becomes of it if it does.
func (k *cluster) unlessItStands(w *state.Workload) bool {
	k.hoped = k.hoped || !w.AssumedBlocked
	return !w.AssumedBlocked
}

// mayShrink reports whether any task of a service may leave.
func (k *cluster) mayShrink(w *state.Workload) bool {
	if k.mayScale(w) || k.Hopeless(w) || k.mayRollBack(w) || k.mayMove(w) {
		return true
	}
	return (w.ExtraTask > 0 || w.SaidUnbalanced || k.restless(w) && w.Current() > w.Requested+w.Surplus()) && k.unlessItStands(w)
}

// mayMove reports whether a service may come to rest with its zones out of balance, so
// that one of its tasks is moved.
func (k *cluster) mayMove(w *state.Workload) bool {
	switch {
	case !w.Service.Rebalance:
		return false
	case w.Placed < w.Requested || k.QueuedOf(k.Deployments[w.Primary].Workload) > 0:
		return !k.isStuck(w) && k.unlessItStands(w) // it may get what it lacks
	}
	return k.stirs(w) || w.Leaving > 0 || k.restless(w) && k.unlessItStands(w)
}

// stirs reports whether a task of a service is on its way: not how long it waits for a
// capacity provider, and not that its container is restarted in place each time it exits.
func (k *cluster) stirs(w *state.Workload) bool {
	if w.PendingEvents <= w.PendingExpiries || !slices.ContainsFunc(w.Revisions, func(r *state.Revision) bool { return r.RestartsAlways }) {
		return w.PendingEvents > w.PendingExpiries
	}
	return slices.ContainsFunc(w.Members, func(i event.TaskID) bool { t := k.Tasks.At(i); return t.Instance >= 0 && k.moves(t) })
}
