package scenarios

import (
	"bytes"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/copies"
	"ecssim/scenarios/internal/strict"
)

// Tree is the file of a scenario as a tree of values, of which other scenarios are made that differ in
// some of them. Every file is read once: what happens to it later changes nothing.
type Tree struct {
	root  *yaml.Node // copies are not unfolded, and there are no aliases
	file  string
	text  []byte
	read  readNamed
	named map[string]namedFile
}

// namedFile is one that the scenario names, as it was read.
type namedFile struct {
	data    []byte
	outside bool
}

// Tree returns the file of a scenario as a tree of values.
func (s *Scenario) Tree() (*Tree, error) {
	f := &strict.Faults{File: s.file, Data: s.text}
	root := strict.Nodes(f)
	if root == nil {
		return nil, f.Err()
	}
	t := &Tree{root: strict.Clone(root), file: s.file, text: f.Data, named: map[string]namedFile{}}
	t.read = func(name string) ([]byte, bool, error) {
		data, outside, err := s.read(name)
		if err == nil {
			t.named[name] = namedFile{data, outside}
		}
		return data, outside, err
	}
	if _, err := t.With(func(*yaml.Node) {}); err != nil {
		return nil, err
	}
	t.read = func(name string) ([]byte, bool, error) {
		if file, ok := t.named[name]; ok {
			return bytes.Clone(file.data), file.outside, nil
		}
		return s.read(name)
	}
	return t, nil
}

// Root is the tree, for reading: whoever changes it changes all scenarios made of it.
func (t *Tree) Root() *yaml.Node { return t.root }

// File is the file's name, as messages call it.
func (t *Tree) File() string { return t.file }

// Texts are the texts of the file and of those that it names, in the order of their names.
func (t *Tree) Texts() [][]byte {
	all := [][]byte{t.text}
	for _, name := range slices.Sorted(maps.Keys(t.named)) {
		all = append(all, []byte(name), t.named[name].data)
	}
	return all
}

// With is the scenario whose file differs by a change, which is given a copy of the tree. It may be
// called by several goroutines at a time. The error is an *Error: what is wrong with the file then.
func (t *Tree) With(change func(root *yaml.Node)) (*Scenario, error) {
	root := strict.Clone(t.root)
	change(root)
	f := &strict.Faults{File: t.file, Data: t.text}
	copies.Unfold(f, root)
	return loadNodes(f, root, t.read)
}
