package narrate

import (
	"fmt"
	"strconv"
	"strings"

	"ecssim/sim/config"
	"ecssim/sim/event"
)

// serviceScaled says that service auto scaling changed a desired count.
func (l *Log) serviceScaled(e *event.Event) {
	var targets []string
	for _, p := range l.v.Config().Services[e.Workload].Scaling.Policies {
		targets = append(targets, strconv.FormatFloat(p.Target, 'g', -1, 64))
	}
	l.ofWorkload(e, fmt.Sprintf("the load is %.1f a task, target %s", e.Metric, strings.Join(targets, ", ")),
		fmt.Sprintf("desired count from %d to %d", e.From, e.To))
}

// serviceScaledByStep says that a step scaling policy has changed a desired count.
func (l *Log) serviceScaledByStep(e *event.Event) {
	p := &l.v.Config().Services[e.Workload].Scaling.Steps[e.Number]
	l.ofWorkload(e, fmt.Sprintf("step scaling%s: the load is %.1f a task, alarm %s %s", called(p.Name), e.Metric,
		comparisons[p.Alarm.Comparison], strconv.FormatFloat(p.Alarm.Threshold, 'g', -1, 64)),
		fmt.Sprintf("desired count from %d to %d", e.From, e.To))
}

// comparisons are the sides of a threshold on which an alarm is breached.
var comparisons = [...]string{config.AtLeast: "at least", config.Above: "above", config.Below: "below", config.AtMost: "at most"}

// serviceBoundsSet says that a scheduled action has set the bounds of a desired count.
func (l *Log) serviceBoundsSet(e *event.Event) {
	l.ofWorkload(e, l.scheduledAction(e), fmt.Sprintf("capacity %d to %d", e.From, e.To))
}

// serviceMovedToBounds says that it has changed the desired count with them.
func (l *Log) serviceMovedToBounds(e *event.Event) {
	l.ofWorkload(e, l.scheduledAction(e), fmt.Sprintf("desired count from %d to %d", e.From, e.To))
}

func (l *Log) scheduledAction(e *event.Event) string {
	return "scheduled action" + called(l.v.Config().Services[e.Workload].Scaling.Scheduled[e.Number].Name)
}

// called is a name after what it is the name of; nothing where there is none.
func called(name string) string {
	if name == "" {
		return ""
	}
	return " " + name
}

// serviceOverloaded says that the tasks of a service have more load than their health checks stand,
// or no more.
func (l *Log) serviceOverloaded(e *event.Event) {
	limit := strconv.FormatFloat(l.v.Config().Services[e.Workload].UnhealthyAbove, 'g', -1, 64)
	cause := fmt.Sprintf("the load is %.1f a task, above %s", e.Metric, limit)
	detail := "health checks fail"
	if !e.On {
		cause, detail = fmt.Sprintf("the load is %.1f a task, not above %s", e.Metric, limit), "health checks fail no more"
	}
	l.ofWorkload(e, cause, detail)
}
