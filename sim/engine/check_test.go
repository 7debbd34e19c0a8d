package engine

import (
	"fmt"
	"math/bits"
	"slices"

	"ecssim/model"
)

// boundBy lists the host ports that containers of a task have bound.
func (k *cluster) boundBy(t *task, of parts) (ports []model.HostPort) {
	n := &k.rev(t).net
	for _, p := range n.Published {
		if of.has(p.Container) {
			ports = append(ports, p.Host)
		}
	}
	for _, p := range n.Listens {
		if of.has(p.Container) {
			ports = append(ports, p.Host)
		}
	}
	for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
		if x := &k.sockets.nodes[at]; x.bound() {
			ports = append(ports, model.HostPort{Port: x.port, Protocol: x.proto})
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
	n := k.hosts.Len()
	placed, held := make([]model.Room, n), make([]model.Load, n)
	tasks, ports := make([]int32, n), make([]int32, n)
	bound := make([][]model.HostPort, n)
	addresses := make([]int32, len(k.subnets))
	given, using := make([]model.GPUSet, n), make([]model.GPUSet, n)
	for h := range n {
		ports[h] = int32(len(k.config.Groups[k.info[h].group].Reserved))
		if k.info[h].state > inService {
			continue
		}
		addresses[k.info[h].subnet] += model.HostAddresses(k.info[h].trunk)
	}
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if t.subnet >= 0 {
			addresses[t.subnet]++
		}
		if t.host < 0 {
			continue
		}
		h, r := t.host, k.rev(t)
		if !t.is(told) {
			tasks[h]++
			ports[h] += r.claim.PortCount
			placed[h] = placed[h].Add(r.claim.Room)
			if err := share(&given[h], k.gpus[i]); err != nil {
				return fmt.Errorf("task %d of %s: %w", t.serial, k.owner(t).name, err)
			}
			if k.gpus != nil && bits.OnesCount64(uint64(k.gpus[i])) != int(r.claim.GPU) {
				return fmt.Errorf("task %d of %s has GPUs %b and wants %d", t.serial, k.owner(t).name, k.gpus[i], r.claim.GPU)
			}
		} else if t.state != deprovisioning || !k.config.Options.ENIAtStopping {
			placed[h].ENI += r.claim.ENI
		}
		if t.is(lost) || t.state < pending || t.state == deprovisioning {
			continue
		}
		held[h] = held[h].Add(r.claim.Load())
		if err := share(&using[h], k.gpus[i]); err != nil {
			return fmt.Errorf("the agent of %s: %w", k.info[h].id, err)
		}
		of, _, _ := k.holds(i, t)
		bound[h] = append(bound[h], k.boundBy(t, of)...)
	}
	for h := range n {
		x := k.hosts.At(int32(h))
		free, ignored := x.Registered.Sub(placed[h]), int32(0)
		if k.config.Options.IgnoreENI {
			free.ENI = x.Free.ENI
			ignored = free.ENI
		}
		slices.SortFunc(bound[h], model.HostPort.Compare)
		switch {
		case free != x.Free || !free.Holds(model.Room{ENI: ignored}):
			return fmt.Errorf("host %s: free %+v, the tasks leave %+v", k.info[h].id, x.Free, free)
		case held[h] != x.Held:
			return fmt.Errorf("host %s: the agent holds %+v, its tasks %+v", k.info[h].id, x.Held, held[h])
		case !x.Registered.Load().Holds(held[h]):
			return fmt.Errorf("host %s: the agent holds %+v of %+v", k.info[h].id, held[h], x.Registered)
		case tasks[h] != x.Tasks || ports[h] != x.PortsUsed || ports[h] > x.PortQuota:
			return fmt.Errorf("host %s: %d tasks and %d ports, recounted %d and %d", k.info[h].id, x.Tasks, x.PortsUsed, tasks[h], ports[h])
		case k.gpus != nil && !k.haveGPUs(int32(h), given[h], using[h]):
			return fmt.Errorf("host %s: GPUs %b and %b by its tasks", k.info[h].id, given[h], using[h])
		case len(slices.Compact(slices.Clone(bound[h]))) != len(bound[h]):
			return fmt.Errorf("host %s: a port has two owners: %v", k.info[h].id, bound[h])
		}
	}
	for s := range addresses {
		if addresses[s] != k.subnets[s].Used() {
			return fmt.Errorf("subnet %s: %d addresses used, recounted %d", k.config.Subnets[s].ID, k.subnets[s].Used(), addresses[s])
		}
	}
	for _, check := range []func() error{k.checkWork, k.checkEvents, k.checkInstances, k.checkQueues, k.checkProviders, k.checkReservations, k.checkTargets, k.checkHopes, k.checkRates} {
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
	x, y := k.hosts.GPUs(h)
	return x == given && y == held
}
