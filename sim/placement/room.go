package placement

import (
	"math/bits"

	"ecssim/model"
)

// room is what a host has left, or a task needs, beside the value that hosts are sorted by:
// every other resource of model.Room and the number of static ports. It packs them into one
// word, each with a bit of 0 above, so that all are compared at once: memory, or CPU where
// memory is the value, in 31 bits, attachment slots, GPUs and ports in 9 bits each. An amount
// of which a field does not hold more is as large as the field.
type room uint64

const (
	mostCount = 1<<9 - 1

	guards  room = 1<<63 | smaller
	smaller room = 1<<29 | 1<<19 | 1<<9 // of attachment slots, GPUs and ports
	slots   room = mostCount << 20      // attachment
	ones    room = 1<<32 | 1<<20 | 1<<10 | 1
)

// split takes the key out of an amount of each resource: memory or else CPU. Over is whether
// the rest does not tell all of the amount.
func split(r model.Room, ports int32, memory bool) (key uint64, rest room, over bool) {
	key, other := uint64(r.CPU), room(r.Memory)
	if memory {
		key, other = uint64(r.Memory), room(r.CPU)
	}
	rest = other<<32 | few(r.ENI)<<20 | few(r.GPU)<<10 | few(ports)
	return key, rest, max(r.ENI, r.GPU, ports) > mostCount
}

func few(n int32) room { return room(min(max(n, 0), mostCount)) }

// bar is a room prepared for below.
type bar uint64

func (r room) bar() bar { return bar((r | guards) - ones) }

// below is a guard bit for each field of which r has less than the room of the bar: in a
// difference that is not below 0 the bit stays.
func (r room) below(b bar) uint64 { return uint64((room(b) - r) & guards) }

// short reports whether any field is less than needed.
func (r room) short(need bar) bool { return r.below(need) != 0 }

// differ is the bits in which two rooms differ, of the fields of which r has less.
func (r room) differ(s room) room {
	less := room(r.below(s.bar()))
	return (less - less&smaller>>9 - less>>63<<32) & (r ^ s)
}

// min is the smaller of each field, max the larger.
func (r room) min(s room) room { return s ^ r.differ(s) }
func (r room) max(s room) room { return r ^ r.differ(s) }

// ifSlot is the room where it has an attachment slot, and none where it has not.
func (r room) ifSlot() room {
	_, none := bits.Sub64(uint64(r&slots), 1, 0)
	return r &^ -room(none)
}
