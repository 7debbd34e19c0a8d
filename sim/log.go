package sim

import (
	"fmt"
	"strconv"

	"ecssim/sim/des"
)

// Entry is one line of a run's event log: a fact, named noun.verbed, and why it
// happened. A name that does not apply is "".
type Entry struct {
	At       des.Time
	Event    string // such as task.placed, deployment.completed or instance.terminated
	Service  string // or RunTask stream
	Task     string // serial number within its service or stream: web/3
	Instance string
	Cause    string // why, as far as the event does not say it already
	Detail   string // what a reader wants to know besides: a port, a count, a message
}

func (k *cluster) logs() bool { return k.log != nil }

// say logs what happened to a task.
func (k *cluster) say(event string, i int32, cause, detail string) {
	if k.log == nil {
		return
	}
	t := k.tasks.At(i)
	w := &k.work[t.work]
	e := Entry{At: k.clock.Now(), Event: event, Service: w.name, Task: w.name + "/" + strconv.Itoa(int(t.serial)), Cause: cause, Detail: detail}
	if t.host >= 0 {
		e.Instance = k.info[t.host].id
	}
	k.log(e)
}

// sayOf logs what happened to a service.
func (k *cluster) sayOf(event string, w *workload, cause, detail string) {
	if k.log != nil {
		k.log(Entry{At: k.clock.Now(), Event: event, Service: w.name, Cause: cause, Detail: detail})
	}
}

// sayHost logs what happened to an instance.
func (k *cluster) sayHost(event string, h int32, cause, detail string) {
	if k.log != nil {
		k.log(Entry{At: k.clock.Now(), Event: event, Instance: k.info[h].id, Cause: cause, Detail: detail})
	}
}

// sayCluster logs what happened to something else of the cluster.
func (k *cluster) sayCluster(event, what, detail string) {
	if k.log != nil {
		k.log(Entry{At: k.clock.Now(), Event: event, Detail: labelled(what, detail)})
	}
}

func labelled(a, b string) string {
	if b == "" {
		return a
	}
	return a + ": " + b
}

// sayScaling logs a step of what scales.
func (k *cluster) sayScaling(name string, s ScalingStep) {
	if k.log != nil {
		k.log(Entry{At: k.clock.Now(), Event: "capacity.scaled", Service: name, Cause: fmt.Sprintf("metric %.1f", s.Metric), Detail: fmt.Sprintf("%d to %d", s.From, s.To)})
	}
}

// address is where a task's first published port can be reached: "" where it has
// none.
func (k *cluster) address(t *task) string {
	n := &k.rev(t).net
	switch {
	case t.ports >= 0:
		x := &k.sockets.nodes[t.ports]
		return fmt.Sprintf("port %d/%v", x.port, x.proto)
	case len(n.HostPorts) > 0:
		return "port " + n.HostPorts[0].String()
	}
	return ""
}
