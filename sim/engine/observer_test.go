package engine

import (
	"strconv"

	"ecssim/sim/event"
)

// ear is an observer that calls a function.
type ear struct {
	kinds event.Kinds
	on    func(e *event.Event)
}

func (x ear) Wants() event.Kinds { return x.kinds }
func (x ear) On(e *event.Event)  { x.on(e) }

// hear has a function called for each event of some kinds; of all where none is named.
func (k *cluster) hear(on func(e *event.Event), kinds ...event.Kind) {
	wants := event.KindsOf(kinds...)
	if len(kinds) == 0 {
		wants = event.AllKinds()
	}
	k.listen([]Observer{ear{wants, on}})
}

// taskOf is what the task of an event is called.
func (k *cluster) taskOf(e *event.Event) string {
	return k.Workloads[e.Workload].Name + "/" + strconv.Itoa(int(k.Tasks.At(e.Task).Serial))
}
