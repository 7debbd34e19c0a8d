package state

import (
	"fmt"
	"strconv"
	"time"

	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Saying is what a service has said: its events as DescribeServices lists them,
// and what the next look will add.
type Saying struct {
	Events     []string
	Trouble    string // the last that said what is wrong, not said again until it is over or time has passed
	TroubleAt  des.Time
	Steady     bool
	SaidNoRoom string   // the event log's last line on that
	HeldEvents []string // what the present look has to say after what it has done

	TargetsRegistered, TargetsDeregistered, TargetsDraining int // targets, since the last look
}

// ECS keeps the newest hundred events of a service, and says the same again after
// six hours at the earliest (developer guide, service-event-messages).
const (
	EventsKept   = 100
	RepeatsAfter = 6 * time.Hour
	Batch        = 10 // tasks in one event
)

// Keep adds the text of a service event.
func (w *Workload) Keep(text string) {
	if len(w.Events) == EventsKept {
		w.Events = append(w.Events[:0], w.Events[1:]...)
	}
	w.Events = append(w.Events, text)
}

// List says what was done to some tasks, ten in one event: "has", what, their number
// and noun, and their names. Of very many only those events are made that will be kept.
func (w *Workload) List(what, noun string, serials []int32) {
	if over := len(serials) - EventsKept*Batch; over > 0 {
		serials = serials[over:]
	}
	for len(serials) > 0 {
		n := min(Batch, len(serials))
		b := make([]byte, 0, 40+n*(len(w.Name)+12)) // by hand: a hundred thousand of them are to cost nothing
		b = append(append(b, "(service "...), w.Name...)
		b = append(strconv.AppendInt(append(append(b, ") has "...), what...), int64(n), 10), noun...)
		for _, s := range serials[:n] {
			b = append(append(b, " (task "...), w.Name...)
			b = append(strconv.AppendInt(append(b, '/'), int64(s), 10), ')')
		}
		w.Keep(string(append(b, '.')))
		serials = serials[n:]
	}
}

// event.DeploymentID is how a service's deployment is called in its events.
func (w *Workload) DeploymentName(dep event.DeploymentID) string {
	return fmt.Sprintf("ecs-svc/%d", dep+1)
}
