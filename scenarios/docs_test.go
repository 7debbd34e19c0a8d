package scenarios

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func pages(t *testing.T, names ...string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile("../docs/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestPageOfReadings: the page has each question once, in five cells; it names every key
// by which a file chooses a reading, beside a test; and the tests that it names exist.
func TestPageOfReadings(t *testing.T) {
	text := pages(t, "readings")
	named := regexp.MustCompile("`([a-z/]+)\\.(Test\\w+)`")
	seen := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| (.+) \|$`).FindAllStringSubmatch(text, -1)[1:] {
		cells := strings.Split(row[1], " | ")
		if len(cells) != 5 || seen[cells[0]] {
			t.Errorf("row %q has %d cells, or is there twice; want five, once", cells[0], len(cells))
			continue
		}
		seen[cells[0]] = true
		tests := named.FindAllStringSubmatch(cells[4], -1)
		if len(tests) == 0 {
			t.Errorf("%q is tested by %q, want the name of a test", cells[0], cells[4])
		}
		for _, test := range tests {
			if !hasTest(t, test[1], test[2]) {
				t.Errorf("%q: %s has no test %s", cells[0], test[1], test[2])
			}
		}
	}
	for i := range reflect.TypeFor[Readings]().NumField() {
		if key := "`cluster.readings." + reflect.TypeFor[Readings]().Field(i).Tag.Get("yaml") + ":"; !strings.Contains(text, key) {
			t.Errorf("docs/readings.md has no %s", key)
		}
	}
}

// hasTest reports whether a package, named from the module's root, has a test.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(dir), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
