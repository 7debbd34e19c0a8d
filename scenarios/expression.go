package scenarios

import (
	"errors"
	"strings"
	"unicode/utf8"

	"ecssim/model/cql"
	"ecssim/scenarios/internal/strict"
)

// checkExpression parses a placement expression. The fault is placed inside it
// where the file has the text as it stands, else at its beginning.
func checkExpression(text string, at strict.Place) {
	_, err := cql.Parse(text)
	if err == nil {
		return
	}
	var e *cql.SyntaxError
	if !errors.As(err, &e) {
		at.Fail("", "%v", err)
		return
	}
	column := at.Node.Column
	if line, ok := at.Line(at.Node.Line); ok {
		written := strict.Window(line, column, utf8.RuneCountInString(text)+1)
		if i := strings.Index(written, text); i == 0 || i == 1 {
			column += i + utf8.RuneCountInString(text[:e.Pos])
		}
	}
	at.Add(at.Node.Line, column, e.Hint, "expression: found %s, wanted %s", e.Found, e.Wanted)
}
