package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios/internal/strict"
)

const smallFile = `name: t
cluster: {instances: [{name: h, instanceType: m5.large}]}
taskDefinitions: [{family: web, cpu: "128", memory: "128", containerDefinitions: [{name: c, image: i}]}]
runTasks: [{taskDefinition: web}]
`

// Prose may have what no name has: line breaks, tabs, joiners of Persian and of emoji.
func TestProse(t *testing.T) {
	for _, text := range []string{
		"title: \"\U0001F469\\u200D\U0001F4BB and \u0645\u06cc\\u200c\u062e\u0648\u0627\u0647\u0645 \u2708\ufe0f\"\n",
		"title: >\n  a block\n  of lines\n", "lesson: |\n  one\n  two\n\n  three\n", "description: \"a\\tb\\nc\"\n", "source: \"a\\nb\"\n",
	} {
		if _, err := Parse("prose.yaml", []byte(text+smallFile)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A message shows nothing of a file as it is that does not show, wherever it stands: in a value, a
// key, a file name, a note.
func TestMessagesShow(t *testing.T) {
	const bad = `\e[31m\u202E\n\x7F`
	for _, text := range []string{
		"title: \"" + bad + "\"\n" + smallFile,
		"\"" + bad + "\": 1\n" + smallFile,
		"expect: [{that: \"services." + bad + ".running\", is: 1}]\n" + smallFile,
		"prices: {\"" + bad + "\": 1}\n" + smallFile,
		"seed: \"" + bad + "\"\n" + smallFile,
		"duration: !!int \"" + bad + "\"\n" + smallFile,
		"cluster: &a\x7f\u0080 {x: *b\x7f\u0080}\n",
		"a\x7f: [\x7f\u0080\n",
		strings.Replace(smallFile, "web", "\""+bad+"\"", 1),
		strings.Replace(smallFile, "i}", "i, \""+bad+"\": 1}", 1),
		strings.Replace(smallFile, "cpu: \"128\"", "cpu: \""+bad+"\"", 1),
	} {
		_, err := Parse("a\x1b\n\u202eb.yaml", []byte(text))
		var e *strict.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v, want an *Error", text, err)
			continue
		}
		shows(t, text, err.Error())
	}
	_, notes, err := TaskDefinitionJSON("a\x1b.json", []byte(`{"family": "a", "\u001b": 1, "containerDefinitions": [{"name": "a", "image": "a", "memory": 6}]}`))
	if err != nil {
		t.Fatal(err)
	}
	shows(t, "notes", fmt.Sprint(notes))
}

func shows(t *testing.T, what, message string) {
	t.Helper()
	for _, c := range message {
		if c != '\n' && (c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 || c == '\u202e') {
			t.Errorf("%q: the message holds %U:\n%q", what, c, message)
			return
		}
	}
}

// The lines of a message are those of the file, whichever line breaks it has.
func TestLineBreaks(t *testing.T) {
	for _, line := range []string{"\n", "\r\n", "\r"} {
		_, err := Parse("t.yaml", []byte(strings.ReplaceAll(smallFile+"seed: x\n", "\n", line)))
		if want := "t.yaml:5:7: seed is text \"x\", wanted a whole number\n     5 | seed: x\n       |       ^"; err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
	}
}

// F7: paths are bounded, so that none takes long, however many there are and however they are read.
func TestExpectationPathsAreQuick(t *testing.T) {
	words := func(n int, word string) string { return strings.TrimSuffix(strings.Repeat(word+".", n), ".") }
	for name, path := range map[string]string{
		"services":  "services.web." + words(9000/4, "deployments.web"),
		"many ways": "instances." + words(31, "a"), "deployments": "services." + words(30, "deployments"),
	} {
		text := smallFile + "expect:\n" + strings.Repeat("  - {that: "+path+", is: 1}\n", min(20_000, 1_500_000/len(path)))
		began := time.Now()
		if _, err := Parse("t.yaml", []byte(text)); err == nil {
			t.Errorf("%s: a path that leads nowhere is accepted", name)
		}
		if took := time.Since(began); took > hang {
			t.Errorf("%s: took %v, want far less", name, took)
		}
	}
}
