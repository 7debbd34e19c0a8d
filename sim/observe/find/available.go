package find

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// availability says which services had fewer tasks for a while than they have to have.
func (x *Finder) availability(f *found) {
	for i := range f.r.Services {
		s := &f.r.Services[i]
		running, healthy := x.counter.Falls(event.WorkloadID(i))
		worst, what := running, "running"
		if running.Of == 0 {
			worst, what = healthy, "healthy"
		}
		if worst.Of == 0 {
			continue
		}
		z := f.add(report.BelowDesired, "Service %s had only %d of %s %s %s%s%s", s.ServiceName, worst.Lowest, model.Counted(worst.Of, "task"), what,
			x.span(worst), alsoHealthy(running, healthy), interrupted(s.Interrupted)+x.zonesOf(s))
		z.Service, z.From = s.ServiceName, worst.First.Seconds()
		if worst.Last < x.view.End() {
			to := worst.Last.Seconds()
			z.To = &to
		}
	}
}

// span says for how long there were too few.
func (x *Finder) span(w count.Fall) string {
	from, length := words.Length(w.First.Seconds()), words.Length(w.Length.Seconds())
	switch {
	case w.Last >= x.view.End() && w.Length == w.Last.Sub(w.First):
		return "from " + from + " on"
	case w.Last >= x.view.End():
		return "from " + from + " on, " + length + " in all with too few"
	case w.Length == w.Last.Sub(w.First):
		if to := words.Length(w.Last.Seconds()); to != from {
			return "from " + from + " to " + to
		}
	}
	if to := words.Length(w.Last.Seconds()); to != from {
		return fmt.Sprintf("between %s and %s, %s in all with too few", from, to, length)
	}
	return fmt.Sprintf("at %s, for %s", from, length)
}

// alsoHealthy says how many were healthy where fewer were than ran.
func alsoHealthy(running, healthy count.Fall) string {
	if running.Of == 0 || healthy.Of == 0 || healthy.Lowest >= running.Lowest {
		return ""
	}
	return fmt.Sprintf(", and %d healthy", healthy.Lowest)
}

// interrupted says how many tasks were.
func interrupted(n int) string {
	if n == 0 {
		return ""
	}
	verb := "were"
	if n == 1 {
		verb = "was"
	}
	return fmt.Sprintf("; %s %s interrupted", model.Counted(n, "task"), verb)
}

// zonesOf says in which zones the tasks of a service run at the end, where the scenario has several.
func (x *Finder) zonesOf(s *report.ServiceReport) string {
	if len(x.view.Config().ZoneNames()) < 2 || len(s.Zones) == 0 {
		return ""
	}
	var all []string
	for _, zone := range slices.Sorted(maps.Keys(s.Zones)) {
		all = append(all, fmt.Sprintf("%d in %s", s.Zones[zone], zone))
	}
	return map[bool]string{true: "; at the end 1 runs, ", false: fmt.Sprintf("; at the end %d run, ", s.Running)}[s.Running == 1] + strings.Join(all, ", ")
}
