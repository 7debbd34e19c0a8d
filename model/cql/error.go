package cql

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// SyntaxError is an expression that cannot be read.
type SyntaxError struct {
	// Pos is the byte offset of the fault, counted from 0; the length of the
	// text where something is missing at its end.
	Pos int
	// Found says what stands there: text in quotes, or words.
	Found string
	// Wanted says what could stand there.
	Wanted string
	// Hint says what to do, or is empty.
	Hint string
}

// Error returns one line: the offset, what was found and wanted, and the hint in
// parentheses.
func (e *SyntaxError) Error() string {
	text := fmt.Sprintf("expression, offset %d: found %s, wanted %s", e.Pos, e.Found, e.Wanted)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// quote is text as an error shows it.
func quote(text string) string { return strconv.Quote(clip(text)) }

// clip keeps text short enough for an error, without cutting a character.
func clip(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	end := most
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "..."
}
