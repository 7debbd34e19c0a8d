package engine

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// exitAfter is how long a task's essential container runs, from its start or its last
// restart, until it exits by itself; des.Forever where it does not. Each restart has a draw
// of its own.
func (k *cluster) exitAfter(t *task, r *revision, x *containers) time.Duration {
	purpose := drawExit
	if x != nil {
		purpose += uint32(x.restarts) << 8
	}
	return k.draw(t, purpose, &r.exit)
}

// scheduleExit makes the exit of a service's task due, if it has one; x is the record of its
// restarts, nil before the first.
func (k *cluster) scheduleExit(i taskID, t *task, r *revision, x *containers) {
	if length := k.exitAfter(t, r, x); length != des.Forever {
		k.schedule(taskExited, i, t, k.clock.Now().Add(length))
	}
}

// scheduleEnd makes the end of a RunTask task due, if it has one: when its work is done, or
// its container exits before.
func (k *cluster) scheduleEnd(i taskID, t *task, stream *config.RunTask, r *revision, x *containers) {
	length := k.exitAfter(t, r, x)
	if !stream.Forever {
		length = min(length, k.workLeft(t, stream, x))
	}
	if length != des.Forever {
		k.schedule(taskEnded, i, t, k.clock.Now().Add(length))
	}
}

// workLeft is how much longer a RunTask task has to run until its work is done.
func (k *cluster) workLeft(t *task, stream *config.RunTask, x *containers) time.Duration {
	length := k.draw(t, drawRun, &stream.RunFor)
	if x != nil && length != des.Forever {
		length -= x.ran
	}
	return length
}

// restarts has the agent restart a task's essential container in place that has exited after
// it ran so long, if its restart policy says so: nothing that the task holds changes, and
// neither the service nor its circuit breaker learns of it. A container that is started again
// takes no time to speak of: it is there already.
func (k *cluster) restarts(i taskID, t *task, r *revision, ran time.Duration) bool {
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
func (k *cluster) onTaskEnded(i taskID, t *task) {
	r := k.rev(t)
	if r.restart != nil {
		stream, x := k.owner(t).stream, k.inner[i]
		ran := k.exitAfter(t, r, x)
		if (stream.Forever || ran < k.workLeft(t, stream, x)) && k.restarts(i, t, r, ran) {
			if x = k.inner[i]; !stream.Forever || x.restarts < exitsFollowed || k.config.Duration > 0 || !r.again {
				k.scheduleEnd(i, t, stream, r, x)
			} // else it goes on like this for ever
			return
		}
	}
	if r.plan != nil {
		k.essentialExited(i, t)
		return
	}
	k.endOver(i, t)
}

// endOver is the moment at which a RunTask task has stopped whose essential container exited.
func (k *cluster) endOver(i taskID, t *task) {
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
func (k *cluster) onTaskExited(i taskID, t *task) {
	r := k.rev(t)
	if r.restart != nil && k.restarts(i, t, r, k.exitAfter(t, r, k.inner[i])) {
		k.scheduleExit(i, t, r, k.inner[i])
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
func (k *cluster) exitOver(i taskID, t *task) {
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
