package sim

import (
	"time"

	"ecssim/sim/des"
)

// exitLength is how long a task's essential container runs, from its start or its last
// restart, until it exits by itself; des.Forever where it does not.
func (k *cluster) exitLength(i int32, t *task) time.Duration {
	purpose, r := drawExit, k.rev(t)
	if r.restart != nil {
		if x := k.inner[i]; x != nil {
			purpose += uint32(x.restarts) << 8 // a draw of its own for each
		}
	}
	return k.draw(t, purpose, &r.exit)
}

// scheduleExit makes the exit of a service's task due, if it has one.
func (k *cluster) scheduleExit(i int32, t *task) {
	if length := k.exitLength(i, t); length != des.Forever {
		k.schedule(taskExited, i, t, k.clock.Now().Add(length))
	}
}

// scheduleEnd makes the end of a RunTask task due, if it has one: when its work is done, or
// its container exits before.
func (k *cluster) scheduleEnd(i int32, t *task) {
	if length := min(k.exitLength(i, t), k.workLeft(i, t)); length != des.Forever {
		k.schedule(taskEnded, i, t, k.clock.Now().Add(length))
	}
}

// workLeft is how much longer a RunTask task has to run until its work is done.
func (k *cluster) workLeft(i int32, t *task) time.Duration {
	stream := k.owner(t).stream
	if stream.Forever {
		return des.Forever
	}
	length := k.draw(t, drawRun, &stream.RunFor)
	if length != des.Forever && k.rev(t).restart != nil {
		if x := k.inner[i]; x != nil {
			length -= x.ran
		}
	}
	return length
}

// restarts has the agent restart a task's essential container in place that has exited after
// it ran so long, if its restart policy says so: nothing that the task holds changes, and
// neither the service nor its circuit breaker learns of it. A container that is started again
// takes no time to speak of: it is there already.
func (k *cluster) restarts(i int32, t *task, ran time.Duration) bool {
	r := k.rev(t)
	if !r.restart.Restarts(r.exitCode, ran) {
		return false
	}
	x := k.inside(i, t)
	x.restarts++
	x.ran += ran
	k.owner(t).restarts++
	k.say("container.restarted", i, "its restart policy does so", r.mainName)
	return true
}

// onTaskEnded is the end of a RunTask task: its work is done, or its essential container
// exits before.
func (k *cluster) onTaskEnded(i int32, t *task) {
	r := k.rev(t)
	if r.plain {
		k.endOver(i, t)
		return
	}
	if r.restart != nil && k.exitLength(i, t) < k.workLeft(i, t) && k.restarts(i, t, k.exitLength(i, t)) {
		if k.inner[i].restarts < exitsFollowed || k.config.Duration > 0 || !k.owner(t).stream.Forever {
			k.scheduleEnd(i, t)
		} // else it goes on like this for ever
		return
	}
	if r.plan != nil {
		k.essentialExited(i, t)
		return
	}
	k.endOver(i, t)
}

// endOver is the moment at which a RunTask task has stopped whose essential container exited.
func (k *cluster) endOver(i int32, t *task) {
	w := k.owner(t)
	w.completed++
	w.lastStop = k.clock.Now()
	k.release(t)
	k.dismiss(i, t)
	if k.logs() {
		k.tellExited(i)
	}
	k.halted(i, t)
}

// onTaskExited is the exit of the essential container of a service's task.
func (k *cluster) onTaskExited(i int32, t *task) {
	r := k.rev(t)
	if r.restart != nil && k.restarts(i, t, k.exitLength(i, t)) {
		k.scheduleExit(i, t)
		return
	}
	if r.plan != nil {
		k.essentialExited(i, t)
		return
	}
	k.exitOver(i, t)
}

// exitOver is the moment at which a service's task has stopped whose essential container
// exited, which the service makes up for.
func (k *cluster) exitOver(i int32, t *task) {
	w := k.owner(t)
	w.exits++
	k.countFailure(w, failedExit)
	if !t.is(healthy) {
		w.pass.crashes++
	}
	k.undo(w)
	k.release(t)
	k.dismiss(i, t)
	if k.logs() {
		k.tellExited(i)
	}
	k.lacks(w)
	k.wake(k.workOf(t))
	k.halted(i, t)
}
