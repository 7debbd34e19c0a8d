package sim

import "ecssim/sim/des"

// Entry is one line of a run's event log: a fact, named noun.verbed, and why it
// happened. A name that does not apply is "".
type Entry struct {
	At       des.Time
	Event    string // such as task.placed, deployment.completed or instance.terminated
	Service  string
	Task     string // serial number within its service or RunTask stream: web/3
	Instance string
	Cause    string // why, as far as the noun does not say it already
	Detail   string // what a reader wants to know besides: a port, a count, a message
}
