package render

import (
	"encoding/csv"
	"io"
)

// writeCSV writes one table: a head line, then the rows; a value that does not
// exist is an empty cell.
func writeCSV(w io.Writer, d *Document) error {
	var t *Table
	switch {
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
		row[i] = col.head()
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for _, cells := range t.Rows {
		for i, cell := range cells {
			row[i] = cell
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
