package sim

import (
	"math"
	"slices"
	"strconv"
	"time"

	"ecssim/sim/des"
)

// scaler is service auto scaling by target tracking on a service's load.
type scaler struct {
	*Scaling
	load    float64
	noise   des.Dist
	stream  *des.Stream
	high    []int // metric periods in a row above the target, by policy
	low     []int
	out, in des.Time // ends of the cooldowns
	last    int      // what the last scale-out asked for
	steps   []ScalingStep
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

func (k *cluster) setLoad(i int32, load float64) {
	w := &k.work[i]
	w.scaling.load = load
	k.sayOf("load.set", w, "", "to "+strconv.FormatFloat(load, 'g', -1, 64))
}

// scaleService is the end of a metric period of one service. The metric is the load
// over the running tasks. It scales out if any policy asks for it and in if all do,
// not in during a deployment; the formula is not published, that of the desired count
// is the plain proportion (developer guide, service-autoscaling-targettracking;
// Application Auto Scaling API, TargetTrackingScalingPolicyConfiguration).
func (k *cluster) scaleService(i int32) {
	w := &k.work[i]
	x := w.scaling
	load := x.load
	if x.stream != nil {
		load *= x.noise.Draw(x.stream).Seconds()
	}
	running := w.running
	if running == 0 && w.requested > 0 {
		return // nothing to measure: no data, no change
	}
	metric := load / float64(max(running, 1))
	out, in := 0, x.Min
	for p, policy := range x.Policies {
		want := int(math.Ceil(float64(max(running, 1))*metric/policy.Target - 1e-9))
		switch {
		case metric > policy.Target:
			x.high[p]++
			x.low[p] = 0
		case metric < policy.Target*lowShare:
			x.low[p]++
			x.high[p] = 0
		default:
			x.high[p], x.low[p] = 0, 0
		}
		switch {
		case running == 0 && metric > 0:
			out = max(out, 1) // from none, the least step
		case x.high[p] >= highPoints:
			out = max(out, want)
		}
		if policy.DisableScaleIn || x.low[p] < lowPoints {
			in = w.requested
		} else {
			in = max(in, want)
		}
	}
	out, in = min(out, x.Max), max(min(in, x.Max), x.Min)
	now := k.clock.Now()
	switch {
	case out > w.requested && (now >= x.out || out > x.last):
		x.last = out
		x.out, x.in = now.Add(x.cooldown(false)), now.Add(x.cooldown(false))
		k.resize(i, out, metric)
	case out == 0 && in < w.requested && now >= x.in && k.complete(w):
		x.in = now.Add(x.cooldown(true))
		k.resize(i, in, metric)
	}
}

// mayGrow reports whether auto scaling is about to raise a service's desired count
// as its load stands, and mayScale whether it is about to change it.
func (k *cluster) mayGrow(w *workload) bool {
	x := w.scaling
	if x == nil || w.requested >= x.Max || w.running == 0 && w.requested > 0 {
		return false
	}
	if x.stream != nil {
		return true
	}
	metric := x.load / float64(max(w.running, 1))
	return slices.ContainsFunc(x.Policies, func(p TrackingPolicy) bool {
		return metric > p.Target && x.tasksFor(&p) > w.requested || w.running == 0 && metric > 0
	})
}

func (k *cluster) mayScale(w *workload) bool {
	x := w.scaling
	switch {
	case x == nil:
		return false
	case k.mayGrow(w):
		return true
	case w.requested <= x.Min || w.running == 0 || !k.complete(w):
		return false
	case x.stream != nil:
		return true
	}
	want, metric := 0, x.load/float64(w.running)
	for i := range x.Policies {
		p := &x.Policies[i]
		if p.DisableScaleIn || metric >= p.Target*lowShare {
			return false
		}
		want = max(want, x.tasksFor(p))
	}
	return min(want, x.Max) < w.requested
}

// tasksFor is how many tasks bring a policy's metric to its target.
func (x *scaler) tasksFor(p *TrackingPolicy) int { return int(math.Ceil(x.load/p.Target - 1e-9)) }

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

func (k *cluster) resize(i int32, want int, metric float64) {
	w := &k.work[i]
	step := ScalingStep{At: k.clock.Now().Seconds(), Metric: metric, From: w.requested, To: want}
	w.scaling.steps = append(w.scaling.steps, step)
	w.requested = want
	k.tellResized(w, step)
	k.lacks(w)
	k.retryNow(i)
}
