package engine

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// revision is one task definition as a service or a RunTask stream runs it: a
// service revision of ECS. Tasks of a revision are alike.
type revision struct {
	work  workID
	def   int // into Config.Tasks
	net   model.Network
	claim model.Claim
	shape shapeID  // of launch type EC2
	lanes []laneID // by item of the capacity provider strategy: into cluster.lanes
	zones []zoneShape

	pull, start, ready, exit, halt, proxy des.Dist
	stop                                  time.Duration        // SIGTERM to SIGKILL, the longest of its containers
	plan                                  []containerPlan      // of several containers, or one and a proxy; nil = a single one
	plain                                 bool                 // a single container without a restart policy
	ordered                               bool                 // some of them wait for others
	restart                               *model.RestartPolicy // of the container that exits: the first essential one
	exitCode                              int
	again                                 bool          // that policy restarts it whenever it exits
	mainName                              string        // of that container
	check                                 time.Duration // interval of the slowest container health check; 0 = none
	patience                              time.Duration // start until a container that never passes its check is UNHEALTHY
}

// zoneShape is a revision's shape confined to one availability zone, and to one
// capacity provider's instances, for rebalancing.
type zoneShape struct {
	zone  string
	lane  laneID // none = launch type EC2
	shape shapeID
}

// revise adds the revision of a task definition for a workload, or returns the
// one that there is. The error is the shape's.
func (k *cluster) revise(i workID, def int) (*revision, error) {
	w := &k.work[i]
	for _, r := range w.revs {
		if r.def == def {
			return r, nil
		}
	}
	use := *w.use
	use.Task = def
	td := &k.config.Tasks[def]
	r := &revision{work: i, def: def, net: td.Network(use.ServiceConnect), claim: td.Claim(use.ServiceConnect, k.table)}
	r.times(k.config, td, use.ServiceConnect.Enabled)
	r.plan = planOf(td, use.ServiceConnect, &k.config.Timings)
	r.plain = r.plan == nil && r.restart == nil
	r.ordered = slices.ContainsFunc(r.plan, func(p containerPlan) bool { return len(p.needs) > 0 })
	var err error
	shape := PlacementShape(k.config, &use, w.service)
	shape.Claim, shape.Group = &r.claim, w.group
	if r.shape, err = k.fleet.NewShape(shape); err != nil {
		return nil, err
	}
	if n := len(use.Providers); n > config.MaxProviders {
		return nil, impossible("%s has %d capacity providers in its strategy, wanted at most %d", w.name, n, config.MaxProviders)
	}
	for j, item := range use.Providers {
		shape.Provider = k.config.Providers[item.Provider].Name
		s, err := k.fleet.NewShape(shape)
		if err != nil {
			return nil, err
		}
		r.lanes = append(r.lanes, laneID(len(k.lanes)))
		k.lanes = append(k.lanes, lane{provider: providerID(item.Provider), shape: s, rev: r, item: int8(j), waiting: fifo{none, none}})
	}
	w.revs = append(w.revs, r)
	k.revs = append(k.revs, r)
	return r, nil
}

// shapeIn is the revision's shape confined to a zone, and to a lane's capacity
// provider where there is a lane.
func (k *cluster) shapeIn(r *revision, lane laneID, zone string) shapeID {
	for _, z := range r.zones {
		if z.zone == zone && z.lane == lane {
			return z.shape
		}
	}
	w := &k.work[r.work]
	use := *w.use
	use.Task = r.def
	shape := PlacementShape(k.config, &use, w.service)
	shape.Claim, shape.Group, shape.Zones = &r.claim, w.group, []string{zone}
	if lane >= 0 {
		shape.Provider = k.config.Providers[k.lanes[lane].provider].Name
	}
	s, err := k.fleet.NewShape(shape)
	if err != nil {
		panic("sim: a shape that was accepted for all zones is not for one: " + err.Error())
	}
	r.zones = append(r.zones, zoneShape{zone, lane, s})
	return s
}

// times resolves what the steps of a task's life take for this definition.
func (r *revision) times(c *config.Config, td *model.TaskDefinition, serviceConnect bool) {
	t, own := &c.Timings, c.Own[td.Name()]
	pick := func(all des.Dist, one *des.Dist) des.Dist {
		if one != nil {
			return *one
		}
		return all
	}
	r.pull, r.start = pick(t.ImagePull, own.ImagePull), pick(t.ContainerStart, own.ContainerStart)
	r.ready, r.halt = pick(t.ApplicationReady, own.ApplicationReady), pick(t.ApplicationStop, own.ApplicationStop)
	r.exit, r.exitCode = pick(des.Endless(), own.ExitAfter), own.ExitCode
	if main := slices.IndexFunc(td.Containers, func(c model.Container) bool { return c.Essential }); main >= 0 {
		r.restart, r.mainName = td.Containers[main].Restart, td.Containers[main].Name
		r.again = r.restart.Restarts(r.exitCode, r.exit.Min())
	}
	if serviceConnect {
		r.proxy = pick(t.ProxyReady, own.ProxyReady)
	}
	for _, x := range td.Containers {
		stop := x.StopTimeout
		if stop == 0 {
			stop = t.StopTimeout
		}
		r.stop = max(r.stop, stop)
		if h := x.HealthCheck; h != nil {
			r.check = max(r.check, h.Interval)
			patience := h.StartPeriod + time.Duration(h.Retries)*h.Interval
			if r.patience == 0 || patience < r.patience {
				r.patience = patience
			}
		}
	}
}
