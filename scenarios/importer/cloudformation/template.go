// Package cloudformation reads CloudFormation templates, those that CDK writes too, and works out
// what they say of their resources: parameters, conditions, mappings and functions, over several
// templates that exports join. What depends on something that no template tells stays unknown and
// says so. Rules: CloudFormation User Guide, "Intrinsic function reference", "Pseudo parameters
// reference", "Conditions", "Parameters" and "Outputs".
package cloudformation

import (
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// Template is a template that was read.
type Template struct {
	File   string
	Stack  string // name of its stack; "" = no file tells it
	Region string // Region of its stack; "" = no file tells it

	parameters, mappings, conditions map[string]*yaml.Node
	outputs, things                  []field
	ids                              map[string]bool // of the resources
	transforms                       []string
}

// FromTree makes a template of the nodes of its file: JSON, or YAML with CloudFormation's tags. The
// error is a *strict.Error.
func FromTree(file string, root *yaml.Node) (*Template, error) {
	f := &strict.Faults{File: file}
	if root.Kind != yaml.MappingNode {
		f.Add(root.Line, root.Column, "", "the file is no map, wanted a CloudFormation template")
		return nil, f.Err()
	}
	t := &Template{File: file}
	t.parameters, t.mappings, t.conditions = index(section(f, root, "Parameters")), index(section(f, root, "Mappings")), index(section(f, root, "Conditions"))
	t.outputs, t.things = section(f, root, "Outputs"), section(f, root, "Resources")
	t.ids = make(map[string]bool, len(t.things))
	for _, r := range t.things {
		t.ids[r.key] = true
	}
	if len(t.things) == 0 {
		f.Add(root.Line, root.Column, "is it a CloudFormation template?", "the template has no Resources")
	}
	for _, e := range entries(child(root, "Transform")) {
		if e.Kind == yaml.ScalarNode {
			t.transforms = append(t.transforms, e.Value)
		}
	}
	return t, f.Err()
}

// section is the entries of one of the template's maps; what is no map is a fault.
func section(f *strict.Faults, root *yaml.Node, key string) []field {
	n := child(root, key)
	if n != nil && n.Kind != yaml.MappingNode && !strict.IsNull(n) {
		f.Add(n.Line, n.Column, "", "%s is no map, wanted names and what they stand for", key)
	}
	return fields(n)
}

// index finds entries by their keys; of a key that is there twice the last counts.
func index(all []field) map[string]*yaml.Node {
	by := make(map[string]*yaml.Node, len(all))
	for _, f := range all {
		by[f.key] = f.value
	}
	return by
}

// StackName is the name that a template's stack has or would have after its file: the file's name
// without .template and its extension.
func (t *Template) StackName() string {
	if t.Stack != "" {
		return t.Stack
	}
	base := filepath.Base(filepath.ToSlash(t.File))
	for _, ext := range []string{".json", ".yaml", ".yml", ".template"} {
		base = strings.TrimSuffix(base, ext)
	}
	return base
}

// field is an entry of a map in a template.
type field struct {
	key   string
	at    *yaml.Node // the key
	value *yaml.Node
}

// fields is the entries of a map, merge keys unfolded; what stands in the map itself wins over
// what is merged into it, and of a key that is there twice the last.
func fields(n *yaml.Node) []field {
	n = deref(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var merged, own []field
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], deref(n.Content[i+1])
		if k.Value == "<<" && k.Style&strict.Quoted == 0 {
			for _, e := range entries(v) {
				merged = append(merged, fields(e)...)
			}
			continue
		}
		own = append(own, field{k.Value, k, v})
	}
	if merged == nil {
		return own
	}
	return append(merged, own...)
}

// child is the value under a key of a map; nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	var found *yaml.Node
	for _, f := range fields(n) {
		if f.key == key {
			found = f.value
		}
	}
	return found
}

// entries is the entries of a list, or the one value that stands for a list.
func entries(n *yaml.Node) []*yaml.Node {
	n = deref(n)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	all := make([]*yaml.Node, len(n.Content))
	for i, e := range n.Content {
		all[i] = deref(e)
	}
	return all
}

// deref is the node that an alias stands for.
func deref(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
