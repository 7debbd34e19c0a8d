package sweep

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/internal/names"
	"ecssim/scenarios/internal/strict"
)

// target is a place in the tree of a scenario file that an address leads to.
type target struct {
	steps []step
	node  *yaml.Node   // what stands there; nil = nothing does
	t     reflect.Type // what is decoded there; nil = that is not known
	rule  *strict.Rule
	what  string // names it in messages
}

// step goes down one key of a map, or one place of a list.
type step struct {
	key   string // "" = a place of a list
	index int
}

// pathOf is steps as text, by which places are compared.
func pathOf(steps []step) string {
	var b strings.Builder
	for _, s := range steps {
		if s.key == "" {
			fmt.Fprintf(&b, "%d\x00", s.index)
		} else {
			b.WriteString("." + s.key + "\x00")
		}
	}
	return b.String()
}

// miss says why an address leads nowhere.
type miss struct{ text, hint string }

// walker follows an address through the tree of a scenario file and the types that it is decoded into.
type walker struct {
	decoder *strict.Decoder
	found   []target
}

// mostTargets bounds the places that one address leads to.
const mostTargets = 10_000

// find returns the places that an address leads to: keys with dots between them, the members of a list
// by their names or else by their places from 0, and * for all of a list or map.
func (w *walker) find(root *yaml.Node, address string) ([]target, *miss) {
	w.found = nil
	m := w.follow(target{node: root, t: reflect.TypeFor[scenarios.File](), rule: &strict.Rule{}, what: "scenario"}, address)
	return w.found, m
}

// follow goes on from a place along the rest of an address.
func (w *walker) follow(at target, rest string) *miss {
	if at.node != nil && strict.IsNull(at.node) {
		at.node = nil
	}
	for at.t != nil && at.t.Kind() == reflect.Pointer {
		at.t = at.t.Elem()
	}
	switch {
	case len(w.found) >= mostTargets:
		return &miss{text: fmt.Sprintf("leads to more than %d places", mostTargets)}
	case rest == "":
		w.found = append(w.found, at)
		return nil
	case at.t == reflect.TypeFor[scenarios.ServiceEntry]() && strict.Child(at.node, "file") != nil:
		at.t = reflect.TypeFor[scenarios.ServiceFile]()
	}
	switch kind(at) {
	case reflect.Struct:
		return w.key(at, rest)
	case reflect.Map:
		return w.entry(at, rest)
	case reflect.Slice:
		return w.member(at, rest)
	}
	return &miss{text: fmt.Sprintf("goes on with %s, and %s holds a single value", strict.Quote(rest), at.what)}
}

// kind is whether a place holds a map with known keys, with free keys, or a list; Invalid = neither.
func kind(at target) reflect.Kind {
	if at.t == nil || reflect.PointerTo(at.t).Implements(reflect.TypeFor[strict.NodeReader]()) && at.t != reflect.TypeFor[scenarios.ServiceEntry]() {
		switch { // it has a form of its own: what stands there says
		case at.node == nil:
			return reflect.Invalid
		case at.node.Kind == yaml.MappingNode:
			return reflect.Map
		case at.node.Kind == yaml.SequenceNode:
			return reflect.Slice
		}
		return reflect.Invalid
	}
	switch k := at.t.Kind(); k {
	case reflect.Struct, reflect.Map, reflect.Slice:
		return k
	}
	return reflect.Invalid
}

// key follows a key that the decoder knows.
func (w *walker) key(at target, rest string) *miss {
	key, rest, _ := strings.Cut(rest, ".")
	shape := w.decoder.Shape(at.t)
	i, ok := shape.Index[key]
	if !ok {
		hint := strict.DidYouMean(key, shape.Keys)
		if hint == "" {
			hint = "known here: " + strict.List(shape.Keys)
		}
		return &miss{fmt.Sprintf("has the unknown key %s in %s", strict.Quote(key), at.what), hint}
	}
	f := &shape.Fields[i]
	below := target{append(at.steps[:len(at.steps):len(at.steps)], step{key: key}), strict.Child(at.node, key), at.t.FieldByIndex(f.At).Type, &f.Rule, key}
	if below.t.Kind() == reflect.Interface {
		return &miss{text: fmt.Sprintf("leads to %s, which changes nothing of a run", key)}
	}
	return w.follow(below, rest)
}

// entry follows a free key. Keys may have dots in them: of those that are there the longest is taken.
func (w *walker) entry(at target, rest string) *miss {
	below := func(key string, rest string) *miss {
		x := target{append(at.steps[:len(at.steps):len(at.steps)], step{key: key}), strict.Child(at.node, key), nil, at.rule, at.what + "." + key}
		if at.t != nil && at.t.Kind() == reflect.Map {
			x.t = at.t.Elem()
		}
		return w.follow(x, rest)
	}
	if all, after, _ := strings.Cut(rest, "."); all == "*" {
		return w.all(at, keys(at.node), func(key string) *miss { return below(key, after) })
	}
	for end := len(rest); end > 0; end = strings.LastIndexByte(rest[:end], '.') {
		if strict.Child(at.node, rest[:end]) != nil {
			return below(rest[:end], strings.TrimPrefix(rest[end:], "."))
		}
	}
	if at.t == nil || at.t.Kind() != reflect.Map {
		return &miss{fmt.Sprintf("goes on with %s, which %s has not", strict.Quote(rest), at.what), strict.Reference(rest, keys(at.node))}
	}
	if inner := (target{t: at.t.Elem()}); kind(inner) == reflect.Invalid {
		return below(rest, "") // the rest is one key, such as m5.large
	}
	key, after, _ := strings.Cut(rest, ".")
	return below(key, after)
}

// keys are those of a map, its own and inherited ones.
func keys(n *yaml.Node) (all []string) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	d := &strict.Decoder{Faults: &strict.Faults{}}
	for _, p := range d.Pairs(n) {
		all = append(all, p.Key.Value)
	}
	return all
}

// member follows a member of a list.
func (w *walker) member(at target, rest string) *miss {
	if at.node == nil || at.node.Kind != yaml.SequenceNode {
		return &miss{text: fmt.Sprintf("leads into %s, of which the scenario has none", at.what)}
	}
	called := names.OfNodes(at.node)
	below := func(i int, rest string) *miss {
		x := target{append(at.steps[:len(at.steps):len(at.steps)], step{index: i}), at.node.Content[i], nil, at.rule, at.what}
		if at.t != nil && at.t.Kind() == reflect.Slice {
			x.t = at.t.Elem()
		}
		return w.follow(x, rest)
	}
	if all, after, _ := strings.Cut(rest, "."); all == "*" {
		return w.all(at, called, func(name string) *miss { return below(names.Index(called, name), after) })
	}
	for end := len(rest); end > 0; end = strings.LastIndexByte(rest[:end], '.') {
		if i := names.Index(called, rest[:end]); i >= 0 {
			return below(i, strings.TrimPrefix(rest[end:], "."))
		}
	}
	name, _, _ := strings.Cut(rest, ".")
	hint := strict.Reference(name, called)
	for _, n := range at.node.Content {
		if strict.Child(n, "file") != nil {
			hint = "what stands in a file cannot be varied: write it into the scenario"
		}
	}
	return &miss{fmt.Sprintf("leads to no member of %s: there is no %s", at.what, strict.Quote(name)), hint}
}

// all follows every member of a list or map.
func (w *walker) all(at target, members []string, follow func(string) *miss) *miss {
	if len(members) == 0 {
		return &miss{text: fmt.Sprintf("leads into %s, of which the scenario has none", at.what)}
	}
	for _, name := range members {
		if m := follow(name); m != nil {
			return m
		}
	}
	return nil
}
