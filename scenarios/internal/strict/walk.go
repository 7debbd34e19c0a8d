// Package strict decodes YAML and JSON into structs, strictly: every fault of a file at once,
// each with its place, what was found, what was wanted and a hint. It knows nothing of
// scenarios; the rules of single values stand in the structs' tags.
package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Decoder turns nodes into the structs of file.go. It keeps on after a fault, so
// that one reading finds them all. The rules in the structs' jsonschema tags
// (required, enum, minimum, ...) hold here too: editors and decoder agree.
//
// The library's own decoding into structs is not used because its messages speak
// of Go types, it takes 010 for 8, and it does not know those rules.
type Decoder struct {
	*Faults
	Lenient bool // as the AWS CLI's JSON asks: unknown keys are noted, numbers may be text, null is absent
	shapes  map[reflect.Type]*Shape
	hints   map[string]string // for keys that were left out
	Parts   []Part            // of which a key that is unknown where it stands may be
}

// NodeReader is a value that has a form of its own, such as a duration. what
// names it in messages.
type NodeReader interface {
	ReadNode(d *Decoder, n *yaml.Node, what string)
}

// Unknown is the tag of a value that has still to be given: its text says what is missing, and
// so does the fault.
const Unknown = "!unknown"

// Value decodes a node into v.
func (d *Decoder) Value(n *yaml.Node, v reflect.Value, r *Rule, what string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if v.Kind() == reflect.Interface {
		return // known to ECS, not used here: whatever it holds
	}
	if n.Tag == Unknown {
		d.Add(n.Line, n.Column, "write the value in its place", "%s is unknown: %s", what, strings.Map(printable, n.Value))
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		d.Add(n.Line, n.Column, "leave the tag out", "%s has the tag %s, wanted a plain value", what, Shown(n.Tag))
		return
	}
	if IsNull(n) && d.Lenient {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if reader, ok := v.Addr().Interface().(NodeReader); ok {
		reader.ReadNode(d, n, what)
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
		d.Scalar(n, v, r, what)
	}
}

// object decodes a map with fixed keys.
func (d *Decoder) object(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.MappingNode {
		d.Mismatch(n, what, "keys and values")
		return
	}
	s := d.Shape(v.Type())
	seen := make([]bool, len(s.Fields))
	meant := map[string]bool{} // keys that misspelt ones stand for
	for _, p := range d.Pairs(n) {
		i, ok := s.Index[p.Key.Value]
		switch {
		case !ok && d.Lenient:
			d.leftOut(p.Key, what, s.Keys)
		case !ok && elsewhere(v, n, p) != "":
			d.Add(p.Key.Line, p.Key.Column, elsewhere(v, n, p), "unknown key %s in %s", Quote(p.Key.Value), what)
		case !ok:
			meant[d.unknown(p.Key, what, s.Keys)] = true
		case IsNull(p.Value) && d.Lenient:
		default:
			seen[i] = true
			f := &s.Fields[i]
			if d.refuses(p, f) {
				continue
			}
			if hint := elsewhere(v, n, p); hint != "" && p.Value.Kind == yaml.MappingNode {
				d.Add(p.Value.Line, p.Value.Column, hint, "%s is a map, wanted one value for all", f.Name)
				continue
			}
			d.Value(p.Value, v.FieldByIndex(f.At), &f.Rule, f.Name)
		}
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Required && !seen[i] && !meant[f.Name] {
			d.Add(n.Line, n.Column, "", "%s has no %s, which it needs", what, f.Name)
		}
	}
}

// Elsewhere is a struct in whose map people write what belongs into another part of the file.
type Elsewhere interface {
	// Elsewhere is what to write in place of a key of the map n, and where; "" = the key is none of those.
	Elsewhere(n *yaml.Node, p Pair) string
}

func elsewhere(v reflect.Value, n *yaml.Node, p Pair) string {
	if x, ok := v.Addr().Interface().(Elsewhere); ok {
		return x.Elsewhere(n, p)
	}
	return ""
}

// leftOut notes a key that no field has, and which may have been meant.
func (d *Decoder) leftOut(key *yaml.Node, what string, known []string) {
	text := "ignored " + what + " key " + Quote(key.Value)
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
	d.Note(key.Line, key.Column, "%s%s", text, hint)
}

// likeness says where a key belongs that is not known where it stands, or which is like it.
func (d *Decoder) likeness(key string, known []string) string {
	if home := d.home(key); home != "" {
		return ": it belongs into " + home
	}
	if near := DidYouMean(key, known); near != "" {
		return ": " + near
	}
	return ""
}

// home names the part of a file that has a key; "" if none has it.
func (d *Decoder) home(key string) string {
	for _, part := range d.Parts {
		if _, ok := d.Shape(part.Of).Index[key]; ok {
			return part.Name
		}
	}
	return ""
}

// Part is a part of a file, and the struct that it is decoded into.
type Part struct {
	Name string
	Of   reflect.Type
}

// unknown records a key that no field has, and returns the one that was meant;
// "" if none is near.
func (d *Decoder) unknown(key *yaml.Node, what string, known []string) (meant string) {
	hint := "known here: " + List(known)
	if near := Nearest(key.Value, known, 1); len(near) == 1 {
		meant = near[0]
		hint = "did you mean " + meant + "?"
	}
	d.Add(key.Line, key.Column, hint, "unknown key %s in %s", Quote(key.Value), what)
	return meant
}

// List joins words, the first dozen.
func List(words []string) string {
	const shown = 12
	if len(words) > shown {
		return strings.Join(words[:shown], ", ") + ", ..."
	}
	return strings.Join(words, ", ")
}

// dictionary decodes a map with free keys.
func (d *Decoder) dictionary(n *yaml.Node, v reflect.Value, r *Rule, what string) {
	if n.Kind != yaml.MappingNode {
		d.Mismatch(n, what, "keys and values")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range d.Pairs(n) {
		if !d.shows(p.Key, p.Key.Value, aName, "a key of "+what) {
			continue
		}
		e := reflect.New(v.Type().Elem()).Elem()
		d.Value(p.Value, e, r, what+"."+p.Key.Value)
		v.SetMapIndex(reflect.ValueOf(p.Key.Value), e)
	}
}

// sequence decodes a list; the rules but minItems and maxItems are its elements'.
func (d *Decoder) sequence(n *yaml.Node, v reflect.Value, r *Rule, what string) {
	if n.Kind != yaml.SequenceNode {
		d.Mismatch(n, what, "a list")
		return
	}
	if count := len(n.Content); count < r.minItems || r.MaxItems > 0 && count > r.MaxItems {
		d.Add(n.Line, n.Column, "", "%s has %s, wanted %s", what, entries(count), r.Items())
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, e := range n.Content {
		d.Value(e, v.Index(i), r, what)
	}
}

// Pair is one key of a map with its value.
type Pair struct{ Key, Value *yaml.Node }

// Pairs returns a map's keys, merge keys unfolded; keys that are there twice or
// are no words are faults.
func (d *Decoder) Pairs(n *yaml.Node) []Pair {
	seen := make(map[string]bool, len(n.Content)/2)
	own, merged := make([]Pair, 0, len(n.Content)/2), []Pair(nil)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			d.Add(key.Line, key.Column, "", "a key is %s, wanted a word", Describe(key))
		case seen[key.Value] && isMerge(key):
			d.Add(key.Line, key.Column, "merge several with <<: [*a, *b]", "key %s is here twice", Quote(key.Value))
		case seen[key.Value]:
			d.Add(key.Line, key.Column, "", "key %s is here twice", Quote(key.Value))
		case isMerge(key):
			seen[key.Value] = true
			merged = append(merged, d.merge(value)...)
		default:
			seen[key.Value] = true
			own = append(own, Pair{key, value})
		}
	}
	for _, p := range merged {
		if !seen[p.Key.Value] {
			seen[p.Key.Value] = true
			own = append(own, p)
		}
	}
	return own
}

// merge returns the pairs that a merge key brings in.
func (d *Decoder) merge(n *yaml.Node) []Pair {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		return d.Pairs(n)
	case yaml.SequenceNode:
		var all []Pair
		for _, e := range n.Content {
			all = append(all, d.merge(e)...)
		}
		return all
	}
	d.Mismatch(n, "<<", "a map to merge")
	return nil
}

func isMerge(key *yaml.Node) bool { return key.Value == "<<" && key.Style&Quoted == 0 }

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
			next = Child(n, s)
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// Child returns the value of a key of a map, or nil; nil has none.
func Child(n *yaml.Node, key string) *yaml.Node {
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
			if v := Child(s, key); v != nil {
				return v
			}
		}
	}
	return nil
}

// entries counts those of a list.
func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
