package sim

import (
	"math"
	"strconv"
	"time"

	"ecssim/sim/des"
)

// scaler is service auto scaling by target tracking on a service's load.
type scaler struct {
	*Scaling
	load     float64
	noise    des.Dist
	stream   *des.Stream
	high     []int // metric periods in a row above the target, by policy
	low      []int
	out, in  des.Time // ends of the cooldowns
	last     int      // what the last scale-out asked for
	restless bool     // its next looks may change something
	steps    []ScalingStep
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
		x := &scaler{Scaling: s.Scaling, load: s.Scaling.Load, high: make([]int, n), low: make([]int, n), restless: true}
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
	w.scaling.load, w.scaling.restless = load, true
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
	calm := true
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
		calm = calm && x.high[p] == 0 && (x.low[p] == 0 || policy.DisableScaleIn)
	}
	out, in = min(out, x.Max), max(min(in, x.Max), x.Min)
	now := k.clock.Now()
	switch {
	case out > w.requested && (now >= x.out || out > x.last):
		x.last = out
		x.out, x.in = now.Add(x.cooldown(false)), now.Add(x.cooldown(false))
		k.resize(i, out, metric)
	case out == 0 && in < w.requested && now >= x.in && w.complete():
		x.in = now.Add(x.cooldown(true))
		k.resize(i, in, metric)
	default:
		x.restless = !calm && !(out > 0 && w.requested >= x.Max) && !(in == w.requested && w.requested == x.Min)
	}
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

func (k *cluster) resize(i int32, want int, metric float64) {
	w := &k.work[i]
	w.scaling.restless = true
	step := ScalingStep{At: k.clock.Now().Seconds(), Metric: metric, From: w.requested, To: want}
	w.scaling.steps = append(w.scaling.steps, step)
	w.requested = want
	k.tellResized(w, step)
	k.lacks(w)
	k.retryNow(i)
}
