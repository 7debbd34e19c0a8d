package engine_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// queueWorld is an M/M/c/K queue: a capacity provider with slots for c tasks, which
// does not scale, and room for K - c tasks in PROVISIONING; offered a erlangs in n
// arrivals. The slots are on one instance, or on one each.
func queueWorld(c, most int, a float64, n int, oneEach bool) *config.Config {
	w := world(0)
	w.Groups[0].CPU = model.CPU(c)
	if oneEach {
		w.Groups[0].CPU = 1
	}
	hosts := c / int(w.Groups[0].CPU)
	spare(w, hosts, hosts).Managed = false
	w.Quotas.ProvisioningPerCluster = most - c
	r := addTasks(w, "job", n, 0, def("job", model.Bridge, 1, 6))
	r.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
	r.Stream, r.Forever = true, false
	r.Arrivals = must(des.Exponential(time.Duration(60e9 / a)))
	r.RunFor = must(des.Exponential(time.Minute))
	return w
}

// queueTheory is the share of arrivals that an M/M/c/K queue refuses and its mean
// number waiting:
//
//	p(n) = p(0) a^n / (min(n, c)! c^max(n-c, 0)),  refused p(K),  waiting Σ max(n-c, 0) p(n)
func queueTheory(c, most int, a float64) (refused, waiting float64) {
	p, total := 1.0, 1.0
	for n := 1; n <= most; n++ {
		p *= a / float64(min(n, c))
		total += p
		waiting += float64(max(n-c, 0)) * p
	}
	return p / total, waiting / total
}

// queueRun is what one run has made of a queue after its first ten mean run times.
type queueRun struct{ refused, waiting, wait float64 }

// waitsToPlace is an observer that adds up how long tasks waited to be placed.
type waitsToPlace struct {
	tasks int
	sum   float64 // seconds
}

func (x *waitsToPlace) Wants() event.Kinds { return event.KindsOf(event.TaskPlaced) }
func (x *waitsToPlace) On(e *event.Event)  { x.tasks, x.sum = x.tasks+1, x.sum+e.Length.Seconds() }

func playQueue(t *testing.T, c *config.Config, run int) queueRun {
	t.Helper()
	const warm = des.Time(10 * time.Minute)
	var waiting des.Level
	var asked, refused, placed, before int
	var sum float64
	begun := false
	var waits waitsToPlace
	last := des.Time(0)
	_, r := nth(t, c, run, &waits, engine.AfterEach(func(v *engine.View) {
		if v.Requested(0) == c.RunTasks[0].Count {
			return // what comes after the last arrival is no queue any more
		}
		last = v.Now()
		if !begun && last > warm {
			begun = true
			waiting.Start(warm, int64(before))
			asked, refused, placed, sum = v.Requested(0), v.Workload(0).Refused, waits.tasks, waits.sum
		}
		if begun {
			waiting.Set(last, int64(v.QueuedTasks()))
		}
		before = v.QueuedTasks()
	}))
	w, limited := &r.RunTasks[0], attemptsIn(r, model.ReasonProvisioning.String())
	if w.Refused != limited || w.Failed > 0 || w.Completed != w.Requested-w.Refused {
		t.Fatalf("%d asked for, %d refused, %d of them for the limit of PROVISIONING tasks, %d failed, %d run to their end", w.Requested, w.Refused,
			limited, w.Failed, w.Completed)
	}
	return queueRun{
		refused: float64(w.Refused-refused) / float64(w.Requested-asked),
		waiting: waiting.Mean(last),
		wait:    (waits.sum - sum) / float64(waits.tasks-placed),
	}
}

// Tasks that wait for a capacity provider that does not scale are an M/M/c/K queue:
// the share refused for the limit of PROVISIONING tasks, the mean number waiting and
// the mean wait of those accepted.
func TestProvisioningIsAQueue(t *testing.T) {
	runs, arrivals := 20, 4000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		runs, arrivals = 40, 100_000
	}
	for i, x := range []struct {
		c, most int
		load    float64
		oneEach bool
	}{
		{1, 4, 0.8, false}, {1, 10, 0.9, true}, {3, 6, 0.7, true}, {3, 8, 1.2, false}, {10, 20, 0.9, false}, {10, 12, 1, true}, {40, 60, 0.95, false},
	} {
		t.Run(fmt.Sprintf("c=%d K=%d load=%v", x.c, x.most, x.load), func(t *testing.T) {
			a := x.load * float64(x.c)
			refused, waiting := queueTheory(x.c, x.most, a)
			claims := []*claimOfTheory{
				{what: "share refused", level: 0.99, want: refused},
				{what: "mean number waiting", level: 0.99, want: waiting},
				{what: "mean wait in seconds", level: 0.99, want: waiting / (a / 60 * (1 - refused))},
			}
			for run := range runs {
				w := queueWorld(x.c, x.most, a, arrivals+20*x.c, x.oneEach)
				w.Seed = uint64(i + 1)
				q := playQueue(t, w, run)
				for j, v := range []float64{q.refused, q.waiting, q.wait} {
					claims[j].got = append(claims[j].got, v)
				}
			}
			for _, c := range claims {
				c.check(t)
			}
		})
	}
}

// Instances that fail and are replaced alternate between two states. By renewal and
// reward the share of time in service is up / (up + down), where down is the wait for
// the next metric period, at which an Auto Scaling group sees what it lacks, and the
// boot. With an up time U of rate r and a boot that takes b more than whole periods P,
// the failure falls on (b + U) mod P, and U mod P is exponential cut off at P:
//
//	E[U mod P] = 1/r - P / (e^(rP) - 1)
func TestFailuresAreARenewalProcess(t *testing.T) {
	const period = time.Minute
	runs := 20
	if os.Getenv("ECSSIM_VERIFY") != "" {
		runs = 1000
	}
	for i, x := range []struct{ up, boot time.Duration }{
		{20 * time.Minute, 90 * time.Second}, {2 * time.Minute, 30 * time.Second}, {90 * time.Second, 0}, {time.Hour, 10 * time.Minute},
	} {
		t.Run(fmt.Sprint("up ", x.up, " boot ", x.boot), func(t *testing.T) {
			r, p, b := 1/x.up.Seconds(), period.Seconds(), (x.boot % period).Seconds()
			cut := 1 / (math.Exp(r*p) - 1)
			over := (math.Exp(r*b) - 1) * cut // the share of U mod P above P - b
			down := p - b - (1/r - p*cut) + p*over + x.boot.Seconds()
			claim := &claimOfTheory{what: "share of time in service", level: 0.99, want: x.up.Seconds() / (x.up.Seconds() + down)}
			horizon := des.Time(100 * (x.up + x.boot + period))
			for run := range runs {
				claim.got = append(claim.got, availability(t, failingWorld(x.up, x.boot, horizon, uint64(1000*i+run)), run))
			}
			claim.check(t)
		})
	}
}

// failingGroups is the number of capacity providers with an instance each.
const failingGroups = 5

// failingWorld has instances of which each fails an exponential time after it has
// registered; when the next one does so follows from the metric period and the boot.
func failingWorld(up, boot time.Duration, horizon des.Time, seed uint64) *config.Config {
	w := world(0)
	w.Duration = horizon
	w.Timings.InstanceBoot = des.Constant(boot)
	period := des.Time(w.Timings.MetricPeriod)
	streams, life := des.NewStreams(seed, 0), must(des.Exponential(up))
	for g := range failingGroups {
		p := spare(w, 1, 1)
		p.Name = fmt.Sprint("group", g)
		p.Managed = false
		w.Groups[p.Group].Name = p.Name
		luck := streams.Stream("failures", p.Name)
		at := des.Time(0)
		for n := 1; ; n++ {
			if at = at.Add(life.Draw(luck)); at > horizon {
				break
			}
			soon(w, time.Duration(at), config.TerminateInstances, func(e *config.Event) { e.Instance = fmt.Sprintf("%s-%d", p.Name, n) })
			at = (at/period + 1) * period
			at = at.Add(boot)
		}
	}
	return w
}

// availability plays a run and returns the share of time that its instances were in
// service, after some failures of each.
func availability(t *testing.T, c *config.Config, run int) float64 {
	t.Helper()
	warm := c.Duration / 10
	var up des.Level
	last := make([]event.InstanceID, failingGroups) // the newest instance of each group
	seen, before := event.InstanceID(0), int64(0)
	count := engine.AfterEach(func(v *engine.View) {
		for ; int(seen) < v.Instances(); seen++ {
			last[v.Instance(seen).Provider] = seen
		}
		n := int64(0)
		for _, h := range last {
			if x := v.Instance(h); x.Active() {
				n++
			}
		}
		if now := v.Now(); now > warm {
			if before >= 0 {
				up.Start(warm, before)
				before = -1
			}
			up.Set(now, n)
		} else {
			before = n
		}
	})
	v, r := nth(t, c, run, count)
	for _, w := range r.Warnings {
		if strings.HasPrefix(w, "event at ") {
			t.Fatalf("no instance fails: %s", w)
		}
	}
	return up.Mean(v.End()) / failingGroups
}
