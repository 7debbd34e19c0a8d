package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// overBudget says, at the part of the file that is most to blame, what a run of the scenario is
// expected to do beyond the budget of config.Config.OverBudget; nil where it does not. The file is
// none the worse for it.
func (r *resolver) overBudget() error {
	x := r.cfg.OverBudget(1)
	if x == nil {
		return nil
	}
	at := r.placeOfPart(x.Part, x.Index)
	f := &strict.Faults{File: at.File, Data: at.Data, Foreign: at.Foreign}
	strict.Place{Faults: f, Node: at.Node}.Fail("--no-limit runs it all the same", "%s", x.Text)
	return f.Err()
}

// placeOfPart is where the file says how much there is of a part of the scenario.
func (r *resolver) placeOfPart(part config.Part, i int) strict.Place {
	switch part {
	case config.OfGroup:
		return r.root.At("cluster", "instances", i, "count")
	case config.OfProvider:
		return r.root.At("cluster", "capacityProviders", i, "autoScalingGroup", "maxSize")
	case config.OfService:
		return r.serviceAt[i].At("desiredCount")
	case config.OfRunTask:
		if r.file.RunTasks[i].Arrivals != nil {
			return r.root.At("runTasks", i, "arrivals")
		}
		return r.root.At("runTasks", i, "count")
	}
	return r.eventAt[i]
}
