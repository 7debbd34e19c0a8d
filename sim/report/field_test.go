package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestEveryReportField asks every question of every field of the report, so that a new
// one without an answer in its tag fails by its path.
func TestEveryReportField(t *testing.T) {
	all := ReportFields().All()
	if len(all) < 150 {
		t.Errorf("the table has %d fields, want those of the whole report", len(all))
	}
	for _, f := range all {
		for _, wrong := range f.unanswered() {
			t.Errorf("%s: %s", f.Path, wrong)
		}
	}
	for _, m := range Summary() {
		if !m.Measure() || strings.Contains(m.Path, "*") {
			t.Errorf("%s is in the summary of runs, want a measure of the whole run", m.Path)
		}
		if m.Brief && !m.Compared {
			t.Errorf("%s is in the summary of a comparison, want a measure that setups are compared by", m.Path)
		}
	}
}

// unanswered lists what a field's tag has to say and does not, and what it says in vain.
func (f *Field) unanswered() (wrong []string) {
	no := func(bad bool, text string) {
		if bad {
			wrong = append(wrong, text)
		}
	}
	no(f.Kind == Number && !f.Measure() && !f.name, "a number is a measure, of which more is better, worse or neither, or the name of something")
	no(f.Kind != Number && (f.Measure() || f.name), "better, worse, neither and name are of numbers")
	no(f.Measure() && f.name, "a name has no mean")
	no(f.Unit != "" && !f.Measure(), "a unit is of a measure")
	no(f.times && f.Kind != Text, "times is of texts")
	no((f.ID || f.Called) && f.Kind < Text, "id and called are of texts and numbers")
	no(f.Measure() && f.Unit == "" && strings.HasSuffix(strings.ToLower(f.Key), "seconds"), "seconds have the unit s")
	if f.Kind == List && f.Member.Kind == Group {
		named := slices.ContainsFunc(f.Member.Fields, func(x *Field) bool { return x.ID })
		no(named == f.Position, "the members of a list have an id, or its position tells them apart")
		no(f.Zero && !named, "a missing member is zero in a list whose members have an id")
	} else {
		no(f.Zero || f.Position, "zero and position are of lists of groups")
	}
	return wrong
}

// TestUnansweredFields: what a tag lacks is found.
func TestUnansweredFields(t *testing.T) {
	type member struct {
		Count int `json:"count" report:"worse"`
	}
	type fields struct {
		Count   int      `json:"count"`
		Text    string   `json:"text" report:"better"`
		Lists   []member `json:"lists"`
		Seconds float64  `json:"seconds" report:"worse"`
		Counts  []member `json:"counts" report:"position,zero"`
	}
	f := &Field{}
	f.shape(reflect.TypeFor[fields](), false)
	var got []string
	for _, x := range f.All() {
		if len(x.unanswered()) > 0 {
			got = append(got, x.Path)
		}
	}
	if have, want := strings.Join(got, " "), "count text lists seconds counts"; have != want {
		t.Errorf("%s have something to answer, want %s", have, want)
	}
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, `count has the word "wose"`) {
			t.Errorf("a word that is none: %s", said)
		}
	}()
	f.shape(reflect.TypeFor[struct {
		Count int `json:"count" report:"wose"`
	}](), false)
}

// TestMembersOfSeveralRuns matches the members of lists by what tells them apart, in
// order of first appearance.
func TestMembersOfSeveralRuns(t *testing.T) {
	cut := func(service, task string, n int) Unreachable {
		return Unreachable{Service: service, RunTask: task, Port: 80, Protocol: "tcp", From: "anyone", By: "securityGroups", Tasks: n}
	}
	var m Merge
	for _, r := range []*Report{
		{Unreachable: []Unreachable{cut("a", "", 1), cut("", "a", 2)}, Subnets: []SubnetReport{{SubnetID: "x", Peak: 1}}},
		{Unreachable: []Unreachable{cut("", "a", 4), cut("b", "", 8)}, Subnets: []SubnetReport{{SubnetID: "y", Peak: 2}, {SubnetID: "x", Peak: 3}}},
	} {
		m.Add(r)
	}
	v := m.Value()
	var got []string
	for path, measure := range map[string]string{"unreachable": "tasks", "subnets": "peak"} {
		list, _ := v.At(path)
		for _, member := range list.Members() {
			x, _ := member.At(measure)
			runs := x.Runs()
			got = append(got, fmt.Sprint(path, " ", member.Names(), " ", runs.Mean(), " of ", runs.N()))
		}
	}
	slices.Sort(got)
	want := []string{"subnets [x] 2 of 2", "subnets [y] 2 of 1", "unreachable [a 80] 0.5 of 2", "unreachable [a 80] 3 of 2", "unreachable [b 80] 4 of 2"}
	if !slices.Equal(got, want) {
		t.Errorf("members\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
