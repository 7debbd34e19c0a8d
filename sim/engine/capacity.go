package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/report"
)

// provider is a capacity provider in the course of a run.
type provider struct {
	desired  int // of its Auto Scaling group
	size     int // instances launched and not terminating
	low      int // metric periods in a row below the target
	metric   float64
	excluded int
	restless bool // its next looks may change something
	swings   int  // times that it has scaled in and out again since something planned last happened
	gaveUp   bool // its last step was inwards
	seen     int  // cluster.changes at the last look of managed scaling
	idle     int  // steps from no instance that no task needed, since something planned last happened
	needless int  // all of them
	ceased   bool // it makes no more of them
	idling   bool // only within scaleIdle: it launches for no task
	unneeded bool // it has instances that are needless

	peak, launched, terminated int
	steps                      []report.ScalingStep
}

// unsettled reports whether the next looks of managed scaling at a provider may
// change something.
func (k *cluster) unsettled(p providerID) bool {
	x := &k.providers[p]
	return x.restless || x.seen != k.changes && (k.config.Providers[p].Managed || x.size < x.desired)
}

// stir says that managed scaling has something to look at.
func (k *cluster) stir() {
	k.judgedAt = -1
	for i := range k.providers {
		k.providers[i].restless = k.config.Providers[i].Managed || k.providers[i].size < k.providers[i].desired
	}
}

// metered reports whether anything looks at metrics.
func (k *cluster) metered() bool {
	if len(k.providers) > 0 {
		return true
	}
	for i := range k.work {
		if k.work[i].scaling != nil {
			return true
		}
	}
	return false
}

// onMetricTaken is the end of a metric period: capacity providers, then service
// auto scaling.
func (k *cluster) onMetricTaken() {
	for p := range k.providers {
		k.scaleCluster(providerID(p))
	}
	late := false
	for i := range k.work {
		if k.work[i].scaling != nil {
			k.measureService(workID(i))
			late = late || len(k.work[i].scaling.coming) > 0
		}
	}
	if late {
		k.clock.At(k.clock.Now().Add(k.config.Timings.MetricDelay), word(metricSeen, 0, 0))
	}
	k.judgeQueues()
	k.clock.At(k.clock.Now().Add(k.config.Timings.MetricPeriod), word(metricTaken, 0, 0))
}

// scaleCluster is managed scaling: CapacityProviderReservation = M / N x 100, with N
// the instances that there are and M those needed, and a target tracking policy on it
// (developer guide, managed-scaling-behavior and cluster-auto-scaling).
func (k *cluster) scaleCluster(p providerID) {
	c, x := &k.config.Providers[p], &k.providers[p]
	x.seen = k.changes
	k.replaceLost(p)
	if !c.Managed {
		x.restless = false
		return
	}
	n := x.size
	before := x.excluded
	additions, excluded := k.additions(c, p)
	x.excluded = excluded
	k.tellExcluded(p, before)
	if additions == 0 && excluded > 0 { // managed scaling stops
		x.metric, x.low, x.restless = 100, 0, false
		return
	}
	needed := n + additions
	if additions == 0 {
		needed = k.busy(p)
	}
	switch {
	case n > 0:
		x.metric = float64(needed) / float64(n) * 100
	case needed > 0:
		x.metric = 200
	default:
		x.metric = 100
	}
	switch {
	case needed > n:
		x.low = 0
		k.scaleOut(p, needed)
		return
	case n == 0:
		x.low = 0
		k.scaleIdle(p)
		return
	}
	// ceil(N x metric / T), in whole numbers
	want := max((needed*100+c.Target-1)/c.Target, c.Min)
	switch {
	case want > n && needed > 0:
		x.low = 0
		k.scaleTo(p, want)
	case want < n && needed*100 < n*c.Target:
		x.restless = true
		if x.low++; x.low >= max(k.config.Timings.ScaleInPoints, 1) {
			x.restless = k.giveUp(p, want)
		}
	default:
		x.low, x.restless = 0, false
	}
}

// scaleOut asks for the instances that waiting tasks need. From an empty group the
// metric is 200 whatever waits, so that the first step is to two instances at a
// target of 100 (containers-roadmap issue 1716).
func (k *cluster) scaleOut(p providerID, needed int) {
	c := &k.config.Providers[p]
	want := (needed*100 + c.Target - 1) / c.Target
	if k.providers[p].size == 0 {
		want = (200 + c.Target - 1) / c.Target
	}
	k.scaleTo(p, want)
}

// scaleTo raises the group's desired count, unless an instance of it is still within its
// warm-up.
func (k *cluster) scaleTo(p providerID, want int) {
	c, x := &k.config.Providers[p], &k.providers[p]
	want = min(want, c.Max)
	x.restless = want > x.size
	if want <= x.size || k.warming(p) {
		return
	}
	if want > x.desired {
		k.step(p, want)
		if x.gaveUp {
			x.swings++
			x.gaveUp = false
		}
	}
	for x.size < x.desired {
		if why := k.launchFor(p, "its Auto Scaling group scales out"); why.reason != model.Fits {
			x.restless = false // until something else changes
			k.lacksLaunches(p, why)
			return
		}
	}
}

// lacksLaunches notes in a group's last step how many of its launches have failed, and
// why the first of them has.
func (k *cluster) lacksLaunches(p providerID, why obstacle) {
	x := &k.providers[p]
	if n := len(x.steps); n > 0 && x.steps[n-1].At == k.clock.Now().Seconds() {
		s := &x.steps[n-1]
		s.FailedLaunches, s.BoundBy, s.Message = x.desired-x.size, why.reason.String(), why.text
	}
}

// warming reports whether a group has an instance that it launched in the run less than
// the warm-up period ago. One that is gone by now holds nothing up.
func (k *cluster) warming(p providerID) bool {
	now := k.clock.Now()
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.launched > 0 && x.counts() && now < x.launched.Add(k.config.Providers[p].Warmup) {
			return true
		}
	}
	return false
}

func (k *cluster) step(p providerID, want int) {
	x := &k.providers[p]
	x.steps = append(x.steps, report.ScalingStep{At: k.clock.Now().Seconds(), Metric: x.metric, From: x.desired, To: want})
	x.desired = want
	k.tellScaled(p, x.steps[len(x.steps)-1])
}

// replaceLost launches what the Auto Scaling group lacks of its desired count:
// instances that failed or were interrupted.
func (k *cluster) replaceLost(p providerID) {
	x := &k.providers[p]
	for x.size < x.desired && k.launchFor(p, "its Auto Scaling group has lost one").reason == model.Fits {
	}
}

// giveUp takes instances out of service: less than half of them at a time, and
// with managed termination protection only those without tasks (developer guide,
// cluster-auto-scaling). Without it the Auto Scaling group's default policy takes the
// oldest of the zone with the most. It reports whether there was one to give up.
func (k *cluster) giveUp(p providerID, want int) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	if k.swinging(p) {
		return false
	}
	hs := k.victims(p, min(x.size-want, max(1, (x.size-1)/2)), c.Protect)
	if to := x.size - len(hs); to < x.desired {
		k.step(p, to)
		x.gaveUp = true
	}
	for _, h := range hs {
		if k.info[h].present > 0 {
			k.retire(h, "its capacity provider scales in", false)
		} else {
			k.terminate(h, "its capacity provider scales in")
		}
	}
	return len(hs) > 0
}

// swinging reports whether a group gives up, again and again, instances that are
// needed, so that in a run without an end of its own it gives up no more.
func (k *cluster) swinging(p providerID) bool {
	return k.config.Duration == 0 && k.providers[p].swings >= hopelessStreak
}

// victims picks up to n instances that a group gives up; fewer where it may not give
// up so many.
func (k *cluster) victims(p providerID, n int, empty bool) []hostID {
	zones := map[string]int{}
	var may, hs []hostID
	for h := range hostID(len(k.info)) {
		x := &k.info[h]
		if x.provider != p || !x.counts() {
			continue
		}
		zones[x.zone]++
		if x.state != registering && !(empty && x.present > x.daemons) {
			may = append(may, h)
		}
	}
	for ; n > 0 && len(may) > 0; n-- {
		best := 0
		for j, h := range may {
			if zones[k.info[h].zone] > zones[k.info[may[best]].zone] {
				best = j
			}
		}
		zones[k.info[may[best]].zone]--
		hs = append(hs, may[best])
		may = slices.Delete(may, best, best+1)
	}
	return hs
}
