package experiment

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// identity lists the fields that name an element of a list, by the list's own
// name. Lists that are not here are matched by position.
var identity = map[string][]string{
	"refusals": {"reason"}, "failures": {"stoppedReason"}, "byPort": {"port", "protocol"},
	"services": {"serviceName"}, "runTasks": {"name"}, "instances": {"instanceId"}, "subnets": {"subnetId"},
	"capacityProviders": {"name"}, "targetGroups": {"targetGroup"},
	"unreachable": {"service", "runTask", "port", "protocol", "from", "by"},
}

// counts are the lists in which a missing element means zero of it.
var counts = map[string]bool{"refusals": true, "failures": true, "byPort": true, "unreachable": true}

// names are the numbers that name something and have no mean.
var names = map[string]bool{"seed": true, "port": true}

// merge makes one value of the same value in several runs; a nil entry is a run
// that does not have it. name is the key under which it stands.
func merge(name string, in []*node) *node {
	have := slices.DeleteFunc(slices.Clone(in), func(n *node) bool { return n == nil })
	if k, ok := commonKind(have); !ok {
		return &node{} // null in some run
	} else if k == list {
		return mergeLists(name, have)
	}
	first := have[0]
	switch {
	case first.kind == object:
		return mergeObjects(have)
	case first.kind == number && !names[name]:
		return mean(have)
	}
	return first
}

// commonKind is the kind that a value has in all runs. A list that is null in
// some run is empty there.
func commonKind(in []*node) (kind, bool) {
	if slices.ContainsFunc(in, func(n *node) bool { return n.kind == list }) {
		return list, true
	}
	other := func(n *node) bool { return n.kind != in[0].kind }
	return in[0].kind, !slices.ContainsFunc(in, other)
}

func mean(in []*node) *node {
	values := make([]float64, len(in))
	for i, n := range in {
		values[i] = n.float()
	}
	return confidence(values).node()
}

func mergeObjects(in []*node) *node {
	out := &node{kind: object, fields: map[string]*node{}}
	for _, n := range in {
		for _, k := range n.keys {
			if out.fields[k] == nil {
				out.set(k, merge(k, pick(in, func(n *node) *node { return n.fields[k] })))
			}
		}
	}
	return out
}

// pick returns what f finds in each; nil where there is nothing.
func pick(in []*node, f func(*node) *node) []*node {
	out := make([]*node, len(in))
	for i, n := range in {
		out[i] = f(n)
	}
	return out
}

// mergeLists matches the elements of one list over the runs, in order of first
// appearance. A list of plain values is that of the first run.
func mergeLists(field string, in []*node) *node {
	out := &node{kind: list}
	var order []string
	found := map[string][]*node{} // by identity, then by run
	for run, n := range in {
		for i, x := range n.list {
			if x.kind != object {
				return in[0]
			}
			id := label(field, i, x)
			if found[id] == nil {
				found[id] = make([]*node, len(in))
				order = append(order, id)
			}
			found[id][run] = x
		}
	}
	for _, id := range order {
		if counts[field] {
			fill(found[id])
		}
		out.list = append(out.list, merge(field, found[id]))
	}
	return out
}

// fill gives the runs that lack an element one with zeros for its counts.
func fill(in []*node) {
	var model *node
	for _, n := range in {
		if n != nil {
			model = n
			break
		}
	}
	zero := &node{kind: object, fields: map[string]*node{}}
	for _, k := range model.keys {
		x := model.fields[k]
		if x.kind == number && !names[k] {
			x = &node{kind: number, leaf: json.Number("0")}
		}
		zero.set(k, x)
	}
	for i, n := range in {
		if n == nil {
			in[i] = zero
		}
	}
}

// label is what tells one element of a list from the others.
func label(field string, i int, x *node) string {
	keys, ok := identity[field]
	if !ok {
		return strconv.Itoa(i)
	}
	var parts []string
	for _, k := range keys {
		if v := x.fields[k]; v != nil {
			b, _ := v.MarshalJSON()
			parts = append(parts, string(b))
		}
	}
	return strings.Join(parts, " ")
}
