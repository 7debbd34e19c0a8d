package render

import (
	"fmt"
	"strings"

	"ecssim/cmd/ecssim/internal/glossary"
)

// Explained is what a name means, and the library's scenarios in which it is found.
type Explained struct {
	glossary.Entry
	Scenarios []string `json:"scenarios"`
}

// Glossary builds the document of what is known of a query: the best entry whole, and the names of the
// others.
func Glossary(entries []Explained) *Document {
	d := &Document{Data: map[string]any{"entries": entries}}
	t := Table{Columns: []Column{text("name"), text("kind"), text("means")}}
	for _, e := range entries {
		t.add(e.Name, e.Kind, e.Means)
	}
	d.CSV = func() *Table { return &t }
	e := &entries[0]
	first, rest := firstSentence(e.Means)
	d.Verdict = fmt.Sprintf("%s (%s): %s", e.Name, e.Kind, first)
	if rest != "" {
		d.Notes = append(d.Notes, rest)
	}
	if e.Do != "" {
		d.Notes = append(d.Notes, "What to do: "+strings.ReplaceAll(e.Do, "`", ""))
	}
	if len(e.Scenarios) > 0 {
		d.Notes = append(d.Notes, "In the library: "+strings.Join(e.Scenarios, ", "))
	}
	if len(entries) > 1 {
		var others []string
		for _, other := range entries[1:] {
			others = append(others, other.Name+" ("+other.Kind+")")
		}
		d.Notes = append(d.Notes, "See also: "+strings.Join(others, ", "))
	}
	return d
}

// firstSentence cuts a text behind its first sentence.
func firstSentence(s string) (first, rest string) {
	if at := strings.Index(s, ". "); at >= 0 {
		return s[:at+1], s[at+2:]
	}
	return s, ""
}
