package model

// Room is an amount of each countable resource that the scheduler knows.
type Room struct {
	CPU    CPU
	Memory MiB
	ENI    int32 // network interface attachment points for tasks
	GPU    int32
}

// Add returns the sum, Sub the difference, resource by resource.
func (r Room) Add(s Room) Room {
	return Room{r.CPU + s.CPU, r.Memory + s.Memory, r.ENI + s.ENI, r.GPU + s.GPU}
}

// Sub returns r less s, resource by resource.
func (r Room) Sub(s Room) Room {
	return Room{r.CPU - s.CPU, r.Memory - s.Memory, r.ENI - s.ENI, r.GPU - s.GPU}
}

// Less returns r less s, and nothing of a resource of which s has more.
func (r Room) Less(s Room) Room {
	return Room{max(r.CPU-s.CPU, 0), max(r.Memory-s.Memory, 0), max(r.ENI-s.ENI, 0), max(r.GPU-s.GPU, 0)}
}

// Max is the larger amount, resource by resource.
func (r Room) Max(s Room) Room {
	return Room{max(r.CPU, s.CPU), max(r.Memory, s.Memory), max(r.ENI, s.ENI), max(r.GPU, s.GPU)}
}

// Min is the smaller amount, resource by resource.
func (r Room) Min(s Room) Room {
	return Room{min(r.CPU, s.CPU), min(r.Memory, s.Memory), min(r.ENI, s.ENI), min(r.GPU, s.GPU)}
}

// Holds reports whether r has at least as much of each resource as s.
func (r Room) Holds(s Room) bool {
	// The sign of all differences together is that of any.
	return int32(r.CPU-s.CPU)|int32(r.Memory-s.Memory)|(r.ENI-s.ENI)|(r.GPU-s.GPU) >= 0
}

// within reports whether there is no less than nothing of each resource, and no more
// than s has.
func (r Room) within(s Room) bool {
	// The sign of all together is that of any: one branch instead of eight.
	return int32(r.CPU|(s.CPU-r.CPU))|int32(r.Memory|(s.Memory-r.Memory))|r.ENI|(s.ENI-r.ENI)|r.GPU|(s.GPU-r.GPU) >= 0
}

// lacks is the first resource of which there is less than a task takes.
func (r Room) lacks(c Room) Reason {
	// The signs of the differences, for a processor could not predict a branch for each.
	return firstLack[uint32(r.ENI-c.ENI)>>31<<3|uint32(r.GPU-c.GPU)>>31<<2|uint32(r.Memory-c.Memory)>>31<<1|uint32(r.CPU-c.CPU)>>31]
}

var firstLack = [16]Reason{Fits, ReasonCPU, ReasonMemory, ReasonMemory, ReasonGPU, ReasonGPU, ReasonGPU, ReasonGPU,
	ReasonENI, ReasonENI, ReasonENI, ReasonENI, ReasonENI, ReasonENI, ReasonENI, ReasonENI}

// atStop is what comes back when a task is told to stop: all but the attachment slots,
// which wait for the interface to be gone.
func (r Room) atStop() Room {
	r.ENI = 0
	return r
}

// Load is what the agent counts of tasks: no attachment slots.
type Load struct {
	CPU    CPU
	Memory MiB
	GPU    int32
}

// Load is what the agent counts of it.
func (r Room) Load() Load { return Load{r.CPU, r.Memory, r.GPU} }

// Add returns the sum, Sub the difference, resource by resource.
func (l Load) Add(m Load) Load { return Load{l.CPU + m.CPU, l.Memory + m.Memory, l.GPU + m.GPU} }

// Sub returns l less m, resource by resource.
func (l Load) Sub(m Load) Load { return Load{l.CPU - m.CPU, l.Memory - m.Memory, l.GPU - m.GPU} }

// Holds reports whether l has at least as much of each resource as m.
func (l Load) Holds(m Load) bool {
	return int32(l.CPU-m.CPU)|int32(l.Memory-m.Memory)|(l.GPU-m.GPU) >= 0
}

// InstanceSize is what a container instance of some type registers.
type InstanceSize struct {
	CPU        CPU
	Memory     MiB // ECS_RESERVED_MEMORY already taken off
	GPU        int32
	SlotsPlain int32 // awsvpc tasks without a trunk
	SlotsTrunk int32 // with one; 0 or at most SlotsPlain where the type gains nothing by it
}

// Room is what tasks find on an empty instance, launched with a trunk or without.
func (s *InstanceSize) Room(trunk bool) Room {
	return Room{CPU: s.CPU, Memory: s.Memory, ENI: Slots(s.SlotsPlain, s.SlotsTrunk, trunk), GPU: s.GPU}
}

// room is what a task of the definition claims of each resource; sums saturate at 2^30, but
// for GPUs, of which that many are AllGPUs. A container that wants all of them leaves none to
// count beside.
func (t *TaskDefinition) room(n *Network, sc ServiceConnect) Room {
	cpu, memory, gpu, all := int64(t.CPU), int64(t.Memory), int64(0), false
	for i := range t.Containers {
		c := &t.Containers[i]
		if t.CPU == 0 {
			cpu += int64(c.CPU)
		}
		if t.Memory == 0 {
			memory += int64(c.reserves())
		}
		gpu = min(gpu+int64(c.GPUs), int64(AllGPUs)-1)
		all = all || c.GPUs == AllGPUs
	}
	if all {
		gpu = int64(AllGPUs)
	}
	if sc.Enabled {
		cpu += int64(sc.ProxyCPU)
		memory += int64(sc.ProxyMemory)
	}
	const most = 1 << 30
	return Room{CPU: CPU(min(cpu, most)), Memory: MiB(min(memory, most)), ENI: n.ENI, GPU: int32(gpu)}
}
