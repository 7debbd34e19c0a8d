// Package servicescaling is service auto scaling: it measures the load of services, and changes their
// desired counts as target tracking, step scaling and scheduled actions ask for it.
package servicescaling

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Scaling is service auto scaling of a run. New makes one.
type Scaling struct {
	*state.Cluster
	engine  Engine
	actions []action // scheduled actions, as entries of the agenda number them after Config.Events
}

// Engine is what auto scaling asks of the engine.
type Engine interface {
	// Tell tells an event to the observers that want its kind.
	Tell(event.Event)
	// Resize sets the desired count of a service, and tells why.
	Resize(i event.WorkloadID, want int, why event.Event)
	// Plan puts what is scripted on the agenda, by its number there.
	Plan(number int32, at des.Time)
}

// New is the auto scaling of the services of a cluster whose workloads are known. load is the
// stream of chance of a service's load.
func New(k *state.Cluster, engine Engine, load func(service string) *des.Stream) *Scaling {
	for i := range k.Config.Services {
		s := &k.Config.Services[i]
		if s.Scaling == nil {
			continue
		}
		x := state.NewScaler(s.Scaling, k.Config.Timings.MetricPeriod)
		if s.Scaling.Noise > 0 {
			d, err := des.LogNormal(time.Second, time.Duration(s.Scaling.Noise*float64(time.Second)))
			if err != nil {
				panic("sim: " + err.Error() + ", invariant: a noise that the scenario was checked with")
			}
			x.NoiseDist, x.NoiseStream = d, load(s.Name)
		}
		k.Workloads[i].Scaling = x
	}
	return &Scaling{Cluster: k, engine: engine}
}

// SetLoad sets the load of a service.
func (k *Scaling) SetLoad(i event.WorkloadID, load float64) {
	if x := k.Workloads[i].Scaling; x != nil {
		if x.LoadSince < k.Clock.Now() {
			x.LoadBefore, x.LoadSince = x.CurrentLoad, k.Clock.Now()
		}
		x.CurrentLoad = load
	}
	k.engine.Tell(event.Event{Kind: event.LoadSet, Workload: i, Metric: load})
}

// Measure is the end of a metric period of one service. A load that was set at
// this instant belongs to the next period.
func (k *Scaling) Measure(i event.WorkloadID) {
	w := &k.Workloads[i]
	x, now := w.Scaling, k.Clock.Now()
	p, ok := x.MetricNow(w)
	if !ok {
		return // nothing to measure: no data, no change
	}
	load := x.CurrentLoad
	if x.LoadSince == now {
		load = x.LoadBefore
	}
	if x.NoiseStream != nil {
		load = float64(load * x.NoiseDist.Draw(x.NoiseStream).Seconds())
	}
	p.Metric = load / float64(max(w.Running, 1))
	if p.Seen = now.Add(k.metricsOf(i).Delay); p.Seen == now {
		k.scale(i, p)
		return
	}
	x.Unseen = append(x.Unseen, p)
}

// ScheduleMetrics puts the ends of the first metric periods of services with metrics of their own on the
// agenda.
func (k *Scaling) ScheduleMetrics() {
	for i := range k.Config.Services {
		if k.Workloads[i].HasOwnMetrics() {
			k.Clock.At(des.Time(k.metricsOf(event.WorkloadID(i)).Period), state.Word(state.MetricTaken, 0, i+1))
		}
	}
}

// OnMetricTaken is the end of a metric period of a service with metrics of its own.
func (k *Scaling) OnMetricTaken(i event.WorkloadID) {
	m := k.metricsOf(i)
	if k.Measure(i); len(k.Workloads[i].Scaling.Unseen) > 0 {
		k.Clock.At(k.Clock.Now().Add(m.Delay), state.Word(state.MetricSeen, 0, 0))
	}
	k.Clock.At(k.Clock.Now().Add(m.Period), state.Word(state.MetricTaken, 0, i+1))
}

// OnMetricSeen is the moment at which what was measured reaches service auto scaling.
func (k *Scaling) OnMetricSeen() {
	for i := range k.Workloads {
		if x := k.Workloads[i].Scaling; x != nil && len(x.Unseen) > 0 && x.Unseen[0].Seen == k.Clock.Now() {
			p := x.Unseen[0]
			x.Unseen = append(x.Unseen[:0], x.Unseen[1:]...)
			k.scale(event.WorkloadID(i), p)
		}
	}
}

// metricsOf is how often a service's metric is measured, and how late that is seen.
func (k *Scaling) metricsOf(i event.WorkloadID) config.Resolution {
	if r := k.Workloads[i].Scaling.HighResolution; r != nil {
		return *r
	}
	return config.Resolution{Period: k.Config.Timings.MetricPeriod, Delay: k.Config.Timings.MetricDelay}
}

// scale takes a point of a service's metric. It scales out if any policy asks for
// it, by the one that asks for most; in, if none does, when all target tracking policies that may
// ask for it, or a step policy by itself, again by the one that keeps most, and not during a
// deployment (Application Auto Scaling guide, target-tracking-scaling-policy-overview, "Multiple
// scaling policies"; developer guide, service-auto-scaling).
func (k *Scaling) scale(i event.WorkloadID, seen state.MetricPoint) {
	w := &k.Workloads[i]
	x, now := w.Scaling, k.Clock.Now()
	out, in, asked := k.track(i, seen)
	measured := seen.Seen.Add(-k.metricsOf(i).Delay)
	x.See(seen.Metric)
	for p := range x.Steps {
		wish, ok := x.SeeStep(p, measured, now, seen.Metric, min(w.Running, w.Requested), w.Requested)
		switch {
		case !ok:
		case wish.Up:
			asked = true
			if wish.Want > out.Want {
				out = wish
			}
		case now >= x.StepStates[p].NextIn && wish.Want < w.Requested && (wish.Want > in.Want || in.Want >= w.Requested):
			in = wish
		}
	}
	switch {
	case k.ScalesNoMore(w):
	case out.Want > w.Requested:
		k.scaleOut(i, out)
	case !asked && in.Want < w.Requested && k.Complete(w):
		k.scaleIn(i, in)
	}
}

// track is what the target tracking policies of a service ask for outwards and inwards after a
// point of its metric, the desired count where they ask for nothing or may not; asked = any asks
// to scale out. The formula is not published, that of the desired count is the plain proportion,
// of the tasks that ran when it was measured (developer guide,
// service-autoscaling-targettracking; Application Auto Scaling API,
// TargetTrackingScalingPolicyConfiguration).
func (k *Scaling) track(i event.WorkloadID, seen state.MetricPoint) (out, in state.Wish, asked bool) {
	w := &k.Workloads[i]
	x, now := w.Scaling, k.Clock.Now()
	most, least, ready, agree := 0, x.Min, false, true
	for p := range x.Policies {
		policy := &x.Policies[p]
		switch {
		case seen.Metric > policy.Target:
			x.HighPeriods[p]++
			x.LowPeriods[p] = 0
		case seen.Metric < policy.Target*state.LowShare:
			x.LowPeriods[p]++
			x.HighPeriods[p] = 0
		default:
			x.HighPeriods[p], x.LowPeriods[p] = 0, 0
		}
		switch {
		case seen.Running == 0 && seen.Metric > 0:
			most = max(most, 1) // from none, the least step
		case x.HighPeriods[p] >= state.HighPeriodsToAct:
			most = max(most, seen.TasksFor(policy))
		}
		if !policy.DisableScaleIn {
			ready, agree = true, agree && x.LowPeriods[p] >= state.LowPeriodsToAct
			least = max(least, seen.TasksFor(policy))
		}
	}
	out = state.Wish{Want: w.Requested, Up: true, Metric: seen.Metric, Step: state.TargetTracking}
	in = out
	if most = min(most, x.Max); now >= x.NextOut || most > x.LastOut {
		out.Want = max(most, w.Requested)
	}
	if ready && agree && now >= x.NextIn {
		in.Want = min(max(min(least, x.Max), x.Min), w.Requested)
	}
	return out, in, most > 0
}

// scaleOut carries out what a policy asks for. It ends the cooldowns of scale-ins; that of target
// tracking is begun anew by its own (Application Auto Scaling guide, "Define cooldown periods").
func (k *Scaling) scaleOut(i event.WorkloadID, wish state.Wish) {
	x, now := k.Workloads[i].Scaling, k.Clock.Now()
	for p := range x.StepStates {
		x.StepStates[p].NextIn = 0
	}
	if wish.Step == state.TargetTracking {
		x.LastOut = wish.Want
		x.NextOut, x.NextIn = now.Add(x.OutCooldown()), now.Add(x.OutCooldown())
	} else {
		x.NextIn = now
		x.StepStates[wish.Step].CoolsUntil, x.StepStates[wish.Step].Base = now.Add(x.Steps[wish.Step].Cooldown), wish.Base
	}
	k.follow(i, wish)
}

// scaleIn carries out what a policy asks for.
func (k *Scaling) scaleIn(i event.WorkloadID, wish state.Wish) {
	x, now := k.Workloads[i].Scaling, k.Clock.Now()
	if wish.Step == state.TargetTracking {
		x.NextIn = now.Add(x.InCooldown())
	} else {
		x.StepStates[wish.Step].NextIn = now.Add(x.Steps[wish.Step].Cooldown)
	}
	k.follow(i, wish)
}

// follow tells what a policy asks for and does it.
func (k *Scaling) follow(i event.WorkloadID, wish state.Wish) {
	w := &k.Workloads[i]
	w.Scaling.NoteChange(wish.Want > w.Requested)
	e := event.Event{Kind: event.ServiceScaled, Workload: i, From: int32(w.Requested), To: int32(wish.Want), Metric: wish.Metric}
	if wish.Step != state.TargetTracking {
		e.Kind, e.Number = event.ServiceScaledByStep, int32(wish.Step)
	}
	k.engine.Resize(i, wish.Want, e)
}
