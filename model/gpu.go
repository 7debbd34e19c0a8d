package model

import (
	"fmt"
	"math/bits"
)

// GPUSet is GPUs of one host, a bit each: bit 0 is GPU 0.
type GPUSet uint64

// AllGPUs is the number of GPUs of a container that wants every GPU of its instance (value
// ALL of the ECS API's ResourceRequirement, August 2026), and of the claim of its task. Such
// a task needs an instance that has GPUs, all of them free.
const AllGPUs int32 = 1 << 30

// MaxGPUs is the number of GPUs of a host that a GPUSet can tell apart. No instance type
// has more than 16.
const MaxGPUs = 64

// gpuLedger is which GPUs of a host are whose: given are those of tasks that should run,
// as the control plane counts, held those of tasks that the agent has not finished with
// (amazon-ecs-agent agent/engine/host_resource_manager.go, whose GPU is a set of ids).
type gpuLedger struct{ given, held GPUSet }

// TellGPUsApart has hosts added from now on know which GPU a task has, not only how many.
func (s *Hosts) TellGPUsApart() { s.gpus = []gpuLedger{} }

// GiveGPUs gives a task the lowest n GPUs of h that no task has that should run, or AllGPUs.
// There have to be as many. ECS assigns GPUs at placement; that it takes the lowest is an
// assumption.
func (s *Hosts) GiveGPUs(h, n int32) GPUSet {
	x := &s.gpus[h]
	if n == AllGPUs {
		n = s.host[h].Registered.GPU
	}
	var set GPUSet
	for free := ^x.given; n > 0; n-- {
		lowest := free & -free
		set |= lowest
		free &^= lowest
	}
	if x.given |= set; bits.Len64(uint64(x.given)) > int(s.host[h].Registered.GPU) {
		panic(fmt.Sprintf("model: host %d gives away GPUs %b of %d", h, x.given, s.host[h].Registered.GPU))
	}
	return set
}

// TakeBackGPUs has the control plane count them as free, when their task is told to stop.
func (s *Hosts) TakeBackGPUs(h int32, set GPUSet) { s.gpus[h].given &^= set }

// AgentHasGPUs reports whether none of a task's GPUs is held by another task that the
// agent has not finished with.
func (s *Hosts) AgentHasGPUs(h int32, set GPUSet) bool { return s.gpus[h].held&set == 0 }

// AgentTakeGPUs enters them in the agent's ledger; it panics where AgentHasGPUs is false.
func (s *Hosts) AgentTakeGPUs(h int32, set GPUSet) {
	if !s.AgentHasGPUs(h, set) {
		panic(fmt.Sprintf("model: agent of host %d cannot use GPUs %b: holds %b", h, set, s.gpus[h].held))
	}
	s.gpus[h].held |= set
}

// AgentReleaseGPUs strikes them from the agent's ledger.
func (s *Hosts) AgentReleaseGPUs(h int32, set GPUSet) { s.gpus[h].held &^= set }

// GPUs gives both ledgers of a host, to read.
func (s *Hosts) GPUs(h int32) (given, held GPUSet) { return s.gpus[h].given, s.gpus[h].held }
