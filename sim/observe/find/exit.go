package find

import (
	"time"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// exits says which services' tasks exit one after the other, and whose circuit breaker does not
// count it.
func (x *Finder) exits(f *found) {
	for i := range event.WorkloadID(len(x.view.Config().Services)) {
		y := x.failures[failure{i, model.StoppedExited}]
		if y == nil || y.tasks < fewExits {
			continue
		}
		w := x.view.Workload(i)
		// As long again as between two of them, and the next is due.
		gap := y.last.Sub(y.first) / time.Duration(y.tasks-1)
		to := y.last.Seconds()
		if x.view.End().Sub(y.last) <= 2*gap || x.view.KeepsFailing(i) {
			z := f.add(report.TasksExit, "%s of service %s exited one after the other %s, after each had come to run (%s)",
				model.Counted(y.tasks, "task"), w.Name, between(y.first, y.last), y.revision.StoppedText(y.why))
			z.Service, z.From, z.To = w.Name, y.first.Seconds(), nil
		}
		if w.Pass.Deploying.Breaker.Enable {
			z := f.add(report.BreakerBlind, "The circuit breaker of service %s counts no task that exits after it was RUNNING: it has counted none of %s",
				w.Name, model.Counted(y.tasks, "such task"))
			z.Service, z.From, z.To = w.Name, y.first.Seconds(), &to
			z.Remedies = append(z.Remedies, report.FindingRemedy{Change: "deploymentConfiguration.alarms with an alarm that notices the exits"})
		}
	}
}

// fewExits is from how many on they are told as one after the other.
const fewExits = 3
