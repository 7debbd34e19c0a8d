package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"ecssim/sim/report"
)

func written(t *testing.T, d *Document, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// awkward has cells that break tables if they are not treated.
func awkward() *Document {
	t := Table{Title: "Awkward", Columns: []Column{text("name"), number("networkMode", "µs"), text("what")}}
	t.add("a|b", "1", "two\nlines")
	t.add("  blank  ", "1000", none)
	return &Document{Verdict: "It is | awkward.", Tables: []Table{t, {Title: "empty", Columns: t.Columns}}}
}

func TestFormats(t *testing.T) {
	for _, test := range []struct {
		format Format
		want   string
	}{
		{FormatTable, `It is | awkward.

Awkward
name   networkMode  what
              (µs)
-------------------------------
a|b              1  two lines
blank         1000  -
`},
		{FormatMarkdown, `**It is \| awkward.**

### Awkward

| name  | networkMode (µs) | what      |
|:------|-----------------:|:----------|
| a\|b  |                1 | two lines |
| blank |             1000 | -         |
`},
		{FormatCSV, "name,networkMode (µs),what\na|b,1,\"two\nlines\"\n\"  blank  \",1000,\n"},
	} {
		if got := written(t, awkward(), Options{Format: test.format}); got != test.want {
			t.Errorf("%s:\n%q\nwant:\n%q", test.format, got, test.want)
		}
	}
	if err := Write(&bytes.Buffer{}, awkward(), Options{Format: "tabel"}); err == nil {
		t.Error("format tabel was accepted")
	}
}

// Widths must not depend on the environment, nor a line end in blanks.
func TestTableIsTheSameEverywhere(t *testing.T) {
	want := written(t, awkward(), Options{})
	t.Setenv("RUNEWIDTH_EASTASIAN", "1")
	t.Setenv("LC_ALL", "ja_JP.UTF-8")
	got := written(t, awkward(), Options{})
	if got != want {
		t.Errorf("output depends on the locale:\n%s\nwant:\n%s", got, want)
	}
	for line := range strings.Lines(got) {
		if strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("line %q ends in blanks", line)
		}
	}
}

func TestColor(t *testing.T) {
	d := awkward()
	d.Mood = Bad
	if got := written(t, d, Options{Color: true}); !strings.HasPrefix(got, "\x1b[1;31mIt is | awkward.\x1b[0m\n") {
		t.Errorf("no red verdict in %q", got)
	}
	if got := written(t, d, Options{}); strings.Contains(got, "\x1b") {
		t.Errorf("colour without being asked: %q", got)
	}
	if got := written(t, d, Options{Color: true, Format: FormatMarkdown}); strings.Contains(got, "\x1b") {
		t.Errorf("colour in Markdown: %q", got)
	}
}

// A report is written piece by piece, in the bytes that encoding it whole gives.
func TestReportIsStreamed(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		r := &report.Report{Scenario: "a\n  \"instances\": null", Services: []report.ServiceReport{}, Instances: []report.InstanceReport{}}
		for range n {
			r.Services = append(r.Services, report.ServiceReport{ServiceName: "<a&b>\n  \"services\": null"})
			r.Instances = append(r.Instances, report.InstanceReport{InstanceID: "<a&b>", Resources: map[string]report.Resource{"CPU": {Used: 1, Total: 2}}})
		}
		var got, want bytes.Buffer
		if err := JSON(&got, r); err != nil {
			t.Fatal(err)
		}
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%d services and instances:\n%s\nwant:\n%s", n, &got, &want)
		}
	}
}

// A report's CSV has the paths that a scenario's expectations use.
func TestReportPaths(t *testing.T) {
	r := &report.Report{Scenario: "x", Services: []report.ServiceReport{{ServiceName: "web", Running: 3}}}
	rows, err := csv.NewReader(strings.NewReader(written(t, Report(r), Options{Format: FormatCSV}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range rows {
		got[row[0]] = row[1]
	}
	for path, want := range map[string]string{"scenario": "x", "services.web.running": "3", "eniExhaustion.firstAt": "", "tasks.placed": "0"} {
		if v, ok := got[path]; !ok || v != want {
			t.Errorf("%s = %q (present: %v), want %q", path, v, ok, want)
		}
	}
}

func TestInstancesAreFoldedAndCapped(t *testing.T) {
	r := &report.Report{}
	for i := range 50 {
		r.Instances = append(r.Instances, report.InstanceReport{InstanceID: integer(i), Tasks: i / 2})
	}
	table := instanceTable(r)
	rows, rest := table.shown()
	if len(rows) != maxRows || rows[0][1] != "2" || rest != "... and 5 more rows (-o markdown, csv and json have all)" {
		t.Errorf("%d rows, the first %v, then %q", len(rows), rows[0], rest)
	}
	if len(table.Rows) != maxRows+5 {
		t.Errorf("other formats have %d rows", len(table.Rows))
	}
}

func TestVerdict(t *testing.T) {
	bound := &report.Bound{BoundBy: "RESOURCE:ENI", NextBound: "RESOURCE:CPU"}
	for _, test := range []struct {
		tasks report.Tasks
		ports int // failures over ports
		bound *report.Bound
		want  string
	}{
		{report.Tasks{Requested: 50, Placed: 40, Waiting: 10, Failed: 45}, 45, bound,
			"40 of 50 tasks placed, 10 waiting, 45 failed. " +
				"ENI slots stop the next task; CPU comes next."},
		{report.Tasks{Requested: 2, Placed: 2}, 0, bound, "All 2 tasks placed. ENI slots stop the next task; CPU comes next."},
		{report.Tasks{Requested: 5, Placed: 3, Waiting: 1, Refused: 1}, 0, &report.Bound{BoundBy: "RESOURCE:MEMORY"},
			"3 of 5 tasks placed, 1 waiting, 1 refused. Memory stops the next task; no other limit comes after."},
		{report.Tasks{Requested: 1, Failed: 1}, 0, nil, "0 of 1 task placed, 1 failed."},
	} {
		if got := newHeadline(&report.Report{Tasks: test.tasks, Bound: test.bound, PortConflicts: report.PortConflicts{Failed: test.ports}}).text; got != test.want {
			t.Errorf("%q\nwant %q", got, test.want)
		}
	}
}

func TestRowOfAnotherWidthPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a row of two cells was added to a table of one column")
		}
	}()
	table := Table{Columns: []Column{text("a")}}
	table.add("1", "2")
}

func TestRawJSONIsIndented(t *testing.T) {
	got := written(t, &Document{Data: json.RawMessage(`{"a":[1]}`)}, Options{Format: FormatJSON})
	if want := "{\n  \"a\": [\n    1\n  ]\n}\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSeveritiesAreColoured(t *testing.T) {
	d := &Document{Verdict: "x", List: &List{Title: "Findings", Items: []string{"error: a", "warning: b", "note: c"}, First: []string{"error: a", "warning: b", "note: c"}}}
	want := "- \x1b[1;31merror:\x1b[0m a\n- \x1b[1;33mwarning:\x1b[0m b\n- note: c\n"
	if got := written(t, d, Options{Color: true}); !strings.Contains(got, want) {
		t.Errorf("%q, want in it %q", got, want)
	}
	if got := written(t, d, Options{}); !strings.Contains(got, "- error: a\n- warning: b\n- note: c\n") {
		t.Errorf("%q: coloured without being asked", got)
	}
}
