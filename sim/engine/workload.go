package engine

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// workload is a service or a RunTask stream: what its tasks have in common, and
// how many of them are where.
type workload struct {
	name    string
	use     *config.Use
	service *config.Service // nil for a stream
	stream  *config.RunTask // nil for a service
	group   int32           // of tasks that placement counts together
	dep     depID           // the deployment that new tasks belong to
	targets []int32         // into cluster.targets
	deps    []depID         // all of its deployments, in order
	revs    []*revision     // the revisions that it has had

	luck     *des.Stream // one draw a task: its chance
	gaps     *des.Stream // between arrivals
	nextLuck des.Luck    // of the next task, kept until it is placed
	hasLuck  bool
	serial   int32    // of the last task
	arrived  int      // tasks of a stream asked for
	lastStop des.Time // when one of its tasks last ran to its end

	// requested is what it should have: a service's desired count, a daemon's eligible
	// instances, a stream's tasks asked for so far. Of those that ECS has not told to
	// stop: placed counts all from PROVISIONING to RUNNING, running the RUNNING ones,
	// healthy the healthy ones, outgoing those to be replaced, sick those that failed
	// a health check. leaving are told to stop and not gone.
	requested, placed, running, healthy, outgoing, sick, leaving int
	adrift                                                       int  // daemon tasks on instances that drain
	follows                                                      bool // a daemon whose constraints are about tasks or agents, as they stand
	live, expiries                                               int  // of cluster.live: its tasks' events, and those of them that end a wait for a capacity provider
	completed, failed, exits, restarts                           int
	lastFailure                                                  string
	members                                                      []taskID // a service's tasks

	refused    int
	refusedBy  [model.NumReasons]int // refused for good, by reason
	lastReason model.Reason
	refusedNow bool // the last try was refused

	refusedSeq int              // when its last refusal came, in the order of all; 0 = none
	conflicts  []model.HostPort // of the last refusal for a static port
	portsAt    int              // cluster.changes when they were found

	stands bool // only within standoff: it is taken to be deadlocked
	pass   servicePasses
	rebalance
	scaling *scaler
	saying
}

// addWork prepares the services and streams in file order.
func (k *cluster) addWork() error {
	c := k.config
	n := len(c.Services) + len(c.RunTasks)
	k.work, k.revs, k.deps = make([]workload, n), make([]*revision, 0, n+len(c.Events)), make([]*deployment, 0, n+len(c.Events))
	k.fleet.GrowShapes(n)
	for i := range c.Services {
		s := &c.Services[i]
		w := &k.work[i]
		w.name, w.use, w.service = s.Name, &s.Use, s
		w.requested = s.Desired
		w.pass.deploying = s.Deploying
		if err := k.prepare(workID(i), s.TaskGroup()); err != nil {
			return err
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		at := workID(len(c.Services) + i)
		w := &k.work[at]
		w.name, w.use, w.stream = r.Name, &r.Use, r
		if err := k.prepare(at, r.Group); err != nil {
			return err
		}
		w.gaps = k.streams.Stream("runTask", r.Name, "gap")
	}
	return nil
}

func (k *cluster) prepare(i workID, group string) error {
	w := &k.work[i]
	w.group = k.fleet.NewGroup(group)
	w.pass.triedAt, w.portsAt, w.pass.backFrom = -1, -1, none
	kindName := "runTask"
	if w.service != nil {
		kindName = "service"
	}
	w.luck = k.streams.Stream(kindName, w.name, "luck")
	rev, err := k.revise(i, w.use.Task)
	if err != nil {
		return err
	}
	k.deps = append(k.deps, &deployment{work: i, owner: w, rev: rev, back: none})
	w.dep = depID(len(k.deps) - 1)
	w.deps = append(w.deps, w.dep)
	if w.service != nil && w.service.Daemon {
		k.daemons = append(k.daemons, i)
	}
	k.keepRoom(w)
	return nil
}

// begin schedules everything that happens at the start: daemons are placed first,
// then services already running, then the others, then RunTask calls.
func (k *cluster) begin() {
	for _, i := range k.config.InOrder() {
		w := &k.work[i]
		d := k.deps[w.dep]
		d.before = w.service.StartedBefore
		d.begin(w)
		w.pass.lacking = true
		k.wake(workID(i))
	}
	for i := range k.config.Events {
		k.planned(scripted, int32(i), k.config.Events[i].At)
	}
	for i := range k.work {
		w := &k.work[i]
		switch {
		case w.stream == nil:
		case w.stream.Stream:
			k.scheduleArrival(workID(i), w.stream.At)
		default:
			k.planned(tasksRequested, int32(i), w.stream.At)
		}
	}
	if period := k.config.Timings.MetricPeriod; period > 0 && k.metered() {
		k.clock.At(des.Time(period), word(metricTaken, 0, 0))
	}
}

// scheduleArrival makes the next task of a stream due, one gap after from, unless
// that is past the stream's end.
func (k *cluster) scheduleArrival(i workID, from des.Time) {
	w := &k.work[i]
	r := w.stream
	if r.Count > 0 && w.arrived >= r.Count {
		return
	}
	at := from.Add(r.Arrivals.Draw(w.gaps))
	if r.Until != 0 && at > r.Until {
		return
	}
	w.arrived++
	k.planned(taskArrived, int32(i), at)
}

func (k *cluster) onTaskArrived(i workID) {
	refused := k.work[i].refused
	k.runTask(i)
	k.tellRefused(i, k.work[i].refused-refused)
	k.scheduleArrival(i, k.clock.Now())
}

func (k *cluster) onTasksRequested(i workID) {
	w := &k.work[i]
	k.sayOf("tasks.requested", w, "RunTask was called", model.Counted(w.stream.Count, "task")+" of "+k.definition(k.deps[w.dep]))
	refused := w.refused
	for range w.stream.Count {
		k.runTask(i)
	}
	k.tellRefused(i, w.refused-refused)
}

// runTask asks for one task. Without room it is refused for good, at once (launch
// type EC2; developer guide, api_failures_messages); with a capacity provider it
// waits in PROVISIONING.
func (k *cluster) runTask(i workID) {
	w := &k.work[i]
	w.requested++
	if reason, ok := k.start(i, k.clock.Now()); !ok {
		w.refused++
		w.refusedBy[reason]++
		w.hasLuck = false
	}
}

// start asks for the workload's next task: on an instance, or of a capacity
// provider.
func (k *cluster) start(i workID, asked des.Time) (model.Reason, bool) {
	if len(k.work[i].use.Providers) > 0 {
		return k.provide(i, asked)
	}
	return k.place(i, asked)
}

// fortune is the chance of the workload's next task; it stays the same over all
// tries.
func (w *workload) fortune() des.Luck {
	if !w.hasLuck {
		w.nextLuck, w.hasLuck = des.Luck(w.luck.Uint64()), true
	}
	return w.nextLuck
}

// choose has placement choose an instance for a task of a shape; none with the reason
// that keeps it from the most likely one.
func (k *cluster) choose(shape shapeID, luck uint64) (host hostID, why model.Reason) {
	h, why := k.fleet.Choose(shape, luck)
	return hostID(h), why
}

// closest is the instance that lacks the least for a task of a shape, and what that is.
func (k *cluster) closest(shape shapeID) (host hostID, why model.Reason) {
	h, why := k.fleet.Closest(shape)
	return hostID(h), why
}

// place tries to put the workload's next task on an instance.
func (k *cluster) place(i workID, asked des.Time) (model.Reason, bool) {
	w := &k.work[i]
	shape := k.deps[w.dep].rev.shape
	h, reason := k.choose(shape, uint64(w.fortune()))
	if h < 0 {
		k.refuse(i, shape, reason)
		return reason, false
	}
	k.put(i, h, asked)
	return model.Fits, true
}

// put places the next task of a workload on an instance that has room for it.
func (k *cluster) put(work workID, h hostID, asked des.Time) {
	k.occupy(k.newTask(work, asked), h)
}

// newTask makes the record of a workload's next task.
func (k *cluster) newTask(work workID, asked des.Time) taskID {
	w := &k.work[work]
	luck := w.fortune()
	w.hasLuck, w.refusedNow = false, false
	w.serial++
	t := k.tasks.Take()
	d := k.deps[w.dep]
	x := k.tasks.At(t) // the zero task
	x.asked, x.luck, x.dep = asked, luck, w.dep
	x.serial, x.round = w.serial, d.round()
	x.host, x.next, x.ports, x.subnet, x.item = none, none, none, none, none
	w.placed++
	if w.service != nil {
		x.place = int32(len(w.members))
		w.members = append(w.members, t)
		w.pass.started = append(w.pass.started, w.serial)
		k.countStart(w)
		k.track(w)
	}
	return t
}

// occupy puts a task on a host and starts it there.
func (k *cluster) occupy(i taskID, h hostID) {
	t := k.tasks.At(i)
	t.host = h
	d := k.deps[t.dep]
	free := k.hosts.At(int32(h)).Free.ENI
	k.fleet.Place(d.rev.shape, int32(h))
	if k.gpus != nil {
		k.giveGPUs(i, t)
	}
	k.measure.onSlots(k, h, free)
	k.changes++ // memberOf task:group and runningTasksCount see it
	if w := d.owner; w.service != nil && w.service.Daemon {
		k.info[h].daemons++
	}
	k.measure.onPlaced(k, d.work, h, t.asked)
	k.trace.Note(k.clock.Now(), word(0, uint32(d.work), h))
	if k.logs() {
		k.tellPlaced(i)
	}
	k.startTask(i, t)
}

// refuse counts a try that no instance took.
func (k *cluster) refuse(i workID, shape shapeID, reason model.Reason) {
	w := &k.work[i]
	w.lastReason, w.refusedNow = reason, true
	w.pass.triedAt = k.changes
	k.measure.onRefused(k, i, shape, reason)
	if k.onRefusal != nil {
		k.onRefusal(i)
	}
}
