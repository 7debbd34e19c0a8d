package engine

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
		w := &have[k.workOf(t)]
		if k.owner(t).service != nil {
			w.members = append(w.members, i)
			if m := k.owner(t).members; int(t.place) >= len(m) || m[t.place] != i {
				return fmt.Errorf("%s: task %d is not the member %d that it should be", k.owner(t).name, t.serial, t.place)
			}
		}
		switch {
		case !t.is(told):
			w.placed++
		case t.state != deprovisioning:
			w.leaving++
		}
		if t.is(told) {
			continue
		}
		if t.runs() {
			w.running++
		}
		if t.is(healthy) {
			w.healthy++
		}
		if t.is(outgoing) {
			w.outgoing++
		} else if t.is(sick) {
			w.sick++
		}
		if t.is(adrift) {
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

// checkHopes holds anyMayGo to a look at every task.
func (k *cluster) checkHopes() error {
	for i := range k.config.Services {
		if k.anyMayGo(workID(i)) {
			continue
		}
		for j := range k.tasks.All() {
			if t := k.tasks.At(j); k.workOf(t) != workID(i) && t.host >= 0 && k.info[t.host].active() && k.mayGo(t) {
				return fmt.Errorf("task %d of %s may go, and to %s none", t.serial, k.owner(t).name, k.work[i].name)
			}
		}
	}
	return nil
}

// checkEvents recounts the events that tasks wait for.
func (k *cluster) checkEvents() error {
	live, expiries, exits, repeats, all, serving := make([]int, len(k.work)), make([]int, len(k.work)), 0, 0, 0, 0
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		n := bits.OnesCount16(t.due)
		if t.due&bit(taskExited) != 0 && k.unfollowed(t) {
			exits++
			n--
		}
		if t.due&bit(taskExited) != 0 && k.rev(t).again {
			repeats++
		}
		if t.due&bit(expired) != 0 {
			expiries[k.workOf(t)]++
		}
		live[k.workOf(t)] += n
		all += n
		if k.owner(t).service != nil {
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
	if k.repeats != repeats {
		return fmt.Errorf("%d exits to come of containers that are restarted each time, recounted %d", k.repeats, repeats)
	}
	coming := 0
	for h := range k.info {
		if x := &k.info[h]; x.registers() && !x.needless {
			coming++
		}
	}
	if k.exits != exits || k.script < 0 || k.hosting < coming || k.live < all+k.script+k.hosting {
		return fmt.Errorf("%d events to come, %d of them planned, %d of instances, and %d exits; recounted %d of tasks and %d exits",
			k.live, k.script, k.hosting, k.exits, all, exits)
	}
	return nil
}

// checkInstances recounts what instances know of their tasks, and the interfaces in
// each zone.
func (k *cluster) checkInstances() error {
	n := len(k.info)
	present, daemons, records, devices, dynamic := make([]int32, n), make([]int32, n), make([]int, n), make([]int32, n), make([]int32, n)
	docker, ecs := make([]int32, n), make([]int32, n)
	enis, full, booting := make([]int, len(k.zones)), int64(0), 0
	type place struct {
		group int32
		host  hostID
	}
	groups := map[place]int32{}
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		if t.subnet >= 0 {
			enis[k.zoneOf[t.subnet]]++
		}
		if t.host < 0 {
			continue
		}
		h := t.host
		if x := k.info[h].tasks; int(t.onHost) >= len(x) || x[t.onHost] != i {
			return fmt.Errorf("task %d of %s is not where it should be among those of %s", t.serial, k.owner(t).name, k.info[h].id)
		}
		if k.info[h].state > inService && !t.is(lost) {
			return fmt.Errorf("task %d of %s is on %s, which is %s", t.serial, k.owner(t).name, k.info[h].id, k.info[h].status())
		}
		records[h]++
		if t.state != deprovisioning {
			present[h]++
			if w := k.owner(t); w.service != nil && w.service.Daemon {
				daemons[h]++
			}
		}
		if !t.is(told) {
			groups[place{k.owner(t).group, h}]++
		}
		if t.subnet >= 0 && !t.is(noSlot) && !t.is(lost) {
			devices[h]++
		}
		if t.is(lost) {
			continue
		}
		of, joined, places := k.holds(i, t)
		for _, p := range k.rev(t).net.Listens {
			if of.has(p.Container) && !k.sockets.host[h].listen[p.Host.Protocol].Has(p.Host.Port) {
				return fmt.Errorf("task %d of %s does not listen on port %v of %s any more", t.serial, k.owner(t).name, p.Host, k.info[h].id)
			}
		}
		docker[h] += joined
		ecs[h] += places
		for at := t.ports; at >= 0; at = k.sockets.nodes[at].next {
			x := &k.sockets.nodes[at]
			if x.bound() != (of&x.part() != 0) {
				return fmt.Errorf("task %d of %s: port %d is bound: %v, its container runs: %v", t.serial, k.owner(t).name, x.port, x.bound(), of&x.part() != 0)
			}
			if x.bound() {
				dynamic[h]++
			}
		}
	}
	for i, x := range k.inner {
		t := k.tasks.At(i)
		if len(x.of) != len(k.rev(t).plan) || t.state < pending || t.state == deprovisioning || t.is(lost) {
			return fmt.Errorf("task %d of %s has a record of %d containers in state %d", t.serial, k.owner(t).name, len(x.of), t.state)
		}
	}
	for h := range k.info {
		x, y := &k.info[h], k.hosts.At(int32(h))
		if x.state <= inService {
			enis[k.zoneOf[x.subnet]] += int(model.HostAddresses(x.trunk))
		}
		if x.state == registering {
			booting++
		}
		if k.full(hostID(h)) {
			full++
		}
		if x.present != present[h] || x.state <= inService && x.daemons != daemons[h] || len(x.tasks) != records[h] || k.info[h].devices != devices[h] {
			return fmt.Errorf("%s: %d tasks, %d of daemons, %d records, %d devices; recounted %d, %d, %d, %d", x.id,
				x.present, x.daemons, len(x.tasks), k.info[h].devices, present[h], daemons[h], records[h], devices[h])
		}
		if y.Bridge != docker[h] || y.ECSBridge != ecs[h] || k.sockets.host[h].count != dynamic[h] {
			return fmt.Errorf("%s: %d ports of docker0, %d of ecs-bridge, %d dynamic; recounted %d, %d, %d", x.id,
				y.Bridge, y.ECSBridge, k.sockets.host[h].count, docker[h], ecs[h], dynamic[h])
		}
		for i := range k.work {
			g := k.work[i].group
			if have, want := k.fleet.Count(g, int32(h)), groups[place{g, hostID(h)}]; have != want {
				return fmt.Errorf("%s: %d tasks of the group of %s, recounted %d", x.id, have, k.work[i].name, want)
			}
		}
	}
	for z, n := range enis {
		if x := &k.zones[z]; x.used != n || x.peak < n || k.eniQuota && n > k.config.Quotas.ENIsPerZone {
			return fmt.Errorf("availability zone %s: %d interfaces, %d at the most, of a quota of %d; recounted %d", x.zone, x.used, x.peak, k.config.Quotas.ENIsPerZone, n)
		}
	}
	if k.measure.full.Value() != full || k.booting != booting {
		return fmt.Errorf("%d instances without a slot, %d booting; recounted %d, %d", k.measure.full.Value(), k.booting, full, booting)
	}
	return nil
}
