package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// report writes what was found as Markdown, and counts what was missed: targets,
// and jobs whose programs did not do the same.
func report(jobs []job, targets []target, m measured, left []string) (text string, missedCount int) {
	var b strings.Builder
	fmt.Fprintln(&b, machine())
	rows := [][]string{{"", "", "measured", "interval", "target", ""}}
	for _, t := range targets {
		f := t.judge(m)
		if f.verdict == missed {
			missedCount++
		}
		rows = append(rows, f.row())
	}
	writeTable(&b, rows)
	b.WriteString("\n")
	rows = [][]string{{"job", "program", "CPU, process", "loop", "memory", "rounds", "check"}}
	for _, j := range jobs {
		if why := j.disagreement(m); why != "" {
			missedCount++
			rows = append(rows, []string{j.what, "", "", "", "", "", "DIFFERS: " + why})
		}
		rows = append(rows, j.rows(m)...)
	}
	writeTable(&b, rows)
	for _, l := range left {
		fmt.Fprintf(&b, "\n%s\n", l)
	}
	return b.String(), missedCount
}

func (f *finding) row() []string {
	if f.verdict == leftOut {
		return []string{f.id, f.what, "", "", f.wanted(), string(f.verdict)}
	}
	return []string{f.id, f.what, figure(f.figure) + f.unit(), figure(f.low) + " to " + figure(f.high), f.wanted(), string(f.verdict)}
}

// rows has a line for each program of a job.
func (j *job) rows(m measured) [][]string {
	var rows [][]string
	for _, p := range j.by {
		samples := m[j.name][p.name]
		if len(samples) == 0 {
			continue
		}
		q := func(of metric) float64 { return median(m.of(quantity{j.name, p.name, of})) }
		inner := ""
		if j.unit != "" && q(loop) > 0 {
			inner = figure(q(loop)) + " " + j.unit
		}
		rows = append(rows, []string{j.what, p.name, figure(q(process)) + " s", inner, figure(q(memory)) + " MiB",
			fmt.Sprint(len(samples)), samples[0].check})
	}
	return rows
}

// writeTable writes a Markdown table in columns that line up.
func writeTable(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			width[i] = max(width[i], utf8.RuneCountInString(cell), 3)
		}
	}
	for n, r := range rows {
		for i, cell := range r {
			fmt.Fprintf(b, "| %-*s ", width[i], cell)
		}
		b.WriteString("|\n")
		if n == 0 {
			for _, w := range width {
				b.WriteString("|" + strings.Repeat("-", w+2))
			}
			b.WriteString("|\n")
		}
	}
}
