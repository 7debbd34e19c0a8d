package state

import (
	"math"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// ServicePasses is what the service scheduler remembers of a service between two passes.
type ServicePasses struct {
	Deploying    config.Deploying
	Scheduled    bool // a pass is on the agenda
	ScheduledAt  des.Time
	HadPass      bool // there has been a pass
	LastPass     des.Time
	ChangedSince bool // something has changed since LastPass
	Lacking      bool // it wants tasks that it may start, since LackingSince
	LackingSince des.Time

	RetryAt        des.Time // it does not try to place before that: the last try found no room
	Throttle                // nor before that: its tasks fail one after the other
	OfSources      Throttle // likewise of its sources
	Starts         StartCount
	StartsLimited  bool // it wants tasks, and has started as many as it may this minute
	FailedTries    int  // tries in a row that placed nothing
	NoRoom         bool // it wants tasks, and the last try found no room for the next
	ChangedNothing bool // the last pass changed nothing on any instance

	FailsByChance   bool               // its last task failed by chance: another try may do better
	RollingBackFrom event.DeploymentID // the failed deployment that it rolls back from; None where it does not
	FailedAt        int                // Cluster.Freed at the last failure
	Crashes         int                // tasks in a row that exited before they were healthy, or failed their checks
	FutileTasks     int                // tasks that exited, failed or expired, since it was updated or MostHealthy last rose
	MostHealthy     int                // the most healthy tasks since it was updated

	SettledAt des.Time // when a task of it last became healthy, or the last that was told to stop had gone

	Stopped int // tasks that its passes have told to stop
}

// Throttle is how a service waits while its tasks fail one after the other before they run
// (developer guide, service-throttle-logic), and when it last tried in vain.
type Throttle struct {
	FailedPasses   int   // passes in a row whose tasks failed before any ran
	LastFailedPass int32 // Task.Pass of the last of them, while there is any
	ThrottledUntil des.Time

	TriedAt int // Cluster.Changes at the last try for which no room was; -1 = none yet
}

// ThrottleOf is how the service waits for tasks of its sources, or of its newest revision.
func (p *ServicePasses) ThrottleOf(sources bool) *Throttle {
	if sources {
		return &p.OfSources
	}
	return &p.Throttle
}

// NothingDue reports whether no pass of the service is due for what has changed since the
// last one.
func (p *ServicePasses) NothingDue(now des.Time) bool {
	return p.HadPass && (!p.ChangedSince || p.ThrottledUntil > now)
}

// RepeatLimit is the number of repetitions, as of passes in a row of whose tasks none ran, after
// which more of the same is no reason for a run without a duration to go on.
const RepeatLimit = 10

// FailsForever reports whether more of the same is no reason for a run without a duration to go
// on: tasks of the service fail or exit one after the other.
func (k *Cluster) FailsForever(w *Workload) bool {
	p := &w.Pass
	return k.Config.Duration == 0 && (p.FailedPasses >= RepeatLimit && !p.FailsByChance && p.FailedAt == k.Freed || k.StartsNoMore(w))
}

// StartsNoMore reports whether so many tasks of a service have been futile that, in a run
// without a duration, it starts no more.
func (k *Cluster) StartsNoMore(w *Workload) bool {
	p := &w.Pass
	return k.Config.Duration == 0 &&
		(p.Crashes >= RepeatLimit || p.FutileTasks >= RepeatLimit*max(w.Requested, 1) || p.FailedPasses >= 10*RepeatLimit)
}

// Bounds are the healthy tasks that a deployment has to leave running, and the
// tasks from PROVISIONING to RUNNING that there may be (ECS API
// DeploymentConfiguration; developer guide, service-event-messages, on rounding).
func (w *Workload) Bounds() (lower, upper int) {
	d := &w.Pass.Deploying
	n := int64(w.Requested)
	return int((n*int64(d.MinimumHealthyPercent) + 99) / 100), int(min(n*int64(d.MaximumPercent)/100, math.MaxInt32))
}

// Current is the number of tasks that need no replacement.
func (w *Workload) Current() int { return w.Placed - w.ToReplace - w.Unhealthy }

// Startable is how many tasks of its newest revision the service wants to start and may: what
// it needs of its sources comes first, also while the starts of these are throttled.
func (k *Cluster) Startable(i event.WorkloadID) int {
	w := &k.Workloads[i]
	return max(0, min(w.Requested+w.Surplus()-w.Current(), k.roomFor(w)-k.sourcesLack(w)))
}

// roomFor is how many tasks maximumPercent lets a service start.
func (k *Cluster) roomFor(w *Workload) int {
	_, upper := w.Bounds()
	all := w.Placed - w.DaemonsDraining
	if k.Config.Options.CountStopping {
		all += w.Leaving
	}
	return upper - all
}

// StartWindow is the length of the windows in which AWS counts the tasks that a
// service starts (AWS General Reference, ecs-service: 500 a minute, not adjustable).
// That they are fixed windows from the service's first start is an assumption.
const StartWindow = time.Minute

// StartCount counts what a service has started in the present window.
//
//	0 <= Started <= Quotas.TaskStartsPerMinute, unless that is 0: then there is no limit
type StartCount struct {
	Window  des.Time // its beginning, the first start of all plus whole minutes
	Started int
	Any     bool // there was a start that counts
	UsedUp  bool // a task had to wait for the next window
}

// Add counts a start.
func (s *StartCount) Add(now des.Time) {
	if !s.Any {
		s.Any, s.Window = true, now
	}
	s.Advance(now)
	s.Started++
}

// Advance goes on to the window that an instant is in.
func (s *StartCount) Advance(now des.Time) {
	if past := now.Sub(s.Window); s.Any && past >= StartWindow {
		s.Window, s.Started, s.UsedUp = s.Window.Add(past-past%StartWindow), 0, false
	}
}

// MayStart is how many of n tasks a service may start now, and the beginning of the
// window in which it may start the others. A daemon's tasks and those that ran before
// the scenario do not count.
func (k *Cluster) MayStart(w *Workload, n int) (int, des.Time) {
	limit := k.Config.Quotas.TaskStartsPerMinute
	if limit == 0 || w.Service.Daemon || w.Service.StartedBefore && k.Clock.Now() == 0 {
		return n, 0
	}
	s := &w.Pass.Starts
	s.Advance(k.Clock.Now())
	return min(n, limit-s.Started), s.Window.Add(StartWindow)
}

// Rebalance is what availability zone rebalancing remembers of a service.
type Rebalance struct {
	ExtraTask   int32 // serial number of the task that it has started beside the others; 0 = none
	NextMove    des.Time
	MoveTriedAt int      // Cluster.Changes when a move was last considered
	Unbalanced  bool     // the service was found out of balance
	FailedMoves int      // moves whose task has failed
	Zones       []string // over which its tasks were last found to spread
	TasksIn     []int    // how many were in each
}

// Surplus is how many tasks more than its desired count the service has on purpose: one while
// rebalancing moves a task.
func (w *Workload) Surplus() int {
	if w.ExtraTask > 0 {
		return 1
	}
	return 0
}

// DaemonInstances is the number of instances on which a daemon should run: ACTIVE ones
// that meet its constraints, with room or without.
func (k *Cluster) DaemonInstances(i event.WorkloadID) int {
	shape := k.Deployments[k.Workloads[i].Primary].Revision.Shape
	n := 0
	for h := range event.InstanceID(len(k.Instances)) {
		if !k.Instances[h].Active() {
			continue
		}
		switch reason := k.Fleet.Check(shape, int32(h)); {
		case reason == model.Fits, reason.OfOtherTasks(),
			(reason == model.ReasonAgent || reason == model.ReasonMemberOf) && k.Fleet.Count(k.Workloads[i].TaskGroup, int32(h)) > 0:
			// in the last case a task runs there, and is left alone
			n++
		}
	}
	return n
}

// ReplacementCause is why a task that is to be replaced is stopped.
func (k *Cluster) ReplacementCause(i event.TaskID) event.Cause {
	if t := k.Tasks.At(i); t.Instance >= 0 && k.Instances[t.Instance].Draining {
		return event.InstanceDrains
	}
	return event.DeploymentReplacesIt
}

// UnhealthyOf are those of some running tasks that are not healthy, and their instances.
func (k *Cluster) UnhealthyOf(tasks []event.TaskID) (some []event.TaskID, hosts []int32) {
	for _, t := range tasks {
		if x := k.Tasks.At(t); !x.Is(Healthy) {
			some, hosts = append(some, t), append(hosts, int32(x.Instance))
		}
	}
	return some, hosts
}
