package placement

import "ecssim/model"

// room is what a host has left, or a task needs, beside the value that hosts are sorted by:
// every resource of model.Room and the number of static ports.
type room struct {
	other int32 // memory where CPU is the key, CPU where memory is
	eni   int32
	gpu   int32
	slots int32 // static ports until the quota, not below 0
}

// split takes the key out of an amount of each resource: memory or else CPU.
func split(r model.Room, memory bool) (key uint64, rest room) {
	rest = room{int32(r.Memory), r.ENI, r.GPU, 0}
	if memory {
		rest.other = int32(r.CPU)
		return uint64(r.Memory), rest
	}
	return uint64(r.CPU), rest
}

// short reports whether any field is less than needed: the sign of a difference.
func (r room) short(need room) bool {
	return (r.other-need.other)|(r.eni-need.eni)|(r.gpu-need.gpu)|(r.slots-need.slots) < 0
}

// min is the smaller of each field, max the larger.
func (r room) min(s room) room {
	return room{min(r.other, s.other), min(r.eni, s.eni), min(r.gpu, s.gpu), min(r.slots, s.slots)}
}

func (r room) max(s room) room {
	return room{max(r.other, s.other), max(r.eni, s.eni), max(r.gpu, s.gpu), max(r.slots, s.slots)}
}
