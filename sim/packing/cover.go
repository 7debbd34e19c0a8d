package packing

import (
	"cmp"
	"slices"
)

// coverCells is how many costs Cover distinguishes at most.
const coverCells = 1 << 19

// Cover is the better bound that a certificate proves for whole hosts: the least Σ Price·n
// over whole numbers n of hosts with Σ Worth·n >= Total. It is never below what Least says, and
// above it where few hosts of several types come together. Nothing is looked for beyond
// known, the cost of any fleet; where Total asks for more, Cover is known.
//
// Costs are multiples of one unit, prices rounded down to it: the prices' greatest common
// divisor, or where there would be over half a million costs, more, up to the least price.
// Beyond two million Cover is Least. O(costs × host types).
func (c *Certificate) Cover(p *Problem, known int64) int64 {
	least, impossible := c.Least(p)
	unit := p.unit(known)
	if impossible || least >= known || known/unit > 4*coverCells {
		return min(least, known)
	}
	offers := c.offers(p, unit)
	most := []int64{0} // the most worth by cost in units
	for cost := int64(1); cost <= known/unit; cost++ {
		best := most[cost-1]
		for _, o := range offers {
			if o.units > cost {
				break
			}
			best = max(best, most[cost-o.units]+o.worth)
		}
		if best >= c.Total {
			return max(cost*unit, least)
		}
		most = append(most, best)
	}
	return known
}

// unit is what costs are multiples of when all up to known are looked at.
func (p *Problem) unit(known int64) int64 {
	common, least := int64(0), int64(MostPrice)
	for t := range p.Hosts {
		common, least = gcd(common, p.Hosts[t].Price), min(least, p.Hosts[t].Price)
	}
	common = max(common, 1)
	return min(common*(known/common/coverCells+1), least)
}

// offer is what a host is worth and what it costs in units.
type offer struct{ units, worth int64 }

// offers are the host types that are worth anything by ascending cost, without those that
// cost no less than one that is worth as much.
func (c *Certificate) offers(p *Problem, unit int64) []offer {
	var all, kept []offer
	for t, w := range c.Worth {
		if w > 0 {
			all = append(all, offer{p.Hosts[t].Price / unit, w})
		}
	}
	slices.SortFunc(all, func(x, y offer) int {
		return cmp.Or(cmp.Compare(x.units, y.units), cmp.Compare(y.worth, x.worth))
	})
	for _, o := range all {
		if len(kept) == 0 || o.worth > kept[len(kept)-1].worth {
			kept = append(kept, o)
		}
	}
	return kept
}
