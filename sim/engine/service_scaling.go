package engine

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// addScaling prepares service auto scaling.
func (k *cluster) addScaling() {
	for i := range k.Config.Services {
		s := &k.Config.Services[i]
		if s.Scaling == nil {
			continue
		}
		n := len(s.Scaling.Policies)
		x := &state.Scaler{Scaling: s.Scaling, CurrentLoad: s.Scaling.Load, HighPeriods: make([]int, n), LowPeriods: make([]int, n)}
		if s.Scaling.Noise > 0 {
			d, err := des.LogNormal(time.Second, time.Duration(s.Scaling.Noise*float64(time.Second)))
			if err != nil {
				panic("sim: " + err.Error() + ", invariant: a noise that the scenario was checked with")
			}
			x.NoiseDist, x.NoiseStream = d, k.streams.Stream("service", s.Name, "load")
		}
		k.Workloads[i].Scaling = x
	}
}

func (k *cluster) setLoad(i event.WorkloadID, load float64) {
	w := &k.Workloads[i]
	if x := w.Scaling; x.LoadSince < k.Clock.Now() {
		x.LoadBefore, x.LoadSince = x.CurrentLoad, k.Clock.Now()
	}
	w.Scaling.CurrentLoad = load
	if k.hears(event.LoadSet) {
		k.emit(event.Event{Kind: event.LoadSet, Workload: i, Metric: load})
	}
}

// measureService is the end of a metric period of one service. A load that was set at
// this instant belongs to the next period.
func (k *cluster) measureService(i event.WorkloadID) {
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
	if p.Seen = now.Add(k.Config.Timings.MetricDelay); p.Seen == now {
		k.scaleService(i, p)
		return
	}
	x.Unseen = append(x.Unseen, p)
}

// onMetricSeen is the moment at which what was measured reaches service auto scaling.
func (k *cluster) onMetricSeen() {
	for i := range k.Workloads {
		if x := k.Workloads[i].Scaling; x != nil && len(x.Unseen) > 0 && x.Unseen[0].Seen == k.Clock.Now() {
			p := x.Unseen[0]
			x.Unseen = append(x.Unseen[:0], x.Unseen[1:]...)
			k.scaleService(event.WorkloadID(i), p)
		}
	}
}

// scaleService takes a point of a service's metric. It scales out if any policy asks for
// it and in if all do, not in during a deployment; the formula is not published, that of
// the desired count is the plain proportion, of the tasks that ran when it was measured
// (developer guide, service-autoscaling-targettracking; Application Auto Scaling API,
// TargetTrackingScalingPolicyConfiguration).
func (k *cluster) scaleService(i event.WorkloadID, seen state.MetricPoint) {
	w := &k.Workloads[i]
	x := w.Scaling
	out, in := 0, x.Min
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
			out = max(out, 1) // from none, the least step
		case x.HighPeriods[p] >= state.HighPeriodsToAct:
			out = max(out, seen.TasksFor(policy))
		}
		if policy.DisableScaleIn || x.LowPeriods[p] < state.LowPeriodsToAct {
			in = w.Requested
		} else {
			in = max(in, seen.TasksFor(policy))
		}
	}
	out, in = min(out, x.Max), max(min(in, x.Max), x.Min)
	now := k.Clock.Now()
	switch {
	case out > w.Requested && (now >= x.NextOut || out > x.LastOut):
		x.LastOut = out
		x.NextOut, x.NextIn = now.Add(x.OutCooldown()), now.Add(x.OutCooldown())
		k.resize(i, out, seen.Metric)
	case out == 0 && in < w.Requested && now >= x.NextIn && k.Complete(w):
		x.NextIn = now.Add(x.InCooldown())
		k.resize(i, in, seen.Metric)
	}
}

func (k *cluster) resize(i event.WorkloadID, want int, metric float64) {
	w := &k.Workloads[i]
	k.completeIfDone(i)
	was := w.Requested
	if k.hears(event.ServiceScaled) {
		k.emit(event.Event{Kind: event.ServiceScaled, Workload: i, From: int32(was), To: int32(want), Metric: metric})
	}
	k.setRequested(i, want, event.AutoScaling)
	k.noteLacking(w)
	k.retryNow(i)
}
