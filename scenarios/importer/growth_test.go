package importer_test

import (
	"os"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/awscli"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
)

// TestEveryReader: each reader has a name and words of its own, takes nothing of what another's
// sample is, and reads nothing into nothing.
func TestEveryReader(t *testing.T) {
	page, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range importer.Readers() {
		if r.Name == "" || r.What == "" || names[r.Name] || r.Is == nil || r.Read == nil {
			t.Errorf("reader %q of %q is not whole, or there twice", r.Name, r.What)
		}
		names[r.Name] = true
		for _, text := range []string{"", "{}", "[]", "a: 1", "1", `{"a": {}}`, "\x00"} {
			docs, err := document.Split("x.json", []byte(text))
			if err != nil {
				continue
			}
			if r.Is(docs[0]) {
				t.Errorf("reader %s takes %q", r.Name, text)
			}
		}
		if err := r.Read(nil, importer.Input{}, &record.Set{}); err != nil {
			t.Errorf("reader %s of no document: %v", r.Name, err)
		}
	}
	for _, key := range awscli.Kinds() {
		if key = strings.TrimSuffix(key, "s"); key != "Instance" && !strings.Contains(string(page), "`"+key) {
			t.Errorf("docs/import.md does not name %s", key)
		}
	}
}
