package sim

import (
	"ecssim/model"
	"ecssim/sim/des"
)

// workload is a service or a RunTask stream: what its tasks have in common, and
// how many of them are where.
type workload struct {
	name    string
	use     *Use
	service *Service // nil for a stream
	stream  *RunTask // nil for a service
	net     model.Network
	claim   model.Claim
	shape   int32

	luck     *des.Stream // one draw a task: its chance
	gaps     *des.Stream // between arrivals
	nextLuck des.Luck    // of the next task, kept until it is placed
	hasLuck  bool
	since    des.Time // when the service last began to want what it lacks
	arrived  int      // tasks of a stream asked for

	requested, placed, running, completed, failed int
	refused                                       int
	refusedBy                                     [model.NumReasons]int // refused for good, by reason
	lastReason                                    model.Reason
	refusedNow                                    bool // the last try was refused

	refusedSeq int              // when its last refusal came, in the order of all; 0 = none
	conflicts  []model.HostPort // of the last refusal for a static port
	portsAt    int              // cluster.changes when they were found
	chancy     bool             // its tasks fail by chance: another try may do better
	passed     bool             // the service scheduler has looked at it
	failedAt   int              // cluster.freed at the last failure
	triedAt    int              // cluster.changes at the last failed try; -1 = not yet
	failures   int              // passes in a row that placed nothing
	streak     int              // tasks in a row that failed before they ran
	pending    bool             // a pass is scheduled
	passAt     des.Time
	events     []string
}

// wants reports whether a service lacks tasks that it may still get. One whose
// tasks fail again and again is beyond hope in a run without an end of its own.
func (w *workload) wants(freed int, endless bool) bool {
	hope := !endless || w.chancy || w.streak < hopelessStreak || w.failedAt != freed
	return w.service != nil && (!w.passed || w.placed < w.requested && hope)
}

// hopelessStreak is the number of tasks in a row, none of which ran, after which
// more of the same is not a reason for the run to go on.
const hopelessStreak = 10

// addWork prepares the services and streams in file order.
func (k *cluster) addWork() error {
	c := k.config
	k.work = make([]workload, len(c.Services)+len(c.RunTasks))
	for i := range c.Services {
		s := &c.Services[i]
		w := &k.work[i]
		w.name, w.use, w.service = s.Name, &s.Use, s
		w.requested = s.Desired
		if err := k.prepare(w, s.TaskGroup()); err != nil {
			return err
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		w := &k.work[len(c.Services)+i]
		w.name, w.use, w.stream = r.Name, &r.Use, r
		if err := k.prepare(w, r.Group); err != nil {
			return err
		}
		w.gaps = k.streams.Stream("runTask", r.Name, "gap")
	}
	return nil
}

func (k *cluster) prepare(w *workload, group string) error {
	td := &k.config.Tasks[w.use.Task]
	w.net = td.Network(w.use.ServiceConnect)
	w.claim = td.Claim(w.use.ServiceConnect, k.table)
	w.triedAt = -1
	kindName := "runTask"
	if w.service != nil {
		kindName = "service"
	}
	w.luck = k.streams.Stream(kindName, w.name, "luck")
	shape := k.config.Shape(w.use, w.service)
	shape.Claim, shape.Group = &w.claim, k.fleet.NewGroup(group)
	var err error
	w.shape, err = k.fleet.NewShape(shape)
	return err
}

// begin schedules everything that happens at the start: daemons are placed first,
// then services already running, then the others, then RunTask calls.
func (k *cluster) begin() {
	for _, i := range k.config.InOrder() {
		k.pass(int32(i), 0)
	}
	for i := range k.work {
		w := &k.work[i]
		switch {
		case w.stream == nil:
		case w.stream.Stream:
			k.scheduleArrival(int32(i), w.stream.At)
		default:
			k.scheduleWork(tasksRequested, int32(i), w.stream.At)
		}
	}
}

// scheduleArrival makes the next task of a stream due, one gap after from, unless
// that is past the stream's end.
func (k *cluster) scheduleArrival(i int32, from des.Time) {
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
	k.scheduleWork(taskArrived, i, at)
}

func (k *cluster) onTaskArrived(i int32) {
	k.runTask(i)
	k.scheduleArrival(i, k.clock.Now())
}

func (k *cluster) onTasksRequested(i int32) {
	for range k.work[i].stream.Count {
		k.runTask(i)
	}
}

// runTask asks for one task; without room it is refused for good, at once
// (launch type EC2; developer guide, api_failures_messages).
func (k *cluster) runTask(i int32) {
	w := &k.work[i]
	w.requested++
	if reason, ok := k.place(i, k.clock.Now()); !ok {
		w.refused++
		w.refusedBy[reason]++
	}
}

// place tries to put the workload's next task on an instance. It is asked for
// since asked; its chance stays the same over all tries.
func (k *cluster) place(i int32, asked des.Time) (model.Reason, bool) {
	w := &k.work[i]
	if !w.hasLuck {
		w.nextLuck, w.hasLuck = des.Luck(w.luck.Uint64()), true
	}
	h, reason := k.fleet.Choose(w.shape, uint64(w.nextLuck))
	if h < 0 {
		k.refuse(i, reason)
		if w.stream != nil {
			w.hasLuck = false
		}
		return reason, false
	}
	k.put(i, h, asked)
	return model.Fits, true
}

// put places the next task of a workload on an instance that has room for it.
func (k *cluster) put(i, h int32, asked des.Time) {
	w := &k.work[i]
	if !w.hasLuck {
		w.nextLuck = des.Luck(w.luck.Uint64())
	}
	w.hasLuck, w.refusedNow = false, false
	k.measure.beforeENI(k, h)
	k.fleet.Place(w.shape, h)
	k.measure.afterENI(k, h)
	w.placed++
	k.changes++ // memberOf task:group and runningTasksCount see it
	w.failures = 0
	t := k.tasks.Take()
	*k.tasks.At(t) = task{asked: asked, luck: w.nextLuck, host: h, work: i, next: -1, ports: -1, subnet: -1}
	k.measure.onPlaced(k, i, h, asked)
	k.trace.Note(k.clock.Now(), 0, uint64(i), uint64(h))
	k.startTask(t)
}

// refuse counts a try that no instance took.
func (k *cluster) refuse(i int32, reason model.Reason) {
	w := &k.work[i]
	w.lastReason, w.refusedNow = reason, true
	w.triedAt = k.changes
	k.measure.onRefused(k, i, reason)
	if k.onRefusal != nil {
		k.onRefusal(i)
	}
}
