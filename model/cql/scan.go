package cql

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner walks over the text. What a character means depends on what the
// parser wants next (m[45].* is a pattern, [a, b] a list), so that there is no
// separate stream of tokens.
type scanner struct {
	text string
	pos  int
}

func (s *scanner) rest() string { return s.text[s.pos:] }

// skip passes the spaces. Only those of ASCII separate words; any other space
// is a fault, because it looks like one and is not.
func (s *scanner) skip() {
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
}

// symbol passes the given characters, if they come next.
func (s *scanner) symbol(symbol string) bool {
	s.skip()
	if !strings.HasPrefix(s.rest(), symbol) {
		return false
	}
	s.pos += len(symbol)
	return true
}

// keyword passes a word in any case, if it comes next and ends there.
func (s *scanner) keyword(word string) bool {
	s.skip()
	if !strings.EqualFold(s.peek(subjectByte), word) {
		return false
	}
	s.pos += len(word)
	return true
}

// peek gives the run of bytes that comes next, which may be empty.
func (s *scanner) peek(belongs func(byte) bool) string {
	rest := s.rest()
	for i := range len(rest) {
		if !belongs(rest[i]) {
			return rest[:i]
		}
	}
	return rest
}

// subjectByte is whether c may stand in a subject.
func subjectByte(c byte) bool {
	return wordByte(c) || c >= '0' && c <= '9' || strings.IndexByte(`-./\:`, c) >= 0
}

// wordByte is whether c may stand in an operator's word.
func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// What ends a bare value beside spaces, && and ||. A pattern may hold brackets
// and commas.
const (
	patternStops = `()'"`
	listStops    = `()'",[]`
)

// bareLength is the length of the bare value that text begins with.
func bareLength(text, stops string) int {
	for i, r := range text {
		if strings.ContainsRune(stops, r) || unicode.IsSpace(r) || !unicode.IsPrint(r) ||
			strings.HasPrefix(text[i:], "&&") || strings.HasPrefix(text[i:], "||") {
			return i
		}
	}
	return len(text)
}

// found describes what comes next, for an error.
func (s *scanner) found() string {
	rest := s.rest()
	if rest == "" {
		return "the end"
	}
	if n := bareLength(rest, listStops); n > 0 {
		return quote(rest[:n])
	}
	_, size := utf8.DecodeRuneInString(rest)
	return quote(rest[:size])
}

// fault is an error at what comes next.
func (s *scanner) fault(wanted, hint string) error {
	s.skip()
	return &SyntaxError{Pos: s.pos, Found: s.found(), Wanted: wanted, Hint: hint}
}
