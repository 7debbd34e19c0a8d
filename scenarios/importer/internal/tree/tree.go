// Package tree holds what infrastructure code says of a resource: maps, lists and texts, of
// which some are not known. What is not known says why, and what would tell.
package tree

import (
	"strconv"
	"strings"
)

// Kind is what a value is.
type Kind uint8

// The kinds of value. A nil *Value is a value that is absent, as null is.
const (
	Text    Kind = iota + 1 // a text, a number or a truth value, as it is written
	List                    // values in their order
	Map                     // values by their keys
	Unknown                 // not known from the file
)

// Value is one value of a resource. It is not changed once it is made, so that several may share
// their parts.
type Value struct {
	Kind   Kind
	Text   string   // of Text
	List   []*Value // of List; nil where an entry is absent
	Fields []Field  // of Map, in the order of the file
	Hole   *Hole    // of Unknown
	// Assumed says what was taken for granted to know this value; "" = nothing was.
	Assumed string
}

// Field is one entry of a map.
type Field struct {
	Key   string
	Value *Value
}

// Hole is why a value is not known.
type Hole struct {
	Why string // such as "parameter Stage has no default"
	Say string // what would tell it, such as "--parameters Stage=VALUE"; "" = nothing that the importer takes
	// Names are the resources that the value is a name, an ARN or another attribute of; where
	// there are several it is one of them.
	Names []Name
	Parts []*Value // of a text that is known in part; nil otherwise
	Maybe []*Value // what it may be, where that is known; nil entries are absent values
}

// Name is an attribute of a resource that stands for the resource.
type Name struct {
	Resource  string // its address
	Attribute string // such as "Arn"; "" = what a plain reference gives
}

// Of returns a known text.
func Of(text string) *Value { return &Value{Kind: Text, Text: text} }

// ListOf returns a list.
func ListOf(list ...*Value) *Value { return &Value{Kind: List, List: list} }

// MapOf returns a map.
func MapOf(fields ...Field) *Value { return &Value{Kind: Map, Fields: fields} }

// Not returns a value that is not known.
func Not(why, say string) *Value { return &Value{Kind: Unknown, Hole: &Hole{Why: why, Say: say}} }

// kind is the kind of a value; 0 where it is absent.
func (v *Value) kind() Kind {
	if v == nil {
		return 0
	}
	return v.Kind
}

// Absent reports whether there is no value.
func (v *Value) Absent() bool { return v == nil }

// Is reports whether a value is of a kind. An absent value is of none.
func (v *Value) Is(k Kind) bool { return v.kind() == k }

// Get returns the value under a key of a map: upper and lower case and underscores in keys do
// not count, so that one name finds desired_count, DesiredCount and desiredCount. A list of one
// map stands for that map, as Terraform has its blocks. Below what is not known nothing is known.
// nil where there is none.
func (v *Value) Get(key string) *Value {
	v = v.Block()
	switch v.kind() {
	case Unknown:
		return v
	case Map:
		for i := range v.Fields {
			if SameKey(v.Fields[i].Key, key) {
				return v.Fields[i].Value
			}
		}
	}
	return nil
}

// Any returns the value under the first of some keys that a map has.
func (v *Value) Any(keys ...string) *Value {
	for _, k := range keys {
		if found := v.Get(k); found != nil {
			return found
		}
	}
	return nil
}

// Path returns the value below this one, key by key.
func (v *Value) Path(keys ...string) *Value {
	for _, k := range keys {
		v = v.Get(k)
	}
	return v
}

// Block returns the map that a list of one map stands for, nil for an empty list, and any other
// value itself.
func (v *Value) Block() *Value {
	if v.kind() != List {
		return v
	}
	switch len(v.List) {
	case 0:
		return nil
	case 1:
		return v.List[0]
	}
	return v
}

// Items returns the entries of a list, and a value that is no list as the only entry: both
// Terraform and CloudFormation take one for a list. Absent entries are left out.
func (v *Value) Items() []*Value {
	switch v.kind() {
	case 0:
		return nil
	case List:
		var all []*Value
		for _, e := range v.List {
			if e != nil {
				all = append(all, e)
			}
		}
		return all
	}
	return []*Value{v}
}

// String returns a text; false where it is absent, not known or no text.
func (v *Value) String() (string, bool) {
	if v.kind() != Text {
		return "", false
	}
	return v.Text, true
}

// Or returns a text, or another where there is none.
func (v *Value) Or(other string) string {
	if text, ok := v.String(); ok {
		return text
	}
	return other
}

// Int returns a whole number; false where it is absent, not known or no whole number. Infrastructure
// code writes 2, 2.0 and "2".
func (v *Value) Int() (int, bool) {
	text, ok := v.String()
	if !ok {
		return 0, false
	}
	text = strings.TrimSpace(text)
	if whole, zeros, found := strings.Cut(text, "."); found && strings.Trim(zeros, "0") == "" {
		text = whole
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil
}

// SameKey reports whether two keys are the same one in the spellings of CloudFormation, Terraform
// and the API.
func SameKey(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && a[i] == '_' {
			i++
		}
		for j < len(b) && b[j] == '_' {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if lower(a[i]) != lower(b[j]) {
			return false
		}
		i, j = i+1, j+1
	}
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
