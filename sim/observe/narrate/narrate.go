// Package narrate tells of a run in words: its event log, and the service events of ECS. Both are
// observers, which are told of facts and ask the view how things stand at that moment; what is
// said once and not again they decide by facts too, not by the words.
package narrate

import (
	"strings"
	"time"

	"ecssim/sim/des"
)

// Entry is one line of a run's event log: a fact, named noun.verb, and why it
// happened. A name that does not apply is "".
type Entry struct {
	At       des.Time
	Event    string // such as task.placed, deployment.completed or instance.terminated
	Service  string // or RunTask stream
	Task     string // serial number within its service or stream: web/3
	Instance string
	Address  string // of the task, its target or the instance: 10.0.0.4, 10.0.0.4:80 or web-hosts-1:32768
	Cause    string // why, as far as the event does not say it already: it can stand behind "because"
	Detail   string // what a reader wants to know besides: a revision, a port, a count
}

// lasting writes a length of time as scenario files do, to the millisecond.
func lasting(d time.Duration) string {
	s := d.Truncate(time.Millisecond).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// listed joins what there is.
func listed(parts ...string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, ", ")
}
