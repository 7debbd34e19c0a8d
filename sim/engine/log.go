package engine

import (
	"strconv"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Entry is one line of a run's event log: a fact, named noun.verb, and why it
// happened. A name that does not apply is "".
type Entry struct {
	At       des.Time
	Event    string // such as task.placed, deployment.completed or instance.terminated
	Service  string // or RunTask stream
	Task     string // serial number within its service or stream: web/3
	Instance string
	Cause    string // why, as far as the event does not say it already: it can stand behind "because"
	Detail   string // what a reader wants to know besides: a revision, a port, a count
}

// Log gives a function every line of a run's event log as it happens. It is an observer of the run.
func Log(to func(Entry)) Viewer { return &logger{to} }

// logger is the function as an observer.
type logger struct{ to func(Entry) }

func (l *logger) Begin(v *View)      { v.k.log = l.to }
func (l *logger) Wants() event.Kinds { return event.Kinds{} }
func (l *logger) On(*event.Event)    {}

// logs reports whether anybody reads the log: its texts cost more than a run does.
func (k *cluster) logs() bool { return k.log != nil }

// note logs an entry that has happened now.
func (k *cluster) note(e Entry) {
	if k.log != nil {
		e.At = k.Clock.Now()
		k.log(e)
	}
}

// say logs what happened to a task.
func (k *cluster) say(event string, i event.TaskID, cause, detail string) {
	if k.log == nil {
		return
	}
	t := k.Tasks.At(i)
	w := k.Owner(t)
	e := Entry{Event: event, Service: w.Name, Task: w.Name + "/" + strconv.Itoa(int(t.Serial)), Cause: cause, Detail: detail}
	if t.Instance >= 0 {
		e.Instance = k.Instances[t.Instance].ID
	}
	k.note(e)
}

// sayOf logs what happened to a service or a RunTask stream.
func (k *cluster) sayOf(event string, w *state.Workload, cause, detail string) {
	k.note(Entry{Event: event, Service: w.Name, Cause: cause, Detail: detail})
}

// sayHost logs what happened to an instance.
func (k *cluster) sayHost(event string, h event.InstanceID, cause, detail string) {
	k.note(Entry{Event: event, Instance: k.Instances[h].ID, Cause: cause, Detail: detail})
}

// sayCluster logs what happened to something else of the cluster, which the detail
// names.
func (k *cluster) sayCluster(event, cause, detail string) {
	k.note(Entry{Event: event, Cause: cause, Detail: detail})
}
