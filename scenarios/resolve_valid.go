package scenarios

import (
	"errors"
	"slices"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// valid holds what has become of the file to the rules of config.Config, unless it has faults already,
// so that a file that is taken can be run. A fault stands where the file has the field, or where it has none names it.
func (r *resolver) valid() {
	if r.faulty() {
		return
	}
	err, ok := r.cfg.Validate().(interface{ Unwrap() []error })
	if !ok {
		return
	}
	for _, err := range err.Unwrap() {
		var field *config.FieldError
		if !errors.As(err, &field) {
			continue
		}
		if at := r.placeOf(steps(field.Path)); at.Node != r.root.Node {
			at.Fail("", "%v", err)
		} else {
			r.root.Add(0, 0, "", "%v", err)
		}
	}
}

// faulty reports whether anything is wrong with the file so far, or with those that it names.
func (r *resolver) faulty() bool {
	faulty := func(f *strict.Faults) bool { return len(f.Found) > 0 }
	return faulty(r.root.Faults) || slices.ContainsFunc(r.subs, faulty)
}

// placeOf is the place of a field of the Config, as far as the file's keys are called like it; the
// whole file where they are not.
func (r *resolver) placeOf(path []any) strict.Place {
	if len(path) > 1 {
		i, _ := path[1].(int)
		switch {
		case path[0] == "services":
			return r.serviceAt[i].At(path[2:]...)
		case path[0] == "events":
			return r.eventAt[i].At(path[2:]...)
		case path[0] == "subnets":
			return r.root.At("cluster").At(path...)
		case path[0] == "providers":
			return r.root.At("cluster", "capacityProviders", i).At(path[2:]...)
		}
	}
	return r.root.At(path...)
}
