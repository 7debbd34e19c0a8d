// Package edit changes single values of a scenario file, by their paths.
package edit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/names"
	"ecssim/scenarios/internal/strict"
)

// Change is a value that takes the place of what a scenario file says.
//
// A Path is keys with dots between them: services.web.desiredCount. A member of a list goes by its name,
// which package names gives it, and the second of a name is NAME:2; any member goes by its place, from 0;
// and * is all members of a list, or all values of a map. Keys and names may hold dots. A last key that
// the file has not is added, and so are maps on the way to it.
type Change struct {
	Path  string `json:"path" yaml:"path"`
	Value any    `json:"value" yaml:"value"` // as YAML decodes it; nil takes the key or the member out
}

// Apply gives the text of a scenario file with the changes made, one after the other. What is under
// the key file of a task definition or service is read and stands in the text; so the text needs no
// other file, and a change may be in it; but for a revision of its own, which a file alone may state,
// it says the same. Without changes and such keys the text is as it was. The
// error is a *scenarios.Error where the text is no YAML, or says where a path leads to nothing.
func Apply(name string, text []byte, read func(string) ([]byte, error), changes []Change) ([]byte, error) {
	f := &strict.Faults{File: name, Data: text}
	root := parsed(f)
	if root == nil {
		return nil, f.Err()
	}
	if len(changes) == 0 && !namesFiles(root) {
		return text, nil
	}
	root = strict.Clone(root) // a change of one of several alike changes that one
	if err := inline(root, read); err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := set(root, c); err != nil {
			return nil, err
		}
	}
	return yaml.Dump(root, yaml.WithIndent(2), yaml.WithLineWidth(-1))
}

// parsed is the nodes of a text, YAML or JSON, in the style in which YAML usually is; nil after a fault.
func parsed(f *strict.Faults) *yaml.Node {
	root := strict.Nodes(f)
	if root != nil && json.Valid(f.Data) {
		plainStyle(root)
	}
	return root
}

// plainStyle has nodes of a JSON text written as YAML usually is.
func plainStyle(n *yaml.Node) {
	n.Style = 0
	for _, x := range n.Content {
		plainStyle(x)
	}
}

// withFiles are the lists whose entries may name a file.
var withFiles = []string{"taskDefinitions", "services"}

func namesFiles(root *yaml.Node) bool {
	for _, list := range withFiles {
		all := strict.Child(root, list)
		for i := 0; all != nil && i < len(all.Content); i++ {
			if strict.Child(all.Content[i], "file") != nil {
				return true
			}
		}
	}
	return false
}

// inline puts what the entries of the lists take from files in the place of their key file.
func inline(root *yaml.Node, read func(string) ([]byte, error)) error {
	for _, list := range withFiles {
		all := strict.Child(root, list)
		if all == nil || all.Kind != yaml.SequenceNode {
			continue
		}
		var out []*yaml.Node
		for _, entry := range all.Content {
			file := strict.Child(entry, "file")
			if file == nil {
				out = append(out, entry)
				continue
			}
			entries, err := fromFile(file.Value, list, read)
			if err != nil {
				return err
			}
			for _, x := range entries {
				out = append(out, under(x, entry))
			}
		}
		all.Content = out
	}
	return nil
}

// fromFile are the task definitions or services of a file that a scenario names.
func fromFile(name, list string, read func(string) ([]byte, error)) ([]*yaml.Node, error) {
	data, err := read(name)
	if err != nil {
		return nil, err
	}
	f := &strict.Faults{File: name, Data: data, Foreign: true}
	root := parsed(f)
	if root == nil {
		return nil, f.Err()
	}
	root = likely.Enveloped(root)
	if many := strict.Child(root, list); many != nil && many.Kind == yaml.SequenceNode {
		return many.Content, nil
	}
	return []*yaml.Node{root}, nil
}

// under is what a file says with what the entry that names it says besides.
func under(read, entry *yaml.Node) *yaml.Node {
	if read.Kind != yaml.MappingNode {
		return read
	}
	all := *read
	all.Content = slices.Clone(read.Content)
	all.HeadComment, all.LineComment = entry.HeadComment, entry.LineComment
	for i := 0; i+1 < len(entry.Content); i += 2 {
		if key := entry.Content[i]; key.Value != "file" {
			put(&all, key.Value, entry.Content[i+1])
		}
	}
	return &all
}

// put sets a key of a map.
func put(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			value.LineComment = n.Content[i+1].LineComment
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
}

// set makes one change.
func set(root *yaml.Node, c Change) error {
	value := &yaml.Node{}
	if err := value.Encode(c.Value); err != nil {
		return fmt.Errorf("%s: %w", c.Path, err)
	}
	if c.Path == "" {
		return fmt.Errorf("a change without a path")
	}
	e := editor{path: c.Path, value: value, out: c.Value == nil}
	if err := e.at(root, strings.Split(c.Path, "."), 0); err != nil {
		return err
	}
	if e.done == 0 {
		return fmt.Errorf("%s: there is nothing to change", c.Path)
	}
	return nil
}

// editor makes one change at all places that its path leads to.
type editor struct {
	path  string
	value *yaml.Node
	out   bool // take it out
	done  int  // places
}

// at goes on from a node along what is left of the path, after so many of its words.
func (e *editor) at(n *yaml.Node, left []string, gone int) error {
	switch n.Kind {
	case yaml.SequenceNode:
		return e.inList(n, left, gone)
	case yaml.MappingNode:
		return e.inMap(n, left, gone)
	}
	return fmt.Errorf("%s: %s is a single value, and has no %s", e.path, e.upTo(gone), strings.Join(left, "."))
}

// upTo is the path as far as its first words.
func (e *editor) upTo(words int) string {
	if words == 0 {
		return "the file"
	}
	return strings.Join(strings.Split(e.path, ".")[:words], ".")
}

func (e *editor) inMap(n *yaml.Node, left []string, gone int) error {
	if left[0] == "*" {
		for i := 1; i < len(n.Content); i += 2 {
			if err := e.step(&n.Content[i], left[1:], gone+1); err != nil {
				return err
			}
		}
		return nil
	}
	for words := len(left); words > 0; words-- {
		key := strings.Join(left[:words], ".")
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != key {
				continue
			}
			if words == len(left) && e.out {
				n.Content = slices.Delete(n.Content, i, i+2)
				e.done++
				return nil
			}
			return e.step(&n.Content[i+1], left[words:], gone+words)
		}
	}
	if e.out {
		return nil
	}
	return e.add(n, left)
}

// add puts a key that a map has not into it, and maps on the way.
func (e *editor) add(n *yaml.Node, left []string) error {
	value := e.copy()
	for i := len(left) - 1; i > 0; i-- {
		if left[i] == "*" {
			return fmt.Errorf("%s: there is no %s", e.path, left[0])
		}
		inner := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: n.Style}
		put(inner, left[i], value)
		value = inner
	}
	if n.Style&yaml.FlowStyle != 0 && value.Kind != yaml.ScalarNode {
		value.Style |= yaml.FlowStyle
	}
	put(n, left[0], value)
	e.done++
	return nil
}

func (e *editor) inList(n *yaml.Node, left []string, gone int) error {
	if left[0] == "*" {
		for i := len(n.Content) - 1; i >= 0; i-- {
			if err := e.member(n, i, left[1:], gone+1); err != nil {
				return err
			}
		}
		return nil
	}
	members := names.OfNodes(n)
	for words := len(left); words > 0; words-- {
		if i := names.Index(members, strings.Join(left[:words], ".")); i >= 0 {
			return e.member(n, i, left[words:], gone+words)
		}
	}
	return fmt.Errorf("%s: %s has no %s (%s)", e.path, e.upTo(gone), left[0], strict.Reference(left[0], members))
}

// member goes on at a member of a list.
func (e *editor) member(n *yaml.Node, i int, left []string, gone int) error {
	if len(left) == 0 && e.out {
		n.Content = slices.Delete(n.Content, i, i+1)
		e.done++
		return nil
	}
	return e.step(&n.Content[i], left, gone)
}

// step sets a node, or goes on below it.
func (e *editor) step(n **yaml.Node, left []string, gone int) error {
	if len(left) > 0 {
		return e.at(*n, left, gone)
	}
	value := e.copy()
	value.HeadComment, value.LineComment = (*n).HeadComment, (*n).LineComment
	if (*n).Kind == yaml.ScalarNode && value.Kind == yaml.ScalarNode && value.Tag == (*n).Tag {
		value.Style = (*n).Style
	}
	*n = value
	e.done++
	return nil
}

func (e *editor) copy() *yaml.Node { return strict.Clone(e.value) }
