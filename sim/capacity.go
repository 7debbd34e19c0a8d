package sim

import (
	"strings"

	"ecssim/model"
	"ecssim/sim/des"
)

// provider is a capacity provider in the course of a run.
type provider struct {
	desired  int // of its Auto Scaling group
	size     int // instances launched and not terminating
	newest   des.Time
	low      int // metric periods in a row below the target
	metric   float64
	excluded int
	restless bool // its next looks may change something
	seen     int  // cluster.changes at the last look of managed scaling

	peak, launched, terminated int
	steps                      []ScalingStep
}

// lane is the tasks of one revision that one capacity provider takes: those in
// PROVISIONING wait here for room, first come first served.
type lane struct {
	provider int32
	shape    int32
	rev      int32
	tasks    int // all of the lane's tasks that are not told to stop
	waiting  fifo
	count    int // of waiting
	reason   model.Reason
}

// provide asks a capacity provider for the workload's next task. Which provider is
// decided by base and weight; where the next task goes among those with weights is
// not public: it goes to the one that is furthest below its share.
func (k *cluster) provide(i int32, asked des.Time) (model.Reason, bool) {
	w := &k.work[i]
	l := k.share(w)
	h, reason := k.fleet.Choose(k.lanes[l].shape, uint64(w.fortune()))
	if k.lanes[l].count > 0 {
		h = -1 // those that wait are first
	}
	if h < 0 {
		k.lanes[l].reason = reason
		if k.queued >= k.config.Quotas.ProvisioningPerCluster {
			k.event(w, provisioningEvent)
			k.refuse(i, k.lanes[l].shape, model.ReasonProvisioning)
			return model.ReasonProvisioning, false
		}
	}
	t := k.newTask(i, k.lanes[l].shape, asked)
	x := k.tasks.At(t)
	x.lane = int16(l)
	k.lanes[l].tasks++
	if h >= 0 {
		k.occupy(t, h)
		return model.Fits, true
	}
	x.state = queued
	k.push(&k.lanes[l].waiting, t)
	k.lanes[l].count++
	k.queued++
	k.tellWaits(t, reason)
	k.schedule(expired, t, k.clock.Now().Add(k.draw(x, drawExpiry, &k.config.Timings.ProvisioningExpiry)))
	k.stir()
	return model.Fits, true
}

// provisioningEvent is what ECS says of a service that is over the limit
// (developer guide, service-event-messages-list).
const provisioningEvent = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."

// share picks the lane of a workload's next task.
func (k *cluster) share(w *workload) int32 {
	r := &k.revs[k.deps[w.dep].rev]
	items := w.use.Providers
	weights, beyond := 0, 0
	for j, item := range items {
		if n := k.lanes[r.lanes[j]].tasks; n < item.Base {
			return r.lanes[j]
		}
		weights += item.Weight
		beyond += k.lanes[r.lanes[j]].tasks - item.Base
	}
	best, lead := 0, 0
	for j, item := range items {
		if item.Weight == 0 {
			continue
		}
		behind := item.Weight*(beyond+1) - (k.lanes[r.lanes[j]].tasks-item.Base)*weights
		if lead == 0 && items[best].Weight == 0 || behind > lead {
			best, lead = j, behind
		}
	}
	return r.lanes[best]
}

// pump lets in tasks that wait for a capacity provider, as far as there is room.
func (k *cluster) pump() {
	for l := range k.lanes {
		x := &k.lanes[l]
		for x.waiting.head >= 0 {
			t := x.waiting.head
			h, reason := k.fleet.Choose(x.shape, uint64(k.tasks.At(t).luck))
			if h < 0 {
				x.reason = reason
				break
			}
			k.leaveLane(t)
			k.abandon(k.tasks.At(t))
			k.occupy(t, h)
		}
	}
	k.pumped = k.changes
}

// leaveLane takes a task out of the queue of its lane.
func (k *cluster) leaveLane(i int32) {
	l := &k.lanes[k.tasks.At(i).lane]
	k.remove(&l.waiting, i)
	l.count--
	k.queued--
	k.stir()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i int32) {
	t := k.tasks.At(i)
	l := &k.lanes[t.lane]
	why := "TaskFailedToStart: EMPTY CAPACITY PROVIDER"
	if k.providers[l.provider].size > 0 && l.reason != model.Fits {
		why = "TaskFailedToStart: " + strings.TrimSuffix(l.reason.String(), ".")
	}
	k.leaveLane(i)
	if w := &k.work[t.work]; w.service != nil {
		k.undo(w)
	}
	k.fail(i, failure{text: why})
}

// hopeful reports whether a task that waits for a capacity provider may still be
// placed or, by giving up, change something.
func (k *cluster) hopeful(t *task) bool {
	x := &k.lanes[t.lane]
	if t.due != 0 && t.dep == k.work[t.work].dep && k.breakable(&k.work[t.work]) {
		return true
	}
	return k.mayLaunch(x.provider) || k.roomMayCome(&k.revs[x.rev], x.shape)
}

// mayLaunch reports whether a capacity provider's group has an instance to launch.
func (k *cluster) mayLaunch(p int32) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	if x.size >= x.desired {
		if !c.Managed || x.size >= c.Max {
			return false
		}
		if more, _ := k.additions(c, p); more == 0 {
			return false
		}
	}
	return k.launchable(int32(c.Group))
}

// whyLane says why tasks will stay in PROVISIONING in a lane of a service.
func (k *cluster) whyLane(w *workload, l int32) (rule, message string) {
	x := &k.lanes[l]
	if k.providers[x.provider].size == 0 || x.reason == model.Fits {
		return "EMPTY CAPACITY PROVIDER", serviceSays(w, "was unable to reach steady state. Reason: "+noInstancesOfProvider)
	}
	return x.reason.String(), k.message(w, x.shape, x.reason)
}

const noInstancesOfProvider = "No Container Instances were found in your capacity provider."

// unsettled reports whether the next looks of managed scaling at a provider may
// change something.
func (k *cluster) unsettled(p int32) bool {
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
		k.scaleCluster(int32(p))
	}
	for i := range k.work {
		if k.work[i].scaling != nil {
			k.scaleService(int32(i))
		}
	}
	k.judgeQueues()
	k.clock.At(k.clock.Now().Add(k.config.Timings.MetricPeriod), word(metricTaken, 0, 0))
}

// scaleCluster is managed scaling: CapacityProviderReservation = M / N x 100, with N
// the instances that there are and M those needed, and a target tracking policy on it
// (developer guide, managed-scaling-behavior and cluster-auto-scaling).
func (k *cluster) scaleCluster(p int32) {
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
	if needed > n || n == 0 {
		x.low = 0
		k.scaleOut(p, needed)
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
func (k *cluster) scaleOut(p int32, needed int) {
	c, x := &k.config.Providers[p], &k.providers[p]
	if needed == 0 {
		x.restless = false
		return
	}
	want := (needed*100 + c.Target - 1) / c.Target
	if x.size == 0 {
		want = (200 + c.Target - 1) / c.Target
	}
	k.scaleTo(p, want)
}

// scaleTo raises the group's desired count, unless an instance is still within its
// warm-up.
func (k *cluster) scaleTo(p int32, want int) {
	c, x := &k.config.Providers[p], &k.providers[p]
	want = min(want, c.Max)
	x.restless = want > x.size
	if want <= x.size || x.launched > 0 && k.clock.Now() < x.newest.Add(c.Warmup) {
		return
	}
	if want > x.desired {
		k.step(p, want)
	}
	for x.size < x.desired {
		if !k.launchFor(p, "its Auto Scaling group scales out") {
			x.restless = false // until something else changes
			return
		}
	}
}

func (k *cluster) step(p int32, want int) {
	x := &k.providers[p]
	x.steps = append(x.steps, ScalingStep{At: k.clock.Now().Seconds(), Metric: x.metric, From: x.desired, To: want})
	x.desired = want
	k.tellScaled(p, x.steps[len(x.steps)-1])
}

// replaceLost launches what the Auto Scaling group lacks of its desired count:
// instances that failed or were interrupted.
func (k *cluster) replaceLost(p int32) {
	x := &k.providers[p]
	for x.size < x.desired && k.launchFor(p, "its Auto Scaling group has lost one") {
	}
}

// additions is how many more instances managed scaling finds that waiting tasks
// need: for every group of tasks that ask for the same, those that fit on the group's
// smallest type are packed on its largest; the group that needs the most counts.
// excluded is the tasks that do not fit.
func (k *cluster) additions(c *CapacityProvider, p int32) (more, excluded int) {
	type request struct {
		claim *model.Claim
		one   bool
		tasks int
	}
	var groups []request
	for l := range k.lanes {
		x := &k.lanes[l]
		if x.provider != p || x.count == 0 {
			continue
		}
		claim := &k.revs[x.rev].claim
		if k.perInstance(c, claim, false) == 0 {
			excluded += x.count
			continue
		}
		one := k.distinct(x.rev)
		found := false
		for g := range groups {
			if y := &groups[g]; y.one == one && y.claim.Room == claim.Room && samePorts(y.claim, claim) {
				y.tasks += x.count
				found = true
			}
		}
		if !found {
			groups = append(groups, request{claim, one, x.count})
		}
	}
	most := 0
	for _, g := range groups {
		fit := max(1, k.perInstance(c, g.claim, true))
		if g.one {
			fit = 1
		}
		most = max(most, (g.tasks+fit-1)/fit)
	}
	if most == 0 {
		return 0, excluded
	}
	return min(max(most, c.MinStep), c.MaxStep), excluded
}

func samePorts(a, b *model.Claim) bool {
	for i := range a.Ports {
		if a.Ports[i] != b.Ports[i] {
			return false
		}
	}
	return a.PortCount == b.PortCount
}

// distinct reports whether no two tasks of a revision share an instance.
func (k *cluster) distinct(rev int32) bool {
	r := &k.revs[rev]
	for _, x := range k.work[r.work].use.Constraints {
		if x.Type == "distinctInstance" {
			return true
		}
	}
	return false
}

// perInstance is how many tasks of a claim an empty instance of the provider
// takes, what daemons take from it apart: of its largest type, each resource alone,
// or of its smallest.
func (k *cluster) perInstance(c *CapacityProvider, claim *model.Claim, largest bool) int {
	g := &k.config.Groups[c.Group]
	trunk, _ := g.Trunked(k.trunking)
	var room model.Room
	pick := func(a, b int32) int32 {
		if largest {
			return max(a, b)
		}
		return min(a, b)
	}
	for i, t := range c.Types {
		s := model.Room{CPU: t.CPU, Memory: t.Memory, ENI: model.Slots(t.SlotsPlain, t.SlotsTrunk, trunk), GPU: t.GPU}
		if i == 0 {
			room = s
			continue
		}
		room = model.Room{
			CPU: model.CPU(pick(int32(room.CPU), int32(s.CPU))), Memory: model.MiB(pick(int32(room.Memory), int32(s.Memory))),
			ENI: pick(room.ENI, s.ENI), GPU: pick(room.GPU, s.GPU),
		}
	}
	ports := k.config.Quotas.ReservedPortsPerInstance - int32(len(g.Reserved))
	for i := range k.work {
		if w := &k.work[i]; w.service != nil && w.service.Daemon {
			d := &k.revs[k.deps[w.dep].rev].claim
			room = room.Sub(d.Room)
			ports -= d.PortCount
		}
	}
	return model.Fit(room, ports, claim)
}

// busy is the number of instances of a provider with a task that is no daemon's.
func (k *cluster) busy(p int32) int {
	n := 0
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.counts() && x.present > x.daemons {
			n++
		}
	}
	return n
}

// giveUp takes instances out of service: less than half of them at a time, and
// with managed termination protection only those without tasks (developer guide,
// cluster-auto-scaling). Without it the Auto Scaling group's default policy takes the
// oldest of the zone with the most. It reports whether there was one to give up.
func (k *cluster) giveUp(p int32, want int) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	n := min(x.size-want, max(1, (x.size-1)/2))
	for left := n; left > 0; left-- {
		h := k.victim(p, c.Protect)
		if h < 0 {
			return left < n
		}
		if to := x.size - 1; to < x.desired {
			k.step(p, to)
		}
		if c.Drain && k.info[h].present > 0 {
			k.drain(h, "its capacity provider scales in", true, false)
		} else {
			k.terminate(h, "its capacity provider scales in")
		}
	}
	return true
}

// victim picks the instance that a group gives up; -1 where it may give up none.
func (k *cluster) victim(p int32, empty bool) int32 {
	zones := map[string]int{}
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.counts() {
			zones[x.zone]++
		}
	}
	best := int32(-1)
	for h := range int32(len(k.info)) {
		x := &k.info[h]
		if x.provider != p || !x.counts() || x.state == registering || empty && x.present > x.daemons {
			continue
		}
		if best < 0 || zones[x.zone] > zones[k.info[best].zone] {
			best = h
		}
	}
	return best
}
