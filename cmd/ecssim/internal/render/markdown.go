package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"

	"ecssim/sim"
)

// writeMarkdown writes the form to paste into an issue or a pull request.
func writeMarkdown(w io.Writer, d *Document, _ Options) error {
	var b bytes.Buffer
	if d.Verdict != "" {
		b.WriteString("**" + escapeMarkdown(d.Verdict) + "**\n")
	}
	tables := d.tables()
	for i := range tables {
		t := &tables[i]
		if len(t.Rows) == 0 {
			continue
		}
		separate(&b)
		if t.Title != "" {
			b.WriteString("### " + t.Title + "\n\n")
		}
		tab := tablewriter.NewTable(&b, append(plainOptions(t), tablewriter.WithRenderer(renderer.NewMarkdown()))...)
		heads := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			heads[i] = escapeMarkdown(c.head())
		}
		if err := fill(tab, t, heads, escapeMarkdown); err != nil {
			return err
		}
		if t.More != "" {
			b.WriteString("\n" + t.More + "\n")
		}
	}
	for _, n := range d.Notes {
		separate(&b)
		b.WriteString(n + "\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// escapeMarkdown makes a text safe inside a cell: the renderer neither escapes a
// bar nor keeps a line break within its row.
func escapeMarkdown(s string) string {
	return strings.ReplaceAll(oneLine(s), "|", `\|`)
}

func markdownHead(l *Log) error {
	_, err := fmt.Fprintf(l.w, "| time | %s |\n|:-----|%s\n", strings.Join(logColumns, " | "), strings.Repeat(":---|", len(logColumns)))
	return err
}

func markdownLine(l *Log, e sim.Entry) error {
	l.text.Reset()
	l.text.WriteString("| " + instant(e.At))
	for _, c := range cells(e) {
		l.text.WriteString(" | " + escapeMarkdown(c))
	}
	l.text.WriteString(" |\n")
	_, err := io.WriteString(l.w, l.text.String())
	return err
}
