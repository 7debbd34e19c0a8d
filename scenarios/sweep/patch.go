package sweep

import (
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// put puts a value at a place of a tree, in whose maps it makes the keys that are not there. null takes
// the key out.
func put(root *yaml.Node, steps []step, value *yaml.Node) {
	n := root
	for _, s := range steps[:len(steps)-1] {
		n = down(n, s)
	}
	last := steps[len(steps)-1]
	if last.key == "" {
		n.Content[last.index] = placed(value, n.Content[last.index])
		return
	}
	i := own(n, last.key)
	switch {
	case strict.IsNull(value) && i >= 0:
		n.Content = append(n.Content[:i-1:i-1], n.Content[i+1:]...)
	case strict.IsNull(value) && strict.Child(n, last.key) == nil:
	case i >= 0:
		n.Content[i] = placed(value, n.Content[i])
	default:
		add(n, last.key, placed(value, n))
	}
}

// down is the node one step below, which is made where it is not there, and is the map's own where it
// came from another by a merge key.
func down(n *yaml.Node, s step) *yaml.Node {
	if s.key == "" {
		return n.Content[s.index]
	}
	i := own(n, s.key)
	switch {
	case i < 0:
		below := strict.Child(n, s.key)
		if below == nil {
			below = emptyMap(n)
		} else {
			below = strict.Clone(below)
		}
		add(n, s.key, below)
		return below
	case strict.IsNull(n.Content[i]):
		n.Content[i] = emptyMap(n.Content[i])
	}
	return n.Content[i]
}

// own is the place of the value of a map's own key; -1 = it has none.
func own(n *yaml.Node, key string) int {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i + 1
		}
	}
	return -1
}

func add(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: n.Line, Column: n.Column}, value)
}

func emptyMap(at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: at.Line, Column: at.Column}
}

// placed is a copy of a value of the sweep file that says of itself where in the scenario file it stands.
func placed(value, at *yaml.Node) *yaml.Node {
	made := strict.Clone(value)
	move(made, at.Line, at.Column)
	return made
}

func move(n *yaml.Node, line, column int) {
	n.Line, n.Column = line, column
	for _, child := range n.Content {
		move(child, line, column)
	}
}
