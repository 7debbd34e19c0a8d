package engine

import (
	"fmt"

	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// checkRates recounts the tasks that wait for a call to create their interface, and
// holds the services to what they may start in a minute.
func (k *cluster) checkRates() error {
	waits := 0
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.State == event.Provisioning && t.Subnet < 0 && t.Due != 0 {
			waits++
		}
	}
	for n, c := range k.Calls.Line {
		if k.WaitsForCall(c) {
			waits--
		}
		if n > 0 && c.Since < k.Calls.Line[n-1].Since {
			return fmt.Errorf("calls for interfaces are out of order: since %v behind %v", c.Since, k.Calls.Line[n-1].Since)
		}
	}
	if waits != 0 || k.Calls.Due != (len(k.Calls.Line) > 0) {
		return fmt.Errorf("%d tasks wait for a call and are not in line; %d are, a look at them due: %v", waits, len(k.Calls.Line), k.Calls.Due)
	}
	for i := range k.Config.Services {
		w := &k.Workloads[i]
		s, limit := &w.Pass.Starts, k.Config.Quotas.TaskStartsPerMinute
		if limit > 0 && s.Started > limit || s.Window > k.Clock.Now() {
			return fmt.Errorf("%s: %d starts since %v, wanted at most %d a minute", w.Name, s.Started, s.Window, limit)
		}
		if p := &w.Pass; p.StartsLimited && (!p.Scheduled || p.ScheduledAt.Sub(s.Window) >= state.StartWindow+k.Config.Timings.SchedulerTick) {
			return fmt.Errorf("%s: waits for its window after %v, and is looked at: %v, at %v", w.Name, s.Window, p.Scheduled, p.ScheduledAt)
		}
	}
	return nil
}
