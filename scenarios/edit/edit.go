// Package edit changes single values of a scenario file, by their paths.
package edit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
)

// Change is a value that takes the place of what a scenario file says.
//
// A Path is keys with dots between them: services.web.desiredCount. A member of a list goes by the
// value of the first of its keys serviceName, family, name, subnetId, targetGroup, capacityProvider,
// instanceType, portName, policyName and actionName, the second of that name as NAME:2; any member by
// its place, from 0; and * is all members of a list, or all values of a map. Keys and names may hold
// dots. A last key that the file has not is added, and so are maps on the way to it.
type Change struct {
	Path  string `json:"path" yaml:"path"`
	Value any    `json:"value" yaml:"value"` // as YAML decodes it; nil takes the key or the member out
}

// nameKeys are the keys that name a member of a list, the first that it has.
var nameKeys = []string{"serviceName", "family", "name", "subnetId", "targetGroup", "capacityProvider", "instanceType", "portName", "policyName", "actionName"}

// Apply gives the text of a scenario file with the changes made, one after the other. What is under
// the key file of a task definition or service is read and stands in the text; so the text needs no
// other file, and a change may be in it; but for a revision of its own, which a file alone may state,
// it says the same. Without changes and such keys the text is as it was. The
// error is a *scenarios.Error where the text is no YAML, or says where a path leads to nothing.
func Apply(name string, text []byte, read func(string) ([]byte, error), changes []Change) ([]byte, error) {
	f := &strict.Faults{File: name, Data: text}
	if !strict.Readable(f) {
		return nil, f.Err()
	}
	root, err := parsed(f)
	if err != nil {
		return nil, err
	}
	if len(changes) == 0 && !namesFiles(root) {
		return text, nil
	}
	root = unfolded(root)
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

// parsed is the nodes of a text, YAML or JSON.
func parsed(f *strict.Faults) (*yaml.Node, error) {
	if json.Valid(f.Data) {
		root, err := strict.ParseJSON(f.Data)
		if err == nil {
			plainStyle(root)
		}
		return root, err
	}
	root := strict.ParseYAML(f)
	if root == nil {
		return nil, f.Err()
	}
	return root, nil
}

// unfolded is a copy of a node in which every alias is a copy of what it stands for: a change of one
// of several alike changes that one. ParseYAML has bounded how large it may become.
func unfolded(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		of := unfolded(n.Alias)
		of.HeadComment, of.LineComment, of.FootComment = n.HeadComment, n.LineComment, n.FootComment
		return of
	}
	c := *n
	c.Anchor = ""
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, x := range n.Content {
		c.Content[i] = unfolded(x)
	}
	return &c
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
	if !strict.Readable(f) {
		return nil, f.Err()
	}
	root, err := parsed(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
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
	names := membersOf(n)
	for words := len(left); words > 0; words-- {
		if i := slices.Index(names, strings.Join(left[:words], ".")); i >= 0 {
			return e.member(n, i, left[words:], gone+words)
		}
	}
	if i, err := strconv.Atoi(left[0]); err == nil && i >= 0 && i < len(n.Content) {
		return e.member(n, i, left[1:], gone+1)
	}
	return fmt.Errorf("%s: %s has no %s (%s)", e.path, e.upTo(gone), left[0], strict.Reference(left[0], slices.DeleteFunc(names, func(s string) bool { return s == "" })))
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

func (e *editor) copy() *yaml.Node { return unfolded(e.value) }

// membersOf are the names of a list's members; "" of one that has none.
func membersOf(n *yaml.Node) []string {
	names := make([]string, len(n.Content))
	for i, x := range n.Content {
		for _, key := range nameKeys {
			if v := strict.Child(x, key); v != nil && v.Kind == yaml.ScalarNode && v.Value != "" {
				names[i] = v.Value
				break
			}
		}
	}
	count := map[string]int{}
	for i, name := range names {
		if count[name]++; name != "" && count[name] > 1 {
			names[i] = name + ":" + strconv.Itoa(count[name])
		}
	}
	return names
}
