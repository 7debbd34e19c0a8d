package tree

import (
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// FromNode is what a node of JSON or YAML says: null is absent, aliases and merge keys are
// unfolded, and of a key that is there twice the last counts. It knows no tags.
func FromNode(n *yaml.Node) *Value {
	if n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n == nil || strict.IsNull(n) {
		return nil
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return Of(n.Value)
	case yaml.SequenceNode:
		list := &Value{Kind: List}
		for _, e := range n.Content {
			list.List = append(list.List, FromNode(e))
		}
		return list
	case yaml.MappingNode:
		m := &Value{Kind: Map}
		at := map[string]int{}
		for _, f := range entries(n) {
			if i, twice := at[f.Key]; twice {
				m.Fields[i].Value = f.Value
				continue
			}
			at[f.Key] = len(m.Fields)
			m.Fields = append(m.Fields, f)
		}
		return m
	}
	return nil
}

// entries is the entries of a map, those that are merged into it before its own.
func entries(n *yaml.Node) []Field {
	var merged, own []Field
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], FromNode(n.Content[i+1])
		if k.Value != "<<" || k.Style&strict.Quoted != 0 || k.Kind != yaml.ScalarNode {
			own = append(own, Field{Key: k.Value, Value: v})
			continue
		}
		for _, e := range v.Items() {
			merged = append(merged, e.Fields...)
		}
	}
	return append(merged, own...)
}
