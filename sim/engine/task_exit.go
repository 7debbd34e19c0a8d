package engine

import (
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// scheduleExit makes the exit of a service's task due, if it has one; x is the record of its
// restarts, nil before the first.
func (k *cluster) scheduleExit(i event.TaskID, t *state.Task, r *state.Revision, x *state.Containers) {
	if length := k.ExitAfter(t, r, x); length != des.Forever {
		k.schedule(state.TaskExited, i, t, k.Clock.Now().Add(length))
	}
}

// scheduleEnd makes the end of a RunTask task due, if it has one: when its work is done, or
// its container exits before.
func (k *cluster) scheduleEnd(i event.TaskID, t *state.Task, stream *config.RunTask, r *state.Revision, x *state.Containers) {
	length := k.ExitAfter(t, r, x)
	if !stream.Forever {
		length = min(length, k.WorkLeft(t, stream, x))
	}
	if length != des.Forever {
		k.schedule(state.TaskEnded, i, t, k.Clock.Now().Add(length))
	}
}

// restarts has the agent restart a task's essential container in place that has exited after
// it ran so long, if its restart policy says so: nothing that the task holds changes, and
// neither the service nor its circuit breaker learns of it. A container that is started again
// takes no time to speak of: it is there already.
func (k *cluster) restarts(i event.TaskID, t *state.Task, r *state.Revision, ran time.Duration) bool {
	if !r.Restart.Restarts(r.ExitCode, ran) {
		return false
	}
	x := k.inside(i, t)
	x.Restarts++
	x.RanBefore += ran
	k.Owner(t).Restarts++
	k.tellContainerOf(event.ContainerRestarted, i, t, r.MainPlace, event.RestartPolicy)
	return true
}

// onTaskEnded is the end of a RunTask task: its work is done, or its essential container
// exits before.
func (k *cluster) onTaskEnded(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	if r.Restart != nil {
		stream, x := k.Owner(t).Stream, k.Containers[i]
		ran := k.ExitAfter(t, r, x)
		if (stream.Forever || ran < k.WorkLeft(t, stream, x)) && k.restarts(i, t, r, ran) {
			if x = k.Containers[i]; !stream.Forever || x.Restarts < exitsFollowed || k.Config.Duration > 0 || !r.RestartsAlways {
				k.scheduleEnd(i, t, stream, r, x)
			} // else it goes on like this for ever
			return
		}
	}
	if r.Plan != nil {
		k.essentialExited(i, t)
		return
	}
	k.endOver(i, t)
}

// endOver is the moment at which a RunTask task has stopped whose essential container exited.
func (k *cluster) endOver(i event.TaskID, t *state.Task) {
	k.release(t)
	k.dismiss(i, t)
	k.tellCause(event.TaskStopped, i, t, event.EssentialContainerExited)
	k.halted(i, t)
}

// onTaskExited is the exit of the essential container of a service's task.
func (k *cluster) onTaskExited(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	if r.Restart != nil && k.restarts(i, t, r, k.ExitAfter(t, r, k.Containers[i])) {
		k.scheduleExit(i, t, r, k.Containers[i])
		return
	}
	if r.Plan != nil {
		k.essentialExited(i, t)
		return
	}
	k.exitOver(i, t)
}

// exitOver is the moment at which a service's task has stopped whose essential container
// exited, which the service makes up for.
func (k *cluster) exitOver(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	w.Exits++
	k.countFailure(t, model.StoppedReason{Code: model.StoppedExited})
	if !t.Is(state.Healthy) {
		w.Pass.Crashes++
	}
	k.countFutile(w)
	k.release(t)
	k.dismiss(i, t)
	k.tellCause(event.TaskStopped, i, t, event.EssentialContainerExited)
	k.lacks(w)
	k.wake(k.WorkloadOf(t))
	k.halted(i, t)
}
