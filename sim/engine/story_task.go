package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// revisionOf names the task definition that a task was made from.
func (k *cluster) revisionOf(t *state.Task) string {
	return k.Config.Tasks[k.RevisionOf(t).Definition].Name()
}

// What follows on the steps of every task is called only where a log is read.

func (k *cluster) tellPlaced(i event.TaskID) {
	k.Owner(k.Tasks.At(i)).SaidNoRoom = ""
	t := k.Tasks.At(i)
	if k.BeganBeforeRun(t) {
		return
	}
	cause, port := "", ""
	if t.StrategyItem >= 0 && t.State == event.Queued && t.AskedAt < k.Clock.Now() {
		cause = "capacity provider " + k.Instances[t.Instance].ProviderName(k.Config) + " has room"
	}
	if ports := k.RevisionOf(t).Network.HostPorts; len(ports) > 0 {
		port = "host port " + portList(ports)
	}
	k.say("task.placed", i, cause, listed(k.revisionOf(t), k.Instances[t.Instance].Zone, port))
}

// portList names up to three ports.
func portList(ports []model.HostPort) string {
	var names []string
	for _, p := range ports[:min(len(ports), 3)] {
		names = append(names, p.String())
	}
	if more := len(ports) - 3; more > 0 {
		names = append(names, strconv.Itoa(more)+" more")
	}
	return strings.Join(names, ", ")
}

// fewTasks is up to how many tasks of a service that ran before the scenario begins
// have a line each.
const fewTasks = 5

func (k *cluster) tellRunning(i event.TaskID) {
	t := k.Tasks.At(i)
	if k.BeganBeforeRun(t) {
		if k.Owner(t).Requested > fewTasks {
			return // service.steady says how many they are
		}
		k.say("task.running", i, "it ran before the scenario begins", listed(k.revisionOf(t), k.address(t)))
	} else {
		took := ""
		if d := k.Clock.Now().Sub(t.AskedAt); d > 0 {
			took = lasting(d) + " after it was wanted"
		}
		k.say("task.running", i, "", listed(k.revisionOf(t), k.address(t), took))
	}
	if open, why := k.reachable(i); !open {
		k.say("task.unreachable", i, why, k.address(t))
	}
}

// address is where a task's ports can be reached: "" where it has none.
func (k *cluster) address(t *state.Task) string {
	n := &k.RevisionOf(t).Network
	ports := k.RevisionOf(t).StaticPorts()
	static := len(ports)
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		x := &k.Sockets.Nodes[at]
		ports = slices.Insert(ports, static, model.HostPort{Port: x.Port, Protocol: x.Proto}) // the last one chosen is first
	}
	switch {
	case len(ports) > 0:
		return "host port " + portList(ports)
	case n.Attach:
		return "an address of its own"
	}
	return ""
}

func (k *cluster) tellAttached(i event.TaskID) {
	t := k.Tasks.At(i)
	if k.BeganBeforeRun(t) {
		return
	}
	how := "an interface of the instance"
	if k.Instances[t.Instance].Trunk {
		how = "a branch of the trunk"
	}
	k.say("eni.attached", i, "", fmt.Sprintf("%s, with an address of %s", how, k.Config.Subnets[t.Subnet].ID))
}

func (k *cluster) tellHealthy(i event.TaskID) {
	t := k.Tasks.At(i)
	if !k.logs() || k.BeganBeforeRun(t) {
		return
	}
	w := k.Owner(t)
	cause := "nothing checks its health"
	switch checked := k.RevisionOf(t).CheckInterval > 0; {
	case len(w.TargetGroups) > 0 && checked:
		cause = "its health checks and those of " + k.targetNames(w) + " pass"
	case len(w.TargetGroups) > 0:
		cause = "health checks of " + k.targetNames(w) + " pass"
	case checked:
		cause = "its health checks pass"
	case k.Config.Timings.HealthyAfter > 0:
		cause += " and it has run for " + lasting(k.Config.Timings.HealthyAfter)
	}
	k.say("task.healthy", i, cause, k.revisionOf(t))
}

// tellUnhealthy says that a running task will never be healthy, and where it cannot
// be reached.
func (k *cluster) tellUnhealthy(i event.TaskID) {
	if !k.logs() {
		return
	}
	t := k.Tasks.At(i)
	cause := "its health checks fail"
	if w := k.Owner(t); len(w.TargetGroups) > 0 {
		cause = "health checks of " + k.targetNames(w) + " fail"
		if open, why := k.targeted(i); !open {
			cause += ": " + why
		}
	}
	k.say("task.unhealthy", i, cause, k.revisionOf(t))
}

// targetNames names a service's target groups.
func (k *cluster) targetNames(w *state.Workload) string {
	var names []string
	for _, g := range w.TargetGroups {
		names = append(names, k.TargetGroups[g].Name)
	}
	return strings.Join(names, ", ")
}

// tellStopped says how a task that was told to stop came to its end.
func (k *cluster) tellStopped(i event.TaskID) {
	if !k.logs() {
		return
	}
	t := k.Tasks.At(i)
	cause := "it was sent SIGTERM"
	switch r := k.RevisionOf(t); {
	case r.Plan != nil:
		cause = "its containers were stopped"
	case k.draw(t, drawStop, &r.ApplicationStop) >= r.StopTimeout:
		cause = "it was sent SIGKILL " + lasting(r.StopTimeout) + " after SIGTERM"
	}
	k.say("task.stopped", i, cause, k.revisionOf(t))
}

// tellFailed says why a task failed, and in which of its states.
func (k *cluster) tellFailed(i event.TaskID, was event.TaskState, why model.StoppedReason) {
	if t := k.Tasks.At(i); k.logs() {
		k.say("task.failed", i, k.RevisionOf(t).StoppedText(why), k.revisionOf(t)+" while "+was.String())
	}
}

// tellWaits says that a task waits for a capacity provider, and what it lacks.
func (k *cluster) tellWaits(i event.TaskID, reason model.Reason) {
	if !k.logs() {
		return
	}
	l := k.QueueOf(k.Tasks.At(i))
	cause := "its instances are all taken"
	if k.Providers[l.Provider].Size == 0 {
		cause = "it has no instances"
	} else if reason != model.Fits {
		cause = k.lack(l.Shape, reason)
	}
	what := k.revisionOf(k.Tasks.At(i)) + " waits for capacity provider " + k.Config.Providers[l.Provider].Name
	if l.Count > 1 {
		what += " behind " + model.Counted(l.Count-1, "task")
	}
	k.say("task.provisioning", i, cause, what)
}

func (k *cluster) tellStopping(i event.TaskID, cause string) {
	if k.logs() {
		k.say("task.stopping", i, cause, k.revisionOf(k.Tasks.At(i)))
	}
}

// tellExited says that a task ended by itself.
func (k *cluster) tellExited(i event.TaskID) {
	k.say("task.stopped", i, "its essential container exited", k.revisionOf(k.Tasks.At(i)))
}

func (k *cluster) tellDeleted(i event.TaskID) {
	t := k.Tasks.At(i)
	if t.Subnet >= 0 {
		k.say("eni.deleted", i, "", "its ENI slot and an address of "+k.Config.Subnets[t.Subnet].ID+" are free")
	}
}
