// Package pricetable is the form of model/catalog/prices.csv: what the generator in
// model/catalog/prices writes and the catalogue reads.
//
// The file begins with lines that start with "# ": where the figures come from and their
// licence. Then comes a heading, "instance_type" and for each Region its name and the day
// of its prices, such as "eu-west-1 2025-05-28", and after it a row for each instance type.
// An empty cell means that the source gives no price.
package pricetable

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Table is the content of the file.
type Table struct {
	Notes   []string // the lines before the heading, without their "# "
	Columns []Column
	Rows    []Row
}

// Column is a Region whose prices are all of one day.
type Column struct {
	Region string // EC2's own name, such as eu-west-1
	Date   string // ISO 8601 day
}

// Row is the prices of one instance type, on demand in USD per hour, in the order of the
// columns: as the source writes them, "" where it gives none.
type Row struct {
	InstanceType string
	Prices       []string
}

// firstCell begins the heading.
const firstCell = "instance_type"

// String returns the bytes of the file.
func (t *Table) String() string {
	var b strings.Builder
	for _, note := range t.Notes {
		if note != "" {
			note = " " + note
		}
		b.WriteString("#" + note + "\n")
	}
	b.WriteString(firstCell)
	for _, c := range t.Columns {
		b.WriteString("," + c.Region + " " + c.Date)
	}
	b.WriteString("\n")
	for _, r := range t.Rows {
		b.WriteString(r.InstanceType + "," + strings.Join(r.Prices, ",") + "\n")
	}
	return b.String()
}

// Parse reads the bytes of the file. The error names the line that is no part of such a
// file, and what was wanted there.
func Parse(text string) (*Table, error) {
	t, number := &Table{}, 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		var err error
		switch note, isNote := strings.CutPrefix(line, "#"); {
		case isNote && t.Columns == nil:
			t.Notes = append(t.Notes, strings.TrimPrefix(note, " "))
		case t.Columns == nil:
			t.Columns, err = columns(line)
		default:
			err = t.row(line)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if t.Columns == nil {
		return nil, fmt.Errorf("found no heading, wanted a line that begins with %s", firstCell)
	}
	return t, nil
}

// columns reads the heading.
func columns(line string) ([]Column, error) {
	cells := strings.Split(line, ",")
	if cells[0] != firstCell || len(cells) < 2 {
		return nil, fmt.Errorf("found %q, wanted the heading, %s and Regions", line, firstCell)
	}
	var all []Column
	for _, cell := range cells[1:] {
		region, date, ok := strings.Cut(cell, " ")
		if !ok || region == "" || len(date) != len("2006-01-02") {
			return nil, fmt.Errorf("column %q, wanted a Region and a day", cell)
		}
		all = append(all, Column{region, date})
	}
	return all, nil
}

// row reads a row.
func (t *Table) row(line string) error {
	cells := strings.Split(line, ",")
	if len(cells) != 1+len(t.Columns) || cells[0] == "" {
		return fmt.Errorf("found %q, wanted an instance type and %d prices", line, len(t.Columns))
	}
	for _, cell := range cells[1:] {
		if usd, err := strconv.ParseFloat(cell, 64); cell != "" && (err != nil || !(usd > 0) || math.IsInf(usd, 1)) {
			return fmt.Errorf("%s: price %q, wanted USD per hour above 0, or nothing", cells[0], cell)
		}
	}
	t.Rows = append(t.Rows, Row{cells[0], cells[1:]})
	return nil
}
