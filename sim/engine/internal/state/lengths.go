package state

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// ExitAfter is how long a task's essential container runs, from its start or its last
// restart, until it exits by itself; des.Forever where it does not. Each restart has a draw
// of its own.
func (k *Cluster) ExitAfter(t *Task, r *Revision, x *Containers) time.Duration {
	purpose := DrawExit
	if x != nil {
		purpose += uint32(x.Restarts) << 8
	}
	return k.Draw(t, purpose, &r.ExitAfter)
}

// WorkLeft is how much longer a RunTask task has to run until its work is done.
func (k *Cluster) WorkLeft(t *Task, stream *config.RunTask, x *Containers) time.Duration {
	length := k.Draw(t, DrawWork, &stream.RunFor)
	if x != nil && length != des.Forever {
		length -= x.RanBefore
	}
	return length
}

// The purposes of the draws that a task's luck decides, one draw each.
const (
	DrawAttach uint32 = iota + 1
	DrawPause
	DrawPull
	DrawStart
	DrawWork
	DrawDetach
	DrawReady
	DrawProxy
	DrawDependency
	DrawRegister
	DrawFirstCheck
	DrawExit
	DrawStop
	DrawExpiry
	DrawRegistration
	DrawAttachFault // whether its interface is never attached
)

// The purposes of the draws that an instance's luck decides.
const (
	DrawBoot uint32 = 1
	DrawEnd  uint32 = 2
	// DrawRegisterFault decides whether it never registers.
	DrawRegisterFault uint32 = 3
)

// Draw is how long a step takes for a task; 0 where the task began before the run.
func (k *Cluster) Draw(t *Task, purpose uint32, d *des.Dist) time.Duration {
	if t.Is(BeganBefore) {
		return 0
	}
	if length, ok := d.IsConstant(); ok {
		return length
	}
	return k.DrawLength(t, purpose, d)
}

// DrawLength is the length that a task's luck gives a step, whenever it began.
func (k *Cluster) DrawLength(t *Task, purpose uint32, d *des.Dist) time.Duration {
	return t.Luck.Draw(purpose, *d, &k.Scratch)
}

// StoppedBy is how the containers of a task that was told to stop have come to their end.
func (k *Cluster) StoppedBy(t *Task) event.Cause {
	switch r := k.RevisionOf(t); {
	case r.Plan != nil:
		return event.ContainersWereStopped
	case k.Draw(t, DrawStop, &r.ApplicationStop) >= r.StopTimeout:
		return event.SentSIGKILL
	}
	return event.SentSIGTERM
}
