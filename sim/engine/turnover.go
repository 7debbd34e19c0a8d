package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// mayLaunch reports whether a capacity provider's group may launch an instance, now or
// after what goes on in the cluster: one that it lacks of its desired count, or one that
// tasks need which wait for it now or will, where it has room for one or may give
// another up before while tasks of one workload stay.
func (k *cluster) mayLaunch(p event.ProviderID, work event.WorkloadID) bool {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	if x.Size >= x.Desired && !(c.Managed && (x.Size < c.Max || k.mayShed(p, work)) && k.mayBeAsked(p)) {
		return false
	}
	return k.launchable(event.GroupID(c.Group))
}

// mayTurnOver reports whether a capacity provider may launch an instance or give one up.
func (k *cluster) mayTurnOver(p event.ProviderID) bool {
	room := k.Providers[p].Size < k.Config.Providers[p].Max
	return k.mayShed(p, nobody) || room && (k.mayLaunch(p, nobody) || k.mayIdleAgain(p, nobody))
}

// mayIdleAgain reports whether a group may launch an instance that no task needs, now or
// when it has given up those that it has.
func (k *cluster) mayIdleAgain(p event.ProviderID, work event.WorkloadID) bool {
	return k.mayBeEmpty(p, work) && k.launchable(event.GroupID(k.Config.Providers[p].Group))
}

// mayBeEmpty reports whether a group that launches instances which no task needs has
// none, or may give up those that it has, while tasks of one workload stay.
func (k *cluster) mayBeEmpty(p event.ProviderID, work event.WorkloadID) bool {
	if !k.Idles(p) || k.Ceases(p) {
		return false
	}
	if k.Providers[p].Size == 0 {
		return !k.waitsOn(p)
	}
	return k.mayShed(p, work)
}

// mayBeAsked reports whether managed scaling of a group may find that it needs more
// instances than it has: for tasks that wait for it, now or later, or to be above its
// target.
func (k *cluster) mayBeAsked(p event.ProviderID) bool {
	c := &k.Config.Providers[p]
	more, excluded := k.Additions(c, p)
	if more > 0 {
		return true
	}
	if n := k.Providers[p].Size; c.Target < 100 && n > 0 && (excluded == 0 || !k.waitsOn(p)) && (k.BusyInstances(p)*100 > n*c.Target || k.goesOn()) {
		return true
	}
	for i := range k.Config.Services {
		if k.mayAsk(event.WorkloadID(i), p) {
			return true
		}
	}
	return false
}

// goesOn reports whether tasks may come or go, beside what the scenario has planned and
// the exits of containers that are restarted each time.
func (k *cluster) goesOn() bool { return k.comesAndGoes(0) }

// comesAndGoes is goesOn without so many events.
func (k *cluster) comesAndGoes(without int) bool {
	if k.LiveEvents-k.ScriptedEvents+k.UnfollowedExits-k.RepeatedExits > without {
		return true
	}
	for i := range k.Config.Services {
		if w := &k.Workloads[i]; k.restless(w) || k.mayScale(w) {
			return true
		}
	}
	return false
}

// astir reports whether anything goes on of which more may come than that tasks wait
// anew: tasks come or go, or the size of a provider's group changes.
func (k *cluster) astir() bool {
	waits := 0 // that end, and of which nothing may come
	for i := range k.Config.Services {
		if w := &k.Workloads[i]; !k.Breakable(w) {
			waits += w.PendingExpiries
		}
	}
	if k.comesAndGoes(waits) {
		return true
	}
	for p := range event.ProviderID(len(k.Providers)) {
		if k.unsettled(p) || k.mayBeEmpty(p, everybody) && (k.Providers[p].Size > 0 || k.LaunchObstacle(p).Reason == model.Fits) {
			return true
		}
	}
	return waits > 0 && k.givingUpHelps()
}

// asksFor reports whether tasks of a service may wait for a capacity provider that could
// launch an instance for them.
func (k *cluster) asksFor(w *state.Workload, p event.ProviderID) bool {
	for _, item := range w.Use.Providers {
		if event.ProviderID(item.Provider) != p || item.Weight+item.Base == 0 {
			continue
		}
		for _, r := range w.Revisions {
			if k.TasksPerInstance(&k.Config.Providers[p], &r.Claim, false) > 0 {
				return true
			}
		}
	}
	return false
}

// mayAsk reports whether a service may have tasks wait for a capacity provider: those
// that it starts now or in place of some that go, or, where tasks that wait give up, their
// successors.
func (k *cluster) mayAsk(work event.WorkloadID, p event.ProviderID) bool {
	w := &k.Workloads[work]
	if k.Deployments[w.Primary].Failed() || k.Spent(w) || !k.asksFor(w, p) {
		return false
	}
	waiting := 0
	for _, l := range k.Deployments[w.Primary].Revision.Queues {
		if n := k.Queues[l].Count; n > 0 {
			waiting += n
			next := k.afterGivingUp(l)
			if !state.Endless(k.Config.Timings.ProvisioningExpiry) && (k.Queues[next[0]].Provider == p || k.Queues[next[1]].Provider == p) {
				return true
			}
		}
	}
	if w.Placed-waiting != w.Running || w.Leaving > 0 || w.ToReplace > 0 || w.Unhealthy > 0 || k.Startable(work) > 0 || k.mayScale(w) {
		return true
	}
	for _, t := range w.Members {
		if x := k.Tasks.At(t); x.State != event.Queued && k.moves(x) {
			return true
		}
	}
	return k.mayLose(w, nobody)
}

// mayShed reports whether managed scaling may give instances of a group up, now or when
// the tasks that may go, other than those of one workload, have gone.
func (k *cluster) mayShed(p event.ProviderID, work event.WorkloadID) bool {
	return k.mayShedOf(p, work, k.Providers[p].Size)
}

// mayShedOf is mayShed of a group that has grown to a size, or has its own.
func (k *cluster) mayShedOf(p event.ProviderID, work event.WorkloadID, size int) bool {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	if !c.Managed || size <= c.Min || k.Swinging(p) {
		return false
	}
	stay, victim := 0, size > x.Size
	for h := range event.InstanceID(len(k.Instances)) {
		y := &k.Instances[h]
		if y.Provider != p || !y.CountsInGroup() {
			continue
		}
		stays := k.stays(h, work)
		if stays {
			stay++
		}
		if max((stay*100+c.Target-1)/c.Target, c.Min) >= size {
			return false
		}
		victim = victim || !(c.Protect && stays) && (y.State == state.InService || y.WillRegister())
	}
	if !victim || size == x.Size && k.waitsOn(p) && !k.leaves(p, work) && !k.boots(p) {
		return false // tasks that wait keep it from that, and nothing comes or goes that lets them in
	}
	k.hoped = true
	return true
}

// Whose tasks stay that are not on their way.
const (
	nobody    event.WorkloadID = event.None
	everybody event.WorkloadID = -2
)

// stays reports whether a task that is no daemon's stays on an instance.
func (k *cluster) stays(h event.InstanceID, work event.WorkloadID) bool {
	for n, i := range k.Instances[h].Tasks {
		if t := k.Tasks.At(i); !k.isDaemon(t) && !k.goes(t, work) {
			k.TasksLookedAt += n + 1
			return true
		}
	}
	k.TasksLookedAt += len(k.Instances[h].Tasks)
	return false
}

// goes reports whether a task may go from its instance.
func (k *cluster) goes(t *state.Task, work event.WorkloadID) bool {
	return k.moves(t) || work != everybody && k.WorkloadOf(t) != work && k.mayGo(t)
}

func (k *cluster) isDaemon(t *state.Task) bool {
	w := k.Owner(t)
	return w.Service != nil && w.Service.Daemon
}

// leaves reports whether a task that is no daemon's may go from an instance of a group.
func (k *cluster) leaves(p event.ProviderID, work event.WorkloadID) bool {
	for h := range k.Instances {
		if y := &k.Instances[h]; y.Provider != p || !y.CountsInGroup() {
			continue
		}
		k.TasksLookedAt += len(k.Instances[h].Tasks)
		for _, i := range k.Instances[h].Tasks {
			if t := k.Tasks.At(i); !k.isDaemon(t) && k.goes(t, work) {
				return true
			}
		}
	}
	return false
}

// waitsOn reports whether a task waits for a capacity provider and will not give up.
func (k *cluster) waitsOn(p event.ProviderID) bool {
	for l := range k.Queues {
		x := &k.Queues[l]
		if x.Provider != p {
			continue
		}
		for t := x.Waiting.Head; t >= 0; t = k.Tasks.At(t).Next {
			if k.Tasks.At(t).Due == 0 {
				return true
			}
		}
	}
	return false
}

// mayLose reports whether an instance with a task of a service may be given up by its
// group while tasks of one workload, that or nobody's, stay.
func (k *cluster) mayLose(w *state.Workload, work event.WorkloadID) bool {
	for p := range event.ProviderID(len(k.Providers)) {
		c := &k.Config.Providers[p]
		if !k.mayShed(p, work) && !(work != nobody && k.mayShedOf(p, work, c.Max) && k.mayLaunch(p, work)) {
			continue
		}
		for _, t := range w.Members {
			h := k.Tasks.At(t).Instance
			if h < 0 || k.Instances[h].Provider != p {
				continue
			}
			if !c.Protect || !k.stays(h, work) {
				return true
			}
		}
	}
	return false
}

// instanceMayCome reports whether an instance on which a task of a shape fits may come:
// one that boots or is replaced, or one that a capacity provider may launch.
func (k *cluster) instanceMayCome(r *state.Revision, shape state.ShapeID) bool {
	switch {
	case k.CapacityEvents > 0:
		return true
	case !k.astir():
		return false
	}
	for p := range event.ProviderID(len(k.Providers)) {
		if k.takes(p, r, shape) && (k.boots(p) || k.mayLaunch(p, r.Workload) || k.mayIdleAgain(p, r.Workload)) {
			return true
		}
	}
	return false
}

// takes reports whether a new instance of a capacity provider has room for a task of a
// shape of a revision, and meets its constraints.
func (k *cluster) takes(p event.ProviderID, r *state.Revision, shape state.ShapeID) bool {
	c := &k.Config.Providers[p]
	if w := &k.Workloads[r.Workload]; !(w.Service != nil && w.Service.Daemon) && k.TasksPerInstance(c, &r.Claim, true) == 0 {
		return false
	}
	g := &k.Config.Groups[c.Group]
	trunk, _ := k.Trunked(event.GroupID(c.Group))
	for _, zone := range g.Zones {
		in := k.Registered(state.InstanceKind{Group: event.GroupID(c.Group), Zone: zone, Trunk: trunk}, p)
		if k.Fleet.Suits(shape, &in) {
			return true
		}
	}
	return false
}

// boots reports whether an instance of a provider is about to register.
func (k *cluster) boots(p event.ProviderID) bool {
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Provider == p && x.WillRegister() {
			return true
		}
	}
	return false
}
