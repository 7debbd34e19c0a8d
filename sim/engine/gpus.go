package engine

import "ecssim/model"

// gpus is which GPUs each task has, where they are told apart; nil where only their
// number counts, as by default.
type gpus map[taskID]model.GPUSet

// tellGPUsApart prepares for the reading under which a task has certain GPUs of its host,
// not only so many.
func (k *cluster) tellGPUsApart() error {
	if !k.config.Options.GPUIDs {
		return nil
	}
	for i := range k.config.Groups {
		if g := &k.config.Groups[i]; g.GPU > model.MaxGPUs {
			return impossible("group %s has %d GPUs an instance, wanted at most %d where they are told apart", g.Name, g.GPU, model.MaxGPUs)
		}
	}
	k.hosts.TellGPUsApart()
	k.gpus = gpus{}
	return nil
}

// giveGPUs assigns a task that is placed its GPUs. Like its counterparts it is called
// where GPUs are told apart.
func (k *cluster) giveGPUs(i taskID, t *task) {
	if n := k.rev(t).claim.GPU; n > 0 {
		k.gpus[i] = k.hosts.GiveGPUs(int32(t.host), n)
	}
}

// agentFits reports whether a task's agent has room to start it.
func (k *cluster) agentFits(i taskID, t *task) bool {
	return k.hosts.AgentFits(int32(t.host), &k.rev(t).claim) && (k.gpus == nil || k.hosts.AgentHasGPUs(int32(t.host), k.gpus[i]))
}

// agentRelease strikes a task out of its agent's ledger.
func (k *cluster) agentRelease(i taskID, t *task) {
	k.hosts.AgentRelease(int32(t.host), &k.rev(t).claim)
	if k.gpus != nil {
		k.hosts.AgentReleaseGPUs(int32(t.host), k.gpus[i])
	}
}
