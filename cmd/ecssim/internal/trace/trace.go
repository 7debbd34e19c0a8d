// Package trace writes a recorded run as a trace of Chrome's format, which Perfetto
// (https://ui.perfetto.dev) and chrome://tracing open: a container instance is a process, a task is
// a thread in it, and each state of a task is a slice. Refusals and failures are instants, and
// attachment slots, host ports and addresses are counters.
package trace

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// cluster is the process of what is on no container instance; that of instance h is h+2.
const cluster = 1

// self is the thread of a container instance itself; tasks have theirs from 1 on.
const self = 0

// entry is an event of the trace: a phase of the format, and its fields.
type entry struct {
	Name  string         `json:"name"`
	Phase string         `json:"ph"`
	At    stamp          `json:"ts"`
	Dur   *stamp         `json:"dur,omitempty"`
	PID   int            `json:"pid"`
	TID   int            `json:"tid"`
	Scope string         `json:"s,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

// stamp is an instant or a length: microseconds with three decimals, exact to the nanosecond.
type stamp int64

// MarshalJSON writes it as a number.
func (s stamp) MarshalJSON() ([]byte, error) {
	const nanoseconds = 1000
	return fmt.Appendf(nil, "%d.%03d", int64(s)/nanoseconds, int64(s)%nanoseconds), nil
}

// slice is a state that goes on.
type slice struct {
	name   string
	from   des.Time
	key    threadKey
	thread string // its name; "" = it is self
	args   map[string]any
}

// threadKey is a thread: of a task, or where the number is 0 of what the text names.
type threadKey struct {
	pid  int
	work event.WorkloadID
	n    int32
	name string
}

// tracer follows a film.
type tracer struct {
	s        *film.Scene
	meta     []entry
	all      []entry
	threads  map[threadKey]int
	next     map[int]int             // by process: the next thread's number
	tasks    map[event.TaskID]*slice // that goes on
	hosts    map[event.InstanceID]*slice
	rollouts map[event.WorkloadID]*slice
	counted  map[string]string // by counter: what was written last
}

// Write writes the trace of a film. Its events are in the order of time, metadata first; slices of
// a thread follow each other.
func Write(w io.Writer, f *film.Film) error {
	t := &tracer{
		s: film.NewScene(f.Config), threads: map[threadKey]int{}, next: map[int]int{}, tasks: map[event.TaskID]*slice{},
		hosts: map[event.InstanceID]*slice{}, rollouts: map[event.WorkloadID]*slice{}, counted: map[string]string{},
	}
	t.process(cluster, "cluster "+f.Config.Name, -1)
	t.meta = append(t.meta, entry{Name: "thread_name", Phase: "M", PID: cluster, TID: self, Args: map[string]any{"name": "placement"}})
	for _, e := range f.All() {
		t.s.Apply(e)
		t.follow(e)
	}
	t.endAll(f.End())
	slices.SortStableFunc(t.all, func(a, b entry) int { return cmp.Compare(a.At, b.At) })
	return t.write(w, f)
}

func (t *tracer) write(w io.Writer, f *film.Film) error {
	out := bufio.NewWriter(w)
	head, err := json.Marshal(map[string]any{"scenario": plaintext.Escape(f.Config.Name), "seed": fmt.Sprint(f.Config.Seed), "cut": f.Cut})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "{\"displayTimeUnit\":\"ms\",\"otherData\":%s,\"traceEvents\":[", head)
	for i, e := range append(t.meta, t.all...) {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(line)
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

func (t *tracer) process(pid int, name string, order int) {
	t.meta = append(t.meta,
		entry{Name: "process_name", Phase: "M", PID: pid, Args: map[string]any{"name": plaintext.Escape(name)}},
		entry{Name: "process_sort_index", Phase: "M", PID: pid, Args: map[string]any{"sort_index": order}})
}

// thread is the number of a thread, which it names when it is new.
func (t *tracer) thread(k threadKey, name string) int {
	tid, ok := t.threads[k]
	if !ok {
		t.next[k.pid]++
		tid = t.next[k.pid]
		t.threads[k] = tid
		t.meta = append(t.meta, entry{Name: "thread_name", Phase: "M", PID: k.pid, TID: tid, Args: map[string]any{"name": plaintext.Escape(name)}})
	}
	return tid
}

func pidOf(h event.InstanceID) int {
	if h < 0 {
		return cluster
	}
	return int(h) + cluster + 1
}

// follow adds what an event makes of the scene.
func (t *tracer) follow(e *event.Event) {
	f := e.Kind.Fields()
	switch {
	case e.Kind == event.InstanceLaunched:
		x := &t.s.Instances[e.Instance]
		g := &t.s.Config.Groups[e.Group]
		t.process(pidOf(e.Instance), x.ID+" ("+g.InstanceType+", "+t.s.Zones[x.Zone].Name+")", int(e.Instance))
		t.meta = append(t.meta, entry{Name: "thread_name", Phase: "M", PID: pidOf(e.Instance), TID: self, Args: map[string]any{"name": "instance"}})
	case e.Kind == event.PlacementRefused:
		t.instant(cluster, self, t.s.Workloads[e.Workload].Name+" refused: "+reason(e.Reason), nil)
	case e.Kind == event.ClosestRefused && e.Instance >= 0:
		t.instant(pidOf(e.Instance), self, t.s.Workloads[e.Workload].Name+" refused: "+reason(e.Reason), map[string]any{"has": e.Have, "needs": e.Need})
	case e.Kind == event.TaskFailed:
		k, name := t.taskThread(e.Task, e.Instance)
		t.instant(k.pid, t.thread(k, name), "task.failed", map[string]any{"stoppedReason": plaintext.EscapeLines(e.Stopped.Text(t.containerOf(e.Task)))})
	}
	if f&event.HasTask != 0 && f&event.HasWorkload != 0 && e.Task >= 0 {
		t.task(e)
	}
	if f&event.HasInstance != 0 && e.Instance >= 0 {
		t.instance(e.Instance)
	}
	if f&event.HasDeployment != 0 && f&event.HasTask == 0 && f&event.HasWorkload != 0 {
		t.rollout(e.Workload)
	}
	if f&event.HasSubnet != 0 && e.Subnet >= 0 {
		t.counter(cluster, "addresses "+t.s.Config.Subnets[e.Subnet].ID, "used", int(t.s.Subnets[e.Subnet].Used))
	}
}

func reason(r model.Reason) string {
	if r == model.Fits {
		return "no container instances"
	}
	return r.String()
}

func (t *tracer) instant(pid, tid int, name string, args map[string]any) {
	t.all = append(t.all, entry{Name: plaintext.Escape(name), Phase: "i", At: stamp(t.s.At), PID: pid, TID: tid, Scope: "t", Args: args})
}

// taskThread is the thread of a task on an instance.
func (t *tracer) taskThread(i event.TaskID, h event.InstanceID) (threadKey, string) {
	x := &t.s.Tasks[i]
	return threadKey{pidOf(h), x.Workload, x.Number, ""}, t.s.TaskName(i)
}

// containerOf names the containers of a task.
func (t *tracer) containerOf(i event.TaskID) func(int) string {
	all := t.s.Config.Tasks[t.s.Tasks[i].Definition].Containers
	return func(n int) string {
		if n < 0 || n >= len(all) {
			return model.ProxyName
		}
		return all[n].Name
	}
}

// stateName is a task's status, and what it waits for.
func stateName(x *film.Task) string {
	switch x.State {
	case event.Queued:
		return "PROVISIONING, waits for an instance"
	case event.Waiting:
		return "PENDING, waits for room on its instance"
	case event.Running:
		switch {
		case x.Lost:
			return "lost with its instance"
		case x.Health == film.Healthy:
			return "RUNNING, HEALTHY"
		case x.Health == film.Unhealthy:
			return "RUNNING, UNHEALTHY"
		}
	}
	return x.State.String()
}

// task ends the slice of a task whose state is another one now, and begins the next.
func (t *tracer) task(e *event.Event) {
	x, before := &t.s.Tasks[e.Task], t.tasks[e.Task]
	if !x.Live {
		t.end(before, t.s.At)
		delete(t.tasks, e.Task)
		return
	}
	name, pid := stateName(x), pidOf(x.Instance)
	if before != nil && before.name == name && before.key.pid == pid {
		return
	}
	t.end(before, t.s.At)
	k, thread := t.taskThread(e.Task, x.Instance)
	t.tasks[e.Task] = &slice{name, t.s.At, k, thread, map[string]any{"taskDefinition": t.s.Config.Tasks[x.Definition].Name()}}
}

// instance follows the status of a container instance, and counts what is taken on it.
func (t *tracer) instance(h event.InstanceID) {
	x := &t.s.Instances[h]
	name := x.StatusText()
	if x.Status == film.InService && !x.Connected {
		name += ", agent disconnected"
	}
	before := t.hosts[h]
	if before == nil || before.name != name {
		t.end(before, t.s.At)
		t.hosts[h] = &slice{name, t.s.At, threadKey{pid: pidOf(h)}, "", nil}
		if x.Status == film.Inactive {
			delete(t.hosts, h)
		}
	}
	t.counter(pidOf(h), "ENI slots", "used", int(x.Registered.ENI-x.Free.ENI))
	t.counter(pidOf(h), "reserved host ports", "used", int(x.PortsUsed))
	t.counter(pidOf(h), "tasks", "placed", int(x.Placed))
}

// rollout follows the status of the deployment that a service has in progress.
func (t *tracer) rollout(i event.WorkloadID) {
	w, before := &t.s.Workloads[i], t.rollouts[i]
	name := ""
	if w.Service && w.Followed >= 0 {
		d := &t.s.Deployments[w.Followed]
		name = d.Status.String() + " " + t.s.Config.Tasks[d.Definition].Name()
	}
	if before != nil && before.name == name {
		return
	}
	t.end(before, t.s.At)
	delete(t.rollouts, i)
	if name != "" {
		t.rollouts[i] = &slice{name, t.s.At, threadKey{cluster, i, 0, "deployment"}, "deployments of " + w.Name, nil}
	}
}

func (t *tracer) counter(pid int, name, what string, n int) {
	key, value := fmt.Sprint(pid, name), fmt.Sprint(n)
	if t.counted[key] == value {
		return
	}
	t.counted[key] = value
	t.all = append(t.all, entry{Name: plaintext.Escape(name), Phase: "C", At: stamp(t.s.At), PID: pid, Args: map[string]any{what: n}})
}

// end writes a slice that has ended; one that has taken no time is none.
func (t *tracer) end(x *slice, at des.Time) {
	if x == nil || at <= x.from {
		return
	}
	tid := self
	if x.thread != "" {
		tid = t.thread(x.key, x.thread)
	}
	d := stamp(at - x.from)
	t.all = append(t.all, entry{Name: plaintext.Escape(strings.TrimSpace(x.name)), Phase: "X", At: stamp(x.from), Dur: &d, PID: x.key.pid, TID: tid, Args: x.args})
}

// endAll ends what goes on at the end of the run, in an order of its own.
func (t *tracer) endAll(at des.Time) {
	var left []*slice
	for _, x := range t.tasks {
		left = append(left, x)
	}
	for _, x := range t.hosts {
		left = append(left, x)
	}
	for _, x := range t.rollouts {
		left = append(left, x)
	}
	slices.SortFunc(left, func(a, b *slice) int {
		return cmp.Or(cmp.Compare(a.key.pid, b.key.pid), cmp.Compare(a.key.work, b.key.work), cmp.Compare(a.key.n, b.key.n), cmp.Compare(a.thread, b.thread))
	})
	for _, x := range left {
		t.end(x, at)
	}
}
