package strict

import (
	"cmp"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"ecssim/model/plaintext"
)

// Note is what a reader of a task definition has to be told where the file is taken all the
// same, and beside the faults where it is not.
type Note struct {
	Line, Column int // from 1; 0 = no place in the file
	Text         string
}

// notesKept is how many notes of a file are kept, each text once.
const notesKept = 50

// Note records a note at a place; one more of the same text is only counted.
func (f *Faults) Note(line, column int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if f.Noted == nil {
		f.Noted = map[string]int{}
	}
	if f.Noted[text]++; f.Noted[text] > 1 || len(f.Notes) == notesKept {
		return
	}
	f.Notes = append(f.Notes, Note{line, column, text})
}

// Note records a note here.
func (s Place) Note(format string, args ...any) {
	s.Faults.Note(s.Node.Line, s.Node.Column, format, args...)
}

// Told is the notes as they are shown, "file:line:column: text", in file order; nil if
// there is none.
func (f *Faults) Told() []string {
	slices.SortStableFunc(f.Notes, func(a, b Note) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	var all []string
	for _, n := range f.Notes {
		text := n.Text
		if times := f.Noted[text]; times > 1 {
			text += fmt.Sprintf(" (%d times)", times)
		}
		if n.Line > 0 {
			text = fmt.Sprintf("%d:%d: %s", n.Line, n.Column, text)
		} else {
			text = " " + text
		}
		all = append(all, plaintext.Escape(f.File+":"+text))
	}
	if more := len(f.Noted) - len(f.Notes); more > 0 {
		all = append(all, fmt.Sprintf("%s: and %d more notes", plaintext.Escape(f.File), more))
	}
	return all
}

// Items is the entries of a list that a map has under a key; none where it has no list.
func Items(n *yaml.Node, key string) []*yaml.Node {
	if list := Child(n, key); list != nil && list.Kind == yaml.SequenceNode {
		return list.Content
	}
	return nil
}

// Given reports whether a map has a value under a key that is not null, "" or an empty list.
func Given(n *yaml.Node, key string) bool {
	v := Child(n, key)
	return v != nil && !IsNull(v) && (v.Value != "" || len(v.Content) > 0)
}
