package report

import (
	"slices"
	"strconv"
)

// Setting is a value in which one scenario file differs from another. A path is made of keys, and
// of names of the members of lists, or their places from 0 where they have none:
// services.web.desiredCount. Values are as JSON writes them, without the quotes of a text; nil =
// the file has no such value.
type Setting struct {
	Path   string  `json:"path"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// Changed is a value in which the report of one run differs from that of another.
type Changed struct {
	Path   string `json:"path"`   // as in the output: services.web.waiting
	Before any    `json:"before"` // a number or text; nil = there is none
	After  any    `json:"after"`
	// Worse is whether the change counts as one for the worse: more tasks of a workload wait, are
	// refused, fail or cannot be reached; a deployment does not complete that did, or is new; fewer
	// tasks more fit of a service.
	Worse bool `json:"worse"`
}

// untold are the fields in which runs differ without being different to anybody: the tracks of
// single events and instances, and what follows from other fields.
var untold = []string{"scenario", "title", "lesson", "setup", "seed", "simulatedSeconds", "instances", "warnings", "fingerprint",
	"firewall", "remediesSearched", "expectations", "findings", "dataDate", "priceNote", "services.*.events", "services.*.lastReason",
	"services.*.deployments.*.remedies", "services.*.deployments.*.message", "services.*.deployments.*.triedInVain",
	"services.*.headroom.stoppedBy", "services.*.scaling", "runTasks.*.headroom.stoppedBy", "runTasks.*.lastReason",
	"capacityProviders.*.steps", "capacityProviders.*.reservation", "capacityProviders.*.message", "refusals.*.message"}

// Changes are the values in which two reports differ, in the order of the output. Members of lists
// are matched by what they are called.
func Changes(before, after *Report) []Changed {
	c := &comparison{}
	c.values("", ReportFields(), ValueOf(before), ValueOf(after), true, true)
	return c.all
}

type comparison struct{ all []Changed }

// values compares two values of one field; has says which of them there are.
func (c *comparison) values(path string, f *Field, a, b Value, hasA, hasB bool) {
	if slices.Contains(untold, f.Path) {
		return
	}
	hasA, hasB = hasA && !a.Null(), hasB && !b.Null()
	switch {
	case !hasA && !hasB:
	case f.Kind == Group || f.Kind == Map:
		for _, key := range partKeys(a, b, hasA, hasB) {
			x, okA := part(a, key, hasA)
			y, okB := part(b, key, hasB)
			field := x.Field
			if !okA {
				field = y.Field
			}
			c.values(below(path, key), field, x, y, okA, okB)
		}
	case f.Kind == List:
		c.lists(path, f, a, b, hasA, hasB)
	default:
		x, y := plainOr(a, hasA), plainOr(b, hasB)
		if x != y {
			c.all = append(c.all, Changed{Path: path, Before: x, After: y, Worse: worse(f, x, y)})
		}
	}
}

// lists compares lists member by member.
func (c *comparison) lists(path string, f *Field, a, b Value, hasA, hasB bool) {
	if f.Member.Kind != Group {
		return
	}
	names, x := named(f, a, hasA)
	others, y := named(f, b, hasB)
	for _, name := range others {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		v, okA := x[name]
		w, okB := y[name]
		c.values(below(path, name), f.Member, v, w, okA, okB)
	}
}

// named are the members of a list by what they are called, or their places.
func named(f *Field, list Value, has bool) (names []string, all map[string]Value) {
	all = map[string]Value{}
	if !has {
		return nil, all
	}
	for i, m := range list.Members() {
		name := strconv.Itoa(i)
		if called := m.Names(); !f.Position && len(called) > 0 {
			name = called[0]
		}
		if _, twice := all[name]; !twice {
			names, all[name] = append(names, name), m
		}
	}
	return names, all
}

// partKeys are the keys of a group or map, in the order of the output.
func partKeys(a, b Value, hasA, hasB bool) (keys []string) {
	for _, x := range []struct {
		v   Value
		has bool
	}{{a, hasA}, {b, hasB}} {
		if !x.has {
			continue
		}
		for _, p := range x.v.Parts() {
			if !slices.Contains(keys, p.Key) {
				keys = append(keys, p.Key)
			}
		}
	}
	return keys
}

func part(v Value, key string, has bool) (Value, bool) {
	if !has {
		return Value{}, false
	}
	return v.Part(key)
}

func plainOr(v Value, has bool) any {
	if !has {
		return nil
	}
	if v.Field.Kind == Number {
		return v.Number()
	}
	return v.Plain()
}

// worseWhenMore are the counts of tasks of which more are worse.
var worseWhenMore = []string{"tasks.waiting", "tasks.refused", "tasks.failed", "tasks.unreachable",
	"services.*.waiting", "runTasks.*.waiting", "runTasks.*.refused", "runTasks.*.failed"}

// worse reports whether a change is one for the worse.
func worse(f *Field, before, after any) bool {
	x, isNumber := before.(float64)
	y, areNumbers := after.(float64)
	switch {
	case slices.Contains(worseWhenMore, f.Path):
		return areNumbers && y > x // none before = 0
	case f.Path == "services.*.headroom.tasks":
		return isNumber && areNumbers && y < x
	case f.Path == "services.*.deployments.*.verdict":
		return after != nil && after != Completed && (before == Completed || before == nil)
	}
	return false
}
