package compose

import (
	"strings"

	"ecssim/scenarios/importer/internal/tree"
)

// readVariables reads a file of variables: NAME=VALUE a line, # before a comment, quotes around
// values. Which of them are used is seen when the Compose file is read; nothing else is kept.
func (r *reader) readVariables(text string) {
	for line := range strings.Lines(text) {
		name, v, ok := strings.Cut(strings.TrimSpace(line), "=")
		name = strings.TrimSpace(strings.TrimPrefix(name, "export "))
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		v = strings.TrimSpace(v)
		if len(v) > 1 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
			v = v[1 : len(v)-1]
		} else if i := strings.Index(v, " #"); i >= 0 {
			v = strings.TrimSpace(v[:i])
		}
		r.variables[name] = v
	}
}

// substitute puts variables into every text of a value.
func (r *reader) substitute(v *tree.Value) *tree.Value {
	switch {
	case v.Is(tree.Text):
		if !strings.Contains(v.Text, "$") {
			return v
		}
		return r.interpolate(v.Text)
	case v.Is(tree.List):
		l := &tree.Value{Kind: tree.List}
		for _, e := range v.List {
			l.List = append(l.List, r.substitute(e))
		}
		return l
	case v.Is(tree.Map):
		m := &tree.Value{Kind: tree.Map}
		for _, f := range v.Fields {
			m.Fields = append(m.Fields, tree.Field{Key: f.Key, Value: r.substitute(f.Value)})
		}
		return m
	}
	return v
}

// interpolate puts variables into a text (Compose specification, interpolation): $NAME, ${NAME},
// ${NAME:-DEFAULT} and its like, and $$ for a dollar. Compose takes a variable that is not set for
// an empty text; here it is not known, for the user's environment may have it.
func (r *reader) interpolate(text string) *tree.Value {
	const most = 100 // variables in one text
	var parts []*tree.Value
	for range most {
		before, rest, found := strings.Cut(text, "$")
		parts = append(parts, tree.Of(before))
		if !found {
			return tree.JoinTexts(parts)
		}
		switch {
		case strings.HasPrefix(rest, "$"):
			parts, text = append(parts, tree.Of("$")), rest[1:]
		case strings.HasPrefix(rest, "{"):
			inner, behind, ok := braces(rest[1:])
			if !ok {
				return tree.Not("${ has no end", "")
			}
			parts, text = append(parts, r.variable(inner)), behind
		default:
			n := nameLength(rest)
			if n == 0 {
				parts, text = append(parts, tree.Of("$")), rest
				continue
			}
			parts, text = append(parts, r.variable(rest[:n])), rest[n:]
		}
	}
	return tree.Not("it has more variables than a text may have", "")
}

// braces is what stands before the brace that closes, and what stands behind it.
func braces(text string) (inner, behind string, ok bool) {
	depth := 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[:i], text[i+1:], true
			}
		}
	}
	return "", "", false
}

// nameLength is how many characters of a text are a variable's name.
func nameLength(text string) int {
	for i, c := range text {
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return i
		}
	}
	return len(text)
}

// variable is what stands for a variable: NAME, NAME:-DEFAULT, NAME-DEFAULT, NAME:?ERROR, NAME?ERROR,
// NAME:+OTHER or NAME+OTHER. With a colon an empty value counts as none.
func (r *reader) variable(inner string) *tree.Value {
	n := nameLength(inner)
	name, rest := inner[:n], inner[n:]
	value, set := r.variables[name]
	rest, colon := strings.CutPrefix(rest, ":")
	if colon && value == "" {
		set = false
	}
	switch {
	case strings.HasPrefix(rest, "+"):
		if set {
			return r.interpolate(rest[1:])
		}
		return tree.Of("")
	case set:
		return tree.Of(value)
	case strings.HasPrefix(rest, "-"):
		v := *r.interpolate(rest[1:])
		if v.Is(tree.Text) {
			v.Assumed = "the default of variable " + name
		}
		return &v
	}
	return tree.Not("variable "+name+" is in no file", "--parameters "+name+"=VALUE, or add the .env file")
}
