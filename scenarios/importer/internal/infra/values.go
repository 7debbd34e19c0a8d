package infra

import (
	"fmt"
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// why says why a value is not known, and what it may be.
func why(v *tree.Value) string {
	if !v.Is(tree.Unknown) {
		return "it is " + describe(v) + ", wanted a single value"
	}
	text := v.Why()
	var maybe []string
	for _, m := range v.Hole.Maybe {
		switch t, ok := m.String(); {
		case ok:
			maybe = append(maybe, t)
		case m.Absent():
			maybe = append(maybe, "left out")
		}
	}
	if len(maybe) > 1 && len(maybe) == len(v.Hole.Maybe) {
		text = strings.Join(maybe, " or ") + ": " + text
	}
	return text
}

// text is a text as a value of a record.
func (f *filler) text(v *tree.Value, r *Resource) record.Value[string] {
	switch {
	case v.Is(tree.Text) && v.Text == "": // how a state of Terraform says that there is none
	case v.Is(tree.Text) && v.Assumed != "":
		return record.Derive(v.Text, r.Source, v.Assumed)
	case v.Is(tree.Text):
		return record.Give(v.Text, r.Source)
	case v.Is(tree.Unknown):
		return record.Ask[string](r.Source, why(v), v.Say())
	}
	return record.Value[string]{}
}

// whole is a whole number as a value of a record; what is none is a fault.
func (f *filler) whole(v *tree.Value, r *Resource, key string) record.Value[int] {
	n, ok := v.Int()
	switch {
	case ok && n < 0:
		f.fail(r, "", "%s is %d, wanted 0 or more", key, n)
	case ok && v.Assumed != "":
		return record.Derive(n, r.Source, v.Assumed)
	case ok:
		return record.Give(n, r.Source)
	case v.Is(tree.Unknown):
		return record.Ask[int](r.Source, why(v), v.Say())
	case v.Is(tree.Text) && v.Text != "":
		f.fail(r, "", "%s is %s, wanted a whole number", key, strict.Quote(v.Text))
	case v.Is(tree.List) || v.Is(tree.Map):
		f.fail(r, "", "%s is no single value, wanted a whole number", key)
	}
	return record.Value[int]{}
}

// list is the texts of a list as a value of a record.
func (f *filler) list(v *tree.Value, r *Resource) record.Value[[]string] {
	var all []string
	assumed := ""
	for _, item := range v.Items() {
		if item.Is(tree.Unknown) {
			return record.Ask[[]string](r.Source, why(item), item.Say())
		}
		if text, ok := item.String(); ok && text != "" {
			all = append(all, text)
			assumed = item.Assumed
		}
	}
	switch {
	case len(all) == 0:
		return record.Value[[]string]{}
	case assumed != "":
		return record.Derive(all, r.Source, assumed)
	}
	return record.Give(all, r.Source)
}

// known is the text that a value has, and "" where it has none.
func known(v *tree.Value) string { return v.Or("") }

// tell notes a sentence on a resource.
func (f *filler) tell(r *Resource, format string, args ...any) {
	f.set.Notes.Tell(r.Source, fmt.Sprintf(format, args...))
}
