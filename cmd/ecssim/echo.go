package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ecssim/model/plaintext"
	"ecssim/scenarios"
)

// shown is a message as stderr takes it: what it repeats of the command line is cut to
// plaintext.MostEchoed characters, and nothing of it is hidden. The place of a fault in a file is
// not cut, for editors go there.
func (a *app) shown(err error) string {
	text := err.Error()
	if _, ok := err.(*scenarios.Error); ok {
		return plaintext.EscapeLines(text)
	}
	for _, word := range a.long {
		text = strings.ReplaceAll(text, word, plaintext.Echo(word))
		text = strings.ReplaceAll(text, inQuotes(word), inQuotes(plaintext.Short(word)))
	}
	return plaintext.EscapeLines(text)
}

// inQuotes is a text as %q writes it, without the quotes.
func inQuotes(s string) string {
	s = strconv.Quote(s)
	return s[1 : len(s)-1]
}

// longWords are the parts of a command line that no message repeats as they are: arguments, the
// values of flags, the entries of lists, NAME and PORT of NAME:PORT. The longest come first, for they hold others.
func longWords(args []string) []string {
	var all []string
	add := func(word string) {
		if utf8.RuneCountInString(word) > plaintext.MostEchoed || strings.ContainsFunc(word, plaintext.Hidden) {
			all = append(all, word)
		}
	}
	for _, arg := range args {
		add(arg)
		value := arg
		if strings.HasPrefix(arg, "-") {
			name, v, found := strings.Cut(arg, "=")
			value = v
			add(strings.TrimLeft(name, "-"))
			if !found && !strings.HasPrefix(arg, "--") {
				value = arg[min(2, len(arg)):] // -oVALUE
			}
		}
		for _, part := range strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ':' }) {
			add(part)
		}
		add(value)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(all)
}
