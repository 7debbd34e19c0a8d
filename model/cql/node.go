package cql

import "strings"

// node is a part of an expression: *comparison, *negation or *compound.
type node interface {
	eval(Subject) bool
	some(func(*comparison) bool) bool // whether any comparison in it is so
	format(*builder)
}

type builder = strings.Builder

// negation is not.
type negation struct{ of node }

func (n *negation) eval(s Subject) bool                { return !n.of.eval(s) }
func (n *negation) some(f func(*comparison) bool) bool { return n.of.some(f) }

func (n *negation) format(b *builder) {
	b.WriteString("not(")
	n.of.format(b)
	b.WriteString(")")
}

// compound is a chain of and, or of or, with two parts at least; none of them
// is a chain of the same kind.
type compound struct {
	either bool // or
	parts  []node
}

// join makes one chain of the parts, and takes in chains of the same kind:
// that keeps the tree as flat as the text.
func join(either bool, parts []node) node {
	if len(parts) == 1 {
		return parts[0]
	}
	flat := &compound{either: either}
	for _, part := range parts {
		if c, ok := part.(*compound); ok && c.either == either {
			flat.parts = append(flat.parts, c.parts...)
		} else {
			flat.parts = append(flat.parts, part)
		}
	}
	return flat
}

func (c *compound) eval(s Subject) bool {
	for _, part := range c.parts {
		if part.eval(s) == c.either {
			return c.either
		}
	}
	return !c.either
}

func (c *compound) some(f func(*comparison) bool) bool {
	for _, part := range c.parts {
		if part.some(f) {
			return true
		}
	}
	return false
}

// format sets an or inside an and in parentheses; the other way round none are
// needed.
func (c *compound) format(b *builder) {
	for i, part := range c.parts {
		if i > 0 && c.either {
			b.WriteString(" or ")
		} else if i > 0 {
			b.WriteString(" and ")
		}
		if _, nested := part.(*compound); nested && !c.either {
			b.WriteString("(")
			part.format(b)
			b.WriteString(")")
		} else {
			part.format(b)
		}
	}
}
