package strict

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Shape is what a struct says of the map that it is decoded from.
type Shape struct {
	Fields []Field
	Index  map[string]int
	Keys   []string // those in use, then those that are only accepted
}

// Field is one key of a map.
type Field struct {
	Name     string
	At       []int // of the struct field, embedded structs included
	Required bool
	Rule     Rule
}

// Rule is what a field's jsonschema tag asks of its value.
type Rule struct {
	Min, Max           *float64
	minItems, MaxItems int
	maxLength          int
	Enum               []string
	Pattern            *regexp.Regexp
	form               form // from the tag "text"
	unsimulated        []unsimulated
}

// Items says how many entries a list may have.
func (r *Rule) Items() string {
	switch {
	case r.minItems == r.MaxItems:
		return strconv.Itoa(r.minItems)
	case r.MaxItems == 0:
		return fmt.Sprintf("at least %d", r.minItems)
	case r.minItems == 0:
		return fmt.Sprintf("at most %d", r.MaxItems)
	}
	return fmt.Sprintf("%d to %d", r.minItems, r.MaxItems)
}

// Shape reads a struct type's tags, once for each decoder.
func (d *Decoder) Shape(t reflect.Type) *Shape {
	if s := d.shapes[t]; s != nil {
		return s
	}
	s := &Shape{Index: map[string]int{}}
	s.add(t, nil)
	var inert []string
	for i, f := range s.Fields {
		s.Index[f.Name] = i
		if t.FieldByIndex(f.At).Type.Kind() == reflect.Interface {
			inert = append(inert, f.Name)
		} else {
			s.Keys = append(s.Keys, f.Name)
		}
	}
	s.Keys = append(s.Keys, inert...)
	if d.shapes == nil {
		d.shapes = map[reflect.Type]*Shape{}
	}
	d.shapes[t] = s
	return s
}

func (s *Shape) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		here := append(append([]int(nil), at...), i)
		name := f.Tag.Get("yaml")
		switch {
		case f.Anonymous && name == "":
			s.add(f.Type, here)
		case name != "" && name != "-":
			required, r := ParseRule(f.Tag.Get("jsonschema"))
			r.form = parseForm(f.Tag.Get("text"))
			r.unsimulated = parseUnsimulated(f.Tag.Get("unsimulated"))
			s.Fields = append(s.Fields, Field{Name: name, At: here, Required: required, Rule: r})
		}
	}
}

// ParseRule reads a jsonschema tag. It panics at one that it does not know: the
// decoder would then promise less than the schema.
func ParseRule(tag string) (required bool, r Rule) {
	if tag == "" {
		return false, r
	}
	for part := range strings.SplitSeq(tag, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "required":
			required = true
		case "minimum":
			r.Min = bound(value)
		case "maximum":
			r.Max = bound(value)
		case "minItems":
			r.minItems = int(*bound(value))
		case "maxItems":
			r.MaxItems = int(*bound(value))
		case "maxLength":
			r.maxLength = int(*bound(value))
		case "enum":
			r.Enum = append(r.Enum, value)
		case "pattern":
			r.Pattern = regexp.MustCompile(value)
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
