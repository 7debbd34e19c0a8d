package engine

import (
	"fmt"
	"math/bits"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// boundBy lists the host ports that containers of a task have bound.
func (k *cluster) boundBy(t *state.Task, of state.ContainerSet) (ports []model.HostPort) {
	n := &k.RevisionOf(t).Network
	for _, p := range n.Published {
		if of.Has(p.Container) {
			ports = append(ports, p.Host)
		}
	}
	for _, p := range n.Listens {
		if of.Has(p.Container) {
			ports = append(ports, p.Host)
		}
	}
	for at := t.Ports; at >= 0; at = k.Sockets.Nodes[at].Next {
		if x := &k.Sockets.Nodes[at]; x.Bound() {
			ports = append(ports, model.HostPort{Port: x.Port, Protocol: x.Proto})
		}
	}
	return ports
}

// check recounts a whole cluster from its task records and returns the first
// disagreement with the ledgers: for every host, what the control plane has given
// out is the sum over the tasks placed there, what the agent holds is the sum over
// those that it runs, no static or dynamic port has two owners, and every address
// is an interface's. Tests call it after every event.
func (k *cluster) check() error {
	n := k.Hosts.Len()
	placed, held := make([]model.Room, n), make([]model.Load, n)
	tasks, ports := make([]int32, n), make([]int32, n)
	bound := make([][]model.HostPort, n)
	addresses := make([]int32, len(k.Subnets))
	given, using := make([]model.GPUSet, n), make([]model.GPUSet, n)
	for h := range n {
		ports[h] = int32(len(k.Config.Groups[k.Instances[h].Group].Reserved))
		if k.Instances[h].State > state.InService {
			continue
		}
		addresses[k.Instances[h].Subnet] += model.HostAddresses(k.Instances[h].Trunk)
	}
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		if t.Subnet >= 0 {
			addresses[t.Subnet]++
		}
		if t.Instance < 0 {
			continue
		}
		h, r := t.Instance, k.RevisionOf(t)
		takes := r.Claim.On(k.Hosts.At(int32(h)).Registered)
		if !t.Is(state.DesiredStopped) {
			tasks[h]++
			ports[h] += r.Claim.PortCount
			placed[h] = placed[h].Add(takes)
			if err := share(&given[h], k.GPUs[i]); err != nil {
				return fmt.Errorf("task %d of %s: %w", t.Serial, k.Owner(t).Name, err)
			}
			if k.GPUs != nil && bits.OnesCount64(uint64(k.GPUs[i])) != int(takes.GPU) {
				return fmt.Errorf("task %d of %s has GPUs %b and wants %d", t.Serial, k.Owner(t).Name, k.GPUs[i], takes.GPU)
			}
		} else if t.State != event.Deprovisioning || !k.Config.Options.ENIAtStopping {
			placed[h].ENI += r.Claim.ENI
		}
		if t.Is(state.InstanceLost) || t.State < event.Pending || t.State == event.Deprovisioning {
			continue
		}
		held[h] = held[h].Add(takes.Load())
		if err := share(&using[h], k.GPUs[i]); err != nil {
			return fmt.Errorf("the agent of %s: %w", k.Instances[h].ID, err)
		}
		of, _, _ := k.Holds(i, t)
		bound[h] = append(bound[h], k.boundBy(t, of)...)
	}
	for h := range n {
		x := k.Hosts.At(int32(h))
		free, ignored := x.Registered.Sub(placed[h]), int32(0)
		if k.Config.Options.IgnoreENI {
			free.ENI = x.Free.ENI
			ignored = free.ENI
		}
		slices.SortFunc(bound[h], model.HostPort.Compare)
		switch {
		case free != x.Free || !free.Holds(model.Room{ENI: ignored}):
			return fmt.Errorf("host %s: free %+v, the tasks leave %+v", k.Instances[h].ID, x.Free, free)
		case held[h] != x.Held:
			return fmt.Errorf("host %s: the agent holds %+v, its tasks %+v", k.Instances[h].ID, x.Held, held[h])
		case !x.Registered.Load().Holds(held[h]):
			return fmt.Errorf("host %s: the agent holds %+v of %+v", k.Instances[h].ID, held[h], x.Registered)
		case tasks[h] != x.Tasks || ports[h] != x.PortsUsed || ports[h] > x.PortQuota:
			return fmt.Errorf("host %s: %d tasks and %d ports, recounted %d and %d", k.Instances[h].ID, x.Tasks, x.PortsUsed, tasks[h], ports[h])
		case k.GPUs != nil && !k.haveGPUs(int32(h), given[h], using[h]):
			return fmt.Errorf("host %s: GPUs %b and %b by its tasks", k.Instances[h].ID, given[h], using[h])
		case len(slices.Compact(slices.Clone(bound[h]))) != len(bound[h]):
			return fmt.Errorf("host %s: a port has two owners: %v", k.Instances[h].ID, bound[h])
		}
	}
	for s := range addresses {
		if k.Config.Subnets[s].Network.IPv6Only() {
			addresses[s] = 0
		}
		if addresses[s] != k.Subnets[s].Used() {
			return fmt.Errorf("subnet %s: %d addresses used, recounted %d", k.Config.Subnets[s].ID, k.Subnets[s].Used(), addresses[s])
		}
	}
	for _, check := range []func() error{k.checkWork, k.checkEvents, k.checkInstances, k.checkQueues, k.checkProviders, k.checkReservations, k.checkTargets, k.checkLeaving, k.checkRates} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// share adds GPUs to those that tasks of a host have; no two have one.
func share(all *model.GPUSet, more model.GPUSet) error {
	if *all&more != 0 {
		return fmt.Errorf("GPUs %b are those of two tasks", *all&more)
	}
	*all |= more
	return nil
}

// haveGPUs holds both ledgers of a host's GPUs to a recount.
func (k *cluster) haveGPUs(h int32, given, held model.GPUSet) bool {
	x, y := k.Hosts.GPUs(h)
	return x == given && y == held
}
