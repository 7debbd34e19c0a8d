package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Value is a field of one report, or the same field of the reports of several runs.
type Value struct {
	Field *Field
	in    []reflect.Value // by run; not valid where a run has none
}

// Part is a Value in a Group or Map, and the key under which it stands there.
type Part struct {
	Key string
	Value
}

// replications is the field that only the reports of several runs have: how many.
var replications = &Field{Key: "replications", Path: "replications", Kind: Number, name: true}

// ValueOf is one report, or those of several runs, as a Value.
func ValueOf(reports ...*Report) Value {
	v := Value{ReportFields(), make([]reflect.Value, len(reports))}
	for i, r := range reports {
		v.in[i] = reflect.ValueOf(r).Elem()
	}
	return v
}

// Runs is of how many runs the value is.
func (v Value) Runs() int { return len(v.in) }

// Averaged reports whether the value is a mean over several runs.
func (v Value) Averaged() bool { return len(v.in) > 1 && v.Field.Measure() && !v.Null() }

// Null reports whether there is nothing: no list in any run, or null in some run.
func (v Value) Null() bool {
	null := func(x reflect.Value) bool { return x.IsValid() && isNil(x) }
	if v.Field.Kind != List {
		return slices.ContainsFunc(v.in, null)
	}
	if v.Field.Member.Kind != Group {
		return null(v.first())
	}
	return !slices.ContainsFunc(v.in, func(x reflect.Value) bool { return x.IsValid() && !isNil(x) })
}

func isNil(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return x.IsNil()
	}
	return false
}

// first is what the first run has that has any.
func (v Value) first() reflect.Value {
	return v.in[slices.IndexFunc(v.in, reflect.Value.IsValid)]
}

// Numbers are those of the runs that have one. It panics if the value is null or
// no number.
func (v Value) Numbers() []float64 {
	var all []float64
	for _, x := range v.in {
		if x.IsValid() {
			all = append(all, float(reflect.Indirect(x)))
		}
	}
	return all
}

func float(x reflect.Value) float64 {
	switch {
	case x.CanInt():
		return float64(x.Int())
	case x.CanUint():
		return float64(x.Uint())
	}
	return x.Float()
}

// Plain is a text, truth or number of the first run that has one; nil where the
// value is null.
func (v Value) Plain() any {
	if v.Null() {
		return nil
	}
	return reflect.Indirect(v.first()).Interface()
}

// String writes a text as it is, anything else that is plain as JSON does.
func (v Value) String() string {
	x := v.Plain()
	if s, ok := x.(string); ok {
		return s
	}
	text, err := json.Marshal(x)
	if err != nil {
		panic(fmt.Sprintf("sim: %s is %v: %v", v.Field.Path, x, err))
	}
	return string(text)
}

// Parts are what a Group or a Map holds, in the order of the output: what the first
// run has, then what only later ones have.
func (v Value) Parts() []Part {
	if v.Field.Kind == Map {
		return v.entries()
	}
	var parts []Part
	found := make([]int, len(v.Field.Fields)) // into parts, plus one
	for run, x := range v.in {
		if !x.IsValid() {
			continue
		}
		x = reflect.Indirect(x)
		for i, f := range v.Field.Fields {
			held := x.Field(f.index)
			if f.omitEmpty && empty(held) {
				continue
			}
			if found[i] == 0 {
				parts = append(parts, v.part(f.Key, f))
				found[i] = len(parts)
			}
			parts[found[i]-1].in[run] = held
		}
	}
	if v.Field == ReportFields() && len(v.in) > 1 {
		parts = append(parts, Part{replications.Key, Value{replications, []reflect.Value{reflect.ValueOf(len(v.in))}}})
	}
	return parts
}

func (v Value) part(key string, f *Field) Part {
	return Part{key, Value{f, make([]reflect.Value, len(v.in))}}
}

// empty is what omitempty leaves out.
func empty(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Slice, reflect.Map:
		return x.Len() == 0
	}
	return x.IsZero()
}

// entries are the parts of a map.
func (v Value) entries() []Part {
	var parts []Part
	found := map[string]int{}
	for run, x := range v.in {
		if !x.IsValid() {
			continue
		}
		held := map[string]reflect.Value{}
		for key, value := range x.Seq2() {
			held[key.String()] = value
		}
		for _, key := range slices.Sorted(maps.Keys(held)) {
			i, ok := found[key]
			if !ok {
				i = len(parts)
				found[key] = i
				parts = append(parts, v.part(key, v.Field.Member))
			}
			parts[i].in[run] = held[key]
		}
	}
	return parts
}

// At follows keys, with dots between them, through groups and maps; false where they
// lead to nothing.
func (v Value) At(path string) (Value, bool) {
	for key := range strings.SplitSeq(path, ".") {
		part, ok := v.Part(key)
		if !ok {
			return Value{}, false
		}
		v = part
	}
	return v, true
}

// Part is what a group or map holds under a key.
func (v Value) Part(key string) (Value, bool) {
	if v.Null() || v.Field.Kind > Map {
		return Value{}, false
	}
	parts := v.Parts()
	i := slices.IndexFunc(parts, func(p Part) bool { return p.Key == key })
	if i < 0 {
		return Value{}, false
	}
	return parts[i].Value, true
}

// Members are those of a list. Groups are matched over the runs, in order of first
// appearance; a list of plain values is that of the first run that has it.
func (v Value) Members() []Value {
	var all []Value
	if v.Field.Member.Kind != Group {
		for _, x := range v.first().Seq2() {
			all = append(all, Value{v.Field.Member, []reflect.Value{x}})
		}
		return all
	}
	found := map[string]int{}
	for run, list := range v.in {
		if !list.IsValid() {
			continue
		}
		for i := range list.Len() {
			x := list.Index(i)
			at := len(all)
			if len(v.in) > 1 {
				id := v.Field.Member.identity(x, i)
				if n, ok := found[id]; ok {
					at = n
				}
				found[id] = at
			}
			if at == len(all) {
				all = append(all, v.part("", v.Field.Member).Value)
			}
			all[at].in[run] = x
		}
	}
	if v.Field.Zero {
		for _, member := range all {
			member.fill()
		}
	}
	return all
}

// identity is what tells one member of a list from the others, whose place is i.
func (f *Field) identity(x reflect.Value, i int) string {
	var b strings.Builder
	for _, part := range f.Fields {
		if part.ID {
			fmt.Fprintf(&b, "%v\n", x.Field(part.index))
		}
	}
	if b.Len() == 0 {
		return fmt.Sprint(i)
	}
	return b.String()
}

// fill gives the runs that lack a group one with zeros for its measures.
func (v Value) fill() {
	zero := reflect.New(v.first().Type()).Elem()
	zero.Set(v.first())
	for _, f := range v.Field.Fields {
		if f.Measure() {
			zero.Field(f.index).SetZero()
		}
	}
	for i, x := range v.in {
		if !x.IsValid() {
			v.in[i] = zero
		}
	}
}

// Names are what a member of a list may be called in a path.
func (v Value) Names() []string {
	var all []string
	x := reflect.Indirect(v.first())
	for _, f := range v.Field.Fields {
		if held := (Value{f, []reflect.Value{x.Field(f.index)}}); f.Called && !(f.omitEmpty && empty(held.in[0])) {
			all = append(all, held.String())
		}
	}
	return all
}
