package engine

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// calls is the calls that create network interfaces, in order, and the bucket that lets
// them through. ECS makes them in the account, where EC2 may throttle them (developer
// guide, operating-at-scale-dealing-with-throttles). A throttled call is repeated; how,
// and for how long, is not published: here calls get through in the order in which they
// were first made, and one that has been repeated for Timings.CallTimeout
// fails its task.
type calls struct {
	bucket
	line []call // first come, first served
	due  bool   // an event for its head is due
}

// call is a task that waits for its interface, since. While it does its event
// eniAttached is due, at a time that nobody knows.
type call struct {
	ticket
	since des.Time
}

// mayCall reports whether the interface of a task can be created at once, where calls are
// limited; otherwise the task waits its turn, or has failed.
func (k *cluster) mayCall(i taskID, t *task) bool {
	size, now := k.config.Quotas.ENICalls, k.clock.Now()
	switch {
	case t.is(early):
		return true
	case len(k.calls.line) == 0 && k.calls.take(now, size):
		return true
	case k.config.Timings.CallTimeout == 0:
		k.fail(i, t, failedThrottle)
		return false
	}
	t.due |= bit(eniAttached)
	k.reckon(t, eniAttached, 1)
	k.calls.line = append(k.calls.line, call{k.ticket(i), now})
	k.say("eni.throttled", i, "EC2 lets no more calls through that create one", "")
	k.awaitCalls()
	return false
}

// awaitCalls has the line looked at when its head may call, or gives up.
func (k *cluster) awaitCalls() {
	if x := &k.calls; !x.due && len(x.line) > 0 {
		x.due = true
		at := min(x.next(k.clock.Now(), k.config.Quotas.ENICalls), x.line[0].since.Add(k.config.Timings.CallTimeout))
		k.clock.At(at, word(callsAllowed, 0, 0))
	}
}

// onCallsAllowed lets tasks of the line have their interfaces, as many as the bucket
// allows.
func (k *cluster) onCallsAllowed() {
	x, now := &k.calls, k.clock.Now()
	x.due = true // whoever joins the line meanwhile has no event to make
	done := 0
	for ; done < len(x.line); done++ {
		c := x.line[done]
		if !k.calling(c) {
			continue
		}
		t := k.tasks.At(c.i)
		if x.take(now, k.config.Quotas.ENICalls) {
			k.settle(t, eniAttached)
			k.createInterface(c.i, t)
		} else if now >= c.since.Add(k.config.Timings.CallTimeout) {
			k.fail(c.i, t, failedThrottle)
		} else {
			break
		}
	}
	x.line = append(x.line[:0], x.line[done:]...)
	x.due = false
	k.awaitCalls()
}

// calling reports whether a task of the line still waits.
func (k *cluster) calling(c call) bool {
	return k.tasks.Live(c.i, c.gen) && k.tasks.At(c.i).due&bit(eniAttached) != 0
}

// next is when the bucket has a token, not before now.
func (b *bucket) next(now des.Time, size config.Bucket) des.Time {
	const token = int64(time.Second)
	lacking := b.taken + token - int64(size.Burst)*token
	if lacking <= 0 {
		return now
	}
	per := int64(size.PerSecond)
	return max(now, b.at.Add(time.Duration((lacking+per-1)/per)))
}
