package engine

import (
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// revisionFor adds the revision of a task definition for a workload, or returns the
// one that there is. The error is the shape's.
func (k *cluster) revisionFor(i event.WorkloadID, def int) (*state.Revision, error) {
	w := &k.Workloads[i]
	for _, r := range w.Revisions {
		if r.Definition == def {
			return r, nil
		}
	}
	use := *w.Use
	use.Task = def
	td := &k.Config.Tasks[def]
	r := &state.Revision{Workload: i, Definition: def, Network: td.Network(use.ServiceConnect), Claim: td.Claim(use.ServiceConnect, k.PortTable)}
	r.SetTimings(k.Config, td, use.ServiceConnect.Enabled)
	if w.Service != nil {
		r.SetTargetPorts(k.Config, w.Service)
	}
	r.Plan = planOf(td, use.ServiceConnect, &k.Config.Timings)
	if w.Service != nil {
		for n := range w.Service.Targets {
			if _, _, fault := k.Config.CheckedPort(w.Service, &w.Service.Targets[n], def); fault != nil {
				r.Unanswered |= 1 << n
			}
		}
	}
	r.Simple = r.Plan == nil && r.Restart == nil
	r.Ordered = slices.ContainsFunc(r.Plan, func(p state.ContainerPlan) bool { return len(p.Needs) > 0 })
	var err error
	shape := PlacementShape(k.Config, &use, w.Service)
	shape.Claim, shape.Group = &r.Claim, w.TaskGroup
	if r.Shape, err = k.Fleet.NewShape(shape); err != nil {
		return nil, err
	}
	if n := len(use.Providers); n > config.MaxProviders {
		return nil, impossible("%s has %d capacity providers in its strategy, wanted at most %d", w.Name, n, config.MaxProviders)
	}
	for j, item := range use.Providers {
		shape.Provider = k.Config.Providers[item.Provider].Name
		s, err := k.Fleet.NewShape(shape)
		if err != nil {
			return nil, err
		}
		r.Queues = append(r.Queues, state.QueueID(len(k.Queues)))
		k.Queues = append(k.Queues, state.ProviderQueue{
			Provider: event.ProviderID(item.Provider), Shape: s, Revision: r, StrategyItem: int8(j), Waiting: state.EmptyQueue(),
		})
	}
	w.Revisions = append(w.Revisions, r)
	k.Revisions = append(k.Revisions, r)
	return r, nil
}

// shapeIn is the revision's shape confined to a zone, and to a queue's capacity
// provider where there is a queue.
func (k *cluster) shapeIn(r *state.Revision, queue state.QueueID, zone string) state.ShapeID {
	for _, z := range r.ZoneShapes {
		if z.Zone == zone && z.Queue == queue {
			return z.Shape
		}
	}
	w := &k.Workloads[r.Workload]
	use := *w.Use
	use.Task = r.Definition
	shape := PlacementShape(k.Config, &use, w.Service)
	shape.Claim, shape.Group, shape.Zones = &r.Claim, w.TaskGroup, []string{zone}
	if queue >= 0 {
		shape.Provider = k.Config.Providers[k.Queues[queue].Provider].Name
	}
	s, err := k.Fleet.NewShape(shape)
	if err != nil {
		panic("sim: a shape that was accepted for all zones is not for one: " + err.Error())
	}
	r.ZoneShapes = append(r.ZoneShapes, state.ZoneShape{Zone: zone, Queue: queue, Shape: s})
	return s
}
