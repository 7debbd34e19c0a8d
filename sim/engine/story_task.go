package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
)

// revisionOf names the task definition that a task was made from.
func (k *cluster) revisionOf(t *task) string { return k.config.Tasks[k.rev(t).def].Name() }

// began reports whether a task is one that ran before the scenario begins: how it
// came to run is no part of the story.
func (k *cluster) began(t *task) bool {
	w := k.owner(t)
	return w.service != nil && w.service.StartedBefore && k.clock.Now() == 0
}

// What follows on the steps of every task is called only where a log is read.

func (k *cluster) tellPlaced(i taskID) {
	k.owner(k.tasks.At(i)).saidNoRoom = ""
	t := k.tasks.At(i)
	if k.began(t) {
		return
	}
	cause, port := "", ""
	if t.item >= 0 && t.state == queued && t.asked < k.clock.Now() {
		cause = "capacity provider " + k.info[t.host].providerName(k.config) + " has room"
	}
	if ports := k.rev(t).net.HostPorts; len(ports) > 0 {
		port = "host port " + portList(ports)
	}
	k.say("task.placed", i, cause, listed(k.revisionOf(t), k.info[t.host].zone, port))
}

// providerName is the instance's capacity provider.
func (x *instance) providerName(c *config.Config) string {
	if x.provider < 0 {
		return ""
	}
	return c.Providers[x.provider].Name
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

func (k *cluster) tellRunning(i taskID) {
	t := k.tasks.At(i)
	if k.began(t) {
		if k.owner(t).requested > fewTasks {
			return // service.steady says how many they are
		}
		k.say("task.running", i, "it ran before the scenario begins", listed(k.revisionOf(t), k.address(t)))
	} else {
		took := ""
		if d := k.clock.Now().Sub(t.asked); d > 0 {
			took = lasting(d) + " after it was wanted"
		}
		k.say("task.running", i, "", listed(k.revisionOf(t), k.address(t), took))
	}
	if open, why := k.reachable(i); !open {
		k.say("task.unreachable", i, why, k.address(t))
	}
}

// address is where a task's ports can be reached: "" where it has none.
func (k *cluster) address(t *task) string {
	n := &k.rev(t).net
	ports := k.rev(t).staticPorts()
	static := len(ports)
	for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
		x := &k.sockets.nodes[at]
		ports = slices.Insert(ports, static, model.HostPort{Port: x.port, Protocol: x.proto}) // the last one chosen is first
	}
	switch {
	case len(ports) > 0:
		return "host port " + portList(ports)
	case n.Attach:
		return "an address of its own"
	}
	return ""
}

func (k *cluster) tellAttached(i taskID) {
	t := k.tasks.At(i)
	if k.began(t) {
		return
	}
	how := "an interface of the instance"
	if k.info[t.host].trunk {
		how = "a branch of the trunk"
	}
	k.say("eni.attached", i, "", fmt.Sprintf("%s, with an address of %s", how, k.config.Subnets[t.subnet].ID))
}

func (k *cluster) tellHealthy(i taskID) {
	t := k.tasks.At(i)
	if !k.logs() || k.began(t) {
		return
	}
	w := k.owner(t)
	cause := "nothing checks its health"
	switch checked := k.rev(t).check > 0; {
	case len(w.targets) > 0 && checked:
		cause = "its health checks and those of " + k.targetNames(w) + " pass"
	case len(w.targets) > 0:
		cause = "health checks of " + k.targetNames(w) + " pass"
	case checked:
		cause = "its health checks pass"
	case k.config.Timings.HealthyAfter > 0:
		cause += " and it has run for " + lasting(k.config.Timings.HealthyAfter)
	}
	k.say("task.healthy", i, cause, k.revisionOf(t))
}

// tellUnhealthy says that a running task will never be healthy, and where it cannot
// be reached.
func (k *cluster) tellUnhealthy(i taskID) {
	if !k.logs() {
		return
	}
	t := k.tasks.At(i)
	cause := "its health checks fail"
	if w := k.owner(t); len(w.targets) > 0 {
		cause = "health checks of " + k.targetNames(w) + " fail"
		if open, why := k.targeted(i); !open {
			cause += ": " + why
		}
	}
	k.say("task.unhealthy", i, cause, k.revisionOf(t))
}

// targetNames names a service's target groups.
func (k *cluster) targetNames(w *workload) string {
	var names []string
	for _, g := range w.targets {
		names = append(names, k.targets[g].name)
	}
	return strings.Join(names, ", ")
}

// tellStopped says how a task that was told to stop came to its end.
func (k *cluster) tellStopped(i taskID) {
	if !k.logs() {
		return
	}
	t := k.tasks.At(i)
	cause := "it was sent SIGTERM"
	switch r := k.rev(t); {
	case r.plan != nil:
		cause = "its containers were stopped"
	case k.draw(t, drawStop, &r.halt) >= r.stop:
		cause = "it was sent SIGKILL " + lasting(r.stop) + " after SIGTERM"
	}
	k.say("task.stopped", i, cause, k.revisionOf(t))
}

// stateNames are the states in the words of DescribeTasks.
var stateNames = [...]string{
	queued: "PROVISIONING", provisioning: "PROVISIONING", waiting: "PENDING", pending: "PENDING", activating: "ACTIVATING", running: "RUNNING",
	deactivating: "DEACTIVATING", stopping: "STOPPING", deprovisioning: "DEPROVISIONING",
}

// tellFailed says why a task failed, and in which of its states.
func (k *cluster) tellFailed(i taskID, was state, why failure) {
	if t := k.tasks.At(i); k.logs() {
		k.say("task.failed", i, why.text, k.revisionOf(t)+" while "+stateNames[was])
	}
}

// tellWaits says that a task waits for a capacity provider, and what it lacks.
func (k *cluster) tellWaits(i taskID, reason model.Reason) {
	if !k.logs() {
		return
	}
	l := k.laneOf(k.tasks.At(i))
	cause := "its instances are all taken"
	if k.providers[l.provider].size == 0 {
		cause = "it has no instances"
	} else if reason != model.Fits {
		cause = k.lack(l.shape, reason)
	}
	what := k.revisionOf(k.tasks.At(i)) + " waits for capacity provider " + k.config.Providers[l.provider].Name
	if l.count > 1 {
		what += " behind " + model.Counted(l.count-1, "task")
	}
	k.say("task.provisioning", i, cause, what)
}

func (k *cluster) tellStopping(i taskID, cause string) {
	if k.logs() {
		k.say("task.stopping", i, cause, k.revisionOf(k.tasks.At(i)))
	}
}

// tellExited says that a task ended by itself.
func (k *cluster) tellExited(i taskID) {
	k.say("task.stopped", i, "its essential container exited", k.revisionOf(k.tasks.At(i)))
}

func (k *cluster) tellDeleted(i taskID) {
	t := k.tasks.At(i)
	if t.subnet >= 0 {
		k.say("eni.deleted", i, "", "its ENI slot and an address of "+k.config.Subnets[t.subnet].ID+" are free")
	}
}
