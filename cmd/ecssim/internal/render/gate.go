package render

import (
	"encoding/binary"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ecssim/model/plaintext"
)

// Every text that a format writes comes through a function of this file: names of a scenario file
// are checked when it is read, but titles, lessons and messages may hold what does harm where
// they come out again.

// line makes a text fit for a cell or a line of its own.
func line(s string) string { return plaintext.Escape(oneLine(s)) }

// lines makes a text of several lines fit to be shown.
func lines(s string) string { return plaintext.EscapeLines(s) }

// csvCell makes a text fit for a cell of CSV.
func csvCell(s string) string { return plaintext.CSVCell(s) }

// markdownCell makes a text safe inside a cell: the renderer neither escapes a bar nor keeps a
// line break within its row.
func markdownCell(s string) string {
	return strings.ReplaceAll(markdownSpan(line(s)), "|", `\|`)
}

// markdownLines makes text between the tables safe: nothing in it is a heading, a rule or a quote.
// Lists stay lists.
func markdownLines(s string) string {
	all := strings.Split(markdownSpan(lines(s)), "\n")
	for i, l := range all {
		blank := indent(l)
		if rest := l[len(blank):]; markdownBlock.MatchString(rest) {
			all[i] = blank + `\` + rest
		}
	}
	return strings.Join(all, "\n")
}

// markdownBlock is the beginning of a line that makes it other than a paragraph or an item of a list.
var markdownBlock = regexp.MustCompile(`^(#{1,6}($| )|>|~~~|=+ *$|-+ *$|([-*_] *){3,}$)`)

// markdownSpan takes HTML, code, links, pictures and emphasis out of a text, by a backslash before
// the character with which each begins.
func markdownSpan(s string) string {
	if strings.ContainsAny(s, "\\`<[&") {
		s = markdownInline.ReplaceAllString(s, `\$0`)
	}
	if strings.ContainsAny(s, emphases) {
		s = withoutEmphasis(s)
	}
	return s
}

// emphases are the characters of emphasis and of what is struck out.
const emphases = "*_~"

// withoutEmphasis puts a backslash before each of emphases that may begin or end some: not before
// those between blanks, nor before a _ within a word (CommonMark 0.31, 6.2; GitHub Flavored Markdown
// 0.29, 6.5).
func withoutEmphasis(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 0
		for i+n < len(s) && s[i+n] == s[i] && strings.IndexByte(emphases, s[i]) >= 0 {
			n++
		}
		if n == 0 {
			b.WriteByte(s[i])
			i++
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(" " + s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+n:] + " ")
		if unicode.IsSpace(before) && unicode.IsSpace(after) || s[i] == '_' && inWord(before) && inWord(after) {
			b.WriteString(s[i : i+n])
		} else {
			b.WriteString(strings.Repeat(`\`+s[i:i+1], n))
		}
		i += n
	}
	return b.String()
}

func inWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// markdownInline is a character that would begin something in a line. One less-than sign before a
// blank or a number begins nothing, and neither does one ampersand that no entity follows.
var markdownInline = regexp.MustCompile("[\\\\`\\[]|<[A-Za-z/!?]|&#?[A-Za-z0-9]+;")

// gatedJSON escapes what JSON allows in a text and does not show: JSON's own encoder escapes only
// C0, U+2028 and U+2029. Each Write ends between two characters.
type gatedJSON struct{ w io.Writer }

// Write writes JSON.
func (g gatedJSON) Write(p []byte) (int, error) {
	if !hidesSome(p) {
		return g.w.Write(p)
	}
	var b []byte
	for _, c := range string(p) {
		switch {
		case c == '\n' || !plaintext.Hidden(c):
			b = utf8.AppendRune(b, c)
		case c > 0xffff: // JSON's escapes are of UTF-16
			c -= 0x10000
			b = appendEscape(appendEscape(b, 0xd800+c>>10), 0xdc00+c&0x3ff)
		default:
			b = appendEscape(b, c)
		}
	}
	if _, err := g.w.Write(b); err != nil {
		return 0, err
	}
	return len(p), nil
}

// appendEscape appends \uXXXX.
func appendEscape(b []byte, c rune) []byte {
	code := strconv.FormatInt(int64(c), 16)
	return append(append(append(b, `\u`...), "0000"[len(code):]...), code...)
}

// hidesSome reports whether JSON holds a character that does not show, but for line breaks.
func hidesSome(p []byte) bool {
	for i := 0; i < len(p); {
		if len(p)-i >= eight && shows(binary.LittleEndian.Uint64(p[i:])) {
			i += eight
			continue
		}
		c, size := rune(p[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(p[i:])
		}
		if c != '\n' && plaintext.Hidden(c) {
			return true
		}
		i += size
	}
	return false
}

const (
	eight    = 8                  // bytes in a word
	each     = 0x0101010101010101 // a word of the byte 1
	highBits = 0x80 * each
)

// shows reports whether each of eight bytes is printable ASCII or a line break: nearly all of a long
// report is, and a look at each byte would cost as much as to encode it. In each byte the highest bit
// tells; no sum of two bytes below 0x80 carries into the next.
func shows(word uint64) bool {
	low := word &^ highBits
	noBreak := (low ^ '\n'*each) + 0x7f*each
	fromBlank := low + (0x80-' ')*each
	deleted := low + each // DEL is 0x7f
	return (^noBreak|fromBlank)&^deleted&^word&highBits == highBits
}
