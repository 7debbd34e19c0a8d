package pricetable

import (
	"reflect"
	"strings"
	"testing"
)

func TestWrittenAndRead(t *testing.T) {
	want := &Table{
		Notes:   []string{"Prices, with a comma.", "", "The end."},
		Columns: []Column{{"eu-west-1", "2025-05-28"}, {"sa-east-1", "2025-05-29"}},
		Rows:    []Row{{"m5.large", []string{"0.107", "0.153"}}, {"m7i.large", []string{"0.1", ""}}},
	}
	const text = "# Prices, with a comma.\n#\n# The end.\n" +
		"instance_type,eu-west-1 2025-05-28,sa-east-1 2025-05-29\nm5.large,0.107,0.153\nm7i.large,0.1,\n"
	if got := want.String(); got != text {
		t.Errorf("written: %q\nwant %q", got, text)
	}
	got, err := Parse(text)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read: %+v, %v\nwant %+v", got, err, want)
	}
}

func TestWhatIsNoTable(t *testing.T) {
	const heading = "instance_type,eu-west-1 2025-05-28\n"
	for text, want := range map[string]string{
		"":                             "no heading",
		"# note\n":                     "no heading",
		"instance_type\n":              `line 1: found "instance_type"`,
		"type,eu-west-1 2025-05-28\n":  "wanted the heading",
		"instance_type,eu-west-1\n":    `column "eu-west-1"`,
		heading + "m5.large\n":         "line 2: found \"m5.large\", wanted an instance type and 1 prices",
		heading + "m5.large,0.1,0.2\n": "wanted an instance type and 1 prices",
		heading + ",0.1\n":             "wanted an instance type",
		heading + "m5.large,cheap\n":   `m5.large: price "cheap"`,
		heading + "m5.large,0\n":       `m5.large: price "0"`,
		heading + "m5.large,-0.1\n":    `m5.large: price "-0.1"`,
		heading + "m5.large,NaN\n":     `m5.large: price "NaN"`,
		heading + "m5.large,Inf\n":     `m5.large: price "Inf"`,
		heading + "# a note\n":         "wanted an instance type",
		heading + "m5.large,\n\n":      "line 3",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzParse: what is read is written and read again as the same table.
func FuzzParse(f *testing.F) {
	f.Add("# Prices\n#\ninstance_type,eu-west-1 2025-05-28,sa-east-1 2025-05-29\nm5.large,0.107,0.153\nm7i.large,0.1,\n")
	f.Add("instance_type,eu-west-1 2025-05-28")
	f.Add("#\n#  two \n")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(read.String())
		if err != nil || !reflect.DeepEqual(again, read) {
			t.Errorf("%q is read as %+v, and what is written of it as %+v (%v)", text, read, again, err)
		}
	})
}
