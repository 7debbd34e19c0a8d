package scenarios

import (
	"os"
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

// TestPagesHaveEveryTiming: each key of timings stands in one table of the pages,
// with the default that the schema has, and a source.
func TestPagesHaveEveryTiming(t *testing.T) {
	text := pages(t, "networking", "scheduling", "capacity")
	typical := regexp.MustCompile(`typical: (.+?) \(`)
	for i := range reflect.TypeFor[Timings]().NumField() {
		f := reflect.TypeFor[Timings]().Field(i)
		want := typical.FindStringSubmatch(f.Tag.Get("jsonschema_description"))
		if want == nil {
			continue // the preset, and what has no effect
		}
		rows := regexp.MustCompile("(?m)^\\| `"+f.Tag.Get("yaml")+"` \\| (.+?) \\| (.+) \\|$").FindAllStringSubmatch(text, -1)
		if len(rows) != 1 || rows[0][1] != want[1] || rows[0][2] == "" {
			t.Errorf("timings.%s, typical %s: rows %q, want one with that", f.Tag.Get("yaml"), want[1], rows)
		}
	}
}

// TestPageOfReadings names every key by which a file chooses a reading.
func TestPageOfReadings(t *testing.T) {
	text := pages(t, "readings")
	for i := range reflect.TypeFor[Readings]().NumField() {
		if key := "`cluster.readings." + reflect.TypeFor[Readings]().Field(i).Tag.Get("yaml") + ":"; !strings.Contains(text, key) {
			t.Errorf("docs/readings.md has no %s", key)
		}
	}
}
