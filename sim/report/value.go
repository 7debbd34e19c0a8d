package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ecssim/sim/des"
)

// Value is a field of one report, or the same field of the reports of several runs.
type Value struct {
	Field *Field
	one   reflect.Value // of one report; not valid where it is of several
	all   *merged
	runs  int // that there are
}

// Part is a Value in a Group or Map, and the key under which it stands there.
type Part struct {
	Key string
	Value
}

// replications is the field that only the reports of several runs have: how many.
var replications = &Field{Key: "replications", Path: "replications", Kind: Number, name: true}

// ValueOf is one report as a Value.
func ValueOf(r *Report) Value {
	return Value{Field: ReportFields(), one: reflect.ValueOf(r).Elem(), runs: 1}
}

// Several reports whether the value is of several runs.
func (v Value) Several() bool { return v.all != nil }

// Averaged reports whether the value is a mean over several runs.
func (v Value) Averaged() bool { return v.Several() && v.Field.Measure() && !v.Null() }

// Null reports whether there is nothing: no list in any run, or null in some run.
func (v Value) Null() bool {
	if v.Several() {
		return v.all.null
	}
	return isNil(v.one)
}

func isNil(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return x.IsNil()
	}
	return false
}

// Number is the number of the first run that has one. It panics if the value is null or no number.
func (v Value) Number() float64 { return float(reflect.Indirect(v.first())) }

// Runs are the numbers of the runs that have one. It panics if the value is null or no measure.
func (v Value) Runs() des.Runs {
	if v.Several() {
		return v.all.counted(v.runs)
	}
	var one des.Runs
	one.Add(v.Number())
	return one
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

// Times counts, of a text of several runs that has the tag times, how many of them have which.
func (v Value) Times() map[string]int { return v.all.times }

// Plain is a text, truth or number of the first run that has one; nil where the
// value is null.
func (v Value) Plain() any {
	if v.Null() {
		return nil
	}
	return reflect.Indirect(v.first()).Interface()
}

// first is what the first run has that has any.
func (v Value) first() reflect.Value {
	if v.Several() {
		return v.all.plain
	}
	return v.one
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

// Parts are what a Group or a Map holds, in the order of the output: the entries of a map in that
// of their keys.
func (v Value) Parts() []Part {
	var parts []Part
	if v.Several() {
		for _, key := range v.all.keys(v.Field) {
			parts = append(parts, Part{key, v.of(v.all.below[key])})
		}
		if v.Field == ReportFields() {
			parts = append(parts, Part{replications.Key, Value{Field: replications, one: reflect.ValueOf(v.runs), runs: 1}})
		}
		return parts
	}
	x := reflect.Indirect(v.one)
	if v.Field.Kind == Map {
		held := entries(x)
		for _, key := range slices.Sorted(maps.Keys(held)) {
			parts = append(parts, Part{key, v.single(v.Field.Member, held[key])})
		}
		return parts
	}
	for _, f := range v.Field.Fields {
		if held := x.Field(f.index); !f.omits(held) {
			parts = append(parts, Part{f.Key, v.single(f, held)})
		}
	}
	return parts
}

// of is a value below one of several runs, single one of one run.
func (v Value) of(m *merged) Value { return Value{Field: m.field, all: m, runs: v.runs} }

func (v Value) single(f *Field, x reflect.Value) Value { return Value{Field: f, one: x, runs: 1} }

func entries(x reflect.Value) map[string]reflect.Value {
	held := map[string]reflect.Value{}
	for key, value := range x.Seq2() {
		held[key.String()] = value
	}
	return held
}

// omits reports whether the output leaves a field out that holds this.
func (f *Field) omits(x reflect.Value) bool {
	return f.omitEmpty && empty(x) || f.omitZero && x.IsZero()
}

// empty is what omitempty leaves out.
func empty(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Slice, reflect.Map:
		return x.Len() == 0
	}
	return x.IsZero()
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
	if v.Several() && v.Field.Member.Kind == Group {
		for _, m := range v.all.members {
			all = append(all, v.of(m))
		}
		return all
	}
	for _, x := range v.first().Seq2() {
		all = append(all, v.single(v.Field.Member, x))
	}
	return all
}

// Names are what a member of a list may be called in a path.
func (v Value) Names() []string {
	var all []string
	for _, p := range v.Parts() {
		if p.Field.Called {
			all = append(all, p.String())
		}
	}
	return all
}
