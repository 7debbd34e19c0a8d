package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the stored pictures; look at them before you commit them")

// golden compares a picture with the stored one.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is drawn otherwise (-update stores it):\n%s", name, diff)
	}
}

// checkPicture holds a picture to what all of them promise: XML that is whole, whole numbers, a
// description, and no number that is not in its tables or around the picture too.
func checkPicture(t *testing.T, p *Picture) {
	t.Helper()
	texts := checkXML(t, p.Title, ticks.ReplaceAll([]byte(p.Standalone()), nil))
	checkXML(t, p.Title, []byte(p.SVG()))
	if p.Says == "" || p.Kind == "" || p.Title == "" || p.ID == "" {
		t.Errorf("%s %q: no title, ID or description", p.Kind, p.Title)
	}
	if m := regexp.MustCompile(`[0-9]\.[0-9]+["ahvlHVLM ]`).Find(p.body); m != nil {
		t.Errorf("%s %q: %s is no whole number", p.Kind, p.Title, m)
	}
	table := p.Title + " " + p.Aside + " " + p.State
	for i := range p.Tables {
		for _, row := range p.Tables[i].Rows {
			if len(row) != len(p.Tables[i].Columns) {
				t.Errorf("%s: a row of %d cells, want %d", p.Tables[i].Title, len(row), len(p.Tables[i].Columns))
			}
			table += " " + strings.Join(row, " ")
		}
		table += " " + p.Tables[i].Title
	}
	known := number.FindAllString(table, -1)
	for _, text := range texts {
		if counts.MatchString(text) {
			continue
		}
		for _, n := range number.FindAllString(text, -1) {
			if !strings.HasSuffix(text, "…") && !slices.Contains(known, n) && !strings.Contains(text, "127.0.0.1") {
				t.Errorf("%s %q: %s of %q is in no table", p.Kind, p.Title, n, text)
			}
		}
	}
}

// ticks are the marks of axes, which are of no data.
var ticks = regexp.MustCompile(`<text class="tick[^>]*>[^<]*</text>`)

// counts are texts that count what the tables list, or number what is drawn from left to right.
var counts = regexp.MustCompile(`^(slot |슬롯 )?([1-9]|1[0-6])$|^[0-9]+ × |^\+ [0-9]+|^[0-9]+×$|^[0-9]+ free$|^docker0$|^[0-9]+개 비어 있음$`)

var number = regexp.MustCompile(`[0-9]+`)

// checkXML reads XML to its end, and returns the texts in it.
func checkXML(t *testing.T, name string, b []byte) (texts []string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	text := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if text = ""; x.Name.Local == "script" || x.Name.Local == "foreignObject" {
				t.Errorf("%s: element %s", name, x.Name.Local)
			}
			for _, a := range x.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "http") && a.Name.Local != "xmlns" && a.Name.Local != "aria-label" {
					t.Errorf("%s: attribute %s=%q", name, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			if x.Name.Local == "text" {
				texts = append(texts, text)
			}
			text = ""
		}
	}
}
