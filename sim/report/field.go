package report

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Field is a row of the table of a report's fields: one key of the JSON output. The
// table is made from the types of Report and their tags "report", whose words are
//
//	better, worse, neither  of a measure, a number that has a mean over several runs: what more of it is
//	unit=s                  of a measure
//	compare                 setups are compared by it, or by all measures below it
//	name                    of a number that names something, and so has no mean
//	id                      what tells the members of a list apart, so that those of several runs are matched; all that have it, together
//	called                  by which a path calls a member of a list; any that has it
//	position                of a list whose members are matched by their place in it
//	zero                    of a list of counts: a run that lacks a member has 0 of it
//	times                   of a text: how many of several runs have which
type Field struct {
	Key  string
	Path string // from the report, with a * for a member of a list or map: services.*.running
	Kind FieldKind

	More     Direction // Unsaid unless it is a measure
	Unit     string    // "" = a plain number, or none
	Compared bool
	ID       bool
	Called   bool
	Position bool
	Zero     bool

	Fields []*Field // of a Group, in the order of the output
	Member *Field   // of a List or Map

	index     int // in its struct
	name      bool
	times     bool
	omitEmpty bool
	omitZero  bool
}

// FieldKind is what a field holds, where it is not null.
type FieldKind uint8

// A Group has fields of its own; the keys of a Map are the run's.
const (
	Group FieldKind = iota
	Map
	List
	Text
	Truth
	Number
)

// Direction says what more of a measure is for who runs the cluster.
type Direction uint8

// Unsaid: it is no measure.
const (
	Unsaid Direction = iota
	Better
	Worse
	Neither
)

// Measure reports whether several runs have a mean of the field.
func (f *Field) Measure() bool { return f.More != Unsaid }

// ReportFields is the table of a report's fields, as the report itself: a Group.
func ReportFields() *Field { return reportFields() }

var reportFields = sync.OnceValue(func() *Field {
	f := &Field{}
	f.shape(reflect.TypeFor[Report](), false)
	return f
})

// shape fills in what the field's type says. All measures below one that setups are
// compared by are compared.
func (f *Field) shape(t reflect.Type, compared bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	compared = compared || f.Compared
	switch t.Kind() {
	case reflect.Struct:
		f.Kind = Group
		for i := range t.NumField() {
			if x := newField(f.Path, t.Field(i), i); x != nil {
				x.shape(t.Field(i).Type, compared)
				f.Fields = append(f.Fields, x)
			}
		}
	case reflect.Slice, reflect.Map:
		f.Kind, f.Member = List, &Field{Path: below(f.Path, "*")}
		if t.Kind() == reflect.Map {
			f.Kind = Map
		}
		if t.Elem().Kind() == reflect.Int {
			f.Member.More, f.More = f.More, Unsaid // the tag is of its numbers
		}
		f.Member.shape(t.Elem(), compared)
	case reflect.String:
		f.Kind = Text
	case reflect.Bool:
		f.Kind = Truth
	default:
		f.Kind = Number
		f.Compared = compared && f.Measure()
	}
}

// newField reads the tags of a struct's field; nil where the output leaves it out.
func newField(path string, s reflect.StructField, index int) *Field {
	key, rest, _ := strings.Cut(s.Tag.Get("json"), ",")
	if key == "-" {
		return nil
	}
	f := &Field{Key: key, Path: below(path, key), index: index, omitEmpty: rest == "omitempty", omitZero: rest == "omitzero"}
	for word := range strings.SplitSeq(s.Tag.Get("report"), ",") {
		f.take(word)
	}
	return f
}

// take takes one word of the tag.
func (f *Field) take(word string) {
	switch word {
	case "":
	case "better":
		f.More = Better
	case "worse":
		f.More = Worse
	case "neither":
		f.More = Neither
	case "compare":
		f.Compared = true
	case "name":
		f.name = true
	case "id":
		f.ID = true
	case "called":
		f.Called = true
	case "position":
		f.Position = true
	case "zero":
		f.Zero = true
	case "times":
		f.times = true
	default:
		unit, ok := strings.CutPrefix(word, "unit=")
		if !ok {
			panic(fmt.Sprintf("sim: the tag of the report's field %s has the word %q, invariant: one that Field lists", f.Path, word))
		}
		f.Unit = unit
	}
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// All lists a field and all below it, in the order of the output.
func (f *Field) All() []*Field {
	all := []*Field{f}
	for _, x := range f.Fields {
		all = append(all, x.All()...)
	}
	if f.Member != nil {
		all = append(all, f.Member.All()...)
	}
	return all
}

// Compared lists the measures that setups are compared by.
func Compared() []*Field {
	var all []*Field
	for _, f := range ReportFields().All() {
		if f.Kind == Number && f.Compared {
			all = append(all, f)
		}
	}
	return all
}

// Summarized is a measure that a table of several runs has a row for; those that are
// Brief also have one in a comparison of setups.
type Summarized struct {
	*Field
	Brief bool
}

// summary names those measures, in the order of the rows.
var summary = []struct {
	path  string
	brief bool
}{
	{"tasks.requested", false}, {"tasks.placed", true}, {"tasks.running", false}, {"tasks.waiting", true},
	{"tasks.refused", true}, {"tasks.failed", true}, {"tasks.unreachable", false},
	{"density.tasksPerInstance.mean", false}, {"portConflicts.refused", true}, {"portConflicts.failed", true},
	{"eniExhaustion.refused", true}, {"eniExhaustion.instanceSeconds", false},
	{"timeToPlaceSeconds.mean", true}, {"timeToPlaceSeconds.p95", false},
	{"timeToRunningSeconds.mean", true}, {"timeToRunningSeconds.p95", true}, {"timeToRunningSeconds.max", false},
	{"instanceHours", false}, {"usd", false},
}

// Summary lists the measures that a table of several runs shows, in its order.
func Summary() []Summarized {
	byPath := map[string]*Field{}
	for _, f := range ReportFields().All() {
		byPath[f.Path] = f
	}
	all := make([]Summarized, len(summary))
	for i, s := range summary {
		if all[i] = (Summarized{byPath[s.path], s.brief}); all[i].Field == nil {
			panic(fmt.Sprintf("sim: a summary of runs has the measure %s, invariant: a field of the report", s.path))
		}
	}
	return all
}
