package infra

import (
	"bytes"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// shape is what is taken of a value that a record keeps in the API's own form: keys that are not
// in it are not read, whatever they hold.
type shape struct {
	key    string
	kind   leaf
	fields []shape  // of a map, or of a list's entries where these are maps
	also   []string // other words for the key, of CloudFormation and Terraform
	soft   bool     // a scenario does without it: what is not known of it is left out
	enum   []string // what a text may be; nil = anything
	needed bool     // the map that it is in has to have it
}

// leaf is what stands under a key.
type leaf uint8

const (
	aText leaf = iota
	aNumber
	aTruth
	aMap
	aList
)

func text(key string) shape                    { return shape{key: key} }
func number(key string) shape                  { return shape{key: key, kind: aNumber} }
func truth(key string) shape                   { return shape{key: key, kind: aTruth} }
func object(key string, fields ...shape) shape { return shape{key: key, kind: aMap, fields: fields} }
func list(key string, fields ...shape) shape   { return shape{key: key, kind: aList, fields: fields} }

// or gives a shape other words for its key.
func (s shape) or(also ...string) shape {
	s.also = also
	return s
}

// optional makes a shape one that a scenario does without.
func (s shape) optional() shape {
	s.soft = true
	return s
}

// of says what a text may be.
func (s shape) of(words ...string) shape {
	s.enum = words
	return s
}

// required makes a shape one that its map has to have.
func (s shape) required() shape {
	s.needed = true
	return s
}

// taken is what a shape takes of values, with marks of what is not simply given.
type taken struct {
	marks []record.Mark
	wrong func(path, found, wanted string)
}

// node is a value in the API's form; nil where there is none, or it is not known.
func (k *taken) node(v *tree.Value, s *shape, path string) *yaml.Node {
	switch {
	case v.Absent():
		return nil
	case v.Is(tree.Unknown) && s.soft:
		return nil
	case v.Is(tree.Unknown):
		if n, same := k.whatever(v, s, path); same {
			return n
		}
		k.marks = append(k.marks, record.Mark{Path: path, State: record.Unknown, Why: why(v), Ask: v.Say(), Whole: s.kind == aMap || s.kind == aList})
		return nil
	case s.kind == aMap:
		return k.object(v.Block(), s, path)
	case s.kind == aList:
		return k.list(v, s, path)
	}
	return k.single(v, s, path)
}

// whatever is what a shape takes of a value that may be one of several, if it takes the same of
// each: two variants of a map may differ in what is not read.
func (k *taken) whatever(v *tree.Value, s *shape, path string) (n *yaml.Node, same bool) {
	for i, m := range v.Hole.Maybe {
		one := &taken{wrong: k.wrong}
		c := one.node(m, s, path)
		if len(one.marks) > 0 || i > 0 && !bytes.Equal(record.DefinitionJSON(c), record.DefinitionJSON(n)) {
			return nil, false
		}
		n = c
	}
	return n, len(v.Hole.Maybe) > 0
}

func (k *taken) object(v *tree.Value, s *shape, path string) *yaml.Node {
	if v.Is(tree.Unknown) || v.Absent() {
		return k.node(v, s, path)
	}
	if !v.Is(tree.Map) {
		k.wrong(path, describe(v), "a map")
		return nil
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := range s.fields {
		f := &s.fields[i]
		one := v.Any(append([]string{f.key}, f.also...)...)
		if c := k.node(one, f, below(path, f.key)); c != nil {
			n.Content = append(n.Content, record.Text(f.key), c)
		} else if f.needed && !one.Is(tree.Unknown) {
			k.wrong(below(path, f.key), "left out", "a value")
		}
	}
	return n
}

// list is a list. Where an entry is not known, the list is not.
func (k *taken) list(v *tree.Value, s *shape, path string) *yaml.Node {
	items := v.Items()
	for _, e := range items {
		if e.Is(tree.Unknown) {
			return k.node(e, s, path)
		}
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	entry := shape{kind: aText}
	if s.fields != nil {
		entry = shape{kind: aMap, fields: s.fields}
	}
	for i, e := range items {
		if c := k.node(e, &entry, below(path, strconv.Itoa(i))); c != nil {
			n.Content = append(n.Content, c)
		}
	}
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

func (k *taken) single(v *tree.Value, s *shape, path string) *yaml.Node {
	if v = v.Block(); !v.Is(tree.Text) {
		if v.Absent() || v.Is(tree.Unknown) {
			return k.node(v, s, path)
		}
		k.wrong(path, describe(v), "a single value")
		return nil
	}
	if v.Text == "" {
		return nil // how a state of Terraform says that there is none
	}
	n := record.Text(v.Text)
	i, whole := v.Int()
	switch {
	case s.kind == aNumber && whole && i < 0:
		k.wrong(path, v.Text, "0 or more")
	case s.kind == aNumber && whole:
		n = record.Number(i)
	case s.kind == aNumber:
		k.wrong(path, strict.Quote(v.Text), "a whole number")
	case s.kind == aTruth && (v.Text == "true" || v.Text == "false"):
		n.Tag = "!!bool"
	case s.kind == aTruth:
		k.wrong(path, strict.Quote(v.Text), "true or false")
	case s.enum != nil && !slices.Contains(s.enum, v.Text):
		k.wrong(path, strict.Quote(v.Text), strict.Or(s.enum))
	}
	if v.Assumed != "" {
		k.marks = append(k.marks, record.Mark{Path: path, State: record.Derived, Why: v.Assumed})
	}
	return n
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// describe says what a value is that is no single one.
func describe(v *tree.Value) string {
	switch {
	case v.Is(tree.Map):
		return "a map"
	case v.Is(tree.List):
		return "a list"
	}
	return "a text"
}
