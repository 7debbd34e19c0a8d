package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// addWorkloads prepares the services and RunTask requests in file order.
func (k *cluster) addWorkloads() error {
	c := k.Config
	n := len(c.Services) + len(c.RunTasks)
	k.Workloads = make([]state.Workload, n)
	k.Revisions, k.Deployments = make([]*state.Revision, 0, n+len(c.Events)), make([]*state.Deployment, 0, n+len(c.Events))
	k.Fleet.GrowShapes(n)
	for i := range c.Services {
		s := &c.Services[i]
		w := &k.Workloads[i]
		w.Name, w.Use, w.Service = s.Name, &s.Use, s
		k.setRequested(event.WorkloadID(i), s.Desired, event.ScenarioBegins)
		w.Pass.Deploying = s.Deploying
		if err := k.prepare(event.WorkloadID(i), s.TaskGroup()); err != nil {
			return err
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		at := event.WorkloadID(len(c.Services) + i)
		w := &k.Workloads[at]
		w.Name, w.Use, w.RunTask = r.Name, &r.Use, r
		if err := k.prepare(at, r.Group); err != nil {
			return err
		}
		w.GapStream = k.streams.Stream("runTask", r.Name, "gap")
	}
	return nil
}

func (k *cluster) prepare(i event.WorkloadID, group string) error {
	w := &k.Workloads[i]
	w.TaskGroup = k.Fleet.NewGroup(group)
	w.Pass.TriedAt, w.Pass.OfSources.TriedAt, w.Pass.RollingBackFrom = -1, -1, event.None
	kindName := "runTask"
	if w.Service != nil {
		kindName = "service"
	}
	w.LuckStream = k.streams.Stream(kindName, w.Name, "luck")
	rev, err := k.revisionFor(i, w.Use.Task)
	if err != nil {
		return err
	}
	k.Deployments = append(k.Deployments, &state.Deployment{Workload: i, Owner: w, Revision: rev, RolledBackTo: event.None})
	w.Primary = event.DeploymentID(len(k.Deployments) - 1)
	w.Deployments = append(w.Deployments, w.Primary)
	if w.Service != nil && w.Service.Daemon {
		k.DaemonServices = append(k.DaemonServices, i)
	}
	k.keepRoom(w)
	return nil
}

// begin schedules everything that happens at the start: daemons are placed first,
// then services and RunTask requests already running, then the others, then RunTask calls.
func (k *cluster) begin() {
	order := k.Config.InOrder()
	for n, i := range order {
		w := &k.Workloads[i]
		if startsThen(w.Service) && (n == 0 || !startsThen(&k.Config.Services[order[n-1]])) {
			k.requestRunning()
		}
		d := k.Deployments[w.Primary]
		d.CompletedBefore = w.Service.StartedBefore
		d.Begin(w)
		d.WatchesAlarms = !d.CompletedBefore && k.MayWatchAlarms(w)
		cause := event.ServiceIsCreated
		if d.CompletedBefore {
			cause = event.ScenarioBegins
		}
		k.tellStarted(w.Primary, event.None, cause)
		w.Pass.Lacking = true
		k.wake(event.WorkloadID(i))
	}
	if len(order) == 0 || !startsThen(&k.Config.Services[order[len(order)-1]]) {
		k.requestRunning()
	}
	for i := range k.Config.Events {
		k.scheduleScripted(state.Scripted, int32(i), k.Config.Events[i].At)
	}
	for i := range k.Workloads {
		w := &k.Workloads[i]
		switch {
		case w.RunTask == nil:
			continue
		case w.RunTask.Stream:
			k.scheduleArrival(event.WorkloadID(i), w.RunTask.At)
		case w.RunTask.StartedBefore:
		default:
			k.scheduleScripted(state.TasksRequested, int32(i), w.RunTask.At)
		}
		k.tellStarted(w.Primary, event.None, event.ScenarioBegins)
	}
	k.placeRunning()
	k.scaling.ScheduleActions()
	if period := k.Config.Timings.MetricPeriod; period > 0 && k.MeasuresMetrics() {
		k.Clock.At(des.Time(period), state.Word(state.MetricTaken, 0, 0))
	}
	k.scaling.ScheduleMetrics()
}

// scheduleArrival makes the next task of a RunTask request due, one gap after from, unless
// that is past the request's end.
func (k *cluster) scheduleArrival(i event.WorkloadID, from des.Time) {
	w := &k.Workloads[i]
	r := w.RunTask
	if r.Count > 0 && w.Arrived >= r.Count {
		return
	}
	at := from.Add(r.Arrivals.Draw(w.GapStream))
	if r.Until != 0 && at > r.Until {
		return
	}
	w.Arrived++
	k.scheduleScripted(state.TaskArrived, int32(i), at)
}

func (k *cluster) onTaskArrived(i event.WorkloadID) {
	refused := k.Workloads[i].Refused
	k.runTask(i)
	k.tellRefused(i, k.Workloads[i].Refused-refused)
	k.scheduleArrival(i, k.Clock.Now())
}

func (k *cluster) onTasksRequested(i event.WorkloadID) {
	w := &k.Workloads[i]
	if k.hears(event.TasksRequested) {
		k.emit(event.Event{Kind: event.TasksRequested, Workload: i, Count: int32(w.RunTask.Count)})
	}
	refused := w.Refused
	for range w.RunTask.Count - w.Requested { // but those that run already
		k.runTask(i)
	}
	k.tellRefused(i, w.Refused-refused)
}

// runTask asks for one task. Without room it is refused for good, at once (launch
// type EC2; developer guide, api_failures_messages); with a capacity provider it
// waits in PROVISIONING.
func (k *cluster) runTask(i event.WorkloadID) {
	w := &k.Workloads[i]
	k.setRequested(i, w.Requested+1, event.RunTaskCalled)
	if _, ok := k.start(w.Primary, k.Clock.Now()); !ok {
		w.Refused++
		w.HasLuck = false
	}
}

// start asks for the next task of a deployment: on an instance, or of a capacity
// provider.
func (k *cluster) start(dep event.DeploymentID, asked des.Time) (model.Reason, bool) {
	if len(k.Deployments[dep].Owner.Use.Providers) > 0 {
		return k.startWithProvider(dep, asked)
	}
	return k.startAnywhere(dep, asked)
}

// startAnywhere tries to put the next task of a deployment on an instance.
func (k *cluster) startAnywhere(dep event.DeploymentID, asked des.Time) (model.Reason, bool) {
	d := k.Deployments[dep]
	h, reason := k.Choose(d.Revision.Shape, uint64(d.Owner.NextDraw()))
	if h < 0 {
		k.refuse(dep, d.Revision.Shape, reason)
		return reason, false
	}
	k.touch(h)
	k.startOn(dep, h, asked)
	return model.Fits, true
}

// startOn places the next task of a deployment on an instance that has room for it.
func (k *cluster) startOn(dep event.DeploymentID, h event.InstanceID, asked des.Time) {
	k.placeOn(k.newTask(dep, event.None, asked), h)
}

// newTask makes the record of the next task of a deployment, for a capacity provider where queue
// is one of its revision's.
func (k *cluster) newTask(dep event.DeploymentID, queue state.QueueID, asked des.Time) event.TaskID {
	d := k.Deployments[dep]
	w := d.Owner
	k.spend(1)
	luck := w.NextDraw()
	w.HasLuck, w.RefusedNow = false, false
	w.LastSerial++
	t := k.Tasks.Take()
	x := k.Tasks.At(t) // the zero task
	x.AskedAt, x.Luck, x.Deployment = asked, luck, dep
	x.Serial, x.Pass = w.LastSerial, d.PassOfTask()
	x.Instance, x.Next, x.Ports, x.Subnet, x.StrategyItem = event.None, event.None, event.None, event.None, event.None
	if queue >= 0 {
		x.StrategyItem = k.Queues[queue].StrategyItem
		k.Queues[queue].Tasks++
	}
	w.Placed++
	d.Placed++
	if w.Service != nil {
		x.MemberIndex = int32(len(w.Members))
		w.Members = append(w.Members, t)
		k.countStart(w)
	}
	if k.hears(event.TaskRequested) {
		e := k.beginTaskEvent(event.TaskRequested, t, x)
		e.Number, e.Definition, e.Provider = x.Serial, int32(d.Revision.Definition), event.None
		if queue >= 0 {
			e.Provider = k.Queues[queue].Provider
		}
		k.send()
	}
	if w.Service != nil && dep != w.Primary {
		k.supersede(t)
	}
	return t
}

// placeOn places a task on an instance and starts it there.
func (k *cluster) placeOn(i event.TaskID, h event.InstanceID) {
	t := k.Tasks.At(i)
	t.Instance = h
	d := k.Deployments[t.Deployment]
	k.Fleet.Place(d.Revision.Shape, int32(h))
	if k.GPUs != nil {
		k.giveGPUs(i, t)
	}
	k.Changes++ // memberOf task:group and runningTasksCount see it
	if w := d.Owner; w.Service != nil && w.Service.Daemon {
		k.Instances[h].Daemons++
	}
	k.trace.Note(k.Clock.Now(), state.Word(0, uint32(d.Workload), h))
	if k.hears(event.TaskPlaced) {
		e := k.beginTaskEvent(event.TaskPlaced, i, t)
		e.Length = k.Clock.Now().Sub(t.AskedAt)
		if t.StrategyItem >= 0 && t.State == event.Queued && t.AskedAt < k.Clock.Now() {
			e.Cause = event.ProviderHasRoom
		}
		k.send()
	}
	if d.Revision.Network.Attach {
		k.tellSlot(event.SlotTaken, i, t)
	}
	k.startTask(i, t)
}

// refuse is a try that no instance took.
func (k *cluster) refuse(dep event.DeploymentID, shape state.ShapeID, reason model.Reason) {
	w := k.Deployments[dep].Owner
	w.LastReason, w.RefusedNow = reason, true
	w.Pass.ThrottleOf(dep != w.Primary).TriedAt = k.Changes
	if k.hears(event.PlacementRefused) {
		k.emit(event.Event{Kind: event.PlacementRefused, Workload: k.Deployments[dep].Workload, Deployment: dep, Reason: reason})
	}
	if k.hears(event.ClosestRefused) {
		k.emit(k.closestRefusal(dep, shape, reason))
	}
}

// closestRefusal is the second event of a refused try: the instance that comes closest to take the
// task, and what it has and the task needs of what is lacking, where that is a resource.
func (k *cluster) closestRefusal(dep event.DeploymentID, shape state.ShapeID, reason model.Reason) event.Event {
	d := k.Deployments[dep]
	e := event.Event{Kind: event.ClosestRefused, Workload: d.Workload, Deployment: dep, Reason: reason}
	e.Instance, _ = k.Closest(shape)
	if r, ok := reason.Resource(); ok && e.Instance >= 0 {
		used, total, _ := r.On(k.Hosts.At(int32(e.Instance)))
		e.Have, e.Need = total-used, r.Takes(&d.Revision.Claim)
	}
	return e
}

// setRequested sets how many tasks a service or RunTask request should have.
func (k *cluster) setRequested(i event.WorkloadID, n int, cause event.Cause) {
	w := &k.Workloads[i]
	was := w.Requested
	if was != n && k.hears(event.DesiredChanged) {
		k.emit(event.Event{Kind: event.DesiredChanged, Workload: i, Cause: cause, From: int32(was), To: int32(n)})
	}
	if w.Requested = n; n > was {
		k.GrowSources(w, n-was)
	}
}

// tellSlot tells that a task has taken an attachment slot of its instance, or given it back.
func (n *notifier) tellSlot(kind event.Kind, i event.TaskID, t *state.Task) {
	if n.hears(kind) {
		e := n.beginTaskEvent(kind, i, t)
		e.Have = n.state.Hosts.At(int32(t.Instance)).Free.ENI
		n.send()
	}
}

// tellRefused tells that RunTask was refused so many tasks for good.
func (k *cluster) tellRefused(i event.WorkloadID, n int) {
	if n > 0 && k.hears(event.RequestRefused) {
		k.emit(event.Event{Kind: event.RequestRefused, Workload: i, Reason: k.Workloads[i].LastReason, Count: int32(n)})
	}
}
