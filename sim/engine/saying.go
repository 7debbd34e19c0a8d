package engine

import (
	"fmt"
	"strconv"
	"time"

	"ecssim/sim/des"
)

// saying is what a service has said: its events as DescribeServices lists them,
// and what the next look will add.
type saying struct {
	events     []string
	trouble    string // the last that said what is wrong, not said again until it is over or time has passed
	at         des.Time
	steady     bool
	saidNoRoom string   // the event log's last line on that
	held       []string // what the present look has to say after what it has done

	joined, parted, drains int // targets, since the last look
}

// ECS keeps the newest hundred events of a service, and says the same again after
// six hours at the earliest (developer guide, service-event-messages).
const (
	eventsKept   = 100
	repeatsAfter = 6 * time.Hour
	batch        = 10 // tasks in one event
)

// serviceSays is a service event's whole text.
func serviceSays(w *workload, text string) string { return "(service " + w.name + ") " + text }

// event adds a service event.
func (k *cluster) event(w *workload, text string) { k.repeat(w, serviceSays(w, text)) }

// repeat adds the whole text of an event that may come again and again.
func (k *cluster) repeat(w *workload, text string) {
	if text == w.trouble && k.clock.Now().Sub(w.at) < repeatsAfter {
		return
	}
	w.trouble, w.at = text, k.clock.Now()
	if w.pass.looking {
		w.held = append(w.held, text)
		return
	}
	w.keep(text)
}

func (w *workload) keep(text string) {
	if len(w.events) == eventsKept {
		w.events = append(w.events[:0], w.events[1:]...)
	}
	w.events = append(w.events, text)
}

// announce adds what a look at a service has done to its events.
func (k *cluster) announce(w *workload) {
	p := &w.pass
	w.list("started ", " tasks:", p.started)
	if n := len(w.events); p.replaced > 0 {
		w.events[n-1] += fmt.Sprintf(" Amazon ECS replaced %d tasks due to an unhealthy status.", p.replaced)
	}
	w.list("stopped ", " running tasks:", p.stopped)
	if p.pendings > 0 {
		w.keep(serviceSays(w, fmt.Sprintf("stopped %d pending tasks.", p.pendings)))
	}
	if len(p.started)+len(p.stopped)+p.pendings > 0 && len(w.held) == 0 {
		w.trouble = ""
	}
	p.started, p.stopped, p.pendings, p.replaced = p.started[:0], p.stopped[:0], 0, 0
	for _, g := range w.targets {
		name := k.targets[g].name
		if w.joined > 0 {
			w.keep(serviceSays(w, fmt.Sprintf("registered %d targets in (target-group %s)", w.joined, name)))
		}
		if w.parted > 0 {
			w.keep(serviceSays(w, fmt.Sprintf("deregistered %d targets in (target-group %s)", w.parted, name)))
		}
		if w.drains > 0 {
			w.keep(serviceSays(w, fmt.Sprintf("has begun draining connections on %d tasks.", w.drains)))
		}
	}
	w.joined, w.parted, w.drains = 0, 0, 0
	for _, text := range w.held {
		w.keep(text)
	}
	w.held = w.held[:0]
}

// list says what was done to some tasks, ten in one event: "has", what, their number
// and noun, and their names. Of very many only those events are made that will be kept.
func (w *workload) list(what, noun string, serials []int32) {
	if over := len(serials) - eventsKept*batch; over > 0 {
		serials = serials[over:]
	}
	for len(serials) > 0 {
		n := min(batch, len(serials))
		b := make([]byte, 0, 40+n*(len(w.name)+12)) // by hand: a hundred thousand of them are to cost nothing
		b = append(append(b, "(service "...), w.name...)
		b = append(strconv.AppendInt(append(append(b, ") has "...), what...), int64(n), 10), noun...)
		for _, s := range serials[:n] {
			b = append(append(b, " (task "...), w.name...)
			b = append(strconv.AppendInt(append(b, '/'), int64(s), 10), ')')
		}
		w.keep(string(append(b, '.')))
		serials = serials[n:]
	}
}

// deploymentID is how a service's deployment is called in its events.
func (w *workload) deploymentID(dep depID) string { return fmt.Sprintf("ecs-svc/%d", dep+1) }
