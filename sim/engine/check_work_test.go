package engine

import (
	"fmt"
	"math/bits"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// checkWork recounts what services and streams know of their tasks.
func (k *cluster) checkWork() error {
	have, of := make([]state.Workload, len(k.Workloads)), make([]state.Deployment, len(k.Deployments))
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		w, d := &have[k.WorkloadOf(t)], &of[t.Deployment]
		if k.Owner(t).Service != nil {
			w.Members = append(w.Members, i)
			if m := k.Owner(t).Members; int(t.MemberIndex) >= len(m) || m[t.MemberIndex] != i {
				return fmt.Errorf("%s: task %d is not the member %d that it should be", k.Owner(t).Name, t.Serial, t.MemberIndex)
			}
		}
		switch {
		case !t.Is(state.DesiredStopped):
			w.Placed++
		case t.State != event.Deprovisioning:
			w.Leaving++
		}
		if t.Is(state.DesiredStopped) {
			continue
		}
		d.Placed++
		if t.Runs() {
			w.Running++
		}
		if t.Is(state.Healthy) {
			w.Healthy++
			d.Healthy++
		}
		if t.Is(state.Unhealthy) {
			d.Unhealthy++
		}
		if t.Is(state.ToReplace) {
			w.ToReplace++
		} else if t.Is(state.Unhealthy) {
			w.Unhealthy++
		}
		if t.Is(state.DaemonDraining) {
			w.DaemonsDraining++
		}
	}
	for n, h := range of {
		if d := k.Deployments[n]; d.Placed != h.Placed || d.Healthy != h.Healthy || d.Unhealthy != h.Unhealthy {
			return fmt.Errorf("deployment %d: placed %d, healthy %d, unhealthy %d; recounted %d, %d, %d", n, d.Placed, d.Healthy, d.Unhealthy, h.Placed, h.Healthy, h.Unhealthy)
		}
	}
	for i := range k.Workloads {
		w, h := &k.Workloads[i], &have[i]
		if w.Placed != h.Placed || w.Running != h.Running || w.Healthy != h.Healthy || w.ToReplace != h.ToReplace || w.Unhealthy != h.Unhealthy ||
			w.Leaving != h.Leaving || w.DaemonsDraining != h.DaemonsDraining || len(w.Members) != len(h.Members) {
			return fmt.Errorf("%s: placed %d, running %d, healthy %d, to replace %d, unhealthy %d, leaving %d, daemons draining %d, %d members; recounted %d, %d, %d, %d, %d, %d, %d, %d",
				w.Name, w.Placed, w.Running, w.Healthy, w.ToReplace, w.Unhealthy, w.Leaving, w.DaemonsDraining, len(w.Members),
				h.Placed, h.Running, h.Healthy, h.ToReplace, h.Unhealthy, h.Leaving, h.DaemonsDraining, len(h.Members))
		}
	}
	return nil
}

// checkLeaving holds OthersMayLeave to a look at every task.
func (k *cluster) checkLeaving() error {
	for i := range k.Config.Services {
		if k.outlook.OthersMayLeave(event.WorkloadID(i)) {
			continue
		}
		for j := range k.Tasks.All() {
			if t := k.Tasks.At(j); k.WorkloadOf(t) != event.WorkloadID(i) && t.Instance >= 0 && k.Instances[t.Instance].Active() && k.outlook.TaskMayLeave(t) {
				return fmt.Errorf("task %d of %s may leave, and to %s none", t.Serial, k.Owner(t).Name, k.Workloads[i].Name)
			}
		}
	}
	return nil
}

// checkEvents recounts the events that tasks wait for.
func (k *cluster) checkEvents() error {
	live, expiries, exits, repeats, all, serving := make([]int, len(k.Workloads)), make([]int, len(k.Workloads)), 0, 0, 0, 0
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		n := bits.OnesCount16(t.Due)
		if t.Due&state.DueBit(state.TaskExited) != 0 && k.ExitIsUnfollowed(t) {
			exits++
			n--
		}
		if t.Due&state.DueBit(state.TaskExited) != 0 && k.RevisionOf(t).RestartsAlways {
			repeats++
		}
		if t.Due&state.DueBit(state.ProvisioningExpired) != 0 {
			expiries[k.WorkloadOf(t)]++
		}
		live[k.WorkloadOf(t)] += n
		all += n
		if k.Owner(t).Service != nil {
			serving += n
		}
	}
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.PendingEvents != live[i] || w.PendingExpiries != expiries[i] {
			return fmt.Errorf("%s: %d events to come, %d of them the end of waiting; recounted %d and %d", w.Name, w.PendingEvents, w.PendingExpiries, live[i], expiries[i])
		}
	}
	if k.ServiceEvents != serving {
		return fmt.Errorf("%d events to come of services, recounted %d", k.ServiceEvents, serving)
	}
	if k.RepeatedExits != repeats {
		return fmt.Errorf("%d exits to come of containers that are restarted each time, recounted %d", k.RepeatedExits, repeats)
	}
	coming := 0
	for h := range k.Instances {
		if x := &k.Instances[h]; x.WillRegister() && !x.Needless {
			coming++
		}
	}
	if k.UnfollowedExits != exits || k.ScriptedEvents < 0 || k.CapacityEvents < coming || k.LiveEvents < all+k.ScriptedEvents+k.CapacityEvents {
		return fmt.Errorf("%d events to come, %d of them planned, %d of instances, and %d exits; recounted %d of tasks and %d exits",
			k.LiveEvents, k.ScriptedEvents, k.CapacityEvents, k.UnfollowedExits, all, exits)
	}
	return nil
}

// checkInstances recounts what instances know of their tasks, and the interfaces in
// each zone.
func (k *cluster) checkInstances() error {
	n := len(k.Instances)
	present, daemons, records, devices, dynamic := make([]int32, n), make([]int32, n), make([]int, n), make([]int32, n), make([]int32, n)
	docker, ecs := make([]int32, n), make([]int32, n)
	enis, booting := make([]int, len(k.Zones)), 0
	type place struct {
		group int32
		host  event.InstanceID
	}
	groups := map[place]int32{}
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if t.Subnet >= 0 {
			enis[k.ZoneOf[t.Subnet]]++
		}
		if t.Instance < 0 {
			continue
		}
		h := t.Instance
		if x := k.Instances[h].Tasks; int(t.InstanceIndex) >= len(x) || x[t.InstanceIndex] != i {
			return fmt.Errorf("task %d of %s is not where it should be among those of %s", t.Serial, k.Owner(t).Name, k.Instances[h].ID)
		}
		if k.Instances[h].State > state.InService && !t.Is(state.InstanceLost) {
			return fmt.Errorf("task %d of %s is on %s, which is %s", t.Serial, k.Owner(t).Name, k.Instances[h].ID, k.Instances[h].Status())
		}
		records[h]++
		if t.State != event.Deprovisioning {
			present[h]++
			if w := k.Owner(t); w.Service != nil && w.Service.Daemon {
				daemons[h]++
			}
		}
		if !t.Is(state.DesiredStopped) {
			groups[place{k.Owner(t).TaskGroup, h}]++
		}
		if t.Subnet >= 0 && !t.Is(state.NoDeviceIndex) && !t.Is(state.InstanceLost) {
			devices[h]++
		}
		if t.Is(state.InstanceLost) {
			continue
		}
		of, joined, places := k.Holds(i, t)
		for _, p := range k.RevisionOf(t).Network.Listens {
			if of.Has(p.Container) && !k.Sockets.Instances[h].Listeners[p.Host.Protocol].Has(p.Host.Port) {
				return fmt.Errorf("task %d of %s does not listen on port %v of %s any more", t.Serial, k.Owner(t).Name, p.Host, k.Instances[h].ID)
			}
		}
		docker[h] += joined
		ecs[h] += places
		for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
			x := &k.Sockets.Nodes[at]
			if x.Bound() != (of&x.ContainerBit() != 0) {
				return fmt.Errorf("task %d of %s: port %d is bound: %v, its container runs: %v", t.Serial, k.Owner(t).Name, x.Port, x.Bound(), of&x.ContainerBit() != 0)
			}
			if x.Bound() {
				dynamic[h]++
			}
		}
	}
	for i, x := range k.Containers {
		t := k.Tasks.At(i)
		if len(x.Runs) != len(k.RevisionOf(t).Plan) || t.State < event.Pending || t.State == event.Deprovisioning || t.Is(state.InstanceLost) {
			return fmt.Errorf("task %d of %s has a record of %d containers in state %d", t.Serial, k.Owner(t).Name, len(x.Runs), t.State)
		}
	}
	for h := range k.Instances {
		x, y := &k.Instances[h], k.Hosts.At(int32(h))
		if x.State <= state.InService {
			enis[k.ZoneOf[x.Subnet]] += int(model.HostAddresses(x.Trunk))
		}
		if x.State == state.Registering {
			booting++
		}
		if x.TaskCount != present[h] || x.State <= state.InService && x.Daemons != daemons[h] || len(x.Tasks) != records[h] || k.Instances[h].Devices != devices[h] {
			return fmt.Errorf("%s: %d tasks, %d of daemons, %d records, %d devices; recounted %d, %d, %d, %d", x.ID,
				x.TaskCount, x.Daemons, len(x.Tasks), k.Instances[h].Devices, present[h], daemons[h], records[h], devices[h])
		}
		if y.Bridge != docker[h] || y.ECSBridge != ecs[h] || k.Sockets.Instances[h].DynamicBound != dynamic[h] {
			return fmt.Errorf("%s: %d ports of docker0, %d of ecs-bridge, %d dynamic; recounted %d, %d, %d", x.ID,
				y.Bridge, y.ECSBridge, k.Sockets.Instances[h].DynamicBound, docker[h], ecs[h], dynamic[h])
		}
		for i := range k.Workloads {
			g := k.Workloads[i].TaskGroup
			if have, want := k.Fleet.Count(g, int32(h)), groups[place{g, event.InstanceID(h)}]; have != want {
				return fmt.Errorf("%s: %d tasks of the group of %s, recounted %d", x.ID, have, k.Workloads[i].Name, want)
			}
		}
	}
	for z, n := range enis {
		if x := &k.Zones[z]; x.Used != n || x.Peak < n || k.ENIQuota && n > k.Config.Quotas.ENIsPerZone {
			return fmt.Errorf("availability zone %s: %d interfaces, %d at the most, of a quota of %d; recounted %d", x.Zone, x.Used, x.Peak, k.Config.Quotas.ENIsPerZone, n)
		}
	}
	if k.Booting != booting {
		return fmt.Errorf("%d instances booting; recounted %d", k.Booting, booting)
	}
	return nil
}
