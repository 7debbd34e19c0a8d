package render

import (
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

const (
	betweenColumns = 2 // blanks
	headWidth      = 9 // a head of several words is folded to it, where its column is no wider
	cellWidth      = 12
)

// fitting makes a table fit a number of columns of a terminal; 0 = as wide as it needs. Cells are
// folded between words first, the widest column before others; where that does not do, the columns
// are shown in several tables, one below the other, and each begins with the first column.
func fitting(t *Table, rows [][]string, width int) []Table {
	clean := make([][]string, len(rows))
	for i, row := range rows {
		clean[i] = make([]string, len(row))
		for j, cell := range row {
			clean[i][j] = line(cell)
		}
	}
	widths := make([]int, len(t.Columns))
	for j := range t.Columns {
		widths[j] = naturalWidth(t, clean, j)
	}
	if width == 0 {
		all := make([]int, len(widths))
		for j := range all {
			all[j] = j
		}
		return []Table{laidOut(t, clean, widths, all)}
	}
	width -= betweenColumns // the rule under the heads goes on so far
	least := make([]int, len(t.Columns))
	for j := range t.Columns {
		most := width // every column finds room beside the first, which takes half at most
		switch {
		case j > 0:
			most -= betweenColumns + least[0]
		case len(widths) > 1:
			most /= 2
		}
		least[j] = min(leastWidth(t, clean, j), most)
		widths[j] = max(min(widths[j], width), least[j])
	}
	var parts []Table
	for from := 1; ; {
		columns := []int{0}
		total := least[0]
		for from < len(widths) && (len(columns) == 1 || total+betweenColumns+least[from] <= width) {
			total += betweenColumns + least[from]
			columns = append(columns, from)
			from++
		}
		own := slices.Clone(widths)
		shrink(own, least, columns, width)
		parts = append(parts, laidOut(t, clean, own, columns))
		if from >= len(widths) {
			return parts
		}
	}
}

// naturalWidth is what a column takes without folding a cell.
func naturalWidth(t *Table, rows [][]string, column int) int {
	width := headWidth
	for word := range strings.FieldsSeq(line(t.Columns[column].head())) {
		width = max(width, textWidth(word))
	}
	for _, row := range rows {
		width = max(width, textWidth(row[column]))
	}
	return width
}

// leastWidth is what a column takes when its cells are folded: numbers are not, and text keeps a few
// words on a line.
func leastWidth(t *Table, rows [][]string, column int) int {
	least := 0
	for word := range strings.FieldsSeq(line(t.Columns[column].head())) {
		least = max(least, textWidth(word))
	}
	for _, row := range rows {
		cell := row[column]
		if t.Columns[column].Right {
			least = max(least, textWidth(cell))
			continue
		}
		for word := range strings.FieldsSeq(cell) {
			least = max(least, textWidth(word))
		}
		least = max(least, min(textWidth(cell), cellWidth))
	}
	return least
}

// shrink takes from the widest of some columns until they fit, down to their least widths.
func shrink(widths, least []int, columns []int, width int) {
	for {
		total := betweenColumns * (len(columns) - 1)
		widest := -1
		for _, c := range columns {
			total += widths[c]
			if widths[c] > least[c] && (widest < 0 || widths[c] > widths[widest]) {
				widest = c
			}
		}
		if total <= width || widest < 0 {
			break
		}
		widths[widest]--
	}
}

// laidOut is a table of some columns, folded to their widths.
func laidOut(t *Table, rows [][]string, widths, columns []int) Table {
	out := Table{Title: t.Title}
	for _, c := range columns {
		head := t.Columns[c]
		out.Columns = append(out.Columns, Column{Name: foldWords(line(head.head()), widths[c]), Right: head.Right})
	}
	for _, row := range rows {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = row[c]
			if textWidth(row[c]) > widths[c] {
				cells[i] = foldWords(row[c], widths[c])
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// foldWords is fold, and breaks words that are wider.
func foldWords(s string, width int) string {
	var out []string
	for word := range strings.FieldsSeq(s) {
		for textWidth(word) > width {
			head := twwidth.Truncate(word, width, "")
			if head == "" {
				break
			}
			out, word = append(out, head), word[len(head):]
		}
		out = append(out, word)
	}
	return fold(strings.Join(out, " "), width)
}

// textWidth is the number of columns that a text takes.
func textWidth(s string) int { return twwidth.Width(s) }
