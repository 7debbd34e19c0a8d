package count

import (
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// provider is what is counted of a capacity provider.
type provider struct {
	peak, launched, terminated int
	steps                      []report.ScalingStep
	needless                   int // steps from no instance that no task needed
}

// onLaunched counts an instance of a capacity provider.
func (x *Counter) onLaunched(e *event.Event) {
	x.instances = append(x.instances, instance{placed: event.None, provider: e.Provider})
	if e.Provider < 0 {
		return
	}
	p := &x.providers[e.Provider]
	p.peak = max(p.peak, x.view.ProviderSize(e.Provider))
	if e.Cause != event.ScenarioBegins {
		p.launched++
	}
}

// onTerminated counts an instance that is gone.
func (x *Counter) onTerminated(e *event.Event) {
	at := &x.instances[e.Instance]
	if at.provider >= 0 {
		x.providers[at.provider].terminated++
	}
	if at.full {
		at.full = false
		x.full.Add(e.At, -1)
	}
}

// onCapacityScaled counts a step of a capacity provider. A metric of 100 from no instance is
// that of a group which no task needs.
func (x *Counter) onCapacityScaled(e *event.Event) {
	p := &x.providers[e.Provider]
	step := report.ScalingStep{At: e.At.Seconds(), Metric: e.Metric, From: int(e.From), To: int(e.To)}
	p.steps = append(p.steps, step)
	if e.To > e.From && e.Metric == 100 && x.view.ProviderSize(e.Provider) == 0 {
		p.needless++
	}
}

// onLaunchFailed warns when the last zone that a group may launch in does not let it, and notes
// in the step of its capacity provider how many launches have failed, and why in the zone that
// was tried first.
func (x *Counter) onLaunchFailed(e *event.Event) {
	zones := x.view.ZonesFor(e.Group)
	if len(zones) > 0 && x.view.ZoneName(e.Zone) != zones[len(zones)-1] {
		return // the next zone is tried
	}
	why := x.view.GroupObstacle(e.Group)
	text := words.Obstacle(x.view, why)
	if len(zones) > 0 {
		x.warnOnce("group " + x.c.Groups[e.Group].Name + " could not launch an instance: " + text)
	}
	p := slices.IndexFunc(x.c.Providers, func(c config.CapacityProvider) bool { return c.Group == int(e.Group) })
	if p < 0 {
		return
	}
	steps := x.providers[p].steps
	if n := len(steps); n > 0 && steps[n-1].At == e.At.Seconds() {
		s := &steps[n-1]
		s.FailedLaunches = s.To - x.view.ProviderSize(event.ProviderID(p))
		s.BoundBy, s.Message = why.Reason.String(), text
	}
}
