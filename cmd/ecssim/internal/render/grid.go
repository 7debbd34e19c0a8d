package render

import (
	"slices"
	"strconv"
	"strings"
)

// Table is a small grid of finished cells. Every row has one cell a column.
type Table struct {
	Title   string // empty = none
	Columns []Column
	Rows    [][]string
	Most    int    // rows that a terminal shows; 0 = all
	Kept    bool   // for other formats than a terminal's, which has it elsewhere
	More    string // text after the rows; not in CSV
}

// name is what --table calls it: its title up to the first colon, bracket or comma, in small
// letters, with hyphens.
func (t *Table) name() string {
	name := t.Title
	if i := strings.IndexAny(name, ":(,"); i >= 0 {
		name = name[:i]
	}
	return strings.Join(strings.Fields(strings.ToLower(name)), "-")
}

// Column is the head of one column.
type Column struct {
	Name  string
	Unit  string // "" = none; shown after the name in parentheses
	Right bool   // right-aligned: numbers
}

// head is the column's full title.
func (c Column) head() string {
	if c.Unit == "" {
		return c.Name
	}
	return c.Name + " (" + c.Unit + ")"
}

// text returns a left-aligned column, number a right-aligned one with a unit.
func text(name string) Column         { return Column{Name: name} }
func number(name, unit string) Column { return Column{Name: name, Unit: unit, Right: true} }
func count(name string) Column        { return Column{Name: name, Right: true} }

// add appends a row; it panics when the row has another width than the head,
// which the table writer would accept in silence.
func (t *Table) add(cells ...string) {
	if len(cells) != len(t.Columns) {
		panic("render: table " + t.Title + " has " + strconv.Itoa(len(t.Columns)) + " columns, row has " + strconv.Itoa(len(cells)))
	}
	t.Rows = append(t.Rows, cells)
}

// note adds a text after the rows, if there is one.
func (t *Table) note(s string) {
	if t.More != "" && s != "" {
		t.More += "\n"
	}
	t.More += s
}

// limit lets a terminal show n rows only. All other formats have all.
func (t *Table) limit(n int) { t.Most = n }

// shown are the rows that a terminal shows, and what it says of the others.
func (t *Table) shown() (rows [][]string, rest string) {
	if t.Most == 0 || len(t.Rows) <= t.Most {
		return t.Rows, ""
	}
	return t.Rows[:t.Most], "... and " + strconv.Itoa(len(t.Rows)-t.Most) + " more rows (-o markdown, csv and json have all)"
}

// drop takes a column out.
func (t *Table) drop(column int) {
	t.Columns = slices.Delete(t.Columns, column, column+1)
	for i := range t.Rows {
		t.Rows[i] = slices.Delete(t.Rows[i], column, column+1)
	}
}

// beside returns one table with the columns of both, row by row, without the
// other's first column, which names the row in both.
func (t Table) beside(other Table) Table {
	out := Table{Columns: append(append([]Column{}, t.Columns...), other.Columns[1:]...)}
	for i, row := range t.Rows {
		out.add(append(append([]string{}, row...), other.Rows[i][1:]...)...)
	}
	return out
}

// none is the cell of a value that does not exist.
const none = "-"

func integer(n int) string { return strconv.Itoa(n) }

func optional(n *int) string {
	if n == nil {
		return none
	}
	return strconv.Itoa(*n)
}

// decimal writes a number with a fixed number of decimals.
func decimal(x float64, decimals int) string { return strconv.FormatFloat(x, 'f', decimals, 64) }

func optionalDecimal(x *float64, decimals int) string {
	if x == nil {
		return none
	}
	return decimal(*x, decimals)
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

func pointed(s *string) string {
	if s == nil {
		return none
	}
	return orNone(*s)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// oneLine makes a text fit for a cell: no line breaks, no tabs.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
