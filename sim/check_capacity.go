package sim

import (
	"fmt"
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
		n, last := 0, int32(-1)
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
		n, err := follow(k.info[h].queue, func(t *task) bool { return t.state == waiting && t.host == int32(h) && !t.is(lost) })
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

// checkProviders recounts the tasks and the instances of capacity providers.
func (k *cluster) checkProviders() error {
	tasks, size := make([]int, len(k.lanes)), make([]int, len(k.providers))
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
