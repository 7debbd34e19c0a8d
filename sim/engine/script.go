package engine

import (
	"fmt"
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
)

// onScripted does what the scenario has planned for now.
func (k *cluster) onScripted(n int32) {
	e := &k.config.Events[n]
	k.changes++
	k.freed++ // what failed again and again before may do better now
	switch e.Kind {
	case config.UpdateService:
		k.updateService(e)
	case config.StopTasks:
		k.stopChosen(e)
	case config.SetLoad:
		k.setLoad(workID(e.Service), e.Load)
	case config.PutAccountSetting:
		k.trunking = e.Enable
		k.sayCluster("setting.changed", "PutAccountSetting was called", "awsvpcTrunking "+onOff(e.Enable))
	case config.FailAvailabilityZone:
		k.failZone(e.Zone)
	case config.Listen, config.Unlisten:
		n := 0
		for _, h := range k.chosen(e) {
			if k.sockets.foreign(h, e.Port, e.Kind == config.Listen) {
				n++
			}
		}
		k.tellListening(e, n)
	default:
		for _, h := range k.chosen(e) {
			k.toInstance(e.Kind, h)
		}
	}
}

func onOff(on bool) string {
	if on {
		return "enabled"
	}
	return "disabled"
}

// toInstance does what is planned to one instance.
func (k *cluster) toInstance(what config.EventKind, h hostID) {
	x := &k.info[h]
	switch what {
	case config.TerminateInstances:
		k.terminate(h, "TerminateInstances was called")
	case config.DrainInstances:
		k.drain(h, "its status was set to DRAINING", false, false)
	case config.ReplaceInstances:
		k.retire(h, "it is being replaced", x.provider < 0) // an Auto Scaling group replaces what it lacks by itself
	case config.InterruptSpot:
		k.sayHost("spot.noticed", h, "EC2 wants the instance back", "gone in "+lasting(k.config.Timings.SpotNotice))
		k.timer(spotReclaimed, h, k.clock.Now().Add(k.config.Timings.SpotNotice))
		if k.config.Groups[x.group].SpotDraining || x.provider >= 0 && k.config.Providers[x.provider].Drain {
			k.drain(h, "it has a Spot interruption notice", false, false)
		}
	case config.DisconnectAgent:
		k.disconnect(h)
	case config.ReconnectAgent:
		k.reconnect(h)
	case config.RestartAgent:
		k.sockets.restart(h)
		k.sayHost("agent.restarted", h, "", "dynamic host ports from the beginning of its range again")
	}
}

// disconnect cuts an agent off: its tasks run on, and nothing new is placed there
// (developer guide, ecs_cwe_events).
func (k *cluster) disconnect(h hostID) {
	x := &k.info[h]
	if x.state != inService || !x.connected {
		return
	}
	x.connected = false
	k.fleet.SetStatus(int32(h), x.active(), false)
	k.changes++
	k.sayHost("agent.disconnected", h, "", model.Counted(x.present, "task")+" on it run on, none is placed there")
}

// reconnect brings an agent back: it learns what it has missed.
func (k *cluster) reconnect(h hostID) {
	x := &k.info[h]
	if x.state != inService || x.connected {
		return
	}
	x.connected = true
	k.fleet.SetStatus(int32(h), x.active(), true)
	k.changes++
	k.sayHost("agent.reconnected", h, "", model.Counted(len(x.missed)+len(x.untold), "change")+" to catch up with")
	missed, untold := x.missed, x.untold
	x.missed, x.untold = nil, nil
	for _, m := range missed {
		if k.tasks.Live(m.i, m.gen) && !k.tasks.At(m.i).is(told) {
			k.abandon(k.tasks.At(m.i))
			k.onENIAttached(m.i, k.tasks.At(m.i))
		}
	}
	for _, m := range untold {
		if k.tasks.Live(m.i, m.gen) {
			k.wind(m.i)
		}
	}
	k.wakeQueue(h)
	for i := range k.work {
		if w := &k.work[i]; w.pass.lacking {
			k.retryNow(workID(i))
		}
	}
}

// failZone ends every instance of a zone, and nothing is launched there again.
func (k *cluster) failZone(zone string) {
	k.failed[zone] = true
	k.sayCluster("zone.failed", "", zone)
	for h := range hostID(len(k.info)) {
		if k.info[h].zone == zone {
			k.terminate(h, "its availability zone failed")
		}
	}
}

// updateService is UpdateService: a new task definition or a forced deployment
// starts a deployment, a new desired count alone does not.
func (k *cluster) updateService(e *config.Event) {
	i := workID(e.Service)
	w := &k.work[i]
	k.settleUp(i)
	desired, was := w.requested, w.pass.deploying
	if e.Deploying != nil {
		w.pass.deploying = *e.Deploying
	}
	if e.Desired != config.None {
		w.requested = e.Desired
	}
	k.tellUpdated(w, desired, was)
	rev := k.deps[w.dep].rev
	def := rev.def
	if e.Task != config.None && e.Task != def {
		def = e.Task
	}
	if def == rev.def && !e.Force {
		k.lacks(w)
		k.renew(i)
		return
	}
	rev, err := k.revise(i, def)
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
	for i := range k.work {
		w := &k.work[i]
		if e.Service != config.None && i != e.Service || e.Service == config.None && (w.stream == nil || w.stream.Group != e.TaskGroup) {
			continue
		}
		for t := range k.of(workID(i)) {
			if n == 0 {
				return
			}
			n--
			switch {
			case w.service != nil:
			case k.tasks.At(t).state == queued:
				k.countFailure(w, failedBeforehand)
			default:
				w.completed++
				w.lastStop = k.clock.Now()
			}
			if x := k.tasks.At(t); x.is(target) {
				k.deregister(x) // and SIGTERM goes out at once
			}
			k.stopTask(t, "StopTask was called")
			k.lacks(w)
			k.wake(workID(i))
		}
	}
}

// nothingTo warns of an event that finds no instance to do anything to.
func (k *cluster) nothingTo(e *config.Event) {
	what := "instance"
	switch {
	case e.Instance != "":
		what += " " + e.Instance
	case e.Group != config.None:
		what += " of group " + k.config.Groups[e.Group].Name
	}
	k.warnOnce(fmt.Sprintf("event at %v: no %s is in service", e.At, what))
	k.sayCluster("event.void", "no "+what+" is in service", "nothing is done")
}

// of lists the tasks of a workload that are not told to stop, the oldest first.
func (k *cluster) of(work workID) iter.Seq[taskID] {
	var all []ticket
	for i := range k.tasks.All() {
		if k.workOf(k.tasks.At(i)) == work {
			all = append(all, k.ticket(i))
		}
	}
	slices.SortFunc(all, func(a, b ticket) int { return int(k.tasks.At(a.i).serial - k.tasks.At(b.i).serial) })
	return func(yield func(taskID) bool) {
		for _, x := range all {
			if k.tasks.Live(x.i, x.gen) && !k.tasks.At(x.i).is(told) && !yield(x.i) {
				return
			}
		}
	}
}

// foreign has a process that is no task take a port of a host, or give it back; it
// reports whether it could.
func (s *sockets) foreign(h hostID, p model.HostPort, take bool) bool {
	if take {
		return !s.host[h].docker.Published(p.Protocol).Has(p.Port) && s.host[h].listen[p.Protocol].Insert(p.Port)
	}
	return !s.host[h].own[p.Protocol].Has(p.Port) && s.host[h].listen[p.Protocol].Remove(p.Port)
}

// restart starts an agent anew: it looks for dynamic ports from the beginning of
// its range again (amazon-ecs-agent agent/utils/ephemeral_ports.go).
func (s *sockets) restart(h hostID) {
	s.host[h].agent = model.DynamicPorts{Range: s.host[h].agent.Range}
}

// chosen lists the instances that an event is about, those that serve longest
// first.
func (k *cluster) chosen(e *config.Event) []hostID {
	var hs []hostID
	for h := range hostID(len(k.info)) {
		x := &k.info[h]
		if x.state > inService || x.leaving {
			continue
		}
		if e.Instance != "" && x.id == e.Instance || e.Instance == "" && (e.Group == config.None || int(x.group) == e.Group) {
			hs = append(hs, h)
		}
	}
	if len(hs) == 0 {
		k.nothingTo(e)
	}
	if e.Count != config.None && e.Count < len(hs) {
		hs = hs[:e.Count]
	}
	return hs
}
