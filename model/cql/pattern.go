package cql

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// bindPattern compiles the argument of =~ and !~.
func (c *comparison) bindPattern(pos int) error {
	pattern := c.values[0]
	if at, why := javaOnly(pattern); why != "" {
		return &SyntaxError{Pos: pos + at, Found: quote(clip(pattern[at:])), Wanted: "a pattern that Go's regexp reads as Java does", Hint: why}
	}
	// The pattern has to stand alone before it is wrapped: "a)(b" would not.
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
		return patternError(pattern, pos, err)
	}
	whole, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return patternError(pattern, pos, err)
	}
	c.pattern = whole
	return nil
}

func patternError(pattern string, pos int, err error) error {
	found, why := pattern, err.Error()
	var detail *syntax.Error
	if errors.As(err, &detail) {
		why = detail.Code.String()
		if at := strings.Index(pattern, detail.Expr); at >= 0 && detail.Expr != "" {
			pos, found = pos+at, detail.Expr
		}
	}
	return &SyntaxError{Pos: pos, Found: quote(clip(found)), Wanted: "a regular expression", Hint: why}
}

// javaOnly finds what java.util.regex has and Go's regexp lacks, or reads
// differently without saying so: look-around, atomic groups, back-references,
// possessive repetition, and set operations inside brackets. The empty answer
// means that there is none.
func javaOnly(pattern string) (at int, why string) {
	inClass := false
	for i := 0; i < len(pattern); i++ {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, `\Q`):
			end := strings.Index(rest, `\E`)
			if end < 0 {
				return 0, ""
			}
			i += end + 1
		case rest[0] == '\\':
			if !inClass && backReference(rest) {
				return i, "back-references are not supported"
			}
			i++
		case inClass:
			if why := classOnlyInJava(rest); why != "" {
				return i, why
			}
			inClass = rest[0] != ']'
		case rest[0] == '[':
			inClass = true
			i += classOpening(rest)
		default:
			if why := groupOnlyInJava(rest); why != "" {
				return i, why
			}
		}
	}
	return 0, ""
}

func backReference(rest string) bool {
	return len(rest) > 1 && (rest[1] >= '1' && rest[1] <= '9' || rest[1] == 'k')
}

// classOpening counts the characters after [ that cannot end the class.
func classOpening(rest string) int {
	n := 0
	if strings.HasPrefix(rest[1:], "^") {
		n++
	}
	if strings.HasPrefix(rest[1+n:], "]") {
		n++
	}
	return n
}

func classOnlyInJava(rest string) string {
	switch {
	case rest[0] == '[':
		return "brackets inside brackets are not supported: write \\[ for the character"
	case strings.HasPrefix(rest, "&&"):
		return "intersection of character classes is not supported"
	}
	return ""
}

func groupOnlyInJava(rest string) string {
	for _, start := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if strings.HasPrefix(rest, start) {
			return "look-around is not supported"
		}
	}
	if strings.HasPrefix(rest, "(?>") {
		return "atomic groups are not supported"
	}
	if len(rest) > 1 && strings.IndexByte("*+?", rest[0]) >= 0 && rest[1] == '+' {
		return "possessive repetition is not supported"
	}
	return ""
}
