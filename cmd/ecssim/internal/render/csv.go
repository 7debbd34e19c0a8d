package render

import (
	"encoding/csv"
	"io"
	"strconv"

	"ecssim/sim"
)

// writeCSV writes one table: a head line, then the rows; a value that does not
// exist is an empty cell.
func writeCSV(w io.Writer, d *Document, o Options) error {
	var t *Table
	switch {
	case o.Table != "":
		var err error
		if t, err = d.named(o.Table); err != nil {
			return err
		}
	case d.CSV != nil:
		t = d.CSV()
	case len(d.Tables) > 0:
		t = &d.Tables[0]
	default:
		return nil
	}
	c := csv.NewWriter(w)
	row := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		row[i] = csvCell(col.head())
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for _, cells := range t.Rows {
		for i, cell := range cells {
			row[i] = csvCell(cell)
			if cell == none {
				row[i] = ""
			}
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func csvHead(l *Log) error {
	l.csv = csv.NewWriter(l.w)
	return l.record("at (s)", logColumns)
}

func csvLine(l *Log, e sim.Entry) error {
	return l.record(strconv.FormatFloat(e.At.Seconds(), 'f', -1, 64), cells(e))
}

func (l *Log) record(at string, cells []string) error {
	row := []string{at}
	for _, c := range cells {
		row = append(row, csvCell(c))
	}
	if err := l.csv.Write(row); err != nil {
		return err
	}
	l.csv.Flush()
	return l.csv.Error()
}
