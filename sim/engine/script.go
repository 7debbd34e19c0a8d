package engine

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// onScripted carries out an event of the scenario, which Config.Events numbers, or a scheduled
// action, which has a number after theirs.
func (k *cluster) onScripted(n int32) {
	k.Changes++
	k.Freed++ // what failed again and again before may do better now
	k.health.Forgive()
	if int(n) >= len(k.Config.Events) {
		k.scaling.OnScheduled(n)
		return
	}
	e := &k.Config.Events[n]
	done := 0 // instances, or tasks, to which it has been done
	switch e.Kind {
	case config.UpdateService:
		k.updateService(e)
	case config.StopTasks:
		k.stopChosen(e)
	case config.SetLoad:
		k.scaling.SetLoad(event.WorkloadID(e.Service), e.Load)
		k.health.SetLoad(event.WorkloadID(e.Service), e.Load)
	case config.FailHealthChecks:
		if done = k.health.Fail(e); done == 0 {
			k.nothingTo(n)
		}
	case config.SetAlarm:
		k.setAlarm(e.Alarm, e.Enable)
	case config.StopDeployment:
		k.stopDeployment(n)
	case config.PutAccountSetting:
		k.Trunking = e.Enable
		if k.hears(event.SettingChanged) {
			k.emit(event.Event{Kind: event.SettingChanged, On: e.Enable})
		}
	case config.FailAvailabilityZone:
		k.failZone(n)
	case config.RestoreAvailabilityZone:
		k.restoreZone(n)
	case config.SetGroup:
		k.group(event.GroupID(e.Group)).set(e)
	case config.Listen, config.Unlisten:
		for _, h := range k.instancesOf(n) {
			if k.setProcess(h, e) {
				done++
			}
		}
	default:
		if e.InBatches() {
			k.group(event.GroupID(e.Group)).replaceInBatches(n)
			break
		}
		for _, h := range k.instancesOf(n) {
			k.doToInstance(e.Kind, h)
			done++
		}
	}
	if k.hears(event.ScriptDone) {
		k.emit(event.Event{Kind: event.ScriptDone, Script: n, Count: int32(done)})
	}
}

// setProcess has a process that is no task take the port of an event on an instance, or give
// it back; it reports whether it could.
func (k *cluster) setProcess(h event.InstanceID, e *config.Event) bool {
	kind := event.ListenerClosed
	if e.Kind == config.Listen {
		kind = event.ListenerOpened
	}
	ok := k.Sockets.SetProcess(h, e.Port, e.Kind == config.Listen)
	if ok && k.hears(kind) {
		k.emit(event.Event{Kind: kind, Instance: h, Port: e.Port})
	}
	return ok
}

// doToInstance does what is planned to one instance.
func (k *cluster) doToInstance(what config.EventKind, h event.InstanceID) {
	x := &k.Instances[h]
	switch what {
	case config.TerminateInstances:
		k.terminate(h, event.TerminateInstancesCalled)
		if x.Provider >= 0 {
			k.Providers[x.Provider].ZonesMayBeUneven = true
		}
	case config.DrainInstances:
		k.drain(h, event.StatusSetToDraining)
	case config.ReplaceInstances:
		k.retire(h, event.IsBeingReplaced, x.Provider < 0) // an Auto Scaling group replaces what it lacks by itself
	case config.InterruptSpot:
		if k.hears(event.SpotNoticed) {
			k.emit(event.Event{Kind: event.SpotNoticed, Instance: h, Until: k.Clock.Now().Add(k.Config.Timings.SpotNotice)})
		}
		k.scheduleTimer(state.SpotReclaimed, h, k.Clock.Now().Add(k.Config.Timings.SpotNotice))
		if k.Config.Groups[x.Group].SpotDraining || x.Provider >= 0 && k.Config.Providers[x.Provider].Drain {
			k.drain(h, event.HasSpotNotice)
		}
	case config.DisconnectAgent:
		k.disconnect(h)
	case config.ReconnectAgent:
		k.reconnect(h)
	case config.RestartAgent:
		k.Sockets.Restart(h)
		k.tellInstance(event.AgentRestarted, h, event.NoCause, 0)
	}
}

// disconnect cuts an agent off: its tasks run on, and nothing new is placed there
// (developer guide, ecs_cwe_events).
func (k *cluster) disconnect(h event.InstanceID) {
	x := &k.Instances[h]
	if x.State != state.InService || !x.Connected {
		return
	}
	x.Connected = false
	k.Fleet.SetStatus(int32(h), x.Active(), false)
	k.Changes++
	k.tellInstance(event.AgentDisconnected, h, event.NoCause, int(x.TaskCount))
}

// reconnect has an agent connected again: interfaces attached and stops asked for meanwhile happen now.
func (k *cluster) reconnect(h event.InstanceID) {
	x := &k.Instances[h]
	if x.State != state.InService || x.Connected {
		return
	}
	x.Connected = true
	k.Fleet.SetStatus(int32(h), x.Active(), true)
	k.Changes++
	k.tellInstance(event.AgentReconnected, h, event.NoCause, len(x.MissedAttachments)+len(x.MissedStops))
	attachments, stops := x.MissedAttachments, x.MissedStops
	x.MissedAttachments, x.MissedStops = nil, nil
	for _, m := range attachments {
		if k.Tasks.Live(m.Task, m.Gen) && !k.Tasks.At(m.Task).Is(state.DesiredStopped) {
			k.strikeOffAll(k.Tasks.At(m.Task))
			k.onENIAttached(m.Task, k.Tasks.At(m.Task))
		}
	}
	for _, m := range stops {
		if k.Tasks.Live(m.Task, m.Gen) {
			k.proceedToStop(m.Task)
		}
	}
	k.wakeQueue(h)
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.Pass.Lacking {
			k.retryNow(event.WorkloadID(i))
		}
	}
}

// failZone ends every instance of the zone that an event names, and nothing is launched there again.
func (k *cluster) failZone(n int32) {
	zone := k.Config.Events[n].Zone
	k.FailedZones[zone] = true
	if k.hears(event.ZoneFailed) {
		k.emit(event.Event{Kind: event.ZoneFailed, Zone: k.ZoneID(zone), Script: n})
	}
	for h := range event.InstanceID(len(k.Instances)) {
		if k.Instances[h].Zone == zone {
			k.terminate(h, event.ZoneHasFailed)
		}
	}
}

// updateService is UpdateService: a new task definition or a forced deployment
// starts a deployment, a new desired count alone does not.
func (k *cluster) updateService(e *config.Event) {
	i := event.WorkloadID(e.Service)
	w := &k.Workloads[i]
	k.completeIfDone(i)
	desired, was := w.Requested, w.Pass.Deploying
	if e.Deploying != nil {
		w.Pass.Deploying = *e.Deploying
	}
	if e.Desired != config.None {
		k.setRequested(i, e.Desired, event.UpdateServiceCalled)
	}
	if k.hears(event.ServiceUpdated) {
		k.emit(event.Event{
			Kind: event.ServiceUpdated, Workload: i, From: int32(desired), To: int32(w.Requested), On: w.Pass.Deploying != was,
		})
	}
	rev := k.Deployments[w.Primary].Revision
	def := rev.Definition
	if e.Task != config.None && e.Task != def {
		def = e.Task
	}
	if def == rev.Definition && !e.Force {
		k.noteLacking(w)
		k.resetWaits(i)
		return
	}
	rev, err := k.revisionFor(i, def)
	if err != nil {
		panic("sim: a task definition that the scenario was checked with does not place: " + err.Error())
	}
	k.deploy(i, rev, e.Force)
}

// stopChosen stops tasks of a service or of a task group, the oldest first. StopTask
// does not wait for a target to drain, as the service scheduler does (containers-roadmap
// issues 576 and 708).
func (k *cluster) stopChosen(e *config.Event) {
	n := e.Count
	for i := range k.Workloads {
		w := &k.Workloads[i]
		if e.Service != config.None && i != e.Service ||
			e.Service == config.None && (w.RunTask == nil || w.RunTask.Group != e.TaskGroup) {
			continue
		}
		for t := range k.TasksOf(event.WorkloadID(i)) {
			if n == 0 {
				return
			}
			n--
			if w.Service == nil && k.Tasks.At(t).State == event.Queued {
				k.countFailure(k.Tasks.At(t), model.StoppedReason{Code: model.StoppedUnplaced})
			}
			if x := k.Tasks.At(t); x.Is(state.TargetRegistered) {
				k.deregisterTargets(t, x) // and SIGTERM goes out at once
			}
			k.stopTask(t, event.StopTaskCalled)
			k.noteLacking(w)
			k.wake(event.WorkloadID(i))
		}
	}
}

// nothingTo tells of an event of the scenario that finds no instance to be done to.
func (k *cluster) nothingTo(n int32) {
	if k.hears(event.ScriptVoid) {
		k.emit(event.Event{Kind: event.ScriptVoid, Script: n})
	}
}

// instancesOf lists the instances that an event is about, the oldest first.
func (k *cluster) instancesOf(n int32) []event.InstanceID {
	e := &k.Config.Events[n]
	var hs []event.InstanceID
	for h := range event.InstanceID(len(k.Instances)) {
		x := &k.Instances[h]
		if x.State > state.InService || x.Retiring {
			continue
		}
		if e.Instance != "" && x.ID == e.Instance || e.Instance == "" && (e.Group == config.None || int(x.Group) == e.Group) {
			hs = append(hs, h)
		}
	}
	if len(hs) == 0 {
		k.nothingTo(n)
	}
	if e.Count != config.None && e.Count < len(hs) {
		hs = hs[:e.Count]
	}
	return hs
}
