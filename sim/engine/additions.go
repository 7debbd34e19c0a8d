package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
)

// additions is how many more instances managed scaling finds that waiting tasks
// need: for every group of tasks that ask for the same, those that fit on the group's
// smallest type are packed on its largest; the group that needs the most counts.
// excluded is the tasks that do not fit.
func (k *cluster) additions(c *config.CapacityProvider, p providerID) (more, excluded int) {
	type request struct {
		claim *model.Claim
		one   bool
		tasks int
	}
	var groups []request
	for l := range k.lanes {
		x := &k.lanes[l]
		if x.provider != p || x.count == 0 {
			continue
		}
		claim := &x.rev.claim
		if k.perInstance(c, claim, false) == 0 {
			excluded += x.count
			continue
		}
		one := k.distinct(x.rev)
		found := false
		for g := range groups {
			if y := &groups[g]; y.one == one && y.claim.Room == claim.Room && samePorts(y.claim, claim) {
				y.tasks += x.count
				found = true
			}
		}
		if !found {
			groups = append(groups, request{claim, one, x.count})
		}
	}
	most := 0
	for _, g := range groups {
		fit := max(1, k.perInstance(c, g.claim, true))
		if g.one {
			fit = 1
		}
		most = max(most, (g.tasks+fit-1)/fit)
	}
	if most == 0 {
		return 0, excluded
	}
	return min(max(most, c.MinStep), c.MaxStep), excluded
}

func samePorts(a, b *model.Claim) bool {
	for i := range a.Ports {
		if a.Ports[i] != b.Ports[i] {
			return false
		}
	}
	return a.PortCount == b.PortCount
}

// distinct reports whether no two tasks of a revision share an instance.
func (k *cluster) distinct(r *revision) bool {
	for _, x := range k.work[r.work].use.Constraints {
		if x.Type == "distinctInstance" {
			return true
		}
	}
	return false
}

// perInstance is how many tasks of a claim an empty instance of the provider
// takes, what is kept for daemons there apart: of its largest type, each resource
// alone, in the zone where daemons take the least, or of its smallest, where they take
// the most.
func (k *cluster) perInstance(c *config.CapacityProvider, claim *model.Claim, largest bool) int {
	g := &k.config.Groups[c.Group]
	trunk, _ := g.Trunked(k.trunking)
	pick, pickRoom := func(a, b int32) int32 { return min(a, b) }, model.Room.Min
	if largest {
		pick, pickRoom = func(a, b int32) int32 { return max(a, b) }, model.Room.Max
	}
	var room model.Room
	for i := range c.Types {
		if i == 0 {
			room = c.Types[i].Room(trunk)
		}
		room = pickRoom(room, c.Types[i].Room(trunk))
	}
	tasks := k.besideDaemons(emptyHost{hostKind{groupID(c.Group), g.Zones[0], trunk}, room}, claim)
	for _, zone := range g.Zones[1:] {
		tasks = pick(tasks, k.besideDaemons(emptyHost{hostKind{groupID(c.Group), zone, trunk}, room}, claim))
	}
	return int(tasks)
}

// emptyHost is an instance that may be launched.
type emptyHost struct {
	kind hostKind
	room model.Room
}

// besideDaemons is how many tasks of a claim an empty instance takes beside the daemons
// that should run there.
func (k *cluster) besideDaemons(x emptyHost, claim *model.Claim) int32 {
	group := &k.config.Groups[x.kind.group]
	ports := k.config.Quotas.ReservedPortsPerInstance - int32(len(group.Reserved))
	due, known := k.dues[x]
	if !known {
		in := k.registered(x.kind, k.providerOf(x.kind.group))
		due = k.fleet.Due(&in, x.room, k.table.Mask(group.Reserved), ports)
		k.dues[x] = due
	}
	if claim.SharesPort(&due) {
		return 0
	}
	return int32(model.Fit(x.room.Sub(due.Room), ports-due.PortCount, claim))
}

// providerOf is the capacity provider of a group, or none.
func (k *cluster) providerOf(g groupID) providerID {
	return providerID(slices.IndexFunc(k.config.Providers, func(c config.CapacityProvider) bool { return c.Group == int(g) }))
}

// busy is the number of instances of a provider with a task that is no daemon's.
func (k *cluster) busy(p providerID) int {
	n := 0
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.counts() && x.present > x.daemons {
			n++
		}
	}
	return n
}
