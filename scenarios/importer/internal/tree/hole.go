package tree

import "strings"

// Holes returns the values within this one that are not known, in the order of the file.
func (v *Value) Holes() []*Value {
	var all []*Value
	v.walk(func(e *Value) { all = append(all, e) })
	return all
}

// walk calls f with each value that is not known, down to the first on each path.
func (v *Value) walk(f func(*Value)) {
	switch v.kind() {
	case Unknown:
		f(v)
	case List:
		for _, e := range v.List {
			e.walk(f)
		}
	case Map:
		for i := range v.Fields {
			v.Fields[i].Value.walk(f)
		}
	}
}

// Why returns why a value is not known; "" where it is.
func (v *Value) Why() string {
	if v.kind() != Unknown {
		return ""
	}
	return v.Hole.Why
}

// Say returns what would tell a value that is not known; "" where nothing would.
func (v *Value) Say() string {
	if v.kind() != Unknown {
		return ""
	}
	return v.Hole.Say
}

// Names returns the resources that a value stands for.
func (v *Value) Names() []Name {
	if v.kind() != Unknown {
		return nil
	}
	return v.Hole.Names
}

// Gap stands in a text for a part of it that is not known. No text of a file holds it: files
// with such a character are refused or have it replaced.
const Gap = "\x00"

// Rough returns a text with a Gap in place of each part that is not known; false where all of it
// is not known, or it is no text. It is what user data is searched in.
func (v *Value) Rough() (string, bool) {
	switch v.kind() {
	case Text:
		return v.Text, true
	case Unknown:
		if v.Hole.Parts == nil {
			return "", false
		}
		var b strings.Builder
		for _, p := range v.Hole.Parts {
			if text, ok := p.Rough(); ok {
				b.WriteString(text)
			} else {
				b.WriteString(Gap)
			}
		}
		return b.String(), true
	}
	return "", false
}

// JoinTexts puts texts together; what is absent is empty. If one of them is not known, neither is
// the whole, which then keeps its parts.
func JoinTexts(parts []*Value) *Value {
	var b strings.Builder
	var first *Hole
	assumed := ""
	for _, p := range parts {
		switch p.kind() {
		case Text:
			b.WriteString(p.Text)
			if assumed == "" {
				assumed = p.Assumed
			}
		case Unknown:
			if first == nil {
				first = p.Hole
			}
		}
	}
	if first == nil {
		return &Value{Kind: Text, Text: b.String(), Assumed: assumed}
	}
	return &Value{Kind: Unknown, Hole: &Hole{Why: first.Why, Say: first.Say, Parts: parts}}
}

// Equal reports whether two values are known and the same.
func Equal(a, b *Value) bool {
	if a.kind() != b.kind() {
		return false
	}
	switch a.kind() {
	case 0:
		return true
	case Text:
		return a.Text == b.Text
	case List:
		if len(a.List) != len(b.List) {
			return false
		}
		for i := range a.List {
			if !Equal(a.List[i], b.List[i]) {
				return false
			}
		}
		return true
	case Map:
		if len(a.Fields) != len(b.Fields) {
			return false
		}
		for i := range a.Fields {
			if a.Fields[i].Key != b.Fields[i].Key || !Equal(a.Fields[i].Value, b.Fields[i].Value) {
				return false
			}
		}
		return true
	}
	return false
}
