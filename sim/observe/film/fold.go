package film

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Apply has the scene go on to what there is when an event has happened. The event is the next
// one of the run that the scene is of: of one whose handles name no record, the outcome is not
// specified.
func (s *Scene) Apply(e *event.Event) {
	s.At = e.At
	s.Events++
	switch k := e.Kind; {
	case k >= event.TaskRequested && k <= event.TaskGone:
		s.applyTask(e)
	case k >= event.SlotTaken && k <= event.AddressFreed:
		s.applyInterface(e)
	case k >= event.PortChosen && k <= event.ListenerClosed:
		s.applyPort(e)
	case k >= event.ContainerCreated && k <= event.ContainerRestarted:
		s.applyContainer(e)
	case k >= event.TargetRegistered && k <= event.TargetDeregistered:
		s.applyTarget(e)
	case k >= event.DesiredChanged && k <= event.LoadSet:
		s.applyService(e)
	case k >= event.DeploymentStarted && k <= event.DeploymentReverted:
		s.applyDeployment(e)
	case k >= event.InstanceLaunched && k <= event.AgentRestarted:
		s.applyInstance(e)
	default:
		s.applyCluster(e)
	}
}

func (s *Scene) applyTask(e *event.Event) {
	if e.Kind == event.TaskRequested {
		s.request(e)
		return
	}
	t, w := &s.Tasks[e.Task], &s.Workloads[e.Workload]
	switch e.Kind {
	case event.TaskQueued:
		s.enter(t, event.Queued)
		s.wait(t, w, 1)
	case event.TaskPlaced:
		s.place(e, t, w)
	case event.TaskWaiting:
		s.enter(t, event.Waiting)
	case event.TaskPending:
		s.enter(t, event.Pending)
		r := s.Revisions[t.Revision]
		t.Held, t.Containers = true, make([]ContainerState, r.Containers)
		x := &s.Instances[e.Instance]
		x.Held = x.Held.Add(r.Claim.On(x.Registered).Load())
	case event.TaskActivating:
		s.enter(t, event.Activating)
	case event.TaskRunning:
		s.enter(t, event.Running)
		t.HasRun = true
		w.Running++
	case event.TaskHealthy:
		t.Health = Healthy
		w.Healthy++
	case event.TaskUnhealthy:
		if t.Health == Healthy {
			w.Healthy--
		}
		t.Health = Unhealthy
		if !t.ToReplace {
			t.Counted = true
			w.Unhealthy++
		}
		for _, g := range w.TargetGroups {
			s.TargetGroups[g].Replaced++
		}
	case event.TaskSuperseded:
		t.ToReplace = true
		w.ToReplace++
		w.discount(t)
	case event.TaskKept:
		t.ToReplace = false
		w.ToReplace--
		if t.Counted = t.Health == Unhealthy; t.Counted {
			w.Unhealthy++
		}
	case event.TaskDraining:
		t.Draining = true
		w.Draining++
	case event.TaskStopping:
		w.stopping(e)
	case event.TaskDismissed:
		s.dismiss(t, w)
	case event.TaskDeactivating:
		s.enter(t, event.Deactivating)
	case event.TaskTerminating:
		s.enter(t, event.Stopping)
	case event.TaskStopped:
		if e.Cause == event.EssentialContainerExited {
			w.exited()
		}
	case event.TaskFailed:
		w.fails(e.Stopped)
	case event.TaskHalted:
		s.halt(t)
	case event.TaskLeft:
		t.Left = true
		w.Leaving--
		x := &s.Instances[e.Instance]
		x.Tasks--
		if w.Daemon {
			x.Daemons--
		}
	case event.TaskDeprovisioning:
		s.enter(t, event.Deprovisioning)
	case event.TaskLost:
		if t.runs() && !t.DesiredStopped {
			w.Running--
		}
		t.Lost = true
		s.giveDevice(t)
	case event.TaskGone:
		if t.Instance < 0 {
			w.Leaving--
		}
		s.wait(t, w, -1)
		*t = Task{}
		s.TasksLive--
	}
}

// request begins the record of a task.
func (s *Scene) request(e *event.Event) {
	if int(e.Task) == len(s.Tasks) {
		s.Tasks = append(s.Tasks, Task{})
	}
	t := &s.Tasks[e.Task]
	*t = Task{
		Live: true, Number: e.Number, Workload: e.Workload, Deployment: e.Deployment,
		Definition: e.Definition, Revision: s.revisionOf(e.Workload, e.Definition),
		Provider: e.Provider, Instance: event.None, Subnet: event.None, Asked: s.At,
	}
	s.enter(t, event.Queued)
	s.Workloads[e.Workload].Placed++
	s.TasksLive++
}

func (s *Scene) enter(t *Task, state event.TaskState) {
	t.State, t.Since, t.Entered = state, s.At, s.Events
}

// runs reports whether ECS counts the task as RUNNING: also while its agent stops the other
// containers of one whose essential container has exited.
func (t *Task) runs() bool {
	return !t.Lost && (t.State == event.Running || t.State == event.Stopping && t.HasRun && !t.DesiredStopped)
}

// wait counts a task that begins to wait for its capacity provider, or with -1 one that may
// have waited.
func (s *Scene) wait(t *Task, w *Workload, n int) {
	if t.Provider < 0 || n < 0 && !t.Waiting {
		return
	}
	t.Waiting = n > 0
	s.Providers[t.Provider].Waiting += n
	w.Waiting += n
}

// place puts a task on its instance, in ECS's ledger.
func (s *Scene) place(e *event.Event, t *Task, w *Workload) {
	s.wait(t, w, -1)
	s.enter(t, event.Provisioning)
	t.Instance, t.Asked = e.Instance, s.At.Add(-e.Length)
	c, x := &s.Revisions[t.Revision].Claim, &s.Instances[e.Instance]
	x.Free = x.Free.Sub(withoutSlots(c.On(x.Registered)))
	x.PortsUsed += c.PortCount
	x.Placed++
	x.Tasks++
	if w.Daemon {
		x.Daemons++
	}
}

// withoutSlots is a room without attachment slots, of which there are events of their own.
func withoutSlots(r model.Room) model.Room {
	r.ENI = 0
	return r
}

// dismiss has ECS's ledger give back what it holds of a task whose desired status is STOPPED.
func (s *Scene) dismiss(t *Task, w *Workload) {
	if t.runs() {
		w.Running--
	}
	t.DesiredStopped = true
	w.Placed--
	w.Leaving++
	if t.ToReplace {
		w.ToReplace--
	}
	if t.Draining {
		w.Draining--
	}
	if t.Health == Healthy {
		w.Healthy--
	}
	w.discount(t)
	if t.Instance >= 0 {
		c, x := &s.Revisions[t.Revision].Claim, &s.Instances[t.Instance]
		x.Free = x.Free.Add(withoutSlots(c.On(x.Registered)))
		x.PortsUsed -= c.PortCount
		x.Placed--
	}
}

// discount has a task no more among its service's unhealthy ones.
func (w *Workload) discount(t *Task) {
	if t.Counted {
		t.Counted = false
		w.Unhealthy--
	}
}

// fails counts a task that a failure has stopped.
func (w *Workload) fails(why model.StoppedReason) {
	w.Failed++
	w.LastFailure = why
}

// exited counts a task whose essential container has exited: with that a task of a service has
// failed, and one of a RunTask request is done.
func (w *Workload) exited() {
	if w.Service {
		w.Exits++
		w.fails(model.StoppedReason{Code: model.StoppedExited})
		return
	}
	w.Completed++
}

// stopping counts a task that is told to stop because it is unhealthy, which is a failure, or
// by StopTask, which for a task of a RunTask request is its end.
func (w *Workload) stopping(e *event.Event) {
	switch {
	case e.Cause == event.TaskIsUnhealthy && len(w.TargetGroups) > 0:
		w.fails(model.StoppedReason{Code: model.StoppedTargetChecks})
	case e.Cause == event.TaskIsUnhealthy:
		w.fails(model.StoppedReason{Code: model.StoppedContainerChecks})
	case e.Cause != event.StopTaskCalled || w.Service:
	case e.State == event.Queued:
		w.fails(model.StoppedReason{Code: model.StoppedUnplaced})
	default:
		w.Completed++
	}
}

// halt has the agent's ledger give back what it holds of a task.
func (s *Scene) halt(t *Task) {
	if t.Held {
		x := &s.Instances[t.Instance]
		x.Held = x.Held.Sub(s.Revisions[t.Revision].Claim.On(x.Registered).Load())
	}
	t.Held = false
}

// giveDevice gives back the device index of a task's network interface.
func (s *Scene) giveDevice(t *Task) {
	if t.Device && t.Instance >= 0 {
		s.Instances[t.Instance].Devices--
	}
	t.Device = false
}

func (s *Scene) applyInterface(e *event.Event) {
	switch e.Kind {
	case event.SlotTaken, event.SlotFreed:
		s.Instances[e.Instance].Free.ENI = e.Have
		s.Tasks[e.Task].Slot = e.Kind == event.SlotTaken
	case event.ENIThrottled:
		s.Tasks[e.Task].Throttled = true
	case event.ENICreated:
		t := &s.Tasks[e.Task]
		t.Throttled, t.Subnet, t.Device = false, e.Subnet, e.On
		if e.On {
			s.Instances[e.Instance].Devices++
		}
	case event.ENIAttached:
		s.Tasks[e.Task].Attached = true
	case event.ENIDeleted:
		t := &s.Tasks[e.Task]
		t.Attached = false
		s.giveDevice(t)
	case event.AddressTaken:
		s.count(e.Subnet, e.Count)
	case event.AddressFreed:
		s.count(e.Subnet, -e.Count)
		if e.Task >= 0 {
			s.Tasks[e.Task].Subnet = event.None
		}
	}
}

// count counts network interfaces in a zone, and as many IPv4 addresses of their subnet where it
// has such.
func (s *Scene) count(subnet event.SubnetID, n int32) {
	x := &s.Subnets[subnet]
	if !s.Config.Subnets[subnet].Network.IPv6Only() {
		x.Used += n
		x.Peak = max(x.Peak, x.Used)
	}
	z := &s.Zones[x.Zone]
	z.Used += int(n)
	z.Peak = max(z.Peak, z.Used)
}

func (s *Scene) applyPort(e *event.Event) {
	switch e.Kind {
	case event.ListenerOpened:
		x := &s.Instances[e.Instance]
		x.Listeners = append(slices.Clip(x.Listeners), e.Port)
		return
	case event.ListenerClosed:
		x := &s.Instances[e.Instance]
		x.Listeners = slices.DeleteFunc(slices.Clone(x.Listeners), func(p model.HostPort) bool { return p == e.Port })
		return
	}
	t := &s.Tasks[e.Task]
	at := slices.IndexFunc(t.Ports, func(p Port) bool { return p.HostPort == e.Port && p.Container == e.Container })
	switch e.Kind {
	case event.PortChosen:
		t.Ports = append(slices.Clip(t.Ports), Port{e.Port, e.Container, false})
	case event.PortBound:
		if at >= 0 {
			t.Ports = slices.Clone(t.Ports)
			t.Ports[at].Bound = true
		} else {
			t.Ports = append(slices.Clip(t.Ports), Port{e.Port, e.Container, true})
		}
	case event.PortReleased:
		if at >= 0 {
			t.Ports = slices.Delete(slices.Clone(t.Ports), at, at+1)
		}
	case event.BridgeJoined:
		s.join(t, e.Instance, e.Count, e.To)
	case event.BridgeLeft:
		s.join(t, e.Instance, -e.Count, -e.To)
	}
}

// join counts the ports of docker0 and the addresses of ecs-bridge of a task.
func (s *Scene) join(t *Task, h event.InstanceID, docker, ecs int32) {
	t.Bridge += docker
	t.ECSBridge += ecs
	s.Instances[h].Bridge += docker
	s.Instances[h].ECSBridge += ecs
}

func (s *Scene) applyContainer(e *event.Event) {
	t := &s.Tasks[e.Task]
	if e.Kind == event.ContainerRestarted {
		t.Restarts++
		s.Workloads[e.Workload].Restarts++
		return
	}
	if int(e.Container) >= len(t.Containers) {
		return
	}
	t.Containers = slices.Clone(t.Containers)
	x := &t.Containers[e.Container]
	switch {
	case e.Kind == event.ContainerCreated:
		*x = ContainerCreated
	case e.Kind == event.ContainerStarted:
		*x = ContainerRunning
	case *x < ContainerRunning:
		*x = ContainerFailed
	default:
		*x = ContainerStopped
	}
}

func (s *Scene) applyTarget(e *event.Event) {
	t, g := &s.Tasks[e.Task], &s.TargetGroups[e.TargetGroup]
	switch e.Kind {
	case event.TargetRegistered:
		s.setTarget(e, TargetInitial, NoTarget)
		t.TargetPorts = append(slices.Clip(t.TargetPorts), e.Port)
		g.Registered++
		g.Peak = max(g.Peak, g.Registered)
	case event.TargetHealthy:
		s.setTarget(e, TargetHealthy, TargetInitial)
		g.Healthy++
	case event.TargetUnhealthy:
		s.setTarget(e, TargetUnhealthy, TargetHealthy)
		g.Healthy--
	case event.TargetDraining:
		from := []Target{TargetInitial, TargetUnhealthy}
		if e.On {
			from = []Target{TargetHealthy}
			g.Healthy--
		}
		s.setTarget(e, TargetDraining, from...)
		g.Draining++
	case event.TargetDeregistered:
		g.Registered--
		switch {
		case e.On:
			s.setTarget(e, NoTarget, TargetDraining)
			g.Draining--
		case s.setTarget(e, NoTarget, TargetHealthy, TargetUnhealthy, TargetInitial) == TargetHealthy:
			g.Healthy--
		}
		if !slices.ContainsFunc(t.Targets, func(x Target) bool { return x != NoTarget }) {
			t.Targets, t.TargetPorts = nil, nil
		}
	}
}

// setTarget gives a task's target in the target group of an event a state, and returns the one that
// it had: the first of some of which it has a target. A service may name a group for several ports.
func (s *Scene) setTarget(e *event.Event, state Target, before ...Target) Target {
	t := &s.Tasks[e.Task]
	groups := s.Workloads[t.Workload].TargetGroups
	all := slices.Clone(t.Targets)
	if len(all) < len(groups) {
		all = make([]Target, len(groups))
	}
	for _, was := range before {
		for n, g := range groups {
			if g == e.TargetGroup && all[n] == was {
				all[n] = state
				t.Targets = all
				return was
			}
		}
	}
	return NoTarget
}

func (s *Scene) applyService(e *event.Event) {
	w := &s.Workloads[e.Workload]
	switch e.Kind {
	case event.DesiredChanged:
		w.Desired = int(e.To)
	case event.PlacementRefused:
		w.Refusal = Refusal{At: s.At, Reason: e.Reason, Instance: event.None}
	case event.ClosestRefused:
		w.Refusal.Instance, w.Refusal.Have, w.Refusal.Need = e.Instance, e.Have, e.Need
	case event.RequestRefused:
		w.Refused += int(e.Count)
	case event.ServiceBlocked:
		w.BlockedTill = e.Until
	case event.ServiceLimited:
		w.LimitedTill = e.Until
	case event.ServiceThrottled:
		w.Throttled = e.Until
	case event.ServiceUnbalanced:
		w.Unbalanced = true
	case event.ServiceBalanced:
		w.Unbalanced = false
	case event.ServiceOverloaded:
		w.Overloaded = e.On
	case event.LoadSet:
		w.Load = e.Metric
	case event.ServiceBoundsSet:
		w.Least, w.Most = int(e.From), int(e.To)
	}
}

func (s *Scene) applyDeployment(e *event.Event) {
	if int(e.Deployment) == len(s.Deployments) {
		s.Deployments = append(s.Deployments, Deployment{})
	}
	d, w := &s.Deployments[e.Deployment], &s.Workloads[e.Workload]
	switch e.Kind {
	case event.DeploymentStarted:
		if w.Followed >= 0 {
			s.Deployments[w.Followed].Superseded = true
		}
		*d = Deployment{
			Workload: e.Workload, Definition: e.Definition, Status: InProgress, Cause: e.Cause,
			Before: event.DeploymentID(e.Other), Started: s.At, Ended: des.Never, BackTo: event.None, Lower: e.From, Upper: e.To, Desired: e.Count,
		}
		w.Primary, w.Followed = e.Deployment, e.Deployment
		if w.Service && e.Cause == event.ScenarioBegins { // it was over before the run
			d.Status, d.Ended, w.Followed = Completed, s.At, event.None
		}
	case event.DeploymentChanged:
		d.Lower, d.Upper, d.Desired = e.From, e.To, e.Count
	case event.DeploymentStuck:
		d.Status = Stuck
	case event.DeploymentBaking:
		d.BakesTill = e.Until
	case event.DeploymentResumed:
		d.Status = InProgress
	case event.DeploymentCompleted:
		d.Status, d.Ended, w.Followed = Completed, s.At, event.None
	case event.DeploymentFailed:
		d.Status, d.Ended, w.Followed = Failed, s.At, event.None
	case event.DeploymentRolledBack:
		d.BackTo = event.DeploymentID(e.Other)
		w.Primary, w.Followed = d.BackTo, e.Deployment
	case event.DeploymentReverted:
		d.Status, d.Ended, w.Followed = RolledBack, s.At, event.None
	}
}

func (s *Scene) applyInstance(e *event.Event) {
	if e.Kind == event.InstanceLaunched {
		s.launch(e)
		return
	}
	x := &s.Instances[e.Instance]
	switch e.Kind {
	case event.InstanceRegistered:
		x.Status = InService
	case event.InstanceDraining:
		x.Draining = true
	case event.InstanceRetiring:
		x.Retiring, x.Replaced = true, e.On
		if x.Provider >= 0 {
			s.Providers[x.Provider].Size--
		}
	case event.InstanceTerminated:
		if x.Provider >= 0 {
			p := &s.Providers[x.Provider]
			p.Terminated++
			if !x.Retiring {
				p.Size--
			}
		}
		x.Status, x.Retiring, x.Ended = Terminating, true, s.At
	case event.InstanceInactive:
		x.Status = Inactive
	case event.SpotNoticed:
		x.SpotEnds = e.Until
	case event.AgentDisconnected:
		x.Connected = false
	case event.AgentReconnected:
		x.Connected = true
	}
}

// launch begins the record of a container instance.
func (s *Scene) launch(e *event.Event) {
	g := &s.Config.Groups[e.Group]
	s.Launches[e.Group]++
	reserved := int32(len(g.Reserved))
	x := Instance{
		ID: instanceID(g.Name, s.Launches[e.Group]), Group: e.Group, Zone: e.Zone, Subnet: e.Subnet, Provider: e.Provider,
		Trunk: e.On, Instead: event.InstanceID(e.Other), Cause: e.Cause, Connected: true,
		Launched: s.At, Ended: des.Never, SpotEnds: des.Never,
		Registered: g.Room(e.On), PortsUsed: reserved, PortQuota: max(s.Config.Quotas.ReservedPortsPerInstance, reserved),
	}
	for _, p := range g.Listening() {
		if !slices.Contains(x.Listeners, p) {
			x.Listeners = append(x.Listeners, p)
		}
	}
	x.Free = x.Registered
	s.Instances = append(s.Instances, x)
	if e.Provider >= 0 {
		p := &s.Providers[e.Provider]
		p.Size++
		p.Peak = max(p.Peak, p.Size)
		if s.Begun {
			p.Launched++
		}
	}
}

func (s *Scene) applyCluster(e *event.Event) {
	switch e.Kind {
	case event.RunStarted:
		s.Begun = true
	case event.RunEnded:
		s.Ended = true
	case event.CapacityMeasured:
		s.Providers[e.Provider].Metric = e.Metric
	case event.CapacityScaled:
		s.Providers[e.Provider].Desired = int(e.To)
	case event.GroupSized:
		if e.Provider >= 0 {
			s.Providers[e.Provider].Desired = int(e.Count)
		}
	case event.CapacityExcluded:
		s.Providers[e.Provider].Excluded = int(e.Count)
	case event.ScriptDone:
		s.Script++
	case event.AlarmSet:
		s.InAlarm[e.Other] = e.On
	case event.SettingChanged:
		s.Trunking = e.On
	case event.ZoneFailed, event.ZoneRestored:
		if e.Zone >= 0 {
			s.Zones[e.Zone].Failed = e.Kind == event.ZoneFailed
		}
	}
}
