package cloudformation

import (
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// verdict is whether a condition holds.
type verdict struct {
	holds bool
	hole  *tree.Hole // why it is not known whether it holds; nil = it is
	open  bool       // it is being worked out
}

// condition is what a template says of one of its conditions, or of none by that name.
func (e *evaluation) condition(t *Template, name string) verdict {
	n := t.conditions[name]
	if n == nil {
		return verdict{hole: tree.Not("there is no condition "+name, "").Hole}
	}
	if v := e.verdicts[n]; v != nil {
		if v.open {
			return verdict{hole: tree.Not("condition "+name+" depends on itself", "").Hole}
		}
		return *v
	}
	v := &verdict{open: true}
	e.verdicts[n] = v
	*v = e.test(t, n)
	if v.hole != nil {
		hole := *v.hole
		hole.Why = "condition " + name + " is not known: " + hole.Why
		v.hole = &hole
	}
	return *v
}

// test works out an expression of conditions.
func (e *evaluation) test(t *Template, n *yaml.Node) verdict {
	n = deref(n)
	e.depth++
	defer func() { e.depth-- }()
	if n == nil || e.depth > maxDepth || !e.spend(1) {
		return verdict{hole: tree.Not("the template's conditions are more than can be worked out", "").Hole}
	}
	name, arg, ok := function(n)
	if !ok && n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "Condition" {
		name, arg, ok = "Condition", deref(n.Content[1]), true
	}
	parts := entries(arg)
	switch {
	case ok && name == "Condition" && arg.Kind == yaml.ScalarNode:
		return e.condition(t, arg.Value)
	case ok && name == "Equals" && len(parts) == 2:
		return e.equal(e.value(t, parts[0]), e.value(t, parts[1]))
	case ok && name == "Not" && len(parts) == 1:
		v := e.test(t, parts[0])
		v.holds = !v.holds
		return v
	case ok && (name == "And" || name == "Or") && len(parts) > 0:
		return e.all(t, parts, name == "Or")
	case !ok && n.Kind == yaml.ScalarNode && (n.Value == "true" || n.Value == "false"):
		return verdict{holds: n.Value == "true"}
	}
	return verdict{hole: tree.Not("it is no condition that CloudFormation takes", "").Hole}
}

// all is And over parts, or, with stop at true, Or: one part that decides is enough, whatever is
// not known of the others.
func (e *evaluation) all(t *Template, parts []*yaml.Node, stop bool) verdict {
	whole := verdict{holds: !stop}
	for _, p := range parts {
		v := e.test(t, p)
		if v.hole == nil && v.holds == stop {
			return v
		}
		if v.hole != nil && whole.hole == nil {
			whole.hole = v.hole
		}
	}
	return whole
}

// equal is Equals. Texts with parts that are not known differ where what is known of them does.
func (e *evaluation) equal(a, b *tree.Value) verdict {
	for _, v := range []*tree.Value{a, b} {
		if holes := v.Holes(); len(holes) > 0 {
			return verdict{hole: holes[0].Hole}
		}
	}
	return verdict{holds: tree.Equal(a, b)}
}

// choose is If: the one value or the other. Where the condition is not known and they differ, the
// value is not known but may be either.
func (e *evaluation) choose(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) != 3 || parts[0].Kind != yaml.ScalarNode {
		return tree.Not("Fn::If wants a condition and two values", "")
	}
	v := e.condition(t, parts[0].Value)
	switch {
	case v.hole == nil && v.holds:
		return e.value(t, parts[1])
	case v.hole == nil:
		return e.value(t, parts[2])
	}
	either := []*tree.Value{e.value(t, parts[1]), e.value(t, parts[2])}
	if tree.Equal(either[0], either[1]) {
		return either[0]
	}
	hole := *v.hole
	hole.Maybe, hole.Parts, hole.Names = either, nil, nil
	for _, m := range either {
		hole.Names = append(hole.Names, m.Names()...)
	}
	return &tree.Value{Kind: tree.Unknown, Hole: &hole}
}
