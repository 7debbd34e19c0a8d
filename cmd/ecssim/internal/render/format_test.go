package render

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// TestEveryFormat asks each format for all that a format has to answer, so that a new
// one that leaves an answer out fails by name.
func TestEveryFormat(t *testing.T) {
	others := map[string]Format{}
	for _, f := range formats() {
		if missing := f.missing(); len(missing) > 0 {
			t.Errorf("%s has no answer for %s", f.name, strings.Join(missing, " and "))
			continue
		}
		for what, text := range map[string]string{"document": documentIn(t, f.name), "event log": logIn(t, &f)} {
			for _, part := range []string{"web", "host-1"} {
				if !strings.Contains(text, part) {
					t.Errorf("%s: the %s lacks %q:\n%s", f.name, what, part, text)
				}
			}
			if other, ok := others[text]; ok {
				t.Errorf("%s writes the %s as %s does:\n%s", f.name, what, other, text)
			}
			others[text] = f.name
		}
	}
	for _, wrong := range []error{
		Write(io.Discard, &Document{}, Options{Format: "tabel"}),
		func() error { _, err := NewLog(io.Discard, "tabel", &config.Config{}); return err }(),
	} {
		if want := `output format "tabel" is not known, wanted table, `; !strings.HasPrefix(fmt.Sprint(wrong), want) {
			t.Errorf("%v, want %s...", wrong, want)
		}
	}
}

// missing names the fields of a format that are not set.
func (f *format) missing() (names []string) {
	v := reflect.ValueOf(*f)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			names = append(names, v.Type().Field(i).Name)
		}
	}
	return names
}

func documentIn(t *testing.T, f Format) string {
	table := Table{Columns: []Column{text("service"), text("instance")}}
	table.add("web", "host-1")
	return written(t, &Document{Tables: []Table{table}, Data: map[string]string{"web": "host-1"}}, Options{Format: f})
}

// logIn is the head and a line of an event log, as the format writes them.
func logIn(t *testing.T, f *format) string {
	t.Helper()
	var b bytes.Buffer
	l, err := NewLog(&b, f.name, &config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(sim.Entry{Event: "task.placed", Service: "web", Task: "web/1", Instance: "host-1", Cause: "it fits"}); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if err := l.End(&report.Report{Scenario: "small"}, Options{}); err != nil {
		t.Errorf("%s: the end of the event log: %v", f.name, err)
	}
	return text
}
