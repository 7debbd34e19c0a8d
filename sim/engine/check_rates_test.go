package engine

import "fmt"

// checkRates recounts the tasks that wait for a call to create their interface, and
// holds the services to what they may start in a minute.
func (k *cluster) checkRates() error {
	waits := 0
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.state == provisioning && t.subnet < 0 && t.due != 0 {
			waits++
		}
	}
	for n, c := range k.calls.line {
		if k.calling(c) {
			waits--
		}
		if n > 0 && c.since < k.calls.line[n-1].since {
			return fmt.Errorf("calls for interfaces are out of order: since %v behind %v", c.since, k.calls.line[n-1].since)
		}
	}
	if waits != 0 || k.calls.due != (len(k.calls.line) > 0) {
		return fmt.Errorf("%d tasks wait for a call and are not in line; %d are, a look at them due: %v", waits, len(k.calls.line), k.calls.due)
	}
	for i := range k.config.Services {
		w := &k.work[i]
		s, limit := &w.pass.starts, k.config.Quotas.TaskStartsPerMinute
		if limit > 0 && s.started > limit || s.window > k.clock.Now() {
			return fmt.Errorf("%s: %d starts since %v, wanted at most %d a minute", w.name, s.started, s.window, limit)
		}
		if p := &w.pass; p.rationed && (!p.pending || p.at.Sub(s.window) >= startWindow+k.config.Timings.SchedulerTick) {
			return fmt.Errorf("%s: waits for its window after %v, and is looked at: %v, at %v", w.name, s.window, p.pending, p.at)
		}
	}
	return nil
}
