package write

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// pruner copies of a tree what package scenarios simulates, and nothing else: what a scenario's
// struct has no field for, or one that it accepts and does not use, may be secret.
type pruner struct {
	// lost are keys that were left out although they say something that is not simulated.
	lost []string
}

// never are keys of simulated types that a scenario does without.
var never = []string{"image", "file", "copies", "timings", "tls", "runningOn", "startedBefore", "keepNetworkMode", "autoScaling", "unhealthyAbove"}

// copy copies a tree for a type; nil where nothing of it is left.
func (p *pruner) copy(n *yaml.Node, t reflect.Type) *yaml.Node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n == nil || t.Kind() == reflect.Interface:
		return nil
	case n.Tag == strict.Unknown:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value}
	case strict.IsNull(n):
		return nil
	}
	reads := reflect.PointerTo(t).Implements(reflect.TypeFor[strict.NodeReader]())
	switch kind := t.Kind(); {
	case kind == reflect.Struct && !reads && n.Kind == yaml.MappingNode:
		return p.fields(n, t)
	case kind == reflect.Slice && !reads && n.Kind == yaml.SequenceNode:
		return p.entries(n, t.Elem())
	case kind == reflect.Map && n.Kind == yaml.MappingNode:
		return p.pairs(n, t.Elem())
	case n.Kind == yaml.ScalarNode && n.Value != "":
		return one(n, t, reads)
	}
	return nil
}

// one copies a single value. Of an ARN the last part is left, which is the name of what it names.
func one(n *yaml.Node, t reflect.Type, reads bool) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value, LineComment: n.LineComment}
	switch {
	case t.Kind() == reflect.String && !reads, reads && n.Tag == "!!str":
		out.Tag = "!!str"
		if strings.HasPrefix(out.Value, "arn:") {
			out.Value = record.Tail(out.Value)
		}
	case t.Kind() == reflect.Int:
		out.Tag = "!!int"
	case t.Kind() == reflect.Bool:
		out.Tag = "!!bool"
	}
	return out
}

func (p *pruner) entries(n *yaml.Node, t reflect.Type) *yaml.Node {
	var all []*yaml.Node
	for _, e := range n.Content {
		all = append(all, p.copy(e, t))
	}
	return record.List(all...)
}

func (p *pruner) pairs(n *yaml.Node, t reflect.Type) *yaml.Node {
	var all []any
	for i := 0; i+1 < len(n.Content); i += 2 {
		all = append(all, n.Content[i].Value, p.copy(n.Content[i+1], t))
	}
	return record.Map(all...)
}

func (p *pruner) fields(n *yaml.Node, t reflect.Type) *yaml.Node {
	var all []any
	for _, f := range reflect.VisibleFields(t) {
		key := f.Tag.Get("yaml")
		v := strict.Child(n, key)
		if key == "" || key == "-" || v == nil || strict.IsNull(v) || slices.Contains(never, key) {
			continue
		}
		if p.unsimulated(f, v) {
			p.lost = append(p.lost, key)
			continue
		}
		c := p.copy(v, f.Type)
		if c == nil && key == "healthCheck" && v.Kind == yaml.MappingNode {
			c = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} // with all its defaults
		}
		all = append(all, key, c)
	}
	return record.Map(all...)
}

// unsimulated reports whether a value asks for something that a scenario is refused for.
func (p *pruner) unsimulated(f reflect.StructField, v *yaml.Node) bool {
	if f.Tag.Get("unsimulated") == "" {
		return false
	}
	if f.Type.Kind() == reflect.Interface {
		return len(v.Content) > 0 || v.Kind == yaml.ScalarNode && v.Value != "" && v.Value != "false"
	}
	_, rule := strict.ParseRule(f.Tag.Get("jsonschema"))
	return v.Kind == yaml.ScalarNode && !slices.Contains(rule.Enum, v.Value)
}

// drop takes a key out of a map where its value is what is so without it.
func drop(n *yaml.Node, key string, values ...string) {
	if n == nil {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		v := n.Content[i+1]
		if n.Content[i].Value == key && (len(values) == 0 || v.Kind == yaml.ScalarNode && slices.Contains(values, v.Value)) {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

// set puts a value under a key of a map.
func set(n *yaml.Node, key string, v *yaml.Node) {
	if v == nil {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = v
			return
		}
	}
	n.Content = append(n.Content, record.Text(key), v)
}
