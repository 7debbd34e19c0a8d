package placement

import "ecssim/model"

// NoInstances is what ECS says when a cluster has no ACTIVE container instance
// (developer guide, service-event-messages).
const NoInstances = "No Container Instances were found in your cluster."

// Choose picks the host for a task of a shape, by at most one use of luck, a
// uniform draw of 64 bits. Where no host fits it returns -1 and the reason of the
// closest one, the host that passes the most checks; -1 and Fits mean that there
// is no ACTIVE instance at all. It changes nothing.
func (f *Fleet) Choose(shape ShapeID, luck uint64) (int32, model.Reason) {
	if f.opts.Linear {
		return f.linear(shape, luck)
	}
	return f.indexed(shape, luck)
}

// Histogram counts the ACTIVE hosts by the first check that each fails for a
// shape; those under Fits fail none.
func (f *Fleet) Histogram(shape ShapeID) (n [model.NumReasons]int32) {
	if !f.opts.Linear {
		return [model.NumReasons]int32(f.refresh(f.shapes[shape].class).tally[:])
	}
	for h := range int32(len(f.info)) {
		if f.Active(h) {
			n[f.Check(shape, h)]++
		}
	}
	return n
}

// Closest returns the ACTIVE host that passes the most checks of a shape and the
// reason that stops it; among equals the one with the fewest tasks, then the one
// that registered first. It returns -1 and Fits where there is none. ECS does not
// publish its choice.
func (f *Fleet) Closest(shape ShapeID) (int32, model.Reason) {
	if !f.opts.Linear {
		return f.closest(f.refresh(f.shapes[shape].class))
	}
	best, reason := int32(-1), model.Fits
	for h := range int32(len(f.info)) {
		if !f.Active(h) {
			continue
		}
		r := f.Check(shape, h)
		if best < 0 || further(r) > further(reason) ||
			r == reason && f.Hosts.At(h).Tasks < f.Hosts.At(best).Tasks {
			best, reason = h, r
		}
	}
	return best, reason
}

// closest is Closest from what a class knows.
func (f *Fleet) closest(c *class) (int32, model.Reason) {
	best, reason := int32(-1), model.Fits
	if c.tally[model.Fits] == 0 {
		reason = c.refusal()
	}
	for h, stage := range c.stage {
		if stage == uint8(reason) && (best < 0 || f.Hosts.At(int32(h)).Tasks < f.Hosts.At(best).Tasks) {
			best = int32(h)
		}
	}
	return best, reason
}
