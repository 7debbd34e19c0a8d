package engine

import (
	"fmt"
	"reflect"
	"testing"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/film"
	"ecssim/sim/report"
)

// folder is an observer that folds a scene from the events of a run. Tests hold it to the
// engine's own records after each entry of the agenda.
type folder struct {
	*film.Scene
	addresses *address.Book
	t         testing.TB
	begun     func() // is called when all is there that the scenario begins with
}

func (f *folder) Wants() event.Kinds { return event.AllKinds() }

func (f *folder) On(e *event.Event) {
	if err := f.Fits(e); err != nil {
		f.t.Fatalf("event %d, %v at %v: %v\n%+v", f.Events+1, e.Kind, e.At, err, *e)
	}
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() - firstField {
		if e.Kind.Fields()>>i&1 == 0 && !v.Field(i+firstField).IsZero() {
			name := v.Type().Field(i + firstField).Name
			f.t.Fatalf("event %d, %v: %s is set, which it does not carry", f.Events+1, e.Kind, name)
		}
	}
	f.Apply(e)
	if wants := f.addresses.Wants(); wants.Has(e.Kind) {
		f.addresses.On(e)
	}
	if e.Kind == event.RunStarted {
		f.begun()
	}
}

// firstField is the place in event.Event of the first field that kinds may carry.
const firstField = 2

// foldError holds a scene to the records of the engine.
func (k *cluster) foldError(s *film.Scene) error {
	for _, check := range []func(*film.Scene) error{
		k.foldTasks, k.foldWork, k.foldDeployments, k.foldInstances,
		k.foldSockets, k.foldCapacity, k.foldNetwork, k.foldQueues,
	} {
		if err := check(s); err != nil {
			return err
		}
	}
	return nil
}

// differ names a field of a record that the scene has otherwise than the engine.
func differ[T comparable](err *error, what, field string, fold, ledger T) {
	if fold != ledger && *err == nil {
		*err = fmt.Errorf("%s: %s is %v by its events, and %v", what, field, fold, ledger)
	}
}

func (k *cluster) foldTasks(s *film.Scene) (err error) {
	differ(&err, "the run", "number of tasks", s.TasksLive, k.Tasks.Len())
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if int(i) >= len(s.Tasks) || !s.Tasks[i].Live {
			return fmt.Errorf("task %d of %s is not there by its events", t.Serial, k.Owner(t).Name)
		}
		x := &s.Tasks[i]
		if err := k.foldTask(s, i, t, x); err != nil {
			return err
		}
	}
	return err
}

func (k *cluster) foldTask(s *film.Scene, i event.TaskID, t *state.Task, x *film.Task) (err error) {
	name := s.TaskName(i)
	differ(&err, name, "number", x.Number, t.Serial)
	differ(&err, name, "workload", x.Workload, k.WorkloadOf(t))
	differ(&err, name, "deployment", x.Deployment, t.Deployment)
	differ(&err, name, "definition", int(x.Definition), k.RevisionOf(t).Definition)
	differ(&err, name, "instance", x.Instance, t.Instance)
	differ(&err, name, "state", x.State, t.State)
	differ(&err, name, "subnet", x.Subnet, event.SubnetID(t.Subnet))
	differ(&err, name, "healthy", x.Health == film.Healthy, t.Is(state.Healthy))
	differ(&err, name, "counted as unhealthy", x.Counted, t.Is(state.Unhealthy) && !t.Is(state.ToReplace) && !t.Is(state.DesiredStopped))
	differ(&err, name, "to be replaced", x.ToReplace, t.Is(state.ToReplace))
	differ(&err, name, "desired STOPPED", x.DesiredStopped, t.Is(state.DesiredStopped))
	differ(&err, name, "daemon draining", x.Draining, t.Is(state.DaemonDraining))
	differ(&err, name, "lost", x.Lost, t.Is(state.InstanceLost))
	differ(&err, name, "has run", x.HasRun, t.Is(state.HasRun))
	differ(&err, name, "targets", len(x.Targets) > 0, t.Is(state.TargetRegistered))
	differ(&err, name, "device", x.Device, t.Subnet >= 0 && !t.Is(state.NoDeviceIndex) && !t.Is(state.InstanceLost))
	provider := event.ProviderID(event.None)
	if t.StrategyItem >= 0 {
		provider = k.QueueOf(t).Provider
	}
	differ(&err, name, "provider", x.Provider, provider)
	if t.State < event.Deprovisioning { // one that is being deleted may never have been attached
		differ(&err, name, "attached", x.Attached, t.Subnet >= 0 && t.State >= event.Waiting)
	}
	differ(&err, name, "waiting", x.Waiting, t.State == event.Queued && t.Instance < 0 && !t.Is(state.DesiredStopped))
	for n, target := range x.Targets {
		want := film.NoTarget
		switch y := k.Targets[i]; {
		case y.Registered>>n&1 == 0:
		case t.State == event.Deactivating:
			want = film.TargetDraining
		case y.Healthy>>n&1 != 0:
			want = film.TargetHealthy
		case t.Is(state.WasHealthy):
			want = film.TargetUnhealthy
		default:
			want = film.TargetInitial
		}
		if target != want {
			return fmt.Errorf("%s: its target %d is %v, want %v, and the task is %v", name, n, target, want, t.State)
		}
		if port := k.TargetPort(t, n); port.Port != 0 { // its container may have given it back
			differ(&err, name, "port of its target", x.TargetPorts[n], port)
		}
	}
	if t.Is(state.InstanceLost) {
		return err
	}
	of, docker, ecs := k.Holds(i, t)
	if t.Instance >= 0 {
		differ(&err, name, "ports of docker0", x.Bridge, docker)
		differ(&err, name, "addresses of ecs-bridge", x.ECSBridge, ecs)
	}
	if bound := k.boundBy(t, of); err == nil && t.Instance >= 0 {
		n := 0
		for _, p := range x.Ports {
			if p.Bound {
				n++
			}
		}
		differ(&err, name, "bound ports", n, len(bound))
		chosen := 0
		for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
			if !k.Sockets.Nodes[at].Bound() {
				chosen++
			}
		}
		differ(&err, name, "chosen ports", len(x.Ports)-n, chosen)
	}
	held := t.Instance >= 0 && t.State >= event.Pending && t.State < event.Deprovisioning
	differ(&err, name, "held by its agent", x.Held, held)
	if err == nil {
		err = k.foldContainers(i, t, x)
	}
	return err
}

// foldContainers compares how far the containers of a task have come.
func (k *cluster) foldContainers(i event.TaskID, t *state.Task, x *film.Task) (err error) {
	if t.Instance < 0 || t.State < event.Pending || t.State == event.Deprovisioning {
		return nil
	}
	run := k.Containers[i]
	want := func(c int) film.ContainerState {
		switch {
		case (run == nil || k.RevisionOf(t).Plan == nil) && t.State > event.Pending:
			return film.ContainerRunning
		case run == nil && t.Due&(state.DueBit(state.ContainersStart)|state.DueBit(state.StartTimedOut)) != 0:
			return film.ContainerCreated
		case run == nil:
			return film.ContainerPending
		}
		switch run.Runs[c].Phase {
		case state.Starting:
			return film.ContainerCreated
		case state.Up, state.Halting:
			return film.ContainerRunning
		case state.Exited:
			return film.ContainerStopped
		case state.Skipped:
			return film.ContainerFailed
		}
		return film.ContainerPending
	}
	for c, have := range x.Containers {
		if k.RevisionOf(t).Plan == nil && t.State == event.Pending && t.Due == 0 {
			continue // a step never ends, or its agent cannot be told: its record does not say where it stands
		}
		differ(&err, fmt.Sprintf("task %d of %s", t.Serial, k.Owner(t).Name), fmt.Sprintf("container %d", c), have, want(c))
	}
	return err
}

func (k *cluster) foldWork(s *film.Scene) (err error) {
	for i := range k.Workloads {
		w, x := &k.Workloads[i], &s.Workloads[i]
		differ(&err, w.Name, "desired", x.Desired, w.Requested)
		differ(&err, w.Name, "placed", x.Placed, w.Placed)
		differ(&err, w.Name, "running", x.Running, w.Running)
		differ(&err, w.Name, "healthy", x.Healthy, w.Healthy)
		differ(&err, w.Name, "to replace", x.ToReplace, w.ToReplace)
		differ(&err, w.Name, "unhealthy", x.Unhealthy, w.Unhealthy)
		differ(&err, w.Name, "leaving", x.Leaving, w.Leaving)
		differ(&err, w.Name, "daemons draining", x.Draining, w.DaemonsDraining)
		differ(&err, w.Name, "failed", x.Failed, w.Failed)
		differ(&err, w.Name, "exits", x.Exits, w.Exits)
		differ(&err, w.Name, "restarts", x.Restarts, w.Restarts)
		differ(&err, w.Name, "refused", x.Refused, w.Refused)
		differ(&err, w.Name, "waiting", x.Waiting, k.QueuedOf(event.WorkloadID(i)))
		differ(&err, w.Name, "unbalanced", x.Unbalanced, w.Unbalanced)
		differ(&err, w.Name, "primary deployment", x.Primary, w.Primary)
		differ(&err, w.Name, "deployment followed", x.Followed, k.OpenDeploymentID(w))
		differ(&err, w.Name, "last failure", x.LastFailure, w.LastFailure)
		if w.Watch != nil {
			differ(&err, w.Name, "overloaded", x.Overloaded, w.Watch.Overloaded)
		}
		if w.Scaling != nil {
			differ(&err, w.Name, "load", x.Load, w.Scaling.CurrentLoad)
			differ(&err, w.Name, "least desired count", x.Least, w.Scaling.Min)
			differ(&err, w.Name, "greatest desired count", x.Most, w.Scaling.Max)
		}
	}
	return err
}

// verdicts are the statuses of deployments in the words of the report.
var verdicts = map[film.DeploymentStatus]string{
	film.InProgress: "", film.Stuck: report.Stuck,
	film.Completed: report.Completed, film.Failed: report.Failed, film.RolledBack: report.RolledBack,
}

func (k *cluster) foldDeployments(s *film.Scene) (err error) {
	differ(&err, "the run", "number of deployments", len(s.Deployments), len(k.Deployments))
	for n, d := range k.Deployments {
		x, name := &s.Deployments[n], fmt.Sprintf("deployment %d of %s", n, k.Workloads[d.Workload].Name)
		differ(&err, name, "workload", x.Workload, d.Workload)
		differ(&err, name, "definition", int(x.Definition), d.Revision.Definition)
		differ(&err, name, "verdict", verdicts[x.Status], d.Verdict)
		differ(&err, name, "lower", int(x.Lower), d.Lower)
		differ(&err, name, "upper", int(x.Upper), d.Upper)
		differ(&err, name, "desired", int(x.Desired), d.Desired)
		differ(&err, name, "superseded", x.Superseded, d.Superseded)
		differ(&err, name, "rolled back to", x.BackTo, d.RolledBackTo)
		differ(&err, name, "bakes until", x.BakesTill, d.BakeUntil)
		differ(&err, name, "started", x.Started, d.Started)
	}
	return err
}

func (k *cluster) foldInstances(s *film.Scene) (err error) {
	differ(&err, "the run", "number of instances", len(s.Instances), len(k.Instances))
	for h := range k.Instances {
		y, host, x := &k.Instances[h], k.Hosts.At(int32(h)), &s.Instances[h]
		differ(&err, y.ID, "id", x.ID, y.ID)
		differ(&err, y.ID, "status", x.StatusText(), y.Status())
		differ(&err, y.ID, "state", int(x.Status), int(y.State))
		differ(&err, y.ID, "group", x.Group, y.Group)
		differ(&err, y.ID, "zone", s.Zones[x.Zone].Name, y.Zone)
		differ(&err, y.ID, "subnet", int32(x.Subnet), y.Subnet)
		differ(&err, y.ID, "provider", x.Provider, y.Provider)
		differ(&err, y.ID, "trunk", x.Trunk, y.Trunk)
		differ(&err, y.ID, "connected", x.Connected, y.Connected)
		differ(&err, y.ID, "draining", x.Draining, y.Draining)
		differ(&err, y.ID, "retiring", x.Retiring, y.Retiring)
		differ(&err, y.ID, "tasks", x.Tasks, y.TaskCount)
		differ(&err, y.ID, "daemons", x.Daemons, y.Daemons)
		differ(&err, y.ID, "devices", x.Devices, y.Devices)
		differ(&err, y.ID, "registered", x.Registered, host.Registered)
		differ(&err, y.ID, "free", x.Free, host.Free)
		differ(&err, y.ID, "held", x.Held, host.Held)
		differ(&err, y.ID, "placed", x.Placed, host.Tasks)
		differ(&err, y.ID, "static ports", x.PortsUsed, host.PortsUsed)
		differ(&err, y.ID, "port quota", x.PortQuota, host.PortQuota)
		differ(&err, y.ID, "docker0", x.Bridge, host.Bridge)
		differ(&err, y.ID, "ecs-bridge", x.ECSBridge, host.ECSBridge)
		differ(&err, y.ID, "gone", x.Ended < 1<<62, y.EndedAt >= 0)
	}
	return err
}

// foldSockets compares the ports that tasks have bound and on which processes listen, by their
// number and each for itself: that no port has two owners, check says.
func (k *cluster) foldSockets(s *film.Scene) (err error) {
	ports := make([]int, len(k.Instances))
	for i := range s.Tasks {
		t := &s.Tasks[i]
		if !t.Live || t.Instance < 0 {
			continue
		}
		y := &k.Sockets.Instances[t.Instance]
		for _, p := range t.Ports {
			if !p.Bound {
				continue
			}
			ports[t.Instance]++
			if !y.Docker.Published(p.Protocol).Has(p.Port) && !y.TaskListeners[p.Protocol].Has(p.Port) {
				return fmt.Errorf("%s has bound port %v of %s by its events, and has not",
					s.TaskName(event.TaskID(i)), p.HostPort, k.Instances[t.Instance].ID)
			}
		}
	}
	for h := range k.Instances {
		y, tasks, processes := &k.Sockets.Instances[h], 0, 0
		for p := range model.Protocol(2) {
			tasks += y.Docker.Published(p).Len() + y.TaskListeners[p].Len()
			processes += y.Listeners[p].Len() - y.TaskListeners[p].Len()
		}
		differ(&err, k.Instances[h].ID, "bound ports", ports[h], tasks)
		differ(&err, k.Instances[h].ID, "listening processes", len(s.Instances[h].Listeners), processes)
		for _, p := range s.Instances[h].Listeners {
			differ(&err, k.Instances[h].ID, "process on "+p.String(), true, y.Listeners[p.Protocol].Has(p.Port))
		}
	}
	return err
}

func (k *cluster) foldCapacity(s *film.Scene) (err error) {
	for p := range k.Providers {
		y, x, name := &k.Providers[p], &s.Providers[p], k.Config.Providers[p].Name
		differ(&err, name, "size", x.Size, y.Size)
		differ(&err, name, "desired", x.Desired, y.Desired)
		differ(&err, name, "metric", x.Metric, y.Metric)
		differ(&err, name, "excluded", x.Excluded, y.Excluded)
		differ(&err, name, "waiting", x.Waiting, k.WaitingFor(event.ProviderID(p)))
	}
	for g := range k.TargetGroups {
		y, x := &k.TargetGroups[g], &s.TargetGroups[g]
		differ(&err, y.Name, "name", x.Name, y.Name)
		differ(&err, y.Name, "registered", x.Registered, y.Registered)
		differ(&err, y.Name, "targets", len(s.Targets(event.TargetGroupID(g))), y.Registered)
		differ(&err, y.Name, "healthy", x.Healthy, y.Healthy)
		differ(&err, y.Name, "draining", x.Draining, y.Draining)
	}
	differ(&err, "the account", "trunking", s.Trunking, k.Trunking)
	differ(&err, "CloudWatch", "alarms", fmt.Sprint(s.InAlarm), fmt.Sprint(k.InAlarm))
	return err
}

func (k *cluster) foldNetwork(s *film.Scene) (err error) {
	for n := range k.Subnets {
		id := k.Config.Subnets[n].ID
		differ(&err, id, "used", s.Subnets[n].Used, k.Subnets[n].Used())
		differ(&err, id, "peak", s.Subnets[n].Peak, k.Subnets[n].Peak())
	}
	for z := range s.Zones {
		x := &s.Zones[z]
		differ(&err, x.Name, "failed", x.Failed, k.FailedZones[x.Name])
		for n := range k.Zones {
			if y := &k.Zones[n]; y.Zone == x.Name {
				differ(&err, x.Name, "interfaces", x.Used, y.Used)
			}
		}
	}
	return err
}

// foldQueues compares the queues of agents and of capacity providers, from end to end.
func (k *cluster) foldQueues(s *film.Scene) error {
	follow := func(what string, q state.TaskQueue) error {
		last := 0
		for i := q.Head; i >= 0; i = k.Tasks.At(i).Next {
			if s.Tasks[i].Entered <= last {
				return fmt.Errorf("%s: %s is not behind the one before it", what, s.TaskName(i))
			}
			last = s.Tasks[i].Entered
		}
		return nil
	}
	for _, c := range k.Calls.Waiting {
		if k.WaitsForCall(c) && !s.Tasks[c.Task].Throttled {
			return fmt.Errorf("%s waits for EC2, and not by its events", s.TaskName(c.Task))
		}
	}
	for h := range k.Instances {
		if err := follow(k.Instances[h].ID, k.Instances[h].Queue); err != nil {
			return err
		}
	}
	for q := range k.Queues {
		if err := follow(k.Config.Providers[k.Queues[q].Provider].Name, k.Queues[q].Waiting); err != nil {
			return err
		}
	}
	return nil
}
