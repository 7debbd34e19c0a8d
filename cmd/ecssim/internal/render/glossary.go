package render

import (
	"fmt"
	"strings"

	"ecssim/cmd/ecssim/internal/glossary"
	"ecssim/model"
)

// Explained is what a name means, and the library's scenarios in which it is found.
type Explained struct {
	glossary.Entry
	Scenarios []string `json:"scenarios"`
}

// Glossary builds the document of what is known of a query.
func Glossary(query string, entries []Explained) *Document {
	d := &Document{Data: map[string]any{"entries": entries}}
	t := Table{Columns: []Column{text("name"), text("kind"), text("means")}}
	for _, e := range entries {
		t.add(e.Name, e.Kind, e.Means)
	}
	d.CSV = func() *Table { return &t }
	if len(entries) > 1 {
		d.Verdict = fmt.Sprintf("%s for %s; ecssim explain NAME says what to do.", model.Counted(len(entries), "name"), query)
		d.Tables = []Table{t}
		return d
	}
	e := &entries[0]
	d.Verdict = fmt.Sprintf("%s (%s)", e.Name, e.Kind)
	d.Notes = []string{e.Means}
	if e.Do != "" {
		d.Notes = append(d.Notes, "What to do: "+strings.ReplaceAll(e.Do, "`", ""))
	}
	if len(e.Scenarios) > 0 {
		d.Notes = append(d.Notes, "In the library: "+strings.Join(e.Scenarios, ", "))
	}
	return d
}
