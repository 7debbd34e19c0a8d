package scenarios

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
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
	faultsKept  = 1000
)

// Error returns one block for each fault, "file:line:column: message (hint)"
// with the excerpt below, and then the notes. It says how many faults it leaves out beyond
// the first 50.
func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Faults {
		if i == faultsShown {
			fmt.Fprintf(&b, "\n%s: and %d more faults", e.File, len(e.Faults)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(cmp.Or(f.File, e.File))
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
		}
		b.WriteString(": " + f.Message)
		if f.Hint != "" {
			b.WriteString(" (" + f.Hint + ")")
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

// faults collects what is wrong with one file.
type faults struct {
	file  string
	data  []byte
	lines []int // offset of each line; built with the first excerpt
	found []Fault
	// foreign is whether the file is none of its user's that ecssim was told to read, but
	// one that such a file names: its text is not shown.
	foreign bool
	notes   []note
	noted   map[string]int // by text: how often
	others  []string       // notes of files that this one names, as they are shown
}

// add records a fault at a place; line 0 has none.
func (f *faults) add(line, column int, hint, format string, args ...any) {
	if len(f.found) >= faultsKept {
		return
	}
	f.found = append(f.found, Fault{Line: line, Column: column, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// adopt takes over what is wrong with a file that this one names.
func (f *faults) adopt(sub *faults) {
	for _, e := range sub.found {
		e.File, e.Excerpt = sub.file, sub.excerpt(e.Line, e.Column)
		f.found = append(f.found, e)
	}
	f.others = append(f.others, sub.told()...)
}

// spot is a place in a file at which a fault can be recorded.
type spot struct {
	*faults
	node *yaml.Node
}

// at returns the place below this one, along keys and indices, as far as the
// file has them.
func (s spot) at(path ...any) spot { return spot{s.faults, find(s.node, path...)} }

// key returns the place of a key itself, not of its value.
func (s spot) key(name string) spot {
	for i := 0; s.node.Kind == yaml.MappingNode && i+1 < len(s.node.Content); i += 2 {
		if s.node.Content[i].Value == name {
			return spot{s.faults, s.node.Content[i]}
		}
	}
	return s
}

// fail records a fault here.
func (s spot) fail(hint, format string, args ...any) {
	s.add(s.node.Line, s.node.Column, hint, format, args...)
}

// reference is the hint for a name that refers to nothing. Beyond the faults
// that are shown it is left out: to look for near matches takes time.
func (f *faults) reference(word string, known func() []string) string {
	if len(f.found) >= faultsShown {
		return ""
	}
	return reference(word, known())
}

// err returns the faults in file order, each with its excerpt; nil if there are none.
func (f *faults) err() error {
	if len(f.found) == 0 {
		return nil
	}
	slices.SortStableFunc(f.found, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	f.found = slices.Compact(f.found)
	for i := range f.found[:min(len(f.found), faultsShown)] {
		if e := &f.found[i]; e.Excerpt == "" && e.File == "" {
			e.Excerpt = f.excerpt(e.Line, e.Column)
		}
	}
	return &Error{File: f.file, Faults: f.found, Notes: append(f.told(), f.others...)}
}

// excerptWidth is how much of a long line an excerpt shows.
const excerptWidth = 100

// excerpt returns a line of the file with a caret below the column.
func (f *faults) excerpt(line, column int) string {
	text, ok := f.line(line)
	if !ok || column < 1 || f.foreign {
		return ""
	}
	from := 1
	if utf8.RuneCountInString(text) > excerptWidth {
		from = max(1, column-excerptWidth/2)
	}
	text = window(text, from, excerptWidth)
	number := fmt.Sprintf("%6d | ", line)
	return number + strings.TrimRight(text, " ") + "\n" +
		strings.Repeat(" ", len(number)-2) + "| " + strings.Repeat(" ", min(column-from, utf8.RuneCountInString(text))) + "^"
}

// window returns up to width characters of a line from a column on, fit to print.
func window(line string, column, width int) string {
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

// line returns the text of a line, counted from 1.
func (f *faults) line(n int) (string, bool) {
	if f.lines == nil {
		f.lines = []int{0}
		for i, c := range f.data {
			if c == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	}
	if n < 1 || n > len(f.lines) {
		return "", false
	}
	rest := f.data[f.lines[n-1]:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return string(rest), true
}

// place turns a byte offset into line and column.
func place(data []byte, offset int) (line, column int) {
	before := data[:min(max(offset, 0), len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}
