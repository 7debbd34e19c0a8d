// Package cql is the cluster query language of Amazon ECS: the expressions of
// memberOf placement constraints, such as
//
//	attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d
//
// An expression compares a subject (a field of the container instance, one of
// its attributes, or the groups of the tasks that it runs) with an argument;
// and, or, not and parentheses combine expressions. Source: ECS Developer
// Guide, cluster-query-language (text of 2023, and the page of 2026, which has
// the same rules). What that page leaves open is decided here as follows.
//
//   - not binds tighter than and, and tighter than or. Keywords and operators
//     are read in any case; subjects and values as they are written.
//   - A comparison of something that the instance does not have is false, for
//     every operator but !exists: attribute:stack != prod needs an attribute
//     stack, and so do !in and !~. not(attribute:stack == prod) does not.
//   - A pattern has to match the whole value, as java.util.regex's matches
//     does. It runs on Go's regexp: what that lacks, or reads differently from
//     Java, is refused with a word why.
//   - Attributes know no order, so that > and its like are refused for them.
//     task:group knows == and !=, in and !in, which ask whether the instance
//     runs a task of the group, or runs none of it.
//   - registeredAt without a zone is UTC, and a day without a time is its
//     first instant.
package cql

import (
	"fmt"
	"unicode/utf8"
)

// MaxLength is the longest expression in characters (API reference,
// PlacementConstraint).
const MaxLength = 2000

// MaxDepth is how deep parentheses and nots may nest. It is a limit of ours,
// far above any use.
const MaxDepth = 100

// Expr is a parsed expression. It never changes, so any number of goroutines
// may evaluate it.
type Expr struct{ root node }

// Parse reads an expression. Every error is a *SyntaxError.
func Parse(text string) (*Expr, error) {
	if n := utf8.RuneCountInString(text); n > MaxLength {
		return nil, &SyntaxError{
			Pos:    offsetOf(text, MaxLength),
			Found:  fmt.Sprintf("%d characters", n),
			Wanted: fmt.Sprintf("%d at most", MaxLength),
			Hint:   "ECS takes no longer expression",
		}
	}
	return parse(text)
}

// offsetOf is the byte offset of the character with the given index.
func offsetOf(text string, index int) int {
	for offset := range text {
		if index == 0 {
			return offset
		}
		index--
	}
	return len(text)
}

// Subject is what an expression looks at: one container instance.
type Subject interface {
	// Attribute gives the value of a container instance attribute, and whether
	// the instance has it; a capability has the value "".
	Attribute(name string) (value string, ok bool)
	// Field gives a field, and whether it is known.
	Field(f Field) (v Value, ok bool)
	// RunsGroup is whether a task of the task group runs on the instance.
	RunsGroup(group string) bool
}

// Field is a field of a container instance, named as in describe-container-instances.
type Field int

// The fields that an expression can name. The comment says which part of a
// Value carries each.
const (
	AgentConnected    Field = iota // Text, "true" or "false"
	AgentVersion                   // Text, such as "1.75.0"
	EC2InstanceID                  // Text, such as "i-0abc"
	RegisteredAt                   // Number, seconds since 1970-01-01 UTC
	RunningTasksCount              // Number, tasks with desired status RUNNING
)

// String is the field's name in an expression.
func (f Field) String() string {
	for _, s := range fieldSubjects {
		if s.field == f {
			return s.name
		}
	}
	return fmt.Sprintf("Field(%d)", int(f))
}

// Value is the value of a Field, in the part that the field's comment names.
type Value struct {
	Text   string
	Number int64
}

// Eval is whether the expression holds for s.
func (e *Expr) Eval(s Subject) bool { return e.root.eval(s) }

// Dynamic is whether the expression reads something that changes while an
// instance lives: the tasks that it runs, or the agent's connection. The
// outcome of any other expression holds for the life of the instance.
func (e *Expr) Dynamic() bool {
	return e.root.some(func(c *comparison) bool { return c.subject.dynamic })
}

// Single reports whether the answer may be another for each of several instances that are
// launched alike: the expression asks for an instance's id or when it was registered.
func (e *Expr) Single() bool {
	return e.root.some(func(c *comparison) bool {
		return c.subject.kind != attributeKind && c.subject.kind != groupKind && (c.subject.field == EC2InstanceID || c.subject.field == RegisteredAt)
	})
}

// String is the expression in canonical form: symbols for operators, words for
// and, or and not, single spaces, no parentheses that are not needed but those
// of not. Parsing it gives the same expression again, except that it may be
// longer than MaxLength where the original used no spaces.
func (e *Expr) String() string {
	var b builder
	e.root.format(&b)
	return b.String()
}
