package event_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"ecssim/sim/event"
)

// Every kind has a name of its own, a noun and what became of it.
func TestEveryKindHasAName(t *testing.T) {
	named := regexp.MustCompile(`^[a-z]+\.[a-zA-Z]+$`)
	seen := map[string]bool{}
	for k := range event.NumKinds {
		if name := k.String(); !named.MatchString(name) || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		}
		seen[k.String()] = true
	}
}

// docs/events.md has a row for every kind, in their order: its name, when it comes, and the
// fields that it carries.
func TestEventsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.*) \\| (.*) \\|$").FindAllStringSubmatch(string(page), -1)
	for k := range event.NumKinds {
		want := "| `" + k.String() + "` | ... | " + fieldsOf(k) + " |"
		switch {
		case len(rows) == 0:
			t.Fatalf("the page ends, want a row %s", want)
		case rows[0][1] != k.String() || rows[0][3] != fieldsOf(k):
			t.Fatalf("the page has %s\nwant %s", rows[0][0], want)
		case len(rows[0][2]) < 5:
			t.Errorf("the page does not say when there is %v", k)
		}
		rows = rows[1:]
	}
	if len(rows) > 0 {
		t.Errorf("the page has %s, which is no kind", rows[0][0])
	}
}

// fieldsOf lists the fields of a kind as the page does: those of nearly every event of a task
// are "*task*".
func fieldsOf(k event.Kind) string {
	f, names := k.Fields(), []string(nil)
	if task := event.HasTask | event.HasWorkload | event.HasDeployment | event.HasInstance; f&task == task {
		f, names = f&^task, []string{"*task*"}
	}
	return strings.Join(append(names, f.Names()...), ", ")
}
