package scenarios

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder turns nodes into the structs of file.go. It keeps on after a fault, so
// that one reading finds them all. The rules in the structs' jsonschema tags
// (required, enum, minimum, ...) hold here too: editors and decoder agree.
//
// The library's own decoding into structs is not used because its messages speak
// of Go types, it takes 010 for 8, and it does not know those rules.
type decoder struct {
	*faults
	lenient bool // as the AWS CLI's JSON asks: unknown keys are noted, numbers may be text, null is absent
	shapes  map[reflect.Type]*shape
	hints   map[string]string // for keys that were left out
}

// nodeReader is a value that has a form of its own, such as a duration. what
// names it in messages.
type nodeReader interface {
	readNode(d *decoder, n *yaml.Node, what string)
}

// value decodes a node into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value, r *rule, what string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if v.Kind() == reflect.Interface {
		return // known to ECS, not used here: whatever it holds
	}
	if isNull(n) && d.lenient {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if reader, ok := v.Addr().Interface().(nodeReader); ok {
		reader.readNode(d, n, what)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v, what)
	case reflect.Map:
		d.dictionary(n, v, r, what)
	case reflect.Slice:
		d.sequence(n, v, r, what)
	default:
		d.scalar(n, v, r, what)
	}
}

// object decodes a map with fixed keys.
func (d *decoder) object(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.MappingNode {
		d.mismatch(n, what, "keys and values")
		return
	}
	s := d.shape(v.Type())
	seen := make([]bool, len(s.fields))
	meant := map[string]bool{} // keys that misspelt ones stand for
	for _, p := range d.pairs(n) {
		i, ok := s.index[p.key.Value]
		switch {
		case !ok && d.lenient:
			d.leftOut(p.key, what, s.keys)
		case !ok:
			meant[d.unknown(p.key, what, s.keys)] = true
		case isNull(p.value) && d.lenient:
		default:
			seen[i] = true
			f := &s.fields[i]
			d.value(p.value, v.FieldByIndex(f.at), &f.rule, f.name)
		}
	}
	for i := range s.fields {
		if f := &s.fields[i]; f.required && !seen[i] && !meant[f.name] {
			d.add(n.Line, n.Column, "", "%s has no %s, which it needs", what, f.name)
		}
	}
}

// leftOut notes a key that no field has, and which may have been meant.
func (d *decoder) leftOut(key *yaml.Node, what string, known []string) {
	text := "ignored " + what + " key " + quote(key.Value)
	hint, asked := d.hints[text]
	if !asked {
		if len(d.hints) < notesKept {
			hint = d.likeness(key.Value, known)
		}
		if d.hints == nil {
			d.hints = map[string]string{}
		}
		d.hints[text] = hint
	}
	d.note(key.Line, key.Column, "%s%s", text, hint)
}

// likeness says where a key belongs that is not known where it stands, or which is like it.
func (d *decoder) likeness(key string, known []string) string {
	if home := d.home(key); home != "" {
		return ": it belongs into " + home
	}
	if near := didYouMean(key, known); near != "" {
		return ": " + near
	}
	return ""
}

// home names the part of a task definition that has a key; "" if none has it.
func (d *decoder) home(key string) string {
	for _, part := range []struct {
		name string
		of   reflect.Type
	}{
		{"the task definition", reflect.TypeFor[TaskDefinition]()}, {"containerDefinitions", reflect.TypeFor[ContainerDefinition]()},
		{"portMappings", reflect.TypeFor[PortMapping]()}, {"healthCheck", reflect.TypeFor[HealthCheck]()},
	} {
		if _, ok := d.shape(part.of).index[key]; ok {
			return part.name
		}
	}
	return ""
}

// unknown records a key that no field has, and returns the one that was meant;
// "" if none is near.
func (d *decoder) unknown(key *yaml.Node, what string, known []string) (meant string) {
	hint := "known here: " + list(known)
	if near := Nearest(key.Value, known, 1); len(near) == 1 {
		meant = near[0]
		hint = "did you mean " + meant + "?"
	}
	d.add(key.Line, key.Column, hint, "unknown key %s in %s", quote(key.Value), what)
	return meant
}

// list joins words, the first dozen.
func list(words []string) string {
	const shown = 12
	if len(words) > shown {
		return strings.Join(words[:shown], ", ") + ", ..."
	}
	return strings.Join(words, ", ")
}

// dictionary decodes a map with free keys.
func (d *decoder) dictionary(n *yaml.Node, v reflect.Value, r *rule, what string) {
	if n.Kind != yaml.MappingNode {
		d.mismatch(n, what, "keys and values")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range d.pairs(n) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(p.value, e, r, what+"."+p.key.Value)
		v.SetMapIndex(reflect.ValueOf(p.key.Value), e)
	}
}

// sequence decodes a list; the rules but minItems and maxItems are its elements'.
func (d *decoder) sequence(n *yaml.Node, v reflect.Value, r *rule, what string) {
	if n.Kind != yaml.SequenceNode {
		d.mismatch(n, what, "a list")
		return
	}
	if count := len(n.Content); count < r.minItems || r.maxItems > 0 && count > r.maxItems {
		d.add(n.Line, n.Column, "", "%s has %d entries, wanted %s", what, count, r.items())
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, e := range n.Content {
		d.value(e, v.Index(i), r, what)
	}
}

// pair is one key of a map with its value.
type pair struct{ key, value *yaml.Node }

// pairs returns a map's keys, merge keys unfolded; keys that are there twice or
// are no words are faults.
func (d *decoder) pairs(n *yaml.Node) []pair {
	seen := make(map[string]bool, len(n.Content)/2)
	var own, merged []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			d.add(key.Line, key.Column, "", "a key is %s, wanted a word", describe(key))
		case isMerge(key):
			merged = append(merged, d.merge(value)...)
		case seen[key.Value]:
			d.add(key.Line, key.Column, "", "key %s is here twice", quote(key.Value))
		default:
			seen[key.Value] = true
			own = append(own, pair{key, value})
		}
	}
	for _, p := range merged {
		if !seen[p.key.Value] {
			seen[p.key.Value] = true
			own = append(own, p)
		}
	}
	return own
}

// merge returns the pairs that a merge key brings in.
func (d *decoder) merge(n *yaml.Node) []pair {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		return d.pairs(n)
	case yaml.SequenceNode:
		var all []pair
		for _, e := range n.Content {
			all = append(all, d.merge(e)...)
		}
		return all
	}
	d.mismatch(n, "<<", "a map to merge")
	return nil
}

func isMerge(key *yaml.Node) bool { return key.Value == "<<" && key.Style&quoted == 0 }

// find walks from a node along keys (string) and indices (int) and returns the
// last node that is there: the place to point at.
func find(n *yaml.Node, path ...any) *yaml.Node {
	for _, step := range path {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		var next *yaml.Node
		switch s := step.(type) {
		case int:
			if n.Kind == yaml.SequenceNode && s < len(n.Content) {
				next = n.Content[s]
			}
		case string:
			next = child(n, s)
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// child returns the value of a key of a map, or nil; nil has none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			continue
		}
		sources := []*yaml.Node{n.Content[i+1]}
		if sources[0].Kind == yaml.SequenceNode {
			sources = sources[0].Content
		}
		for _, s := range slices.Clone(sources) {
			if v := child(s, key); v != nil {
				return v
			}
		}
	}
	return nil
}
