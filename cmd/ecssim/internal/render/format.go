package render

import (
	"fmt"
	"io"
	"strings"

	"ecssim/sim"
	"ecssim/sim/report"
)

// Format is one of the output formats, by its name.
type Format string

// The formats that the flag --output takes.
const (
	FormatTable    Format = "table"
	FormatMarkdown Format = "markdown"
	FormatCSV      Format = "csv"
	FormatJSON     Format = "json"
)

// format is everything that a format has to answer; no answer may be left out, and
// TestEveryFormat says which one is.
type format struct {
	name     Format
	document func(w io.Writer, d *Document, o Options) error
	head     func(l *Log) error                              // of an event log, before its first line
	line     func(l *Log, e sim.Entry) error                 // one entry
	end      func(l *Log, r *report.Report, o Options) error // after the last line, with the run's report
}

// formats are all formats, in the order in which help names them. The first is the
// one that is taken where none is named.
func formats() []format {
	return []format{
		{FormatTable, writeText, noHead, textLine, documentBelow},
		{FormatMarkdown, writeMarkdown, markdownHead, markdownLine, documentBelow},
		{FormatCSV, writeCSV, csvHead, csvLine, logAlone},
		{FormatJSON, writeJSON, noHead, jsonLine, jsonEnd},
	}
}

// Formats lists the formats in the order in which help names them.
func Formats() []Format {
	var names []Format
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// find returns the format of a name.
func (f Format) find() (*format, error) {
	all := formats()
	for i := range all {
		if f == all[i].name || f == "" {
			return &all[i], nil
		}
	}
	var names []string
	for _, x := range all {
		names = append(names, string(x.name))
	}
	last := len(names) - 1
	return nil, fmt.Errorf("output format %q is not known, wanted %s or %s", string(f), strings.Join(names[:last], ", "), names[last])
}

// Options are the choices that belong to the reader, not to the document.
type Options struct {
	Format Format
	Color  bool   // ANSI colour in the table format
	Width  int    // columns of a terminal, which tables then fit; 0 = as wide as they need
	Table  string // the table of CSV, by its name; "" = the command's own choice
}

// Write writes d in the format of o.
func Write(w io.Writer, d *Document, o Options) error {
	f, err := o.Format.find()
	if err != nil {
		return err
	}
	return f.document(w, d, o)
}
