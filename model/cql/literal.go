package cql

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// bind reads the values of c as its subject's kind has them; pos is where each
// value begins in the text.
func (c *comparison) bind(pos []int) error {
	if c.op == matches || c.op == notMatches {
		return c.bindPattern(pos[0])
	}
	for i, value := range c.values {
		wanted, ok := c.bindValue(value)
		if !ok {
			return &SyntaxError{Pos: pos[i], Found: quote(value), Wanted: wanted}
		}
	}
	return nil
}

// bindValue says what was wanted if value is not it.
func (c *comparison) bindValue(value string) (wanted string, ok bool) {
	var err error
	switch c.subject.kind {
	case flagKind:
		return "true or false", value == "true" || value == "false"
	case versionKind:
		c.parts, ok = parseVersion(value)
		return "a version such as 1.14.5", ok
	case instantKind:
		c.number, ok = parseInstant(value)
		return "a date such as 2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00", ok
	case countKind:
		c.number, err = strconv.ParseInt(value, 10, 64)
		return "a whole number, zero or more", err == nil && c.number >= 0 && value[0] != '+' && value[0] != '-'
	}
	return "", true
}

// parseVersion reads whole numbers with dots between them.
func parseVersion(text string) (parts []uint64, ok bool) {
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return nil, false
		}
		parts = append(parts, n)
	}
	return parts, true
}

// CompareVersions compares two versions of the container agent such as "1.99.1" as expressions
// do: -1, 0 or +1; not ok where one is no version.
func CompareVersions(a, b string) (order int, ok bool) {
	with, ok := parseVersion(b)
	if !ok {
		return 0, false
	}
	return compareVersion(a, with)
}

// compareVersion compares number by number; a missing one is 0, so that 1.14
// equals 1.14.0. Not ok: text is no version.
func compareVersion(text string, with []uint64) (order int, ok bool) {
	for more := true; more; {
		var part string
		part, text, more = strings.Cut(text, ".")
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return 0, false
		}
		var m uint64
		if len(with) > 0 {
			m, with = with[0], with[1:]
		}
		if order == 0 {
			order = cmp.Compare(n, m)
		}
	}
	for _, m := range with {
		if order == 0 && m > 0 {
			order = -1
		}
	}
	return order, true
}

// parseInstant reads the four date forms of the page as seconds since 1970 UTC.
func parseInstant(text string) (seconds int64, ok bool) {
	if strings.ContainsAny(text, ".,") {
		return 0, false // time.Parse would take fractions, which the page does not have
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Unix(), true
		}
	}
	return 0, false
}
