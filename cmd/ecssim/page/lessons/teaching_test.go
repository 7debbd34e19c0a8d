package lessons_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/page/lessons"
)

// The table of docs/teaching.md has every statement, with the lessons that show it.
func TestTeachingPage(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/teaching.md")
	if err != nil {
		t.Fatal(err)
	}
	all := lessons.Statements()
	if len(all) != statements {
		t.Errorf("%d statements, want %d", len(all), statements)
	}
	for i, s := range all {
		var shown []string
		for _, l := range lessons.All() {
			for _, x := range l.Statements {
				if x == i+1 {
					shown = append(shown, strconv.Itoa(l.Number))
				}
			}
		}
		if row := fmt.Sprintf("| %d | %s | %s | ", i+1, s.En, strings.Join(shown, ", ")); !strings.Contains(string(page), row) {
			t.Errorf("docs/teaching.md has not the row\n%s", row)
		}
		if s.Ko == "" {
			t.Errorf("statement %d is not in Korean", i+1)
		}
	}
}
