package cql

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// comparison is a subject, an operator and, but for exists, an argument, which
// is kept both as it was written and as what its kind compares with.
type comparison struct {
	subject subject
	op      operator
	values  []string // one; several for a list; none for exists
	number  int64
	parts   []uint64 // of a version
	pattern *regexp.Regexp
}

func (c *comparison) some(f func(*comparison) bool) bool { return f(c) }

func (c *comparison) eval(s Subject) bool {
	switch c.subject.kind {
	case attributeKind:
		value, ok := s.Attribute(c.subject.name)
		if c.op == exists || c.op == notExists {
			return ok == (c.op == exists)
		}
		return ok && c.holdsForText(value)
	case groupKind:
		runs := slices.ContainsFunc(c.values, s.RunsGroup)
		return runs == (c.op == equal || c.op == in)
	}
	value, ok := s.Field(c.subject.field)
	if !ok {
		return false
	}
	switch c.subject.kind {
	case versionKind:
		order, ok := compareVersion(value.Text, c.parts)
		return ok && c.holdsForOrder(order)
	case instantKind, countKind:
		return c.holdsForOrder(cmp.Compare(value.Number, c.number))
	}
	return c.holdsForText(value.Text)
}

func (c *comparison) holdsForText(value string) bool {
	switch c.op {
	case equal, in:
		return slices.Contains(c.values, value)
	case notEqual, notIn:
		return !slices.Contains(c.values, value)
	case matches:
		return c.pattern.MatchString(value)
	case notMatches:
		return !c.pattern.MatchString(value)
	}
	panic("cql: operator " + c.op.String() + " on a text, which the parser refuses")
}

// holdsForOrder takes the order of the subject's value and the argument.
func (c *comparison) holdsForOrder(order int) bool {
	switch c.op {
	case equal:
		return order == 0
	case notEqual:
		return order != 0
	case greater:
		return order > 0
	case greaterEqual:
		return order >= 0
	case less:
		return order < 0
	case lessEqual:
		return order <= 0
	}
	panic("cql: operator " + c.op.String() + " on a number, which the parser refuses")
}

func (c *comparison) format(b *builder) {
	b.WriteString(c.subject.String())
	b.WriteString(" ")
	b.WriteString(c.op.String())
	switch c.op {
	case exists, notExists:
	case in, notIn:
		b.WriteString(" [")
		for i, value := range c.values {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(written(value))
		}
		b.WriteString("]")
	default:
		b.WriteString(" ")
		b.WriteString(written(c.values[0]))
	}
}

// written is a value as an expression has it: bare where that reads back as the
// same value, else in single quotes, which no value can hold.
func written(value string) string {
	if value == "" || value[0] == '=' || reserved(value) || bareLength(value, listStops) != len(value) {
		return "'" + value + "'"
	}
	return value
}

// reserved is whether a bare value would read as a word between expressions.
func reserved(word string) bool {
	return strings.EqualFold(word, "and") || strings.EqualFold(word, "or") || strings.EqualFold(word, "not")
}
