package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// checkQueues follows the queues of agents and capacity providers from end to end.
func (k *cluster) checkQueues() error {
	agents, providers := 0, 0
	for i := range k.Tasks.All() {
		switch t := k.Tasks.At(i); {
		case t.State == event.Queued && !t.Is(state.DesiredStopped):
			providers++
		case t.State == event.Waiting && !t.Is(state.InstanceLost):
			agents++
		}
	}
	follow := func(q state.TaskQueue, belongs func(t *state.Task) bool) (int, error) {
		n, last := 0, event.TaskID(event.None)
		for i := q.Head; i >= 0; i = k.Tasks.At(i).Next {
			if !belongs(k.Tasks.At(i)) {
				return 0, fmt.Errorf("task %d of %s is in a queue not its own", k.Tasks.At(i).Serial, k.Owner(k.Tasks.At(i)).Name)
			}
			n, last = n+1, i
		}
		if last != q.Tail {
			return 0, fmt.Errorf("a queue ends with %d, its tail is %d", last, q.Tail)
		}
		return n, nil
	}
	for h := range k.Instances {
		n, err := follow(k.Instances[h].Queue, func(t *state.Task) bool {
			return t.State == event.Waiting && t.Instance == event.InstanceID(h) && !t.Is(state.InstanceLost)
		})
		if err != nil {
			return fmt.Errorf("agent of %s: %w", k.Instances[h].ID, err)
		}
		agents -= n
	}
	waiting := 0
	for l := range k.Queues {
		x := &k.Queues[l]
		n, err := follow(x.Waiting, func(t *state.Task) bool {
			return t.State == event.Queued && !t.Is(state.DesiredStopped) && k.QueueOf(t) == x
		})
		if err != nil {
			return fmt.Errorf("capacity provider %s: %w", k.Config.Providers[x.Provider].Name, err)
		}
		if n != x.Count {
			return fmt.Errorf("capacity provider %s: %d tasks wait, recounted %d", k.Config.Providers[x.Provider].Name, x.Count, n)
		}
		waiting += n
	}
	if agents != 0 || waiting != providers || k.QueuedTasks != providers {
		return fmt.Errorf("%d tasks wait for agents in no queue, %d for capacity providers, in queues %d, counted %d", agents, providers, waiting, k.QueuedTasks)
	}
	return nil
}

// checkReservations recounts what is kept for daemons on each instance: what they should
// have there, as far as an empty one has room for it, less what their tasks hold.
func (k *cluster) checkReservations() error {
	type place struct {
		work event.WorkloadID
		host event.InstanceID
	}
	on := map[place]*state.Revision{}
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.Instance >= 0 && !t.Is(state.DesiredStopped) && k.Owner(t).Service != nil && k.Owner(t).Service.Daemon {
			on[place{k.WorkloadOf(t), t.Instance}] = k.RevisionOf(t)
		}
	}
	for h := range event.InstanceID(len(k.Instances)) {
		if !k.Instances[h].Active() {
			continue
		}
		x := k.Hosts.At(int32(h))
		ports := map[model.HostPort]bool{}
		for _, p := range k.Config.Groups[k.Instances[h].Group].Reserved {
			ports[p] = true
		}
		left, kept, free := x.Registered, model.Room{}, map[model.HostPort]bool{}
		for _, i := range k.Config.InOrder() {
			w := &k.Workloads[i]
			r := k.Deployments[w.Primary].Revision
			if !w.Service.Daemon {
				continue
			}
			if have := k.Fleet.Kept(r.Shape, int32(h)); have != nil && have.Room != kept {
				return fmt.Errorf("host %s: %+v kept from daemon %s, recounted %+v", k.Instances[h].ID, have.Room, w.Name, kept)
			}
			room, mine := r.Claim.On(x.Registered), k.PortTable.Ports(r.Claim.Ports)
			if k.Config.Options.IgnoreENI {
				room.ENI = 0
			}
			if !k.Fleet.Qualifies(r.Shape, int32(h)) || !left.Holds(room) || len(ports)+len(mine) > int(x.PortQuota) ||
				slices.ContainsFunc(mine, func(p model.HostPort) bool { return ports[p] }) {
				continue
			}
			left = left.Sub(room)
			if there := on[place{event.WorkloadID(i), h}]; there != nil {
				room = room.Less(there.Claim.On(x.Registered))
			}
			kept = kept.Add(room)
			for _, p := range mine {
				ports[p] = true
				if !k.holdsPort(h, p) {
					free[p] = true
				}
			}
		}
		for i := range k.Workloads {
			if w := &k.Workloads[i]; w.Service == nil || !w.Service.Daemon {
				have := k.Fleet.Kept(k.Deployments[w.Primary].Revision.Shape, int32(h))
				if have != nil && (have.Room != kept || int(have.PortCount) != len(free)) {
					return fmt.Errorf("host %s: %+v kept from %s, recounted %+v and %d ports", k.Instances[h].ID, *have, w.Name, kept, len(free))
				}
			}
		}
	}
	return nil
}

// holdsPort reports whether a static port is taken on a host in the control plane's view.
func (k *cluster) holdsPort(h event.InstanceID, p model.HostPort) bool {
	for i, w := range k.PortTable.Mask([]model.HostPort{p}) {
		if w&k.Hosts.Ports(int32(h))[i] != 0 {
			return true
		}
	}
	return false
}

// checkProviders recounts the tasks and the instances of capacity providers.
func (k *cluster) checkProviders() error {
	tasks, size, needless := make([]int, len(k.Queues)), make([]int, len(k.Providers)), make([]bool, len(k.Providers))
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.StrategyItem >= 0 && !t.Is(state.DesiredStopped) {
			tasks[k.RevisionOf(t).Queues[t.StrategyItem]]++
		}
	}
	for l := range k.Queues {
		if k.Queues[l].Tasks != tasks[l] {
			return fmt.Errorf("queue %d: %d tasks, recounted %d", l, k.Queues[l].Tasks, tasks[l])
		}
	}
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Provider >= 0 && x.CountsInGroup() {
			size[x.Provider]++
		}
		if x := &k.Instances[h]; x.Needless {
			needless[x.Provider] = true
		}
	}
	for p := range k.Providers {
		x, c := &k.Providers[p], &k.Config.Providers[p]
		if x.Size != size[p] || x.Size > x.Desired+k.groupOf(event.ProviderID(p)).now().Rebalancing() && !c.Protect && k.ReplacementOf(event.GroupID(c.Group)) == nil || x.Desired > x.Max || x.Desired < x.Min {
			return fmt.Errorf("capacity provider %s: %d of %d instances, from %d to %d, recounted %d", c.Name, x.Size, x.Desired, x.Min, x.Max, size[p])
		}
		if needless[p] && (!x.HasNeedless || k.WaitingFor(event.ProviderID(p)) > 0) {
			return fmt.Errorf("capacity provider %s: %d tasks wait for it, and it has instances that no task needs", c.Name, k.WaitingFor(event.ProviderID(p)))
		}
	}
	return nil
}

// checkTargets recounts the targets of target groups.
func (k *cluster) checkTargets() error {
	have := make([]state.TargetGroup, len(k.TargetGroups))
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if !t.Is(state.TargetRegistered) {
			continue
		}
		targets := k.Targets[i]
		if of := len(k.Owner(t).TargetGroups); targets.Registered == 0 || targets.Registered>>of != 0 || targets.Healthy&^targets.Registered != 0 {
			return fmt.Errorf("task %d of %s has targets %+v in %d target groups", t.Serial, k.Owner(t).Name, targets, of)
		}
		if t.Is(state.Healthy) && targets.Healthy != targets.Registered && t.State != event.Deactivating {
			return fmt.Errorf("task %d of %s is healthy, and its targets are %+v", t.Serial, k.Owner(t).Name, targets)
		}
		for n, g := range k.Owner(t).TargetGroups {
			x := &have[g]
			if targets.Registered>>n&1 == 0 {
				continue
			}
			x.Registered++
			switch {
			case t.State == event.Deactivating:
				x.Draining++
			case targets.Healthy>>n&1 != 0:
				x.Healthy++
			}
		}
	}
	for g := range k.TargetGroups {
		if x, h := &k.TargetGroups[g], &have[g]; x.Registered != h.Registered || x.Healthy != h.Healthy || x.Draining != h.Draining {
			return fmt.Errorf("target group %s: %d registered, %d healthy, %d draining; recounted %d, %d, %d", x.Name,
				x.Registered, x.Healthy, x.Draining, h.Registered, h.Healthy, h.Draining)
		}
	}
	return nil
}
