package strict

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/model/plaintext"
)

// form is which characters a text may hold.
type form uint8

// A name is what a text is unless a struct's tag "text" says otherwise.
const (
	aName    form = iota
	oneLine       // text:"line": prose on one line
	allLines      // text:"lines": prose with line breaks and tabs
)

// parseForm reads a tag "text". It panics at one that it does not know.
func parseForm(tag string) form {
	switch tag {
	case "":
		return aName
	case "line":
		return oneLine
	case "lines":
		return allLines
	}
	panic(fmt.Sprintf("scenarios: text tag %q, invariant: line or lines", tag))
}

// shows reports whether a text holds nothing that does not show; otherwise it records a fault.
// Line breaks at the end of prose are those of a block in YAML.
func (d *Decoder) shows(n *yaml.Node, text string, f form, what string) bool {
	may := plaintext.InName
	switch f {
	case oneLine:
		text = strings.TrimRight(text, "\n")
		may = func(c rune) bool { return !plaintext.Hidden(c) }
	case allLines:
		may = plaintext.InText
	}
	i := strings.IndexFunc(text, func(c rune) bool { return !may(c) })
	if i < 0 {
		return true
	}
	c, _ := utf8.DecodeRuneInString(text[i:])
	hint := "copied from a web page or a terminal? take it out"
	if c == '\n' {
		hint = "it stands on one line"
	}
	d.Add(n.Line, n.Column, hint, "%s is %s, wanted a text without %s", what, Quote(text), plaintext.Describe(c))
	return false
}
