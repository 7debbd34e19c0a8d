package strict

import "go.yaml.in/yaml/v4"

// checkAliases refuses anchors that contain themselves, aliases that would
// unfold into more values than any scenario has, and nesting beyond any use. It
// visits each node once.
func checkAliases(f *Faults, root *yaml.Node) bool {
	c := aliasCheck{Faults: f, sizes: map[*yaml.Node]int{}}
	before := len(f.Found)
	if size := c.size(root, 0); size > MaxExpanded && len(f.Found) == before {
		f.Add(root.Line, root.Column, "is it the right file?", "the file holds more than %d values, aliases unfolded", MaxExpanded)
	}
	return len(f.Found) == before
}

type aliasCheck struct {
	*Faults
	sizes map[*yaml.Node]int // of anchored nodes: values when unfolded; 0 = being counted
}

// size counts the values below a node, aliases unfolded, up to just above the
// limit.
func (c *aliasCheck) size(n *yaml.Node, depth int) int {
	if depth > MaxDepth {
		c.tooDeep(n)
		return 1
	}
	if n.Kind == yaml.AliasNode {
		size, known := c.sizes[n.Alias]
		if known && size == 0 {
			c.Add(n.Line, n.Column, "", "anchor %q contains itself", n.Value)
			return 1
		}
		if known {
			return size
		}
		return 1 // an anchor that was cut off by an earlier fault
	}
	if n.Anchor != "" {
		c.sizes[n] = 0
	}
	size := 1
	for _, child := range n.Content {
		size = min(size+c.size(child, depth+1), MaxExpanded+1)
	}
	if n.Anchor != "" {
		c.sizes[n] = size
	}
	return size
}

func (c *aliasCheck) tooDeep(n *yaml.Node) {
	const message = "lists and maps are nested more than 100 deep"
	for _, f := range c.Faults.Found {
		if f.Message == message {
			return
		}
	}
	c.Add(n.Line, n.Column, "", message)
}

// Clone is a copy of a tree that was read, each alias in it unfolded.
func Clone(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	made := *n
	made.Anchor = ""
	if n.Content != nil {
		made.Content = make([]*yaml.Node, len(n.Content))
		for i, child := range n.Content {
			made.Content[i] = Clone(child)
		}
	}
	return &made
}
