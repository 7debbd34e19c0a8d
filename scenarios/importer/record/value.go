// Package record holds what an import knows of a cluster: container instances, task
// definitions, services, tasks, Auto Scaling groups, capacity providers, launch templates,
// subnets, instance types and account settings, in the words of the AWS APIs. Readers of one
// kind of file each fill a Set; the join puts them together; the writer makes a scenario of it.
//
// A value is a Value: what it is, how certain that is, and where it comes from. A reader never
// guesses: what stands in no file is Defaulted, with AWS's own default, or Unknown.
package record

import "fmt"

// State says how certain a value is.
type State uint8

// Absent: nobody says anything of it, and a scenario does without it. Given: it stands in a file
// as it is here. Derived: it was worked out from what stands in files, or a user gave it.
// Defaulted: it stands in no file, and a default was taken. Unknown: it stands in no file, there
// is no default, and a scenario needs it.
const (
	Absent State = iota
	Given
	Derived
	Defaulted
	Unknown
)

// String is the state's name, as the list of an import shows it.
func (s State) String() string {
	return [...]string{"absent", "given", "derived", "default", "unknown"}[s]
}

// Source is where something stands.
type Source struct {
	// File is its name as the user gave it, or found in a folder that the user gave.
	File string
	// Line and Column count from 1; 0 = no place in the file.
	Line, Column int
	// Address is what the file calls it, such as aws_ecs_service.web or the logical ID of a
	// template; "" where the file's place says enough. Messages show it in place of the line.
	Address string
}

// String is the source as a message shows it: file:line:column, or file: address.
func (s Source) String() string {
	switch {
	case s.Address != "":
		return s.File + ": " + s.Address
	case s.Line > 0:
		return fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column)
	}
	return s.File
}

// Value is one value of a record. The zero Value is Absent.
type Value[T any] struct {
	V      T
	State  State
	Source Source
	// Why says in one line, without a full stop: of a Derived value from what it follows, of a
	// Defaulted one why the default holds ("left out, known after apply"), of an Unknown one
	// what is missing ("launch template lt-1 version $Latest is in no file").
	Why string
	// Ask says of an Unknown or Defaulted value what else than --set would give it, such as
	// "add describe-launch-template-versions"; "" = nothing does.
	Ask string
}

// Give is a value that stands in a file.
func Give[T any](v T, from Source) Value[T] { return Value[T]{V: v, State: Given, Source: from} }

// Derive is a value that follows from others.
func Derive[T any](v T, from Source, why string) Value[T] {
	return Value[T]{V: v, State: Derived, Source: from, Why: why}
}

// Default is a value that was taken because nobody gave one.
func Default[T any](v T, from Source, why string) Value[T] {
	return Value[T]{V: v, State: Defaulted, Source: from, Why: why}
}

// Ask is a value that nobody gave and a scenario needs.
func Ask[T any](from Source, why, ask string) Value[T] {
	return Value[T]{State: Unknown, Source: from, Why: why, Ask: ask}
}

// Known reports whether there is a value: given, derived or defaulted.
func (v *Value[T]) Known() bool {
	return v.State == Given || v.State == Derived || v.State == Defaulted
}

// Or is the value where there is one, else another.
func (v *Value[T]) Or(other T) T {
	if v.Known() {
		return v.V
	}
	return other
}

// Better returns the value that is more certain, the first of two alike: Given, then Derived,
// then Defaulted, then Unknown, then Absent.
func Better[T any](a, b Value[T]) Value[T] {
	rank := [...]int{Absent: 0, Given: 4, Derived: 3, Defaulted: 2, Unknown: 1}
	if rank[b.State] > rank[a.State] {
		return b
	}
	return a
}
