package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// tellGPUsApart prepares for the reading under which a task has certain GPUs of its host,
// not only so many.
func (k *cluster) tellGPUsApart() error {
	if !k.Config.Options.GPUIDs {
		return nil
	}
	for i := range k.Config.Groups {
		if g := &k.Config.Groups[i]; g.GPU > model.MaxGPUs {
			return impossible("group %s has %d GPUs an instance, wanted at most %d where they are told apart", g.Name, g.GPU, model.MaxGPUs)
		}
	}
	k.Hosts.TellGPUsApart()
	k.GPUs = state.GPUs{}
	return nil
}

// giveGPUs assigns a task that is placed its GPUs. Like its counterparts it is called
// where GPUs are told apart.
func (k *cluster) giveGPUs(i event.TaskID, t *state.Task) {
	if n := k.RevisionOf(t).Claim.GPU; n > 0 {
		k.GPUs[i] = k.Hosts.GiveGPUs(int32(t.Instance), n)
	}
}

// agentRelease strikes a task out of its agent's ledger.
func (k *cluster) agentRelease(i event.TaskID, t *state.Task) {
	k.Hosts.AgentRelease(int32(t.Instance), &k.RevisionOf(t).Claim)
	if k.GPUs != nil {
		k.Hosts.AgentReleaseGPUs(int32(t.Instance), k.GPUs[i])
	}
	k.tellTask(event.TaskHalted, i, t)
}
