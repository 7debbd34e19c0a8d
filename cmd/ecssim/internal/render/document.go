// Package render turns what a run or a look-up found into bytes: a Document is
// built in one place from reports and catalogue rows, and written as tables for
// a terminal, Markdown, CSV or JSON. Layout lives here and nowhere else.
package render

import "slices"

// Mood says whether a verdict is good news; it chooses a colour and nothing else.
type Mood uint8

// Neutral is for facts, Good for "all of it works", Bad for "some of it does not".
const (
	Neutral Mood = iota
	Good
	Bad
)

// Document is everything that one command prints, before it is given a format.
// A table or Markdown shows Verdict, Tables and Notes in that order; CSV shows
// one table; JSON shows Data and ignores the rest.
type Document struct {
	Verdict string // one line; empty = none
	Mood    Mood
	Tables  []Table
	More    func() []Table // tables after those, made only where tables are shown; nil = none
	Notes   []string       // paragraphs after the tables
	CSV     func() *Table  // makes the table of the CSV format; nil = the first of Tables
	Data    any            // what JSON encodes; a json.RawMessage or []byte is JSON already
}

// tables returns all tables of the document.
func (d *Document) tables() []Table {
	if d.More == nil {
		return d.Tables
	}
	return slices.Concat(d.Tables, d.More())
}
