package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model/plaintext"
)

// Lookup finds the type of exactly that name. The error of an unknown name
// lists the nearest known ones and the date of the list of names.
func Lookup(name string) (Type, error) {
	p := table()
	i, found := p.index[name]
	if !found {
		return Type{}, unknown(name)
	}
	t := p.types[i]
	t.Architectures = slices.Clone(t.Architectures)
	return t, nil
}

// figureless are types that EC2 names and for which no source gives vCPUs and
// memory, so that they are not in the table.
var figureless = []string{
	"cc1.4xlarge", "cg1.4xlarge", "cr1.8xlarge", "hi1.4xlarge", "hs1.8xlarge",
	"m9g.metal-24xl", "m9gd.metal-24xl", "u7ib-12tb.224xlarge",
}

func unknown(name string) error {
	if slices.Contains(figureless, name) {
		return fmt.Errorf("instance type %q is named by EC2, but no public source gives its vCPUs and memory: it is not in the catalogue (names of %s)", name, NamesDate)
	}
	near := Near(name)
	if family := strings.ToLower(strings.TrimSuffix(name, ".")); slices.ContainsFunc(table().types, func(t Type) bool { return t.Family() == family }) {
		return fmt.Errorf("unknown instance type %q (names of %s): it is a family, did you mean '%s.*', or one of it, such as %s?",
			plaintext.Short(name), NamesDate, family, orList(near))
	}
	if len(near) == 0 {
		return fmt.Errorf("unknown instance type %q, wanted one of the catalogue's %d (names of %s), such as m5.large", plaintext.Short(name), len(table().types), NamesDate)
	}
	return fmt.Errorf("unknown instance type %q (names of %s): did you mean %s?", plaintext.Short(name), NamesDate, orList(near))
}

// Near gives up to five names that somebody who typed name may have meant,
// nearest first: those at most two letters away, and the sizes of a family
// that exists. Nil: nothing is near.
func Near(name string) []string {
	const atMost, farthest, longest = 5, 2, 32
	if len(name) > longest {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	name = strings.ToLower(strings.TrimSpace(name))
	family, _, _ := strings.Cut(name, ".")
	var found []candidate
	for _, t := range table().types {
		d := distance(name, t.Name)
		if d <= farthest || t.Family() == family {
			found = append(found, candidate{t.Name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var names []string
	for _, c := range found[:min(len(found), atMost)] {
		names = append(names, c.name)
	}
	return names
}

// distance counts the insertions, deletions and replacements of single bytes
// that make b of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// orList joins names for a question: "a, b or c".
func orList(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
