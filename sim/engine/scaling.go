package engine

import (
	"math"
	"slices"
	"strconv"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// scaler is service auto scaling by target tracking on a service's load.
type scaler struct {
	*config.Scaling
	load    float64
	before  float64  // it was this, until
	since   des.Time // 0 = it is the first
	coming  []point  // measured and not seen yet
	noise   des.Dist
	stream  *des.Stream
	high    []int // metric periods in a row above the target, by policy
	low     []int
	out, in des.Time // ends of the cooldowns
	last    int      // what the last scale-out asked for
	steps   []report.DesiredStep
}

// The metric periods in a row after which a target tracking alarm acts, and the
// share of the target below which the load is low. They are widely reported and not
// documented.
const (
	highPoints = 3
	lowPoints  = 15
	lowShare   = 0.9
)

// addScaling prepares service auto scaling.
func (k *cluster) addScaling() {
	for i := range k.config.Services {
		s := &k.config.Services[i]
		if s.Scaling == nil {
			continue
		}
		n := len(s.Scaling.Policies)
		x := &scaler{Scaling: s.Scaling, load: s.Scaling.Load, high: make([]int, n), low: make([]int, n)}
		if s.Scaling.Noise > 0 {
			d, err := des.LogNormal(time.Second, time.Duration(s.Scaling.Noise*float64(time.Second)))
			if err != nil {
				panic("sim: " + err.Error() + ", invariant: a noise that the scenario was checked with")
			}
			x.noise, x.stream = d, k.streams.Stream("service", s.Name, "load")
		}
		k.work[i].scaling = x
	}
}

func (k *cluster) setLoad(i workID, load float64) {
	w := &k.work[i]
	if x := w.scaling; x.since < k.clock.Now() {
		x.before, x.since = x.load, k.clock.Now()
	}
	w.scaling.load = load
	k.sayOf("load.set", w, "", "to "+strconv.FormatFloat(load, 'g', -1, 64))
}

// point is one value of a service's metric: the load over the tasks that ran.
type point struct {
	metric  float64
	running int      // 0 = none did, and none was wanted
	seen    des.Time // when service auto scaling gets it
}

// now is the metric as it stands; false where there is none, for no task runs though
// some should.
func (x *scaler) now(w *workload) (point, bool) {
	return point{metric: x.load / float64(max(w.running, 1)), running: w.running}, w.running > 0 || w.requested == 0
}

// measureService is the end of a metric period of one service. A load that was set at
// this instant belongs to the next period.
func (k *cluster) measureService(i workID) {
	w := &k.work[i]
	x, now := w.scaling, k.clock.Now()
	p, ok := x.now(w)
	if !ok {
		return // nothing to measure: no data, no change
	}
	load := x.load
	if x.since == now {
		load = x.before
	}
	if x.stream != nil {
		load *= x.noise.Draw(x.stream).Seconds()
	}
	p.metric = load / float64(max(w.running, 1))
	if p.seen = now.Add(k.config.Timings.MetricDelay); p.seen == now {
		k.scaleService(i, p)
		return
	}
	x.coming = append(x.coming, p)
}

// onMetricSeen is the moment at which what was measured reaches service auto scaling.
func (k *cluster) onMetricSeen() {
	for i := range k.work {
		if x := k.work[i].scaling; x != nil && len(x.coming) > 0 && x.coming[0].seen == k.clock.Now() {
			p := x.coming[0]
			x.coming = append(x.coming[:0], x.coming[1:]...)
			k.scaleService(workID(i), p)
		}
	}
}

// scaleService takes a point of a service's metric. It scales out if any policy asks for
// it and in if all do, not in during a deployment; the formula is not published, that of
// the desired count is the plain proportion, of the tasks that ran when it was measured
// (developer guide, service-autoscaling-targettracking; Application Auto Scaling API,
// TargetTrackingScalingPolicyConfiguration).
func (k *cluster) scaleService(i workID, seen point) {
	w := &k.work[i]
	x := w.scaling
	out, in := 0, x.Min
	for p := range x.Policies {
		policy := &x.Policies[p]
		switch {
		case seen.metric > policy.Target:
			x.high[p]++
			x.low[p] = 0
		case seen.metric < policy.Target*lowShare:
			x.low[p]++
			x.high[p] = 0
		default:
			x.high[p], x.low[p] = 0, 0
		}
		switch {
		case seen.running == 0 && seen.metric > 0:
			out = max(out, 1) // from none, the least step
		case x.high[p] >= highPoints:
			out = max(out, seen.tasksFor(policy))
		}
		if policy.DisableScaleIn || x.low[p] < lowPoints {
			in = w.requested
		} else {
			in = max(in, seen.tasksFor(policy))
		}
	}
	out, in = min(out, x.Max), max(min(in, x.Max), x.Min)
	now := k.clock.Now()
	switch {
	case out > w.requested && (now >= x.out || out > x.last):
		x.last = out
		x.out, x.in = now.Add(x.cooldown(false)), now.Add(x.cooldown(false))
		k.resize(i, out, seen.metric)
	case out == 0 && in < w.requested && now >= x.in && k.complete(w):
		x.in = now.Add(x.cooldown(true))
		k.resize(i, in, seen.metric)
	}
}

// tasksFor is how many tasks bring a policy's metric to its target.
func (p *point) tasksFor(policy *config.TrackingPolicy) int {
	return int(math.Ceil(float64(max(p.running, 1))*p.metric/policy.Target - 1e-9))
}

// mayGrow reports whether auto scaling is about to raise a service's desired count
// as its load stands, or stood when the points were measured that it has not seen yet,
// and mayScale whether it is about to change it.
func (k *cluster) mayGrow(w *workload) bool {
	x := w.scaling
	if x == nil || w.requested >= x.Max {
		return false
	}
	if now, ok := x.now(w); ok && (x.stream != nil || x.grows(w, now)) {
		return true
	}
	return slices.ContainsFunc(x.coming, func(p point) bool { return x.grows(w, p) })
}

func (x *scaler) grows(w *workload, p point) bool {
	return slices.ContainsFunc(x.Policies, func(policy config.TrackingPolicy) bool {
		return p.metric > policy.Target && p.tasksFor(&policy) > w.requested || p.running == 0 && p.metric > 0
	})
}

func (k *cluster) mayScale(w *workload) bool {
	x := w.scaling
	switch {
	case x == nil:
		return false
	case k.mayGrow(w):
		return true
	case w.requested <= x.Min || !k.complete(w):
		return false
	}
	if now, _ := x.now(w); w.running > 0 && (x.stream != nil || x.shrinks(w, now)) {
		return true
	}
	return slices.ContainsFunc(x.coming, func(p point) bool { return x.shrinks(w, p) })
}

func (x *scaler) shrinks(w *workload, p point) bool {
	want := 0
	for i := range x.Policies {
		policy := &x.Policies[i]
		if policy.DisableScaleIn || p.metric >= policy.Target*lowShare {
			return false
		}
		want = max(want, p.tasksFor(policy))
	}
	return min(want, x.Max) < w.requested
}

// cooldown is the longest of the policies'.
func (x *scaler) cooldown(in bool) (d time.Duration) {
	for _, p := range x.Policies {
		if in {
			d = max(d, p.InCooldown)
		} else {
			d = max(d, p.OutCooldown)
		}
	}
	return d
}

func (k *cluster) resize(i workID, want int, metric float64) {
	w := &k.work[i]
	k.settleUp(i)
	step := report.DesiredStep{At: k.clock.Now().Seconds(), Metric: metric, From: w.requested, To: want}
	w.scaling.steps = append(w.scaling.steps, step)
	w.requested = want
	k.tellResized(w, step)
	k.lacks(w)
	k.retryNow(i)
}
