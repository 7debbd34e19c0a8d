package sim

import (
	"fmt"
	"math/bits"

	"ecssim/model"
)

// checkWork recounts what services and streams know of their tasks.
func (k *cluster) checkWork() error {
	have := make([]workload, len(k.work))
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		w := &have[t.work]
		if k.work[t.work].service != nil {
			w.members = append(w.members, i)
			if m := k.work[t.work].members; int(t.place) >= len(m) || m[t.place] != i {
				return fmt.Errorf("%s: task %d is not the member %d that it should be", k.work[t.work].name, t.serial, t.place)
			}
		}
		switch {
		case !t.told:
			w.placed++
		case t.state != deprovisioning:
			w.leaving++
		}
		if t.told {
			continue
		}
		if t.state == running && !t.lost {
			w.running++
		}
		if t.healthy {
			w.healthy++
		}
		if t.outgoing {
			w.outgoing++
		} else if t.sick {
			w.sick++
		}
		if t.adrift {
			w.adrift++
		}
	}
	for i := range k.work {
		w, h := &k.work[i], &have[i]
		if w.placed != h.placed || w.running != h.running || w.healthy != h.healthy || w.outgoing != h.outgoing || w.sick != h.sick ||
			w.leaving != h.leaving || w.adrift != h.adrift || len(w.members) != len(h.members) {
			return fmt.Errorf("%s: placed %d, running %d, healthy %d, outgoing %d, sick %d, leaving %d, adrift %d, %d members; recounted %d, %d, %d, %d, %d, %d, %d, %d",
				w.name, w.placed, w.running, w.healthy, w.outgoing, w.sick, w.leaving, w.adrift, len(w.members),
				h.placed, h.running, h.healthy, h.outgoing, h.sick, h.leaving, h.adrift, len(h.members))
		}
	}
	return nil
}

// checkEvents recounts the events that tasks wait for.
func (k *cluster) checkEvents() error {
	live, expiries, exits, all, serving := make([]int, len(k.work)), make([]int, len(k.work)), 0, 0, 0
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		n := bits.OnesCount32(t.due)
		if t.due&bit(taskExited) != 0 && t.aside && !t.outgoing {
			exits++
			n--
		}
		if t.due&bit(expired) != 0 {
			expiries[t.work]++
		}
		live[t.work] += n
		all += n
		if k.work[t.work].service != nil {
			serving += n
		}
	}
	for i := range k.work {
		if w := &k.work[i]; w.live != live[i] || w.expiries != expiries[i] {
			return fmt.Errorf("%s: %d events to come, %d of them the end of waiting; recounted %d and %d", w.name, w.live, w.expiries, live[i], expiries[i])
		}
	}
	if k.serving != serving {
		return fmt.Errorf("%d events to come of services, recounted %d", k.serving, serving)
	}
	if k.exits != exits || k.script < 0 || k.hosting < 0 || k.live < all+k.script+k.hosting {
		return fmt.Errorf("%d events to come, %d of them planned, %d of instances, and %d exits; recounted %d of tasks and %d exits",
			k.live, k.script, k.hosting, k.exits, all, exits)
	}
	return nil
}

// checkInstances recounts what instances know of their tasks, and the interfaces in
// the Region.
func (k *cluster) checkInstances() error {
	n := len(k.info)
	present, daemons, records, devices, dynamic := make([]int, n), make([]int, n), make([]int, n), make([]int32, n), make([]int32, n)
	docker, ecs := make([]int32, n), make([]int32, n)
	enis, full, booting := 0, int64(0), 0
	groups := map[[2]int32]int32{}
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if t.subnet >= 0 {
			enis++
		}
		if t.host < 0 {
			continue
		}
		h := t.host
		if x := k.info[h].tasks; int(t.onHost) >= len(x) || x[t.onHost] != i {
			return fmt.Errorf("task %d of %s is not where it should be among those of %s", t.serial, k.work[t.work].name, k.info[h].id)
		}
		if k.info[h].state > inService && !t.lost {
			return fmt.Errorf("task %d of %s is on %s, which is %s", t.serial, k.work[t.work].name, k.info[h].id, k.info[h].status())
		}
		records[h]++
		if t.state != deprovisioning {
			present[h]++
			if w := &k.work[t.work]; w.service != nil && w.service.Daemon {
				daemons[h]++
			}
		}
		if !t.told {
			groups[[2]int32{k.work[t.work].group, h}]++
		}
		if t.subnet >= 0 && !t.noSlot && !t.lost {
			devices[h]++
		}
		if t.lost || t.state <= pending || t.state == deprovisioning {
			continue
		}
		for _, p := range k.rev(t).net.Listens {
			if !k.sockets.listen[h][p.Protocol].Has(p.Port) {
				return fmt.Errorf("task %d of %s does not listen on port %v of %s any more", t.serial, k.work[t.work].name, p, k.info[h].id)
			}
		}
		docker[h] += k.rev(t).net.Bridge
		ecs[h] += k.rev(t).net.ECSBridge
		for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
			dynamic[h]++
		}
	}
	for h := range k.info {
		x, y := &k.info[h], k.hosts.At(int32(h))
		if x.state <= inService {
			enis += int(model.HostAddresses(x.trunk))
		}
		if x.state == registering {
			booting++
		}
		if k.full(int32(h)) {
			full++
		}
		if x.present != present[h] || x.state <= inService && x.daemons != daemons[h] || len(x.tasks) != records[h] || k.devices[h] != devices[h] {
			return fmt.Errorf("%s: %d tasks, %d of daemons, %d records, %d devices; recounted %d, %d, %d, %d", x.id,
				x.present, x.daemons, len(x.tasks), k.devices[h], present[h], daemons[h], records[h], devices[h])
		}
		if y.Bridge != docker[h] || y.ECSBridge != ecs[h] || k.sockets.count[h] != dynamic[h] {
			return fmt.Errorf("%s: %d ports of docker0, %d of ecs-bridge, %d dynamic; recounted %d, %d, %d", x.id,
				y.Bridge, y.ECSBridge, k.sockets.count[h], docker[h], ecs[h], dynamic[h])
		}
		for i := range k.work {
			g := k.work[i].group
			if have, want := k.fleet.Count(g, int32(h)), groups[[2]int32{g, int32(h)}]; have != want {
				return fmt.Errorf("%s: %d tasks of the group of %s, recounted %d", x.id, have, k.work[i].name, want)
			}
		}
	}
	if k.enis != enis || k.measure.full.Value() != full || k.booting != booting {
		return fmt.Errorf("%d interfaces, %d instances without a slot, %d booting; recounted %d, %d, %d", k.enis, k.measure.full.Value(), k.booting, enis, full, booting)
	}
	return nil
}

// checkQueues follows the queues of agents and capacity providers from end to end.
func (k *cluster) checkQueues() error {
	agents, lanes := 0, 0
	for i := range k.tasks.All() {
		switch t := k.tasks.At(i); {
		case t.state == queued && !t.told:
			lanes++
		case t.state == waiting && !t.lost:
			agents++
		}
	}
	follow := func(q fifo, belongs func(t *task) bool) (int, error) {
		n, last := 0, int32(-1)
		for i := q.head; i >= 0; i = k.tasks.At(i).next {
			if !belongs(k.tasks.At(i)) {
				return 0, fmt.Errorf("task %d of %s is in a queue not its own", k.tasks.At(i).serial, k.work[k.tasks.At(i).work].name)
			}
			n, last = n+1, i
		}
		if last != q.tail {
			return 0, fmt.Errorf("a queue ends with %d, its tail is %d", last, q.tail)
		}
		return n, nil
	}
	for h := range k.queue {
		n, err := follow(k.queue[h], func(t *task) bool { return t.state == waiting && t.host == int32(h) && !t.lost })
		if err != nil {
			return fmt.Errorf("agent of %s: %w", k.info[h].id, err)
		}
		agents -= n
	}
	waiting := 0
	for l := range k.lanes {
		x := &k.lanes[l]
		n, err := follow(x.waiting, func(t *task) bool { return t.state == queued && t.lane == int16(l) && !t.told && t.rev == x.rev })
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

// checkProviders recounts the tasks and the instances of capacity providers.
func (k *cluster) checkProviders() error {
	tasks, size := make([]int, len(k.lanes)), make([]int, len(k.providers))
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.lane >= 0 && !t.told {
			tasks[t.lane]++
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
	}
	for p := range k.providers {
		x, c := &k.providers[p], &k.config.Providers[p]
		if x.size != size[p] || x.size > x.desired || x.desired > c.Max || x.desired < c.Min {
			return fmt.Errorf("capacity provider %s: %d of %d instances, from %d to %d, recounted %d", c.Name, x.size, x.desired, c.Min, c.Max, size[p])
		}
	}
	return nil
}

// checkTargets recounts the targets of target groups.
func (k *cluster) checkTargets() error {
	have := make([]targetGroup, len(k.targets))
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if !t.target {
			continue
		}
		for _, g := range k.work[t.work].targets {
			x := &have[g]
			x.registered++
			switch {
			case t.state == deactivating:
				x.draining++
			case t.healthy:
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
