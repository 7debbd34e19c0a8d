package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"ecssim/model"
)

// spot is where a task of a demand is.
type spot struct {
	demand int
	host   int32
}

// toLoseZone finds the least number of hosts, needed or more and dealt evenly over the zones as
// ever, of which any one zone may be lost. It places everything, takes a zone away and
// places what was lost there on the hosts that are left, where the rest stays as it is; so for each
// zone. The search begins where the hosts of every zone but one are as many as the bound, doubles
// the step, and halves the gap: the number before is not enough. The note says why there is none.
func (p *packer) toLoseZone(ctx context.Context, needed, bound int) (*int, string, error) {
	zones := p.zones()
	switch {
	case p.tasks() == 0:
		return nil, "nothing is asked for at t = 0", nil
	case len(zones) < 2:
		return nil, "they are all in one zone", nil
	}
	first, in := 0, map[string]int{} // hosts, in each zone
	for most := 0; first < needed || first-most < bound; first++ {
		_, zone := p.home(first)
		in[zone]++
		most = max(most, in[zone])
	}
	// With twice as many hosts as would do if all were alike, what is missing is not hosts.
	most := p.launchable(2*first + len(zones))
	why := ""
	try := func(n int) (ok bool, err error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		ok, why, err = p.survives(n, zones)
		return ok, err
	}
	low, high := first-1, first
	for step := 1; ; step *= 2 {
		ok, err := try(high)
		if err != nil {
			return nil, "", err
		}
		if ok {
			break
		}
		if high >= most {
			return nil, fmt.Sprintf("no number up to %d is enough: %s", high, why), nil
		}
		low, high = high, min(high+step, most)
	}
	for low+1 < high {
		middle := (low + high) / 2
		ok, err := try(middle)
		if err != nil {
			return nil, "", err
		}
		if ok {
			high = middle
		} else {
			low = middle
		}
	}
	return &high, "", nil
}

// zones lists the zones that hosts are dealt over.
func (p *packer) zones() (zones []string) {
	for h := range p.kinds() {
		if _, zone := p.home(h); !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	return zones
}

// survives reports whether n hosts take everything, and again what any one zone loses on those
// that are left; otherwise it says what is in the way.
func (p *packer) survives(n int, zones []string) (bool, string, error) {
	whole, err := p.pack(n)
	if err != nil {
		return false, "", err
	}
	if whole.failed {
		return false, p.noPlace(whole), nil
	}
	for _, zone := range zones {
		if why := whole.without(zone); why != "" {
			return false, fmt.Sprintf("without %s, %s", zone, why), nil
		}
	}
	return true, "", nil
}

// noPlace says which task a packing has found no place for.
func (p *packer) noPlace(x *filling) string {
	if x.last < 0 {
		return fmt.Sprintf("the hosts' own interfaces find no address: %v", x.reason)
	}
	return fmt.Sprintf("a task of %s finds no place: %v", p.demands[x.last].name, x.reason)
}

// without places what runs in a zone on the hosts of the others, and says what finds no place; ""
// = nothing. Daemons have their tasks there already. The packing is as before afterwards.
func (x *filling) without(zone string) (why string) {
	before, own := *x, len(x.spots)
	x.addresses, x.owed = slices.Clone(x.addresses), slices.Clone(x.owed)
	if x.rooms != nil {
		x.rooms = make([]model.DynamicRoom, len(before.rooms))
		for h := range x.rooms {
			x.rooms[h] = before.rooms[h].Clone()
		}
	}
	var lost []spot
	for _, s := range x.spots {
		if x.fleet.Instance(s.host).Zone == zone {
			lost = append(lost, s)
			x.leave(s)
		}
	}
	x.inZone(zone, false)
	x.placeAgain(slices.DeleteFunc(slices.Clone(lost), func(s spot) bool {
		return x.p.lost && slices.Equal(x.p.demands[s.demand].shape.Zones, []string{zone})
	}))
	if x.failed {
		why = x.p.noPlace(x)
	}
	for _, s := range x.spots[own:] {
		x.leave(s)
	}
	*x = before
	x.inZone(zone, true)
	for _, s := range lost {
		d := &x.p.demands[s.demand]
		x.fleet.Hosts.JoinBridge(s.host, d.net.Bridge, d.net.ECSBridge)
		x.fleet.Place(x.shapes[s.demand], s.host)
	}
	return why
}

// placeAgain places tasks that were lost, in the order in which they were placed: demand by demand.
func (x *filling) placeAgain(lost []spot) {
	luck := rand.NewPCG(x.p.c.Seed, uint64(len(lost)))
	for i, s := range lost {
		if x.p.demands[s.demand].shape.Daemon {
			continue
		}
		x.place(s.demand, luck.Uint64())
		if x.failed || i+1 == len(lost) || lost[i+1].demand != s.demand {
			x.unbar()
		}
		if x.failed {
			return
		}
	}
}

// leave gives back what a task takes of its host, but for what the packing keeps beside the fleet.
func (x *filling) leave(s spot) {
	d := &x.p.demands[s.demand]
	x.fleet.Stop(x.shapes[s.demand], s.host)
	x.fleet.Gone(x.shapes[s.demand], s.host)
	x.fleet.Hosts.LeaveBridge(s.host, d.net.Bridge, d.net.ECSBridge)
}

// inZone takes the hosts of a zone out of service, or in again.
func (x *filling) inZone(zone string, active bool) {
	for h := range int32(x.fleet.Hosts.Len()) {
		if x.fleet.Instance(h).Zone == zone {
			x.fleet.SetStatus(h, active, true)
		}
	}
}
