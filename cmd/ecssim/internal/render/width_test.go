package render

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// randomTable is a table of words of all lengths.
func randomTable(r *rand.Rand) *Table {
	word := func() string { return strings.Repeat(string(rune('a'+r.IntN(26))), 1+r.IntN(1+r.IntN(120))) }
	words := func(most int) string {
		all := make([]string, r.IntN(most+1))
		for i := range all {
			all[i] = word()
		}
		return strings.Join(all, " ")
	}
	t := &Table{Title: "t"}
	for range 1 + r.IntN(14) {
		t.Columns = append(t.Columns, Column{Name: "h" + words(2), Right: r.IntN(2) == 0})
	}
	for range 1 + r.IntN(5) {
		row := make([]string, len(t.Columns))
		for i := range row {
			row[i] = words(1 + r.IntN(6))
			if t.Columns[i].Right {
				row[i] = strings.Repeat("7", 1+r.IntN(12))
			}
		}
		t.add(row...)
	}
	return t
}

// TestFitting holds that a table fits every width and that nothing of it is lost: each cell's
// letters come in their order, in one column.
func TestFitting(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for range 150 {
		table, width := randomTable(r), 80+r.IntN(60)
		parts := fitting(table, table.Rows, width)
		found := make([]string, 0, len(table.Columns))
		for n, part := range parts {
			for c := range part.Columns {
				if n > 0 && c == 0 {
					continue // the first column again
				}
				var text strings.Builder
				for _, row := range part.Rows {
					text.WriteString("|" + strings.Join(strings.Fields(row[c]), ""))
				}
				found = append(found, text.String())
			}
			var b strings.Builder
			if err := writeGrid(&b, &part); err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(b.String()) {
				if got := textWidth(strings.TrimSuffix(l, "\n")); got > width {
					t.Fatalf("seed %d: a line of %d columns, wanted %d at most:\n%s", seed, got, width, b.String())
				}
			}
		}
		if len(found) != len(table.Columns) {
			t.Fatalf("seed %d: %d columns, wanted %d", seed, len(found), len(table.Columns))
		}
		for c := range table.Columns {
			var want strings.Builder
			for _, row := range table.Rows {
				want.WriteString("|" + strings.Join(strings.Fields(row[c]), ""))
			}
			if found[c] != want.String() {
				t.Fatalf("seed %d: column %d holds %q, wanted %q", seed, c, found[c], want.String())
			}
		}
	}
}
