package terraform

import (
	"slices"
	"strings"
)

// address is a resource's address taken apart.
type address struct {
	modules []step // from the root down
	data    bool
	kind    string
	name    step
}

// step is a name with what stands in brackets behind it: "", a number, or a text in quotes.
type step struct{ name, key string }

// parseAddress takes an address, or a reference to a resource or one of its attributes, apart. It
// reports false for one that names no resource.
func parseAddress(text string) (address, bool) {
	var a address
	rest := steps(text)
	for len(rest) >= 2 && rest[0].name == "module" {
		a.modules, rest = append(a.modules, rest[1]), rest[2:]
	}
	if len(rest) > 0 && rest[0].name == "data" {
		a.data, rest = true, rest[1:]
	}
	if len(rest) < 2 || !strings.Contains(rest[0].name, "_") {
		return a, false
	}
	a.kind, a.name = rest[0].name, rest[1]
	return a, true
}

// steps takes a reference apart at its dots, those within brackets left out.
func steps(text string) []step {
	var all []step
	for text != "" {
		end := strings.IndexAny(text, ".[")
		if end < 0 {
			return append(all, step{name: text})
		}
		one := step{name: text[:end]}
		text = text[end:]
		for strings.HasPrefix(text, "[") {
			key, rest, ok := bracket(text)
			if !ok {
				return all
			}
			if one.key == "" {
				one.key = key
			}
			text = rest
		}
		all = append(all, one)
		text = strings.TrimPrefix(text, ".")
	}
	return all
}

// bracket is what stands in the brackets with which a text begins, quotes and escapes kept.
func bracket(text string) (key, rest string, ok bool) {
	quoted := false
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ']' && !quoted:
			return text[1:i], text[i+1:], true
		}
	}
	return "", "", false
}

// path is the modules of an address as a name shows them, such as api-blue of module.api["blue"].
func (a *address) path() string {
	var all []string
	for _, m := range a.modules {
		all = append(all, m.name)
		if m.key != "" {
			all = append(all, strings.Trim(m.key, `"`))
		}
	}
	return strings.Join(all, "-")
}

// bare is an address without any key.
func (a *address) bare() string {
	var b strings.Builder
	for _, m := range a.modules {
		b.WriteString("module." + m.name + ".")
	}
	if a.data {
		b.WriteString("data.")
	}
	return b.String() + a.kind + "." + a.name.name
}

// same reports whether two addresses are one.
func (a *address) same(b *address) bool {
	return a.bare() == b.bare() && a.name.key == b.name.key && slices.Equal(a.modules, b.modules)
}

// sharesKey reports whether two addresses have a text for a key in common: numbers are too often
// the same by chance.
func (a *address) sharesKey(b *address) bool {
	for _, s := range append([]step{b.name}, b.modules...) {
		if strings.HasPrefix(s.key, `"`) && a.hasKey(s.key) {
			return true
		}
	}
	return false
}

// hasKey reports whether a resource, or a module that it is in, has a key.
func (a *address) hasKey(key string) bool {
	return a.name.key == key || slices.ContainsFunc(a.modules, func(m step) bool { return m.key == key })
}

// sameModules reports whether a path of modules may be another: a key that is left out stands for
// any.
func sameModules(a, b []step) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].name != b[i].name || a[i].key != "" && b[i].key != "" && a[i].key != b[i].key {
			return false
		}
	}
	return true
}
