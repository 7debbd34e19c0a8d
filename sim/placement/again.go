package placement

import "ecssim/model"

// Rehearse is how many of most tasks of a shape host h takes one after the other, and what the
// next one would be refused for: Fits where it takes all of them. It is for shapes whose
// checks change with their own tasks in other ways than by the room they take: see Counts.
func (f *Fleet) Rehearse(shape ShapeID, h, most int32) (n int32, next model.Reason) {
	s := &f.shapes[shape]
	f.Hosts.Suppose(h, func() {
		for ; n < most; n++ {
			if next = f.Check(shape, h); next != model.Fits {
				break
			}
			f.Hosts.Take(h, &s.claim)
			f.counts(shape, h, 1)
			if len(f.daemons) > 0 {
				f.keep(h)
			}
		}
		if n == most {
			next = f.Check(shape, h)
		}
		f.groups[s.group].count.add(h, -n, len(f.info))
	})
	if len(f.daemons) > 0 {
		f.keep(h)
	}
	return n, next
}

// Counts reports whether the tasks of a shape change by more than their room what an instance
// takes of it: it has distinctInstance or a constraint that depends on tasks, or a daemon has one,
// for which room is kept or is not.
func (f *Fleet) Counts(shape ShapeID) bool {
	s := &f.shapes[shape]
	if s.distinct || s.depends() {
		return true
	}
	for i := range f.daemons {
		if f.shapes[f.daemons[i].shape].depends() {
			return true
		}
	}
	return false
}
