package cloudformation

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// find is Fn::FindInMap. With a key that is not known, a value that is the same whatever the key is
// known all the same.
func (e *evaluation) find(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) != 3 && len(parts) != 4 {
		return tree.Not("Fn::FindInMap wants a map and two keys", "")
	}
	name := e.value(t, parts[0])
	text, ok := name.String()
	if !ok {
		return orUnknown(name, "Fn::FindInMap wants the name of a map")
	}
	if t.mappings[text] == nil {
		return tree.Not("there is no mapping "+text, "")
	}
	found := []*yaml.Node{t.mappings[text]}
	var hole *tree.Value
	for _, p := range parts[1:3] {
		key := e.value(t, p)
		k, known := key.String()
		switch {
		case known:
			found, text = below(found, k), text+"."+k
		case key.Is(tree.Unknown):
			found, text, hole = everywhere(found), text+".*", key
		default:
			return tree.Not("Fn::FindInMap wants a key", "")
		}
		if !e.spend(len(found)) {
			return tree.Not("the mapping is larger than a template", "")
		}
	}
	switch {
	case len(found) == 0 && len(parts) == 4 && child(parts[3], "DefaultValue") != nil:
		return e.value(t, child(parts[3], "DefaultValue"))
	case len(found) == 0:
		return tree.Not("there is no "+text+" in Mappings", "")
	case hole == nil:
		return e.value(t, found[0])
	}
	return e.oneOf(t, found, hole)
}

// oneOf is one of several values, where a key tells which and is not known.
func (e *evaluation) oneOf(t *Template, found []*yaml.Node, key *tree.Value) *tree.Value {
	const most = 10 // values that are told; a mapping of images has dozens
	var maybe []*tree.Value
	for _, f := range found {
		v := e.value(t, f)
		if len(maybe) <= most && !slices.ContainsFunc(maybe, func(m *tree.Value) bool { return tree.Equal(m, v) }) {
			maybe = append(maybe, v)
		}
	}
	if len(maybe) == 1 {
		return maybe[0]
	}
	hole := &tree.Hole{Why: key.Why(), Say: key.Say()}
	if len(maybe) <= most {
		hole.Maybe = maybe
	}
	return &tree.Value{Kind: tree.Unknown, Hole: hole}
}

// below is what stands under a key in any of some maps.
func below(maps []*yaml.Node, key string) []*yaml.Node {
	var all []*yaml.Node
	for _, m := range maps {
		if v := child(m, key); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// everywhere is what stands under all keys of some maps.
func everywhere(maps []*yaml.Node) []*yaml.Node {
	var all []*yaml.Node
	for _, m := range maps {
		for _, f := range fields(m) {
			all = append(all, f.value)
		}
	}
	return all
}

// orUnknown is a value that is not known itself, or why another is not.
func orUnknown(v *tree.Value, why string) *tree.Value {
	if v.Is(tree.Unknown) {
		return v
	}
	return tree.Not(why, "")
}
