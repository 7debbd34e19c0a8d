package narrate

import (
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// TestEveryCauseHasWords names a cause that the log could not tell.
func TestEveryCauseHasWords(t *testing.T) {
	for c := range event.NumCauses {
		if (Cause(c) == "") != (c == event.NoCause) {
			t.Errorf("cause %d is worded %q", c, Cause(c))
		}
	}
}

// untold are the kinds of events that the log does not tell: of what other lines say, and of what
// only counts.
var untold = []event.Kind{
	event.RunStarted, event.RunEnded, // the opening says what there is at the start
	event.TaskRequested, event.TaskPending, event.TaskActivating, event.TaskSuperseded, event.TaskKept,
	event.TaskDraining, event.TaskDismissed, event.TaskDeactivating, event.TaskTerminating, event.TaskHalted, event.TaskLeft,
	event.TaskDeprovisioning, event.TaskLost, event.TaskGone,
	event.SlotTaken, event.SlotFreed, event.ENICreated, event.AddressTaken, event.AddressFreed,
	event.PortChosen, event.PortBound, event.PortReleased, event.BridgeJoined, event.BridgeLeft,
	event.ListenerOpened, event.ListenerClosed, event.ContainerCreated,
	event.DesiredChanged, event.PlacementRefused, event.ClosestRefused, event.ServiceHeldUp, event.ServicePassStarted,
	event.ServicePassed, event.ServiceThrottled, event.ServiceUnbalanced, event.ServiceMoved,
	event.ServiceBalanced, event.DeploymentChanged, event.InstanceRetiring, event.CapacityMeasured,
}

// TestEveryKindIsToldOrNot names a kind of event of which nobody has decided whether the log tells
// it.
func TestEveryKindIsToldOrNot(t *testing.T) {
	for kind := range event.NumKinds {
		if told := lines[kind] != nil; told == slices.Contains(untold, kind) {
			t.Errorf("%v: the log tells it: %v, and it stands among those that it does not tell: %v", kind, told, told)
		}
	}
}

// textsOf are the events that a service has kept.
func textsOf(x *service) (texts []string) {
	for n := range x.kept {
		texts = append(texts, x.kept[(x.oldest+n)%len(x.kept)].text("web", []string{"a", "b"}, "host-1"))
	}
	return texts
}

// A pass that starts and stops very many tasks lists the last thousand of them, ten in one event.
func TestNewestHundredServiceEvents(t *testing.T) {
	x := service{}
	x.announce(0, 7, 2)
	x.announce(0, 2012, 0)
	got := textsOf(&x)
	const want = "(service web) has started 10 tasks: (task web/1013) (task web/1014) (task web/1015) (task web/1016) " +
		"(task web/1017) (task web/1018) (task web/1019) (task web/1020) (task web/1021) (task web/1022)."
	if len(got) != eventsKept || got[0] != want {
		t.Errorf("%d events, the first of them %q; want %d and %q", len(got), got[0], eventsKept, want)
	}
	for n := range int32(1003) {
		x.stopped = append(x.stopped, n+1)
	}
	x.pending = 2
	x.announce(0, 2012, 0)
	got = textsOf(&x)
	last := got[len(got)-2:]
	if want := []string{
		"(service web) has stopped 10 running tasks: (task web/994) (task web/995) (task web/996) (task web/997) " +
			"(task web/998) (task web/999) (task web/1000) (task web/1001) (task web/1002) (task web/1003).",
		"(service web) stopped 2 pending tasks.",
	}; len(got) != eventsKept || !slices.Equal(last, want) {
		t.Errorf("%d events, the last of them\n%q; want %d and\n%q", len(got), last, eventsKept, want)
	}
}

// What is wrong is said once, again when something else was said, and after six hours.
func TestServiceEventsSayOnce(t *testing.T) {
	x := service{}
	for _, row := range []struct {
		hours   time.Duration
		closest int32
		reason  model.Reason
		said    bool
	}{
		{0, 1, model.ReasonCPU, true},
		{1, 1, model.ReasonCPU, false},
		{2, 2, model.ReasonCPU, true},
		{3, 2, model.ReasonMemory, true},
		{8, 2, model.ReasonMemory, false},
		{9, 2, model.ReasonMemory, true}, // six hours after it was said
		{10, event.None, model.ReasonProvisioning, true},
		{12, event.None, model.Fits, true},
	} {
		before := len(x.kept)
		refused := topic{kind: event.PlacementRefused, reason: row.reason, about: row.closest}
		x.say(des.Time(row.hours*time.Hour), message{topic: refused})
		if said := len(x.kept) > before; said != row.said {
			t.Errorf("after %d hours %v of instance %d is said: %v, want %v",
				row.hours, row.reason, row.closest, said, row.said)
		}
	}
}

// In a pass, what is wrong is said after what the pass has done. A pass in which nothing is wrong
// ends it: when it is so again, that is said again.
func TestServiceEventsOfPasses(t *testing.T) {
	x := service{}
	heldUp := func() { x.say(0, message{topic: topic{kind: event.ServiceHeldUp}}) }
	x.inPass = true
	heldUp()
	x.inPass, x.registered = false, 2
	x.announce(2, 1, 1)
	heldUp() // it was said in the pass
	x.announce(2, 2, 0)
	heldUp()
	want := []string{
		"(service web) has started 1 tasks: (task web/1). Amazon ECS replaced 1 tasks due to an unhealthy status.",
		"(service web) registered 1 targets in (target-group a)",
		"(service web) registered 1 targets in (target-group b)",
		"(service web) " + words.HeldUp,
		"(service web) has started 1 tasks: (task web/2).",
		"(service web) " + words.HeldUp,
	}
	if got := textsOf(&x); !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// TestEveryServiceEvent words each kind of message.
func TestEveryServiceEvent(t *testing.T) {
	x := service{}
	of := func(kind event.Kind, about int32) message {
		return message{
			topic: topic{kind: kind, about: about}, count: 1, zones: []string{"a", "b"}, tasksIn: []int{3, 1},
		}
	}
	failed := func(cause event.Cause) message {
		m := of(event.DeploymentFailed, 4)
		m.cause = cause
		return m
	}
	for _, row := range []struct {
		m    message
		want string
	}{
		{of(event.TargetDeregistered, 1), "deregistered 1 targets in (target-group b)"},
		{of(event.TargetDraining, 0), "has begun draining connections on 1 tasks."},
		{of(event.ServiceThrottled, 0), "is unable to consistently start tasks successfully."},
		{of(event.ServiceSteady, 0), "has reached a steady state."},
		{of(event.ServiceBalanced, 0), "is AZ balanced with 3 tasks in a, 1 tasks in b."},
		{of(event.ServiceUnbalanced, 0), "is not AZ balanced with 3 tasks in a, 1 tasks in b. AZ Rebalancing in progress."},
		{of(event.DeploymentCompleted, 4), "(deployment ecs-svc/5) deployment completed."},
		{failed(event.CircuitBreaker), "(deployment ecs-svc/5) deployment failed: tasks failed to start."},
		{failed(event.AlarmInAlarm), "(deployment ecs-svc/5) deployment failed: alarm detected."},
		{of(event.DeploymentRolledBack, 2), "rolling back to deployment ecs-svc/3."},
	} {
		x.kept = []message{row.m}
		if got := textsOf(&x); got[0] != "(service web) "+row.want {
			t.Errorf("%v: %q, want %q", row.m.kind, got[0], row.want)
		}
	}
}
