package report

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ecssim/sim/des"
)

// Merge is what several runs of one scenario report: sums, and what the first run says of what has
// none. It takes the memory of about one report, however many are added. The zero Merge is of none.
type Merge struct {
	report *merged
	runs   int
}

// Add adds the report of the next run and keeps none of it.
func (m *Merge) Add(r *Report) {
	if m.report == nil {
		m.report = &merged{field: ReportFields()}
	}
	m.report.add(reflect.ValueOf(r).Elem(), m.runs)
	m.runs++
}

// Value is the reports of all runs, at least one, as one value.
func (m *Merge) Value() Value { return Value{Field: ReportFields(), all: m.report, runs: m.runs} }

// merged is one field over several runs.
type merged struct {
	field   *Field
	begun   bool
	null    bool               // in some run; a list of groups: in all
	zero    bool               // a run without it counts as 0
	last    int                // run that was added
	plain   reflect.Value      // of the first run that has it, no part of its report: a text, truth, number, or list of these
	numbers des.Runs           // of a measure
	times   map[string]int     // of a text with the tag times
	below   map[string]*merged // of a Group or Map, by key
	members []*merged          // of a List of groups
	place   map[string]int     // of each of them, by what tells it from the others
}

// add adds what a run has.
func (m *merged) add(x reflect.Value, run int) {
	if m.begun && m.last == run {
		return // the second of a list of one run that nothing tells from the first
	}
	first := !m.begun
	m.begun, m.last = true, run
	switch {
	case m.field.Kind == List && m.field.Member.Kind == Group:
		m.null = (first || m.null) && isNil(x)
		m.addMembers(x, run)
	case m.field.Kind == List:
		if first {
			m.null, m.plain = isNil(x), reflect.AppendSlice(reflect.MakeSlice(x.Type(), 0, x.Len()), x)
		}
	case m.null:
	case isNil(x):
		m.null, m.below, m.plain = true, nil, reflect.Value{}
	case m.field.Kind == Group:
		x = reflect.Indirect(x)
		for _, f := range m.field.Fields {
			if held := x.Field(f.index); !f.omits(held) {
				m.part(f.Key, f).add(held, run)
			}
		}
	case m.field.Kind == Map:
		for key, held := range entries(x) {
			m.part(key, m.field.Member).add(held, run)
		}
	default:
		m.addPlain(reflect.Indirect(x), first, run)
	}
}

func (m *merged) addPlain(x reflect.Value, first bool, run int) {
	if first {
		m.plain = reflect.ValueOf(x.Interface())
	}
	if m.field.Measure() {
		m.numbers = m.counted(run)
		m.numbers.Add(float(x))
	}
	if m.field.times {
		if m.times == nil {
			m.times = map[string]int{}
		}
		m.times[x.String()]++
	}
}

// counted is the numbers of so many runs, with 0 for those that lack one where that is so.
func (m *merged) counted(runs int) des.Runs {
	r := m.numbers
	for m.zero && r.N() < runs {
		r.Add(0)
	}
	return r
}

func (m *merged) addMembers(list reflect.Value, run int) {
	for i := range list.Len() {
		x := list.Index(i)
		id := m.field.Member.identity(x, i)
		at, ok := m.place[id]
		if !ok {
			if m.place == nil {
				m.place = map[string]int{}
			}
			at = len(m.members)
			m.place[id] = at
			m.members = append(m.members, &merged{field: m.field.Member, zero: m.field.Zero})
		}
		m.members[at].add(x, run)
	}
}

// part is what a Group or Map has under a key.
func (m *merged) part(key string, f *Field) *merged {
	p, ok := m.below[key]
	if !ok {
		if m.below == nil {
			m.below = map[string]*merged{}
		}
		p = &merged{field: f, zero: m.zero}
		m.below[key] = p
	}
	return p
}

// keys are those of a Group or Map, in the order of the output.
func (m *merged) keys(f *Field) []string {
	if f.Kind == Map {
		return slices.Sorted(maps.Keys(m.below))
	}
	var all []string
	for _, x := range f.Fields {
		if m.below[x.Key] != nil {
			all = append(all, x.Key)
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
