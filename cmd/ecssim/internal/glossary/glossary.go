// Package glossary explains the names that the program and ECS print: codes, stopped reasons,
// service events, statuses, and terms of ECS.
package glossary

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// most is how many entries a search returns.
const most = 8

// Find returns the entries that a text is about, the best first: the one of that name; else those of
// whose messages it has a part, the longest part first, and without a service event where it names a
// placement reason; else those in which all its words are found, in a name before they are found
// elsewhere. None is nil.
func Find(text string) []Entry {
	query := plain(text)
	if len(Telling(query)) == 0 {
		return named(query)
	}
	all := Entries()
	type match struct {
		entry Entry
		rank  int // the smaller, the better
	}
	var found []match
	for _, e := range all {
		if plain(e.Name) == query {
			return named(query)
		}
		if n := pasted(&e, query); n > 0 {
			found = append(found, match{e, -n})
		}
	}
	if slices.ContainsFunc(found, func(m match) bool { return m.entry.Kind == PlacementReason }) {
		found = slices.DeleteFunc(found, func(m match) bool { return m.entry.Kind == ServiceEvent })
	}
	if len(found) == 0 {
		for _, e := range all {
			if rank, ok := searched(&e, query); ok {
				found = append(found, match{e, rank})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(a.rank, b.rank) })
	var entries []Entry
	for _, m := range found[:min(most, len(found))] {
		entries = append(entries, m.entry)
	}
	return entries
}

// named returns the entry of a name that is all that a text says; nil = none.
func named(query string) []Entry {
	for _, e := range Entries() {
		if plain(e.Name) == query {
			return []Entry{e}
		}
	}
	return nil
}

// shortest is the length of a part of a message that tells it from others.
const shortest = 10

// pasted is the length of the longest part of the entry's messages, or its name, that a text has.
func pasted(e *Entry, query string) int {
	longest := 0
	for _, part := range append([]string{e.Name}, e.Says...) {
		if part = plain(part); len(part) >= shortest && len(part) < len(query)+1 && strings.Contains(query, part) {
			longest = max(longest, len(part))
		}
	}
	return longest
}

// searched says where the words of a text are found.
func searched(e *Entry, query string) (rank int, ok bool) {
	texts := []string{plain(e.Name), plain(strings.Join(e.words, " | ")), plain(strings.Join(e.Says, " | ")), plain(e.Means + " " + e.Do)}
	for _, w := range e.words {
		if w == query || strings.Contains(w, " ") && strings.Contains(query, w) {
			return 0, true
		}
	}
	have := ""
	for i, text := range texts {
		have += " " + text
		if hasAll(have, Telling(query)) {
			return i + 1, true
		}
	}
	return 0, false
}

// Telling are the words of a text by which something can be found, in small letters: not those that tell
// nothing, nor those without a letter or a digit.
func Telling(text string) (words []string) {
	spoken := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for _, w := range strings.Fields(plain(text)) {
		if w = strings.Trim(w, "?!,;"); strings.ContainsFunc(w, spoken) &&
			!slices.Contains([]string{"a", "an", "the", "my", "is", "are", "why", "what", "does", "do", "in", "on", "of", "it", "not", "how", "with", "and"}, w) {
			words = append(words, w)
		}
	}
	return words
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return len(words) > 0
}

// plain is a text in small letters, with single blanks, without quotes around it or a full stop.
func plain(s string) string {
	return strings.Trim(strings.Join(strings.Fields(strings.ToLower(s)), " "), `"'.`)
}
