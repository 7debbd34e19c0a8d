// Package paths follows the paths of expectations into the output.
package paths

import (
	"slices"
	"strconv"
	"strings"

	"ecssim/sim/report"
)

// LookUp follows a path into a value and returns what is there as JSON would decode
// it, and the mean of a measure of several runs. Names may hold dots themselves: of
// several that fit, the longest that leads to a value is taken.
func LookUp(v report.Value, path string) (any, bool) {
	switch {
	case path == "":
		return held(v), true
	case v.Null():
		return nil, false
	case v.Field.Kind <= report.Map:
		return descend(path, v.Part)
	case v.Field.Kind != report.List:
		return nil, false
	}
	list := v.Members()
	if path == "count" {
		return float64(len(list)), true
	}
	if rest, ok := strings.CutPrefix(path, "sum."); ok {
		return sum(list, rest)
	}
	return descend(path, func(name string) (report.Value, bool) { return element(list, name) })
}

// held is what a value holds, as JSON would decode it; the members of a list are left out.
func held(v report.Value) any {
	switch {
	case v.Null():
		return nil
	case v.Field.Kind <= report.Map:
		return map[string]any{}
	case v.Field.Kind == report.List:
		return make([]any, len(v.Members()))
	case v.Averaged():
		runs := v.Runs()
		return runs.Mean()
	case v.Field.Kind == report.Number:
		return v.Number()
	}
	return v.Plain()
}

// descend tries each beginning of the path that ends at a dot or at its end,
// longest first.
func descend(path string, get func(name string) (report.Value, bool)) (any, bool) {
	for end := len(path); end > 0; end = strings.LastIndexByte(path[:end], '.') {
		if v, ok := get(path[:end]); ok {
			rest := ""
			if end < len(path) {
				rest = path[end+1:]
			}
			if x, ok := LookUp(v, rest); ok {
				return x, true
			}
		}
	}
	return nil, false
}

// element finds a member of a list by what it is called, by last or by its place from 0.
func element(list []report.Value, name string) (report.Value, bool) {
	for _, x := range list {
		if x.Field.Kind == report.Group && slices.Contains(x.Names(), name) {
			return x, true
		}
	}
	if i, err := strconv.Atoi(name); err == nil && strconv.Itoa(i) == name && i >= 0 && i < len(list) {
		return list[i], true
	}
	if name == "last" && len(list) > 0 {
		return list[len(list)-1], true
	}
	return report.Value{}, false
}

// sum adds up a number over the members of a list.
func sum(list []report.Value, path string) (any, bool) {
	total := 0.0
	for _, x := range list {
		v, _ := LookUp(x, path)
		f, number := v.(float64)
		if !number {
			return nil, false
		}
		total += f
	}
	return total, true
}
