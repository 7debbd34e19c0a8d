package render

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"ecssim/model/plaintext"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

func TestCSVCell(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "web": "web", "-1.5": "-1.5", "+3": "+3", "-2e-7": "-2e-7", "-.5": "-.5", "3": "3",
		"=1+1": "'=1+1", "=HYPERLINK(1)|x": "'=HYPERLINK(1)|x", "+1+1": "'+1+1", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)",
		"-web": "'-web", "＝1": "'＝1", "-": "'-", "\t=1": " =1", "\r=1": `\r=1`, "\u202e": `\u202e`, "a\nb": "a\nb",
	} {
		if got := csvCell(s); got != want {
			t.Errorf("csvCell(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestMarkdownTexts(t *testing.T) {
	for s, want := range map[string]string{
		"web|api": `web\|api`, "my_service": "my_service", "cpu < 3 <= 4": "cpu < 3 <= 4", "R&D": "R&D",
		"<script>alert(1)</script>": `\<script>alert(1)\</script>`, "<!-- x": `\<!-- x`, "&lt;b&gt;": `\&lt;b\&gt;`,
		"`code`": "\\`code\\`", "[click](http://example.invalid)": `\[click](http://example.invalid)`, "![x](y)": `!\[x](y)`,
		`a\|b`: `a\\\|b`, "two\nlines": "two lines",
		"_web_": `\_web\_`, "__init__": `\_\_init\_\_`, "a__b": "a__b", "서비스_웹": "서비스_웹", "m5.*, c5.*": `m5.\*, c5.\*`, "3 * 4": "3 * 4",
		"~internal~ecs~pause": `\~internal\~ecs\~pause`, "rule *": "rule *", "**bold**": `\*\*bold\*\*`, "web_ 1": `web\_ 1`, "\x1b[31m": `\\x1b\[31m`, "\u202e": `\\u202e`,
	} {
		if got := markdownCell(s); got != want && got != strings.ReplaceAll(want, `\\x`, `\x`) {
			t.Errorf("markdownCell(%q) = %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"It would pass with:\n  - a rule\n  - another": "It would pass with:\n  - a rule\n  - another",
		"# H": `\# H`, "a\n## H": "a\n\\## H", "#80": "#80", "> quote": `\> quote`, "a\n===": "a\n\\===", "a\n---": "a\n\\---", "a\n  -": "a\n  \\-",
		"~~~": `\~~~`, "~~~\nx": "\\~~~\nx", "* * *": `\* * *`, "-3 tasks": "-3 tasks", "```\ncode": "\\`\\`\\`\ncode",
	} {
		if got := markdownLines(s); got != want {
			t.Errorf("markdownLines(%q) = %q, want %q", s, got, want)
		}
	}
}

// hostile is a text with all that does harm somewhere.
const hostile = "=1+1|\x1b[31m\u202e\x7f\u009b\u2028\u200b\U000e0041\xff\r\n# H\n<script>`[x](y)"

// FuzzGate: a document and an event log of any texts hold nothing that does not show, in every format,
// and stay what their format is.
func FuzzGate(f *testing.F) {
	f.Add("web", "lesson")
	f.Add(hostile, hostile)
	f.Add("-", "a\\")
	f.Fuzz(func(t *testing.T, name, prose string) {
		for _, format := range Formats() {
			out := gated(t, format, name, prose)
			if i := strings.IndexFunc(out, func(c rune) bool { return c != '\n' && plaintext.Hidden(c) }); i >= 0 || !utf8.ValidString(out) {
				t.Fatalf("%s: %+q holds what does not show, at %d, of %+q", format, out, i, name+"/"+prose)
			}
			switch format {
			case FormatJSON:
				for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
					var v any
					if err := d.Decode(&v); err != nil {
						t.Fatalf("no JSON: %v\n%+q", err, out)
					}
				}
			case FormatCSV:
				r := csv.NewReader(strings.NewReader(out))
				r.FieldsPerRecord = -1
				rows, err := r.ReadAll()
				if err != nil {
					t.Fatalf("no CSV: %v\n%+q", err, out)
				}
				for _, cell := range rows[1] {
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !plaintext.IsNumber(cell) {
						t.Fatalf("a cell that a spreadsheet runs: %q", cell)
					}
				}
			}
		}
	})
}

// gated is a document and an event log in a format, with a name and prose wherever they can be.
func gated(t *testing.T, format Format, name, prose string) string {
	t.Helper()
	var b bytes.Buffer
	table := Table{Title: prose, Columns: []Column{{Name: name}, text("b")}, More: prose}
	table.add(name, prose)
	d := &Document{Verdict: prose, Tables: []Table{table}, Notes: []string{prose}, Data: map[string]string{name: prose}}
	if err := Write(&b, d, Options{Format: format}); err != nil {
		t.Fatal(err)
	}
	l, err := NewLog(&b, format, &config.Config{Services: []config.Service{{Name: name}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(sim.Entry{Event: "task.placed", Service: name, Task: name, Instance: name, Detail: prose, Cause: prose}); err != nil {
		t.Fatal(err)
	}
	if format == FormatJSON {
		err = l.End(&report.Report{Scenario: name, Lesson: prose, Services: []report.ServiceReport{{ServiceName: name}}}, Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each thing of a Markdown document that comes from outside is harmless in its place.
func TestHostileMarkdown(t *testing.T) {
	out := gated(t, FormatMarkdown, hostile, hostile)
	for _, bad := range []string{"<script>", "\n# ", "\n## H", "[x](y)"} {
		if i := strings.Index(out, bad); i > 0 && out[i-1] != '\\' {
			t.Errorf("%q stands in\n%s", bad, out)
		}
	}
	if n := strings.Count(out, "\n"); n > 20 {
		t.Errorf("%d lines, want no cell of several lines:\n%s", n, out)
	}
}

func TestGatedJSON(t *testing.T) {
	got := written(t, &Document{Data: map[string]string{"a": "\x1b\x7f\u009b\u202e\U000e0041é<b>"}}, Options{Format: FormatJSON})
	if want := "{\n  \"a\": \"" + `\u001b\u007f\u009b\u202e\udb40\udc41é<b>` + "\"\n}\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(got), &back); err != nil || back["a"] != "\x1b\x7f\u009b\u202e\U000e0041é<b>" {
		t.Errorf("%q, %v", back, err)
	}
	if _, err := fmt.Fprint(gatedJSON{failing{}}, "\x7f"); err == nil {
		t.Error("the error of the writer is lost")
	}
}

// Eight bytes at a time show what they show one by one, whatever byte stands where.
func TestShows(t *testing.T) {
	for c := range 256 {
		for at := range eight {
			p := []byte("\n a~\"0Z\n")
			p[at] = byte(c)
			want := c == '\n' || c >= ' ' && c < 0x7f
			if got := shows(binary.LittleEndian.Uint64(p)); got != want {
				t.Errorf("%q: %v, want %v", p, got, want)
			}
		}
	}
}

// failing is a writer that writes nothing.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, fmt.Errorf("full") }
