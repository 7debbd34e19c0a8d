package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// This file words the event log where a constant does not do. What it makes is
// only made for a log that is read.

// tellOpening says what the scenario begins with.
func (k *cluster) tellOpening() {
	if !k.logs() {
		return
	}
	for g := range k.Config.Groups {
		if group := &k.Config.Groups[g]; group.Count > 0 {
			k.sayCluster("instances.registered", "the scenario begins with them", k.openingGroup(event.GroupID(g)))
		}
	}
	for _, i := range k.Config.InOrder() {
		w := &k.Workloads[i]
		if !w.Service.StartedBefore {
			k.sayOf("deployment.started", w, "the service is created", k.DefinitionOf(k.Deployments[w.Primary])+k.band(w))
		}
	}
}

// lasting writes a length of time as scenario files do, to the millisecond.
func lasting(d time.Duration) string {
	s := d.Truncate(time.Millisecond).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// listed joins what there is.
func listed(parts ...string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, ", ")
}

// lack says what a task of a shape lacks where it comes closest to fit.
func (k *cluster) lack(shape state.ShapeID, reason model.Reason) string {
	h, found := k.Closest(shape)
	if h < 0 || found != reason {
		return words.Reason(reason)
	}
	x := k.Fleet.Failing(shape, int32(h))
	if !reason.OfRoom() {
		return fmt.Sprintf("%s: %s, the closest, would need %s", strings.TrimSuffix(reason.String(), "."), k.Instances[h].ID, x.Lift)
	}
	return fmt.Sprintf("%s: %s, the closest, has %s, and the task needs %s", strings.TrimSuffix(reason.String(), "."), k.Instances[h].ID, x.Have, x.Need)
}

// tellRefused says that RunTask was refused so many tasks for good.
func (k *cluster) tellRefused(i event.WorkloadID, n int) {
	if n > 0 && k.hears(event.RequestRefused) {
		k.emit(event.Event{Kind: event.RequestRefused, Workload: i, Reason: k.Workloads[i].LastReason, Count: int32(n)})
	}
	if w := &k.Workloads[i]; k.logs() && n > 0 {
		d := k.Deployments[w.Primary]
		k.sayOf("placement.refused", w, k.lack(d.Revision.Shape, w.LastReason), model.Counted(n, "task")+" of "+k.DefinitionOf(d)+" refused for good")
	}
}

// tellNoRoom says that a look at a service found no room for all that it may start.
func (k *cluster) tellNoRoom(i event.WorkloadID) {
	w := &k.Workloads[i]
	if !k.logs() {
		return
	}
	d := k.Deployments[w.Primary]
	cause, wait := k.lack(d.Revision.Shape, w.LastReason), lasting(w.Pass.RetryAt.Sub(k.Clock.Now()))
	line := fmt.Sprintf("%s of %s to place, next try in %s", model.Counted(k.Startable(i), "task"), k.DefinitionOf(d), wait)
	if said := cause + line; said != w.SaidNoRoom { // ECS too says it once
		w.SaidNoRoom = said
		k.sayOf("placement.refused", w, cause, line)
	}
}

// tellScaled says that a capacity provider changed its group's desired count.
func (k *cluster) tellScaled(p event.ProviderID, was int) {
	if !k.logs() {
		return
	}
	wait := ""
	if waiting := k.WaitingFor(p); waiting > 0 {
		wait = model.Counted(waiting, "task") + " waiting"
	}
	x := &k.Providers[p]
	k.sayCluster("capacity.scaled", listed(fmt.Sprintf("CapacityProviderReservation is %.0f %%", x.Metric), wait),
		fmt.Sprintf("%s from %d to %s", k.Config.Providers[p].Name, was, model.Counted(x.Desired, "instance")))
}

// tellExcluded says that tasks wait that managed scaling leaves out of account.
func (k *cluster) tellExcluded(p event.ProviderID, before int) {
	if x := &k.Providers[p]; k.logs() && x.Excluded > 0 && x.Excluded != before {
		k.sayCluster("capacity.excluded", "they do not fit its smallest instance type",
			fmt.Sprintf("%s does not scale for %s", k.Config.Providers[p].Name, model.Counted(x.Excluded, "task")))
	}
}

// tellResized says that service auto scaling changed a desired count.
func (k *cluster) tellResized(w *state.Workload, was int, metric float64) {
	if !k.logs() {
		return
	}
	var targets []string
	for _, p := range w.Scaling.Policies {
		targets = append(targets, strconv.FormatFloat(p.Target, 'g', -1, 64))
	}
	k.sayOf("service.scaled", w, fmt.Sprintf("the load is %.1f a task, target %s", metric, strings.Join(targets, ", ")),
		fmt.Sprintf("desired count from %d to %d", was, w.Requested))
}

// tellUpdated says what UpdateService has changed beside the revision.
func (k *cluster) tellUpdated(w *state.Workload, desired int, was config.Deploying) {
	if !k.logs() {
		return
	}
	count, percents := "", ""
	if w.Requested != desired {
		count = fmt.Sprintf("desired count from %d to %d", desired, w.Requested)
	}
	if d := w.Pass.Deploying; d != was {
		percents = fmt.Sprintf("minimumHealthyPercent %d, maximumPercent %d", d.MinimumHealthyPercent, d.MaximumPercent)
	}
	if what := listed(count, percents); what != "" {
		k.sayOf("service.updated", w, "UpdateService was called", what)
	}
}
