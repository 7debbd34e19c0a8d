package packing

import (
	"encoding/binary"
	"slices"
)

// rows is a Problem as the algorithms see it: classes whose tasks take the same and may
// run on the same host types are one row, and host types are left out that another one can
// replace in any fleet.
type rows struct {
	p       *Problem
	members [][]int // classes of each row, ascending
	row     []int   // of each class; -1 for one without tasks
	count   []int64 // tasks of each row, at least 1
	boxes   []*box  // host types that are kept
	keeper  []int   // by host type, the box that holds whatever the type holds and costs no more
}

// part is an amount of something that is known by a number.
type part struct {
	of     int
	amount int64
}

func newRows(p *Problem) *rows {
	r := &rows{p: p}
	r.merge()
	keeper := r.dominate()
	boxOf := make([]int, len(p.Hosts))
	for t := range keeper {
		if keeper[t] == t {
			boxOf[t] = len(r.boxes)
			r.boxes = append(r.boxes, r.newBox(t))
		}
	}
	for _, t := range keeper {
		r.keeper = append(r.keeper, boxOf[t])
	}
	return r
}

// first is a class of the row: what holds of its tasks holds of the row's.
func (r *rows) first(row int) int { return r.members[row][0] }

// takes is what a task of a row takes, by resource.
func (r *rows) takes(row int) []int64 { return r.p.Classes[r.first(row)].Takes }

// kept are the host types of the boxes.
func (r *rows) kept() (types []int) {
	for _, b := range r.boxes {
		types = append(types, b.host)
	}
	return types
}

// merge makes one row of classes that nothing tells apart. Classes without tasks have none.
func (r *rows) merge() {
	byKey := map[string]int{}
	for i := range r.p.Classes {
		if r.p.Classes[i].Count == 0 {
			r.row = append(r.row, -1)
			continue
		}
		key := r.p.key(i)
		row, known := byKey[key]
		if !known {
			row = len(r.members)
			byKey[key] = row
			r.members, r.count = append(r.members, nil), append(r.count, 0)
		}
		r.row = append(r.row, row)
		r.members[row] = append(r.members[row], i)
		r.count[row] += r.p.Classes[i].Count
	}
}

// key is equal for two classes exactly if they differ in nothing but name and count.
func (p *Problem) key(class int) string {
	var b []byte
	for _, n := range p.Classes[class].Takes {
		b = binary.AppendVarint(b, n)
	}
	for t := range p.Hosts {
		if p.allows(t, class) {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	for k := range p.Supplies {
		if s := &p.Supplies[k]; s.Tasks != nil {
			b = binary.AppendVarint(b, s.Tasks[class])
		}
	}
	return string(b)
}

// dominate finds for every host type one that may take its place in any fleet, itself or a
// kept one. Replacing is transitive, so that the last of a chain replaces the first.
// O(host types² × (resources + rows + supplies)) at the most.
func (r *rows) dominate() (keeper []int) {
	var kept []int
	for t := range r.p.Hosts {
		keeper = append(keeper, t)
		if u := slices.IndexFunc(kept, func(u int) bool { return r.replaces(u, t) }); u >= 0 {
			keeper[t] = kept[u]
			continue
		}
		kept = slices.DeleteFunc(kept, func(u int) bool {
			if r.replaces(t, u) {
				keeper[u] = t
				return true
			}
			return false
		})
		kept = append(kept, t)
	}
	for t := range keeper {
		for keeper[t] != keeper[keeper[t]] {
			keeper[t] = keeper[keeper[t]]
		}
	}
	return keeper
}

// replaces reports whether a host of type u holds whatever one of type t holds: it costs no
// more, offers no less of anything, runs every class that the other runs, and neither it
// nor a task on it takes more of a supply.
func (r *rows) replaces(u, t int) bool {
	a, b := &r.p.Hosts[u], &r.p.Hosts[t]
	if a.Price > b.Price {
		return false
	}
	for i := range a.Offers {
		if max(a.Offers[i], 0) < b.Offers[i] {
			return false
		}
	}
	for row := range r.members {
		if r.p.allows(t, r.first(row)) && !r.p.allows(u, r.first(row)) {
			return false
		}
	}
	return !slices.ContainsFunc(r.p.Supplies, func(s Supply) bool { return r.drawsMore(&s, u, t) })
}

func (r *rows) drawsMore(s *Supply, u, t int) bool {
	if s.ofHost(u) > s.ofHost(t) {
		return true
	}
	for row := range r.members {
		if s.ofTask(u, r.first(row)) > s.ofTask(t, r.first(row)) {
			return true
		}
	}
	return false
}
