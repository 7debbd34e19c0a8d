package sim

import (
	"ecssim/model"
)

// additions is how many more instances managed scaling finds that waiting tasks
// need: for every group of tasks that ask for the same, those that fit on the group's
// smallest type are packed on its largest; the group that needs the most counts.
// excluded is the tasks that do not fit.
func (k *cluster) additions(c *CapacityProvider, p int32) (more, excluded int) {
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
// takes, what daemons take from it apart: of its largest type, each resource alone,
// or of its smallest.
func (k *cluster) perInstance(c *CapacityProvider, claim *model.Claim, largest bool) int {
	g := &k.config.Groups[c.Group]
	trunk, _ := g.Trunked(k.trunking)
	var room model.Room
	pick := func(a, b int32) int32 {
		if largest {
			return max(a, b)
		}
		return min(a, b)
	}
	for i, t := range c.Types {
		s := model.Room{CPU: t.CPU, Memory: t.Memory, ENI: model.Slots(t.SlotsPlain, t.SlotsTrunk, trunk), GPU: t.GPU}
		if i == 0 {
			room = s
			continue
		}
		room = model.Room{
			CPU: model.CPU(pick(int32(room.CPU), int32(s.CPU))), Memory: model.MiB(pick(int32(room.Memory), int32(s.Memory))),
			ENI: pick(room.ENI, s.ENI), GPU: pick(room.GPU, s.GPU),
		}
	}
	ports := k.config.Quotas.ReservedPortsPerInstance - int32(len(g.Reserved))
	for i := range k.work {
		if w := &k.work[i]; w.service != nil && w.service.Daemon {
			d := &k.deps[w.dep].rev.claim
			room = room.Sub(d.Room)
			ports -= d.PortCount
		}
	}
	return model.Fit(room, ports, claim)
}

// busy is the number of instances of a provider with a task that is no daemon's.
func (k *cluster) busy(p int32) int {
	n := 0
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.counts() && x.present > x.daemons {
			n++
		}
	}
	return n
}
