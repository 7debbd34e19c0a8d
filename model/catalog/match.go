package catalog

import (
	"fmt"
	"path"
	"strings"

	"ecssim/model/plaintext"
)

// Match gives the types that any of the patterns names: an exact name
// ("m5.large"), a glob in the syntax of path.Match ("m5.*", "c[67]g.?xlarge"),
// or "all". The types come in the order of the patterns, and within a pattern
// in the catalogue's order; a type named twice comes once, where it was named
// first. A pattern that names nothing is an error, and so is having none.
func Match(patterns ...string) ([]Type, error) {
	if len(patterns) == 0 {
		return nil, fmt.Errorf("no instance type given, wanted names or patterns such as m5.large, m5.* or all")
	}
	p := table()
	seen := make([]bool, len(p.types))
	var found []Type
	for _, pattern := range patterns {
		hits, err := p.match(pattern)
		if err != nil {
			return nil, err
		}
		for _, i := range hits {
			if !seen[i] {
				seen[i] = true
				found = append(found, p.types[i])
			}
		}
	}
	return clone(found), nil
}

// longestPattern bounds the work of one pattern; the longest name has 20 bytes.
const longestPattern = 128

// match gives the indices that one pattern names: never none without an error.
func (p parsed) match(pattern string) ([]int, error) {
	if i, found := p.index[pattern]; found {
		return []int{i}, nil
	}
	if len(pattern) > longestPattern {
		return nil, fmt.Errorf("instance type pattern %q has %d bytes, wanted %d at most", plaintext.Short(pattern), len(pattern), longestPattern)
	}
	if pattern == "all" {
		pattern = "*"
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("instance type pattern %q is malformed, wanted one such as m5.* (a [ needs its ])", plaintext.Short(pattern))
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		return nil, unknown(pattern)
	}
	var hits []int
	for i, t := range p.types {
		if ok, _ := path.Match(pattern, t.Name); ok {
			hits = append(hits, i)
		}
	}
	if len(hits) == 0 {
		return nil, p.nothing(pattern)
	}
	return hits, nil
}

// nothing is the error of a well-formed pattern that names no type.
func (p parsed) nothing(pattern string) error {
	hint := ""
	if near := p.nearFamilies(pattern); len(near) > 0 {
		hint = ": did you mean a family such as " + orList(near) + "?"
	}
	return fmt.Errorf("instance type pattern %q matches none of the catalogue's %d types (names of %s)%s", plaintext.Short(pattern), len(p.types), NamesDate, hint)
}

// nearFamilies gives up to three families at most one letter away from the
// pattern's own, if that one has no wildcard and does not exist.
func (p parsed) nearFamilies(pattern string) []string {
	want, _, _ := strings.Cut(pattern, ".")
	if strings.ContainsAny(want, `*?[\`) || len(want) > 16 {
		return nil
	}
	var near []string
	last := ""
	for _, t := range p.types {
		family := t.Family()
		if family == last {
			continue
		}
		last = family
		if d := distance(want, family); d == 0 {
			return nil
		} else if d == 1 && len(near) < 3 {
			near = append(near, family)
		}
	}
	return near
}
