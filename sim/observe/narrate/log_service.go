package narrate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/event"
)

// tasksRequested says that RunTask was called.
func (l *Log) tasksRequested(e *event.Event) {
	d := l.v.Workload(e.Workload).Primary
	l.ofWorkload(e, causes[event.RunTaskCalled], model.Counted(e.Count, "task")+" of "+l.definition(d))
}

// placementRefused writes that tasks of a workload found no room.
func (l *Log) placementRefused(e *event.Event, cause, detail string) {
	l.tell(Entry{At: e.At, Event: placementRefused, Service: l.names[e.Workload], Cause: cause, Detail: detail})
}

// requestRefused says that RunTask was refused tasks for good.
func (l *Log) requestRefused(e *event.Event) {
	d := l.v.Workload(e.Workload).Primary
	l.placementRefused(e, l.lacking(l.lack(l.v.Revision(d).Shape, e.Reason)),
		model.Counted(e.Count, "task")+" of "+l.definition(d)+" refused for good")
}

// serviceBlocked says that a pass found no room for all that a service may start, unless it said
// the same the last time.
func (l *Log) serviceBlocked(e *event.Event) {
	d := l.v.Workload(e.Workload).Primary
	r, wait := l.v.Revision(d), e.Until.Sub(e.At)
	now := refusal{
		shortage: l.lack(r.Shape, e.Reason), tasks: e.Count, definition: int32(r.Definition), wait: wait.Milliseconds(),
	}
	if now != l.refused[e.Workload] {
		l.refused[e.Workload] = now
		l.placementRefused(e, l.lacking(now.shortage),
			fmt.Sprintf("%s of %s to place, next try in %s", model.Counted(e.Count, "task"), l.definition(d), lasting(wait)))
	}
}

// serviceUpdated says what UpdateService has changed beside the revision.
func (l *Log) serviceUpdated(e *event.Event) {
	count, percents := "", ""
	if e.From != e.To {
		count = fmt.Sprintf("desired count from %d to %d", e.From, e.To)
	}
	if e.On {
		d := l.v.Workload(e.Workload).Pass.Deploying
		percents = fmt.Sprintf("minimumHealthyPercent %d, maximumPercent %d", d.MinimumHealthyPercent, d.MaximumPercent)
	}
	if what := listed(count, percents); what != "" {
		l.ofWorkload(e, causes[event.UpdateServiceCalled], what)
	}
}

// serviceLimited says that a service may start no more tasks this minute.
func (l *Log) serviceLimited(e *event.Event) {
	l.ofWorkload(e, fmt.Sprintf("it has started %d tasks this minute", e.Count), "until "+time.Duration(e.Until).String())
}

// serviceSteady says that a service has reached a steady state.
func (l *Log) serviceSteady(e *event.Event) {
	l.ofWorkload(e, "", model.Counted(e.Count, "task")+" running")
}

// serviceRebalancing says that a service moves a task to another zone.
func (l *Log) serviceRebalancing(e *event.Event) {
	l.ofWorkload(e, "its zones are out of balance", inZones(l.v.Spread(e.Workload)))
}

// inZones writes "3 tasks in az1, 1 tasks in az2", as ECS does.
func inZones(zones []string, tasks []int) string {
	parts := make([]string, len(zones))
	for z := range zones {
		parts[z] = fmt.Sprintf("%d tasks in %s", tasks[z], zones[z])
	}
	return strings.Join(parts, ", ")
}

// loadSet says that the load of a service has changed.
func (l *Log) loadSet(e *event.Event) {
	l.ofWorkload(e, "", "to "+strconv.FormatFloat(e.Metric, 'g', -1, 64))
}
