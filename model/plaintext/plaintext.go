// Package plaintext says which characters a text may be shown with. A scenario file comes from
// somebody else as often as not, and what stands in it comes out again on a terminal, in a pull
// request or in a spreadsheet: an escape sequence would move the cursor, a change of the direction
// of writing would make one name look like another. Names are refused on the way in where they hold
// such a character (see InName), and whatever is left is escaped on the way out.
package plaintext

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden reports whether a character shows nothing and changes what stands around it, or is not
// seen at all: control characters (C0, DEL, C1), marks, overrides and isolates of the direction of
// writing, line and paragraph separators, characters without width. The joiners and variation selectors
// are none of them: Persian, Hindi and emoji are written with these.
func Hidden(c rune) bool {
	switch {
	case c >= ' ' && c < 0x7f:
		return false
	case c < 0xa0:
		return true
	case c == '\u200c' || c == '\u200d' || unicode.Is(unicode.Variation_Selector, c):
		return false
	}
	return unicode.In(c, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point) ||
		unicode.Is(unicode.Cf, c) && !unicode.Is(unicode.Prepended_Concatenation_Mark, c)
}

// InName reports whether a name may hold a character. Beside what is Hidden it may hold none of
// the joiners and variation selectors, and no blank but the plain one, for two names would look alike.
func InName(c rune) bool {
	switch {
	case Hidden(c), c == '\u200c', c == '\u200d', unicode.Is(unicode.Variation_Selector, c):
		return false
	}
	return c == ' ' || !unicode.Is(unicode.Zs, c)
}

// InText reports whether a text of several lines may hold a character: what is not Hidden, line
// breaks and tabs.
func InText(c rune) bool { return c == '\n' || c == '\t' || !Hidden(c) }

// Describe names a character that does not show, such as U+202E.
func Describe(c rune) string {
	const digits = 4
	code := strings.ToUpper(strconv.FormatInt(int64(c), 16))
	code = "U+" + strings.Repeat("0", max(digits-len(code), 0)) + code
	switch {
	case c == '\n', c == '\r', c == '\u0085', c == '\u2028', c == '\u2029':
		return "a line break (" + code + ")"
	case c == '\t':
		return "a tab"
	case unicode.IsControl(c):
		return "the control character " + code
	case unicode.Is(unicode.Bidi_Control, c):
		return code + ", which turns the direction of writing"
	case unicode.Is(unicode.Zs, c):
		return code + ", a blank other than the usual one"
	}
	return code + ", which is not seen"
}

// Escape returns a text on one line in which all that is Hidden is written as Go writes it in a
// string: \x1b, \n, \u202e. So are bytes that are no UTF-8.
func Escape(s string) string { return escape(s, Hidden) }

// EscapeLines is Escape for a text of several lines: line breaks stay, and tabs are blanks.
func EscapeLines(s string) string {
	if strings.ContainsRune(s, '\t') {
		s = strings.ReplaceAll(s, "\t", " ")
	}
	return escape(s, func(c rune) bool { return c != '\n' && Hidden(c) })
}

func escape(s string, hidden func(rune) bool) string {
	start := first(s, hidden)
	if start < 0 {
		return s
	}
	b := []byte(s[:start])
	for i := start; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			const hex = "0123456789abcdef"
			b = append(b, '\\', 'x', hex[s[i]>>4], hex[s[i]&15])
		case hidden(c):
			quoted := strconv.AppendQuoteRuneToASCII(nil, c)
			b = append(b, quoted[1:len(quoted)-1]...)
		default:
			b = append(b, s[i:i+size]...)
		}
		i += size
	}
	return string(b)
}

// first is where the first character stands that has to be escaped; -1 = there is none.
func first(s string, hidden func(rune) bool) int {
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		if c == utf8.RuneError && size == 1 || hidden(c) {
			return i
		}
		i += size
	}
	return -1
}

// MostEchoed is how many characters of somebody's text a message repeats.
const MostEchoed = 60

// Short cuts a text to what a message repeats of it.
func Short(s string) string {
	if len(s) <= MostEchoed || utf8.RuneCountInString(s) <= MostEchoed {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > MostEchoed {
			return s[:i] + "..."
		}
	}
	return s
}

// Echo is what a message shows of an argument, file name or other text of somebody's: its
// beginning, escaped.
func Echo(s string) string { return Escape(Short(s)) }
