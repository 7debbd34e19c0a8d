package narrate

import (
	"net/netip"
	"slices"
	"strconv"

	"ecssim/model"
	"ecssim/sim/event"
)

// target is a target of a task in one target group.
type target struct {
	group   event.TargetGroupID
	address string
}

// keepTarget keeps the address of a target: it is that until the end, also when its container has
// given back its port.
func (l *Log) keepTarget(e *event.Event) {
	if e.Kind == event.TargetRegistered {
		l.registered[e.Task] = append(l.registered[e.Task], target{e.TargetGroup, l.targetAddress(e)})
	}
}

// targetAddress is a target as its target group has it: the address of the task's own interface,
// or the instance, and the port there.
func (l *Log) targetAddress(e *event.Event) string {
	protocol := "" // said where it is not TCP
	if e.Port.Protocol == model.UDP {
		protocol = "/" + e.Port.Protocol.String()
	}
	if !l.v.Revision(e.Deployment).Network.Attach {
		return l.v.InstanceName(e.Instance) + ":" + strconv.Itoa(int(e.Port.Port)) + protocol
	}
	if a := l.addresses.Task(e.Task).Main(); a.IsValid() {
		return netip.AddrPortFrom(a, e.Port.Port).String() + protocol
	}
	return ""
}

// ofTarget writes an event of a target of a task, unless the task ran before the scenario begins.
func (l *Log) ofTarget(e *event.Event, n int, cause, more string) {
	if !l.ranBefore(e) {
		l.atAddress(e, l.registered[e.Task][n].address, cause, listed(l.v.TargetGroup(e.TargetGroup).Name, more))
	}
}

// targetOf is the target of an event: the first in its target group. A task may have two there, of
// which events tell in their order.
func (l *Log) targetOf(e *event.Event) int {
	return slices.IndexFunc(l.registered[e.Task], func(t target) bool { return t.group == e.TargetGroup })
}

// moveBehind puts a target of a task behind the others, so that the next event of its kind is of the
// one that is next.
func (l *Log) moveBehind(task event.TaskID, n int) {
	all := l.registered[task]
	x := all[n]
	l.registered[task] = append(slices.Delete(all, n, n+1), x)
}

// targetRegistered says that the list of a load balancer has one target more.
func (l *Log) targetRegistered(e *event.Event) { l.ofTarget(e, len(l.registered[e.Task])-1, "", "") }

// targetHealthy says that the load balancer sends connections to a target.
func (l *Log) targetHealthy(e *event.Event) {
	n := l.targetOf(e)
	l.ofTarget(e, n, "", "")
	l.moveBehind(e.Task, n)
}

// targetUnhealthy says that a target that was healthy gets no more connections, unless no other one
// is healthy.
func (l *Log) targetUnhealthy(e *event.Event) {
	n := l.targetOf(e)
	l.ofTarget(e, n, "its health checks fail", "")
	l.moveBehind(e.Task, n)
}

// targetDraining says that a target gets no new connections.
func (l *Log) targetDraining(e *event.Event) {
	n := l.targetOf(e)
	l.ofTarget(e, n, "", "for "+lasting(e.Length))
	l.moveBehind(e.Task, n)
}

// targetDrained says that a target has drained: target.deregistered follows.
func (l *Log) targetDrained(e *event.Event) {
	l.ofTarget(e, l.targetOf(e), "the deregistration delay is over", "")
}

// targetDeregistered says that the list of a load balancer has one target less.
func (l *Log) targetDeregistered(e *event.Event) {
	n := l.targetOf(e)
	l.ofTarget(e, n, "", "")
	if l.registered[e.Task] = slices.Delete(l.registered[e.Task], n, n+1); len(l.registered[e.Task]) == 0 {
		delete(l.registered, e.Task)
	}
}
