package rehost

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// plain takes the comments out: they are about the hosts of before as often as not.
func plain(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, x := range n.Content {
		plain(x)
	}
}

// dropCopies takes the numbers of copies out of a file whose copies are unfolded.
func dropCopies(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		drop(n, "copies")
	}
	for _, x := range n.Content {
		dropCopies(x)
	}
}

// put sets a key of a map.
func put(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
			return
		}
	}
	if n.Style&yaml.FlowStyle != 0 {
		value.Style |= yaml.FlowStyle
	}
	n.Content = append(n.Content, text(key), value)
}

// drop takes a key out of a map.
func drop(n *yaml.Node, key string) {
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

// object is a map of keys, each with its value, on one line.
func object(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle}
	for i := 0; i < len(pairs); i += 2 {
		n.Content = append(n.Content, text(pairs[i].(string)), pairs[i+1].(*yaml.Node))
	}
	return n
}

// list is an empty list.
func list() *yaml.Node { return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"} }

func text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func number(n int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(n)}
}

// texts is a list of texts, on one line.
func texts(all []string) *yaml.Node {
	n := list()
	n.Style = yaml.FlowStyle
	for _, s := range all {
		n.Content = append(n.Content, text(s))
	}
	return n
}
