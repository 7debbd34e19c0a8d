package packing

import "ecssim/model"

// single is what one resource proves alone, or one supply: the tasks' weights are what they
// take of it.
type single struct {
	proof
	reason  model.Reason
	binding int // box
}

// singles are those of all resources and supplies of which tasks take any.
func (r *rows) singles(prices []int64) (all []single) {
	n := len(r.p.Resources)
	for i := range n + len(r.p.Supplies) {
		s := single{proof: r.single(i)}
		if s.binding = s.settle(prices); s.total == 0 {
			continue
		}
		if i < n {
			s.reason = r.p.Resources[i].Reason
		} else {
			s.reason = r.p.Supplies[i-n].Reason
		}
		all = append(all, s)
	}
	return all
}

// single counts what tasks take, and what a host has room for, in whole multiples of the
// greatest common divisor of what tasks take: tasks of 256 and 512 units leave 3,776 units a
// host no better than 3,584.
func (r *rows) single(resource int) proof {
	x, unit := r.nothing(), int64(0)
	for row := range x.weights {
		x.weights[row] = r.need(row, resource)
		unit = gcd(unit, x.weights[row])
	}
	for row := range x.weights {
		x.weights[row] /= max(unit, 1)
	}
	x.sum(r)
	for i, b := range r.boxes {
		x.worth[i] = r.roomFor(x.weights, b.host, r.room(b.host, resource)/max(unit, 1))
	}
	return x
}

// roomFor is what tasks on a host weigh at most by one resource alone: its room, or all that
// may run there.
func (r *rows) roomFor(weights []int64, t int, room int64) int64 {
	all := int64(0)
	for row, w := range weights {
		if w > 0 && r.p.allows(t, r.first(row)) {
			all = min(all+times(w, min(r.count[row], room/w)), huge)
		}
	}
	return min(room, all)
}

// need is what a task takes of a resource, or of a supply on the host type where that is least.
func (r *rows) need(row, resource int) int64 {
	if resource < len(r.p.Resources) {
		return r.takes(row)[resource]
	}
	least := int64(huge)
	for _, b := range r.boxes {
		least = min(least, r.p.Supplies[resource-len(r.p.Resources)].ofTask(b.host, r.first(row)))
	}
	return least
}

// room is what a host has of a resource, or leaves to its tasks of a supply.
func (r *rows) room(t, resource int) int64 {
	if resource < len(r.p.Resources) {
		return max(r.p.Hosts[t].Offers[resource], 0)
	}
	return r.leaves(t, resource-len(r.p.Resources))
}

// nearest reports whether a single comes nearer to asking for more than another.
func (s *single) nearest(than *single, prices []int64) bool {
	if s.binding < 0 || than.binding < 0 {
		return s.binding < 0 && than.binding >= 0
	}
	return s.ratio(prices) > than.ratio(prices)
}

// ratio is what the single proves before it is rounded up.
func (s *single) ratio(prices []int64) float64 {
	return float64(s.total) * float64(prices[s.binding]) / float64(s.worth[s.binding])
}
