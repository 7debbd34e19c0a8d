// Package render turns what a run or a look-up found into bytes: a Document is
// built in one place from reports and catalogue rows, and written as tables for
// a terminal, Markdown, CSV or JSON. Layout lives here and nowhere else.
package render

import (
	"fmt"
	"slices"
	"strings"
)

// Mood says whether a verdict is good news; it chooses a colour and nothing else.
type Mood uint8

// Neutral is for facts, Good for "all of it works", Bad for "some of it does not".
const (
	Neutral Mood = iota
	Good
	Bad
)

// Document is everything that one command prints, before it is given a format.
// A table or Markdown shows Verdict, List, Tables and Notes in that order; CSV shows
// one table; JSON shows Data and ignores the rest.
type Document struct {
	Verdict string // one line; empty = none
	Mood    Mood
	List    *List // after the verdict; nil = none
	Tables  []Table
	More    func() []Table // tables after those, made only where tables are shown; nil = none
	Notes   []string       // paragraphs after the tables
	CSV     func() *Table  // makes the table of the CSV format; nil = the first of Tables
	Data    any            // what JSON encodes; a json.RawMessage or []byte is JSON already
}

// UnknownTableError names a table that a document does not have.
type UnknownTableError struct {
	Name  string
	Known []string // the names of its tables
}

// Error says what there is.
func (e *UnknownTableError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("there is no table %q here, nor another that has a title", e.Name)
	}
	return fmt.Sprintf("there is no table %q here, wanted one of %s", e.Name, strings.Join(e.Known, ", "))
}

// named returns a table of the document by its name; blanks stand for hyphens.
func (d *Document) named(name string) (*Table, error) {
	wanted := Table{Title: strings.ReplaceAll(name, "-", " ")}
	unknown := &UnknownTableError{Name: name}
	all := d.tables()
	for i := range all {
		t := &all[i]
		if t.Title == "" {
			continue
		}
		if t.name() == wanted.name() {
			return t, nil
		}
		unknown.Known = append(unknown.Known, t.name())
	}
	return nil, unknown
}

// tables returns all tables of the document.
func (d *Document) tables() []Table {
	if d.More == nil {
		return d.Tables
	}
	return slices.Concat(d.Tables, d.More())
}
