package plaintext

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// csvNumber is a cell that a spreadsheet takes for a number, whatever its sign.
var csvNumber = regexp.MustCompile(`^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?$`)

// IsNumber reports whether a spreadsheet takes a cell for a number.
func IsNumber(s string) bool { return csvNumber.MatchString(s) }

// CSVCell makes a text fit for a cell of CSV. Spreadsheets run a cell that begins like a formula;
// an apostrophe before it makes it a text (OWASP, CSV Injection). Numbers stay numbers.
func CSVCell(s string) string {
	s = EscapeLines(s)
	if c, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@＝＋－＠", c) && s != "" && !IsNumber(s) {
		return "'" + s
	}
	return s
}
