package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
)

// checkQueues follows the queues of agents and capacity providers from end to end.
func (k *cluster) checkQueues() error {
	agents, lanes := 0, 0
	for i := range k.tasks.All() {
		switch t := k.tasks.At(i); {
		case t.state == queued && !t.is(told):
			lanes++
		case t.state == waiting && !t.is(lost):
			agents++
		}
	}
	follow := func(q fifo, belongs func(t *task) bool) (int, error) {
		n, last := 0, taskID(none)
		for i := q.head; i >= 0; i = k.tasks.At(i).next {
			if !belongs(k.tasks.At(i)) {
				return 0, fmt.Errorf("task %d of %s is in a queue not its own", k.tasks.At(i).serial, k.owner(k.tasks.At(i)).name)
			}
			n, last = n+1, i
		}
		if last != q.tail {
			return 0, fmt.Errorf("a queue ends with %d, its tail is %d", last, q.tail)
		}
		return n, nil
	}
	for h := range k.info {
		n, err := follow(k.info[h].queue, func(t *task) bool { return t.state == waiting && t.host == hostID(h) && !t.is(lost) })
		if err != nil {
			return fmt.Errorf("agent of %s: %w", k.info[h].id, err)
		}
		agents -= n
	}
	waiting := 0
	for l := range k.lanes {
		x := &k.lanes[l]
		n, err := follow(x.waiting, func(t *task) bool { return t.state == queued && !t.is(told) && k.laneOf(t) == x })
		if err != nil {
			return fmt.Errorf("capacity provider %s: %w", k.config.Providers[x.provider].Name, err)
		}
		if n != x.count {
			return fmt.Errorf("capacity provider %s: %d tasks wait, recounted %d", k.config.Providers[x.provider].Name, x.count, n)
		}
		waiting += n
	}
	if agents != 0 || waiting != lanes || k.queued != lanes {
		return fmt.Errorf("%d tasks wait for agents in no queue, %d for capacity providers, in queues %d, counted %d", agents, lanes, waiting, k.queued)
	}
	return nil
}

// checkReservations recounts what is kept for daemons on each instance: what they should
// have there, as far as an empty one has room for it, less what their tasks hold.
func (k *cluster) checkReservations() error {
	type place struct {
		work workID
		host hostID
	}
	on := map[place]*revision{}
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.host >= 0 && !t.is(told) && k.owner(t).service != nil && k.owner(t).service.Daemon {
			on[place{k.workOf(t), t.host}] = k.rev(t)
		}
	}
	for h := range hostID(len(k.info)) {
		if !k.info[h].active() {
			continue
		}
		x := k.hosts.At(int32(h))
		ports := map[model.HostPort]bool{}
		for _, p := range k.config.Groups[k.info[h].group].Reserved {
			ports[p] = true
		}
		left, kept, free := x.Registered, model.Room{}, map[model.HostPort]bool{}
		for _, i := range k.config.InOrder() {
			w := &k.work[i]
			r := k.deps[w.dep].rev
			if !w.service.Daemon {
				continue
			}
			if have := k.fleet.Kept(r.shape, int32(h)); have != nil && have.Room != kept {
				return fmt.Errorf("host %s: %+v kept from daemon %s, recounted %+v", k.info[h].id, have.Room, w.name, kept)
			}
			room, mine := r.claim.Room, k.table.Ports(r.claim.Ports)
			if k.config.Options.IgnoreENI {
				room.ENI = 0
			}
			if !k.fleet.Qualifies(r.shape, int32(h)) || !left.Holds(room) || len(ports)+len(mine) > int(x.PortQuota) ||
				slices.ContainsFunc(mine, func(p model.HostPort) bool { return ports[p] }) {
				continue
			}
			left = left.Sub(room)
			if there := on[place{workID(i), h}]; there != nil {
				room = room.Less(there.claim.Room)
			}
			kept = kept.Add(room)
			for _, p := range mine {
				ports[p] = true
				if !k.holdsPort(h, p) {
					free[p] = true
				}
			}
		}
		for i := range k.work {
			if w := &k.work[i]; w.service == nil || !w.service.Daemon {
				have := k.fleet.Kept(k.deps[w.dep].rev.shape, int32(h))
				if have != nil && (have.Room != kept || int(have.PortCount) != len(free)) {
					return fmt.Errorf("host %s: %+v kept from %s, recounted %+v and %d ports", k.info[h].id, *have, w.name, kept, len(free))
				}
			}
		}
	}
	return nil
}

// holdsPort reports whether a static port is taken on a host in the control plane's view.
func (k *cluster) holdsPort(h hostID, p model.HostPort) bool {
	for i, w := range k.table.Mask([]model.HostPort{p}) {
		if w&k.hosts.Ports(int32(h))[i] != 0 {
			return true
		}
	}
	return false
}

// checkProviders recounts the tasks and the instances of capacity providers.
func (k *cluster) checkProviders() error {
	tasks, size, needless := make([]int, len(k.lanes)), make([]int, len(k.providers)), make([]bool, len(k.providers))
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.item >= 0 && !t.is(told) {
			tasks[k.rev(t).lanes[t.item]]++
		}
	}
	for l := range k.lanes {
		if k.lanes[l].tasks != tasks[l] {
			return fmt.Errorf("lane %d: %d tasks, recounted %d", l, k.lanes[l].tasks, tasks[l])
		}
	}
	for h := range k.info {
		if x := &k.info[h]; x.provider >= 0 && x.counts() {
			size[x.provider]++
		}
		if x := &k.info[h]; x.needless {
			needless[x.provider] = true
		}
	}
	for p := range k.providers {
		x, c := &k.providers[p], &k.config.Providers[p]
		if x.size != size[p] || x.size > x.desired || x.desired > c.Max || x.desired < c.Min {
			return fmt.Errorf("capacity provider %s: %d of %d instances, from %d to %d, recounted %d", c.Name, x.size, x.desired, c.Min, c.Max, size[p])
		}
		if needless[p] && (!x.unneeded || k.waitingFor(providerID(p)) > 0) {
			return fmt.Errorf("capacity provider %s: %d tasks wait for it, and it has instances that no task needs", c.Name, k.waitingFor(providerID(p)))
		}
	}
	return nil
}

// checkTargets recounts the targets of target groups.
func (k *cluster) checkTargets() error {
	have := make([]targetGroup, len(k.targets))
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if !t.is(target) {
			continue
		}
		for _, g := range k.owner(t).targets {
			x := &have[g]
			x.registered++
			switch {
			case t.state == deactivating:
				x.draining++
			case t.is(healthy):
				x.healthy++
			}
		}
	}
	for g := range k.targets {
		if x, h := &k.targets[g], &have[g]; x.registered != h.registered || x.healthy != h.healthy || x.draining != h.draining {
			return fmt.Errorf("target group %s: %d registered, %d healthy, %d draining; recounted %d, %d, %d", x.name,
				x.registered, x.healthy, x.draining, h.registered, h.healthy, h.draining)
		}
	}
	return nil
}
