package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// worthFetching is how many tasks there must be for fetch to pay: fewer lie in the
// caches anyway.
const worthFetching = 10_000

// fetch has the memory deliver what the next events will touch, a line of the cache
// for each task and a few for its host, and returns how many events that is good for.
// On a large cluster each event would begin by waiting for its lines, one after the
// other. Here nothing depends on anything else, so that the processor waits for ten of
// them at once. Whatever happens until then makes these lines no more than a guess,
// and nothing is decided by them.
func (k *cluster) fetch() int {
	soon := k.Clock.Soon()
	host := k.soon[:0]
	for _, e := range soon {
		what, gen, i := state.Split(e.Word)
		if what >= state.ENIAttached && what <= state.ContainerDue && k.Tasks.Gen(event.TaskID(i))&state.GenMask == gen {
			if h := k.Tasks.At(event.TaskID(i)).Instance; h >= 0 {
				host = append(host, h)
			}
		}
	}
	k.soon = host
	for _, h := range host {
		k.touched += k.Instances[h].TaskCount + k.Hosts.At(int32(h)).Tasks
	}
	return len(soon)
}
