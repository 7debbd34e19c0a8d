package scenarios

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// shape is what a struct says of the map that it is decoded from.
type shape struct {
	fields []field
	index  map[string]int
	keys   []string // those in use, then those that are only accepted
}

// field is one key of a map.
type field struct {
	name     string
	at       []int // of the struct field, embedded structs included
	required bool
	rule     rule
}

// rule is what a field's jsonschema tag asks of its value.
type rule struct {
	min, max           *float64
	minItems, maxItems int
	maxLength          int
	enum               []string
	pattern            *regexp.Regexp
}

// items says how many entries a list may have.
func (r *rule) items() string {
	switch {
	case r.maxItems == 0:
		return fmt.Sprintf("at least %d", r.minItems)
	case r.minItems == 0:
		return fmt.Sprintf("at most %d", r.maxItems)
	}
	return fmt.Sprintf("%d to %d", r.minItems, r.maxItems)
}

// shape reads a struct type's tags, once for each decoder.
func (d *decoder) shape(t reflect.Type) *shape {
	if s := d.shapes[t]; s != nil {
		return s
	}
	s := &shape{index: map[string]int{}}
	s.add(t, nil)
	var inert []string
	for i, f := range s.fields {
		s.index[f.name] = i
		if t.FieldByIndex(f.at).Type.Kind() == reflect.Interface {
			inert = append(inert, f.name)
		} else {
			s.keys = append(s.keys, f.name)
		}
	}
	s.keys = append(s.keys, inert...)
	if d.shapes == nil {
		d.shapes = map[reflect.Type]*shape{}
	}
	d.shapes[t] = s
	return s
}

func (s *shape) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		here := append(append([]int(nil), at...), i)
		name := f.Tag.Get("yaml")
		switch {
		case f.Anonymous && name == "":
			s.add(f.Type, here)
		case name != "" && name != "-":
			required, r := parseRule(f.Tag.Get("jsonschema"))
			s.fields = append(s.fields, field{name: name, at: here, required: required, rule: r})
		}
	}
}

// parseRule reads a jsonschema tag. It panics at one that it does not know: the
// decoder would then promise less than the schema.
func parseRule(tag string) (required bool, r rule) {
	if tag == "" {
		return false, r
	}
	for part := range strings.SplitSeq(tag, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "required":
			required = true
		case "minimum":
			r.min = bound(value)
		case "maximum":
			r.max = bound(value)
		case "minItems":
			r.minItems = int(*bound(value))
		case "maxItems":
			r.maxItems = int(*bound(value))
		case "maxLength":
			r.maxLength = int(*bound(value))
		case "enum":
			r.enum = append(r.enum, value)
		case "pattern":
			r.pattern = regexp.MustCompile(value)
		case "default", "example":
		default:
			panic(fmt.Sprintf("scenarios: jsonschema tag %q, invariant: one that the decoder knows", part))
		}
	}
	return required, r
}

func bound(text string) *float64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("scenarios: jsonschema bound %q, invariant: a number", text))
	}
	return &f
}
