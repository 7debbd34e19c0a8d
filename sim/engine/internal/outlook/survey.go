package outlook

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// survey is what the questions about all services at once have to know of each. It is made when
// such a question is asked and holds until something happens, so that to judge each of many
// services does not cost a look at all of them each time.
type survey struct {
	made bool
	of   []standing // by workload

	acting, restless, useful, repeating int // services with standing.acts, restless, useful and repeats
	futile                              int // the sum of standing.futile

	// Workloads of which a task may leave: in any case, unless they are assumed to be blocked,
	// and those of the latter that are not.
	leaving, leavingUnlessBlocked, leavingNotAssumed int

	answers map[question]answer
}

// standing is what a survey knows of a workload.
type standing struct {
	acts     bool    // a service that may act, or whose desired count auto scaling is about to change
	restless bool    // the same, where that is a reason for the run to go on
	useful   bool    // events of it are pending that are useful
	repeats  bool    // its tasks fail, or its auto scaling turns, again and again: more teaches nothing
	waits    bool    // it starts no task for the limit of PROVISIONING tasks
	futile   int     // pending expiries that no circuit breaker counts
	leaves   leaving // whether a task of it may leave
	any      leaving // whether any task of it may, whichever that is
}

// leaving says whether a task of a workload may leave its instance, whichever that is.
type leaving uint8

const (
	staysPut            leaving = iota
	leavesUnlessBlocked         // if the service is not assumed to be blocked
	leavesInAnyCase
)

// question is one about the cluster, or about a capacity provider.
type question struct {
	what     string
	provider event.ProviderID
	assuming bool // that services are blocked
}

// answer is a yes or a no, and whether it depends on tasks of other services that may leave.
type answer struct{ yes, dependsOnOthers bool }

// standingOf looks at one workload.
func (o *Outlook) standingOf(i event.WorkloadID) (s standing) {
	o.Looks++
	w := &o.Workloads[i]
	if w.Service != nil {
		acts, scales := o.serviceMayAct(w), o.mayScale(w)
		s.acts, s.restless = acts || scales, acts || scales && o.scalingIsFollowed(w)
		s.useful = o.usefulEvents(w) > 0
		s.repeats = o.FailsForever(w) || o.SourcesFailForever(w) || w.Scaling != nil && w.Scaling.Flaps()
		s.waits = w.Pass.NoRoom && w.LastReason == model.ReasonProvisioning
		if !o.breakerIsArmed(w) {
			s.futile = w.PendingExpiries
		}
		s.any = o.anyTaskLeaves(i)
	}
	s.leaves = s.any
	switch {
	case someTaskComesOrGoes(w):
		s.leaves, o.leavingWorkload = leavesInAnyCase, i
	case s.any == staysPut && w.ToReplace+w.Unhealthy > 0:
		s.leaves = leavesUnlessBlocked
	}
	return s
}

// someTaskComesOrGoes reports whether a task of a workload starts or stops.
func someTaskComesOrGoes(w *state.Workload) bool {
	return w.PendingEvents > 0 || w.Leaving > 0 || w.Placed != w.Running
}

// lastLeaves reports whether a task may leave of the workload that was last found to have such a
// one, where that is not the one that asks.
func (o *Outlook) lastLeaves(but event.WorkloadID) bool {
	i := o.leavingWorkload
	return i != but && someTaskComesOrGoes(&o.Workloads[i])
}

// lookAtAll makes the survey, if there is none.
func (o *Outlook) lookAtAll() {
	s := &o.survey
	if s.made {
		return
	}
	if s.of == nil {
		s.of = make([]standing, len(o.Workloads))
	}
	s.made = true
	s.acting, s.restless, s.useful, s.repeating, s.futile = 0, 0, 0, 0, 0
	s.leaving, s.leavingUnlessBlocked, s.leavingNotAssumed = 0, 0, 0
	for i := range event.WorkloadID(len(o.Workloads)) {
		s.of[i] = o.standingOf(i)
		o.count(i, 1)
	}
}

// count counts n workloads more that stand like one.
func (o *Outlook) count(i event.WorkloadID, n int) {
	s := &o.survey
	x := &s.of[i]
	if x.acts {
		s.acting += n
	}
	if x.restless {
		s.restless += n
	}
	if x.useful {
		s.useful += n
	}
	if x.repeats {
		s.repeating += n
	}
	s.futile += n * x.futile
	switch x.leaves {
	case leavesInAnyCase:
		s.leaving += n
	case leavesUnlessBlocked:
		s.leavingUnlessBlocked += n
		if !o.assumed[i] {
			s.leavingNotAssumed += n
		}
	}
}

// Forget drops what is known of all services: something has happened.
func (o *Outlook) Forget() {
	o.survey.made, o.together.assumed = false, false
	if len(o.survey.answers) > 0 {
		clear(o.survey.answers)
	}
}

// Reconsider looks at one service again: nothing has happened but a pass of it that changed
// nothing, or that its deployment was found to be STUCK.
func (o *Outlook) Reconsider(i event.WorkloadID) {
	if !o.survey.made {
		o.Forget()
		return
	}
	if may := o.mayBeBlockedTogether(i); may != o.assumed[i] && (!may || o.isStuck(&o.Workloads[i])) {
		o.together.assumed = false
	}
	if now := o.standingOf(i); now != o.survey.of[i] {
		o.count(i, -1)
		o.survey.of[i] = now
		o.count(i, 1)
		o.together.assumed = false
		clear(o.survey.answers)
	}
}

// assume takes a service to be blocked, or no more; the survey is made.
func (o *Outlook) assume(i event.WorkloadID, blocked bool) {
	if o.assumed[i] == blocked {
		return
	}
	o.count(i, -1)
	o.assumed[i] = blocked
	o.count(i, 1)
	for q := range o.survey.answers {
		if q.assuming {
			delete(o.survey.answers, q)
		}
	}
}

// once asks a question that is not about one service once, until something happens.
func (o *Outlook) once(what string, p event.ProviderID, ask func() bool) bool {
	q := question{what, p, o.assuming}
	a, known := o.survey.answers[q]
	if !known {
		before := o.dependsOnOthers
		o.dependsOnOthers = false
		a.yes = ask()
		a.dependsOnOthers = o.dependsOnOthers
		o.dependsOnOthers = before
		if o.survey.answers == nil {
			o.survey.answers = map[question]answer{}
		}
		o.survey.answers[q] = a
	}
	o.dependsOnOthers = o.dependsOnOthers || a.dependsOnOthers
	return a.yes
}

// someServiceActs reports whether a service may act, or auto scaling is about to change its desired
// count.
func (o *Outlook) someServiceActs() bool {
	if o.survey.made {
		return o.survey.acting > 0
	}
	return o.find(&o.restlessService, func(w *state.Workload) bool { return o.serviceMayAct(w) || o.mayScale(w) })
}

// someServiceIsRestless reports whether a service acts, where that is a reason for the run to go on.
func (o *Outlook) someServiceIsRestless() bool {
	if o.survey.made {
		return o.survey.restless > 0
	}
	return o.find(&o.restlessService, func(w *state.Workload) bool {
		return o.serviceMayAct(w) || o.scalingIsFollowed(w) && o.mayScale(w)
	})
}

// find reports whether a service is like that, the one that last was so asked first.
func (o *Outlook) find(last *int, is func(*state.Workload) bool) bool {
	services := len(o.Config.Services)
	for n := range services {
		i := (*last + n) % services
		if is(&o.Workloads[i]) {
			*last = i
			o.Looks += n
			return true
		}
	}
	o.Looks += services
	return false
}

// lastEventIsUseful reports whether the service that last had a useful event pending still has.
func (o *Outlook) lastEventIsUseful() bool {
	return len(o.Config.Services) > 0 && o.usefulEvents(&o.Workloads[o.pendingService]) > 0
}

// someEventIsUseful reports whether a useful event of a service is pending.
func (o *Outlook) someEventIsUseful() bool {
	if o.survey.made {
		return o.survey.useful > 0
	}
	return o.find(&o.pendingService, func(w *state.Workload) bool { return o.usefulEvents(w) > 0 })
}
