package render

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// paths flattens a report into one row per number, text or truth: its path in the
// JSON output and the value. A member of a list goes by its own name where it
// has one that no other has, as in the paths that a scenario's expectations use,
// else by number. The rows of several runs are in the order of their keys.
func paths(v report.Value) *Table {
	t := &Table{Columns: []Column{text("path"), text("value")}}
	walk(v, "", t)
	return t
}

// walk adds the rows of one value and of all below it.
func walk(v report.Value, path string, t *Table) {
	switch {
	case v.Null():
		t.add(path, "")
	case v.Averaged():
		x := experiment.IntervalOf(v)
		t.add(path+".high", exact(x.High))
		t.add(path+".low", exact(x.Low))
		t.add(path+".mean", exact(x.Mean))
	case v.Field.Kind == report.List:
		walkList(v.Members(), path, t)
	case v.Field.Kind <= report.Map:
		parts := v.Parts()
		if v.Several() {
			slices.SortFunc(parts, func(a, b report.Part) int { return cmp.Compare(a.Key, b.Key) })
		}
		for _, p := range parts {
			walk(p.Value, join(path, p.Key), t)
		}
	default:
		t.add(path, v.String())
	}
}

// exact writes a number with all its digits; nothing where it is not known.
func exact(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func walkList(list []report.Value, path string, t *Table) {
	name := func(i int) string {
		if names := list[i].Names(); len(names) > 0 {
			return names[0]
		}
		return strconv.Itoa(i)
	}
	calls := map[string]int{}
	for i := range list {
		calls[name(i)]++
	}
	for i, member := range list {
		called := name(i)
		if calls[called] > 1 {
			called = strconv.Itoa(i)
		}
		walk(member, join(path, called), t)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
