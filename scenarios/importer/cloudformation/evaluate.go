package cloudformation

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/internal/strict"
)

// Bounds of an evaluation: a template has a megabyte at most (CloudFormation quotas), but a few
// functions inside each other make more of it.
const (
	maxSteps = 1_000_000 // values made and blocks of bytes joined
	maxText  = 1 << 20   // bytes of one text
	maxDepth = 500       // functions inside each other, through conditions and exports too
)

// evaluation works out the values of some templates together.
type evaluation struct {
	given     Parameters
	templates []*Template
	steps     int
	depth     int
	verdicts  map[*yaml.Node]*verdict
	exports   []*export
	without   map[*Template][]string // parameters without a value that something refers to
	nestings  map[*Template]*nesting
	names     map[*Template]string // of templates, in addresses
	guessed   []string             // exports that were taken for imports whose names are not known whole
}

// place is where a node stands: "file:line:column".
func place(t *Template, at *yaml.Node) string {
	if at == nil {
		return t.File
	}
	return fmt.Sprintf("%s:%d:%d", t.File, at.Line, at.Column)
}

// spend takes steps of the budget, and reports whether there were any left.
func (e *evaluation) spend(n int) bool {
	e.steps += n
	return e.steps <= maxSteps
}

// value works out a node of a template; nil where it is absent.
func (e *evaluation) value(t *Template, n *yaml.Node) *tree.Value {
	n = deref(n)
	if n == nil || strict.IsNull(n) && n.Style&yaml.TaggedStyle == 0 {
		return nil
	}
	e.depth++
	defer func() { e.depth-- }()
	if e.depth > maxDepth || !e.spend(1) {
		return tree.Not("the template's functions make more of it than can be worked out", "")
	}
	if name, arg, ok := function(n); ok {
		return e.call(t, name, arg, n)
	}
	return e.plain(t, n)
}

// plain works out a node that is no function.
func (e *evaluation) plain(t *Template, n *yaml.Node) *tree.Value {
	switch n.Kind {
	case yaml.ScalarNode:
		return tree.Of(n.Value)
	case yaml.SequenceNode:
		list := &tree.Value{Kind: tree.List}
		for _, c := range n.Content {
			if v := e.value(t, c); v != nil {
				list.List = append(list.List, v)
			}
		}
		return list
	case yaml.MappingNode:
		m := &tree.Value{Kind: tree.Map}
		at := map[string]int{}
		for _, f := range fields(n) {
			v := e.value(t, f.value)
			if v == nil {
				continue
			}
			if i, twice := at[f.key]; twice {
				m.Fields[i].Value = v
				continue
			}
			at[f.key] = len(m.Fields)
			m.Fields = append(m.Fields, tree.Field{Key: f.key, Value: v})
		}
		return m
	}
	return nil
}

// function reports whether a node is a function: a short tag, or a map of one key that names it.
// The name is the long form's without Fn::. The argument has no tag.
func function(n *yaml.Node) (name string, arg *yaml.Node, ok bool) {
	if n.Style&yaml.TaggedStyle != 0 && strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		plain := *n
		plain.Style &^= yaml.TaggedStyle
		plain.Tag = "!!str"
		switch n.Kind {
		case yaml.SequenceNode:
			plain.Tag = "!!seq"
		case yaml.MappingNode:
			plain.Tag = "!!map"
		}
		return strings.TrimPrefix(n.Tag, "!"), &plain, true
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return "", nil, false
	}
	key := n.Content[0].Value
	if name, ok := strings.CutPrefix(key, "Fn::"); ok {
		return name, deref(n.Content[1]), true
	}
	return key, deref(n.Content[1]), key == "Ref"
}
