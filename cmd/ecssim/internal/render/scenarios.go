package render

import (
	"fmt"

	"ecssim/model"
)

// ScenarioEntry is one scenario of the library.
type ScenarioEntry struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Lesson      string `json:"lesson"`
}

// Scenarios builds the document of the library's contents.
func Scenarios(list []ScenarioEntry) *Document {
	t := Table{Columns: []Column{text("name"), text("title")}}
	for _, s := range list {
		t.add(s.Name, s.Title)
	}
	return &Document{Verdict: fmt.Sprintf("%s in the library. Run one with: ecssim run NAME", model.Counted(len(list), "scenario")),
		Tables: []Table{t}, Data: map[string]any{"scenarios": list}}
}
