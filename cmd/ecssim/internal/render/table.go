package render

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"ecssim/sim/report"
)

// noteWidth is where notes are folded in the table format.
const noteWidth = 100

// writeText writes the form for a terminal.
func writeText(w io.Writer, d *Document, o Options) error {
	color := o.Color
	var b bytes.Buffer
	if d.Verdict != "" {
		b.WriteString(paint(wrap(line(d.Verdict), o.Width), d.Mood, color))
		b.WriteByte('\n')
	}
	if d.List != nil && len(d.List.Items) > 0 {
		separate(&b)
		b.WriteString(bold(line(d.List.Title), color) + "\n" + severities(wrap(lines(d.List.text()), noteWidthOf(o)), color) + "\n")
	}
	tables := d.tables()
	for i := range tables {
		t := &tables[i]
		if len(t.Rows) == 0 || t.Kept {
			continue
		}
		separate(&b)
		if t.Title != "" {
			b.WriteString(bold(wrap(line(t.Title), o.Width), color))
			b.WriteByte('\n')
		}
		rows, rest := t.shown()
		for i, part := range fitting(t, rows, o.Width) {
			if i > 0 {
				separate(&b)
			}
			if err := writeGrid(&b, &part); err != nil {
				return err
			}
		}
		for _, text := range []string{rest, t.More} {
			if text != "" {
				b.WriteString(wrap(lines(text), noteWidthOf(o)))
				b.WriteByte('\n')
			}
		}
	}
	for _, n := range d.Notes {
		separate(&b)
		b.WriteString(wrap(lines(n), noteWidthOf(o)))
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// noteWidthOf is noteWidth, or less where the terminal has less.
func noteWidthOf(o Options) int {
	if o.Width == 0 {
		return noteWidth
	}
	return min(noteWidth, o.Width)
}

// wrap folds a text to a width; 0 = none.
func wrap(s string, width int) string {
	if width == 0 {
		return s
	}
	return fold(s, width)
}

// separate leaves an empty line between two parts.
func separate(b *bytes.Buffer) {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
}

// writeGrid writes one table with no frame and a rule under its head. Widths do
// not depend on the locale, cells are as they were given, and trailing blanks are
// taken off so that output can be compared line by line.
func writeGrid(w io.Writer, t *Table) error {
	var b bytes.Buffer
	tab := tablewriter.NewTable(&b, append(plainOptions(t),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Settings: tw.Settings{
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off, ShowHeader: tw.On},
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On},
			},
		})),
		tablewriter.WithSymbols(tw.NewSymbols(tw.StyleASCII)),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: "  ", Overwrite: true}))...)
	if err := fill(tab, t, heads(t), func(cell string) string { return cell }); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if _, err := io.WriteString(w, strings.TrimRight(line, " \n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// plainOptions are the settings that both renderers share: text as written, in
// widths that are the same everywhere.
func plainOptions(t *Table) []tablewriter.Option {
	align := tw.CellAlignment{Global: tw.AlignLeft, PerColumn: make([]tw.Align, len(t.Columns))}
	for i, c := range t.Columns {
		align.PerColumn[i] = tw.AlignLeft
		if c.Right {
			align.PerColumn[i] = tw.AlignRight
		}
	}
	return []tablewriter.Option{
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithRowAlignmentConfig(align),
		tablewriter.WithHeaderAlignmentConfig(align),
	}
}

// fill gives a table its heads and rows and renders it.
func fill(tab *tablewriter.Table, t *Table, heads []string, clean func(string) string) error {
	tab.Header(heads)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = clean(c)
		}
		if err := tab.Append(cells); err != nil {
			return fmt.Errorf("table %q: %w", t.Title, err)
		}
	}
	if err := tab.Render(); err != nil {
		return fmt.Errorf("table %q: %w", t.Title, err)
	}
	return nil
}

// heads are the heads of columns, all with the same number of lines, text at the bottom.
func heads(t *Table) []string {
	most := 1
	for _, c := range t.Columns {
		most = max(most, 1+strings.Count(c.Name, "\n"))
	}
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		// a blank line would be dropped; a no-break space is a line
		heads[i] = strings.Repeat("\u00a0\n", most-1-strings.Count(c.Name, "\n")) + c.Name
	}
	return heads
}

// fold breaks a text between words into lines of at most width, where words
// allow it. Line breaks in the text stay.
func fold(s string, width int) string {
	var out []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = indent(paragraph) + word
			case textWidth(line)+1+textWidth(word) <= width:
				line += " " + word
			default:
				out = append(out, line)
				line = hang(paragraph) + word
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// indent is the blank start of a line, and hang that of the lines that continue
// it: an item of a list goes on under its text.
func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }

func hang(line string) string {
	if blank := indent(line); strings.HasPrefix(line[len(blank):], "- ") {
		return blank + "  "
	}
	return indent(line)
}

// paint colours a verdict by its mood.
func paint(s string, m Mood, color bool) string {
	if !color {
		return s
	}
	switch m {
	case Good:
		return "\x1b[1;32m" + s + "\x1b[0m"
	case Bad:
		return "\x1b[1;31m" + s + "\x1b[0m"
	}
	return bold(s, color)
}

// severity begins an item of a list of findings.
var severity = regexp.MustCompile(`(?m)^- (error|warning):`)

// severities colours the severities of a list of findings.
func severities(s string, color bool) string {
	if !color {
		return s
	}
	return severity.ReplaceAllStringFunc(s, func(item string) string {
		code := "\x1b[1;33m"
		if strings.Contains(item, report.Error) {
			code = "\x1b[1;31m"
		}
		return "- " + code + strings.TrimPrefix(item, "- ") + "\x1b[0m"
	})
}

func bold(s string, color bool) string {
	if !color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}
