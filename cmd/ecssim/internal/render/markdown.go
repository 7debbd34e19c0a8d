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
		b.WriteString("**" + markdownCell(d.Verdict) + "**\n")
	}
	if d.List != nil && len(d.List.Items) > 0 {
		separate(&b)
		b.WriteString("### " + markdownSpan(line(d.List.Title)) + "\n\n")
		for _, item := range d.List.Items {
			b.WriteString("- " + markdownSpan(line(item)) + "\n")
		}
	}
	tables := d.tables()
	for i := range tables {
		t := &tables[i]
		if len(t.Rows) == 0 {
			continue
		}
		separate(&b)
		if t.Title != "" {
			b.WriteString("### " + markdownSpan(line(t.Title)) + "\n\n")
		}
		tab := tablewriter.NewTable(&b, append(plainOptions(t), tablewriter.WithRenderer(renderer.NewMarkdown()))...)
		heads := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			heads[i] = markdownCell(c.head())
		}
		if err := fill(tab, t, heads, markdownCell); err != nil {
			return err
		}
		if t.More != "" {
			b.WriteString("\n" + markdownLines(t.More) + "\n")
		}
	}
	for _, n := range d.Notes {
		separate(&b)
		b.WriteString(markdownLines(n) + "\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownHead(l *Log) error {
	_, err := fmt.Fprintf(l.w, "| time | %s |\n|:-----|%s\n", strings.Join(logColumns, " | "), strings.Repeat(":---|", len(logColumns)))
	return err
}

func markdownLine(l *Log, e sim.Entry) error {
	l.text.Reset()
	l.text.WriteString("| " + instant(e.At))
	for _, c := range cells(e) {
		l.text.WriteString(" | " + markdownCell(c))
	}
	l.text.WriteString(" |\n")
	_, err := io.WriteString(l.w, l.text.String())
	return err
}
