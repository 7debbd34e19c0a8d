package experiment

import (
	"math/rand/v2"
	"slices"

	"ecssim/sim/config"
)

// Redeployed places everything on n hosts and then each service's tasks anew, service by service in an order that a
// seed decides, as its minimum and maximum percent let it: as many new tasks as find places, then as many old ones
// gone as it may lose. It is how many services have all their tasks anew at the end, of those that are no daemons:
// an estimate of what a run comes to, in which stopped tasks hold their places for a while.
func (s *Sizer) Redeployed(n int, seed uint64) (int, error) {
	out, x, err := s.everything(n, seed)
	if err != nil || out.Unplaced > 0 {
		return 0, err
	}
	luck := rand.New(rand.NewPCG(s.p.c.Seed, seed))
	done := 0
	order := s.p.workloads()
	luck.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, i := range order {
		if d := s.deploying(i); d != nil && x.redeploy(i, d, luck) {
			done++
		}
	}
	return done, nil
}

// deploying is how the service of a demand is deployed; nil for a RunTask call.
func (s *Sizer) deploying(i int) *config.Deploying {
	for k := range s.p.c.Services {
		if x := &s.p.c.Services[k]; &x.Use == s.p.demands[i].use {
			return &x.Deploying
		}
	}
	return nil
}

// redeploy places the tasks of a demand anew; false where it comes to a standstill before all are.
func (x *filling) redeploy(i int, d *config.Deploying, luck *rand.Rand) bool {
	desired := x.p.demands[i].count
	lower, upper := (desired*d.MinimumHealthyPercent+99)/100, desired*d.MaximumPercent/100
	old, fresh := desired, 0
	for old > 0 || fresh < desired {
		before := [2]int{old, fresh}
		for fresh < desired && old+fresh < upper && !x.failed {
			if x.place(i, luck.Uint64()); !x.failed {
				fresh++
			}
		}
		x.failed = false
		x.unbar()
		for old > 0 && (old+fresh > lower || fresh >= desired) {
			x.leaveFirst(i)
			old--
		}
		if before == [2]int{old, fresh} {
			return false
		}
	}
	return true
}

// leaveFirst takes away the task of a demand that was placed first.
func (x *filling) leaveFirst(i int) {
	k := slices.IndexFunc(x.spots, func(s spot) bool { return s.demand == i })
	s := x.spots[k]
	x.leave(s)
	x.giveBack(s)
	x.spots = slices.Delete(x.spots, k, k+1)
}

// giveBack gives back what a task has that the packing keeps beside the fleet: its address and static host ports. Dynamic
// host ports stay taken, which makes little of the thousands that there are.
func (x *filling) giveBack(s spot) {
	d := &x.p.demands[s.demand]
	if d.claim.Addresses > 0 {
		for _, subnet := range x.subnetsThere(d, s.host) {
			if x.addresses[subnet].Used() >= d.claim.Addresses {
				x.addresses[subnet].Release(d.claim.Addresses)
				break
			}
		}
	}
	if x.rooms != nil {
		letGo(&x.rooms[s.host], d.static())
	}
}
