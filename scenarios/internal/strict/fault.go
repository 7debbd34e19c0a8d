package strict

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/model/plaintext"
)

// Error is a file that was refused: everything wrong with it, in file order.
type Error struct {
	File   string // as the caller named it
	Faults []Fault
	// Notes are what is to be said beside the faults, "file:line:column: text": keys that are
	// left out and may be misspelt, what is not counted.
	Notes []string
}

// Fault is one thing wrong with a file.
type Fault struct {
	File         string // where that is not the Error's: a task definition that the file names
	Line, Column int    // from 1; the column counts characters. 0 = no place in the file
	Message      string // what was found and what was wanted
	Hint         string // how to put it right; "" = none
	Excerpt      string // the line and, below it, a caret; "" = none
}

// The bounds of a report: a file of another kind altogether is wrong on every
// line, and nobody reads a million faults.
const (
	faultsShown = 50
	FaultsKept  = 1000
)

// Error returns one block for each fault, "file:line:column: message (hint)"
// with the excerpt below, and then the notes. It says how many faults it leaves out beyond
// the first 50.
func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Faults {
		if i == faultsShown {
			fmt.Fprintf(&b, "\n%s: and %d more faults", plaintext.Escape(e.File), len(e.Faults)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(plaintext.Escape(cmp.Or(f.File, e.File)))
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
		}
		b.WriteString(": " + plaintext.Escape(f.Message))
		if f.Hint != "" {
			b.WriteString(" (" + plaintext.Escape(f.Hint) + ")")
		}
		if f.Excerpt != "" {
			b.WriteString("\n" + f.Excerpt)
		}
	}
	for _, n := range e.Notes {
		b.WriteString("\nnote: " + n)
	}
	return b.String()
}

// Faults collects what is wrong with one file.
type Faults struct {
	File  string
	Data  []byte
	Lines []int // offset of each line; built with the first excerpt
	Found []Fault
	// foreign is whether the file is none of its user's that ecssim was told to read, but
	// one that such a file names: its text is not shown.
	Foreign bool
	Notes   []Note
	Noted   map[string]int // by text: how often
	Others  []string       // notes of files that this one names, as they are shown
}

// Add records a fault at a place; line 0 has none.
func (f *Faults) Add(line, column int, hint, format string, args ...any) {
	if len(f.Found) >= FaultsKept {
		return
	}
	f.Found = append(f.Found, Fault{Line: line, Column: column, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// Adopt takes over what is wrong with a file that this one names.
func (f *Faults) Adopt(sub *Faults) {
	for _, e := range sub.Found {
		e.File, e.Excerpt = sub.File, sub.Excerpt(e.Line, e.Column)
		f.Found = append(f.Found, e)
	}
	f.Others = append(f.Others, sub.Told()...)
}

// Place is a place in a file at which a fault can be recorded.
type Place struct {
	*Faults
	Node *yaml.Node
}

// At returns the place below this one, along keys and indices, as far as the
// file has them.
func (s Place) At(path ...any) Place { return Place{s.Faults, find(s.Node, path...)} }

// Key returns the place of a key itself, not of its value.
func (s Place) Key(name string) Place {
	for i := 0; s.Node.Kind == yaml.MappingNode && i+1 < len(s.Node.Content); i += 2 {
		if s.Node.Content[i].Value == name {
			return Place{s.Faults, s.Node.Content[i]}
		}
	}
	return s
}

// Fail records a fault here.
func (s Place) Fail(hint, format string, args ...any) {
	s.Add(s.Node.Line, s.Node.Column, hint, format, args...)
}

// Reference is the hint for a name that refers to nothing. Beyond the faults
// that are shown it is left out: to look for near matches takes time.
func (f *Faults) Reference(word string, known func() []string) string {
	if len(f.Found) >= faultsShown {
		return ""
	}
	return Reference(word, known())
}

// Err returns the faults in file order, each with its excerpt; nil if there are none.
func (f *Faults) Err() error {
	if len(f.Found) == 0 {
		return nil
	}
	slices.SortStableFunc(f.Found, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	f.Found = slices.Compact(f.Found)
	for i := range f.Found[:min(len(f.Found), faultsShown)] {
		if e := &f.Found[i]; e.Excerpt == "" && e.File == "" {
			e.Excerpt = f.Excerpt(e.Line, e.Column)
		}
	}
	return &Error{File: f.File, Faults: f.Found, Notes: append(f.Told(), f.Others...)}
}

// excerptWidth is how much of a long line an excerpt shows.
const excerptWidth = 100

// Excerpt returns a line of the file with a caret below the column.
func (f *Faults) Excerpt(line, column int) string {
	text, ok := f.Line(line)
	if !ok || column < 1 || f.Foreign {
		return ""
	}
	from := 1
	if utf8.RuneCountInString(text) > excerptWidth {
		from = max(1, column-excerptWidth/2)
	}
	text = Window(text, from, excerptWidth)
	number := fmt.Sprintf("%6d | ", line)
	return number + strings.TrimRight(text, " ") + "\n" +
		strings.Repeat(" ", len(number)-2) + "| " + strings.Repeat(" ", min(column-from, utf8.RuneCountInString(text))) + "^"
}

// Window returns up to width characters of a line from a column on, fit to print.
func Window(line string, column, width int) string {
	var b strings.Builder
	n := 0
	for _, c := range line {
		n++
		if n >= column+width {
			break
		}
		if n >= column {
			b.WriteRune(printable(c))
		}
	}
	return b.String()
}

// Line returns the text of a line, counted from 1.
func (f *Faults) Line(n int) (string, bool) {
	if f.Lines == nil {
		f.Lines = []int{0}
		for i, c := range f.Data {
			if c == '\n' {
				f.Lines = append(f.Lines, i+1)
			}
		}
	}
	if n < 1 || n > len(f.Lines) {
		return "", false
	}
	rest := f.Data[f.Lines[n-1]:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return string(rest), true
}

// LineAndColumn turns a byte offset into line and column.
func LineAndColumn(data []byte, offset int) (line, column int) {
	before := data[:min(max(offset, 0), len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}
