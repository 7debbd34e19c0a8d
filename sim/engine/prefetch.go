package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// prefetchFrom is how many tasks there must be for prefetch to pay: fewer lie in the
// caches anyway.
const prefetchFrom = 10_000

// prefetch has the memory deliver what the next entries of the agenda will touch, a line of the
// cache for each task and a few for its instance, and returns how many entries that is good for.
// On a large cluster each entry would begin by waiting for its lines, one after the
// other. Here nothing depends on anything else, so that the processor waits for ten of
// them at once. Whatever happens until then makes these lines no more than a guess,
// and nothing is decided by them.
func (k *cluster) prefetch() int {
	soon := k.Clock.Soon()
	hs := k.prefetched[:0]
	for _, e := range soon {
		what, gen, i := state.Split(e.Word)
		if what >= state.ENIAttached && what <= state.ContainerDue && k.Tasks.Gen(event.TaskID(i))&state.GenMask == gen {
			if h := k.Tasks.At(event.TaskID(i)).Instance; h >= 0 {
				hs = append(hs, h)
			}
		}
	}
	k.prefetched = hs
	for _, h := range hs {
		k.touch(h)
	}
	return len(soon)
}

// touch has the memory deliver two lines of an instance at once, before anything waits for one of them.
func (k *cluster) touch(h event.InstanceID) {
	k.touched += k.Instances[h].TaskCount + k.Hosts.At(int32(h)).Tasks
}
