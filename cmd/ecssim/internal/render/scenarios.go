package render

import (
	"fmt"
	"strings"

	"ecssim/model"
)

// ScenarioEntry is one scenario of the library.
type ScenarioEntry struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Lesson      string `json:"lesson"`
}

// Scenarios builds the document of the library's scenarios in which all words are found.
func Scenarios(list []ScenarioEntry, words []string) *Document {
	t := Table{Columns: []Column{text("name"), text("title")}}
	for _, s := range list {
		t.add(s.Name, s.Title)
	}
	which := "in the library"
	if len(words) > 0 {
		which += " with " + strings.Join(words, " and ")
	}
	return &Document{Verdict: fmt.Sprintf("%s %s. Run one with: ecssim run NAME", model.Counted(len(list), "scenario"), which),
		Tables: []Table{t}, Data: map[string]any{"scenarios": list}}
}
