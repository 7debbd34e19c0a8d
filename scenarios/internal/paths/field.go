package paths

import (
	"slices"
	"strings"

	"ecssim/sim/report"
)

// Leaf is the field of the report to which a path leads: that of a number for a list's count. It is
// nil where the path leads nowhere. The members of lists and maps may have dots in their names: the
// shortest name is taken with which the rest leads on.
func Leaf(f *report.Field, path string) *report.Field {
	if path == "" {
		return f
	}
	if f.Kind == report.List && path == "count" {
		return &report.Field{Key: path, Path: f.Path + "." + path, Kind: report.Number}
	}
	first, rest, _ := strings.Cut(path, ".")
	switch f.Kind {
	case report.Group:
		if i := slices.IndexFunc(f.Fields, func(x *report.Field) bool { return x.Key == first }); i >= 0 {
			return Leaf(f.Fields[i], rest)
		}
	case report.List, report.Map:
		for i := range len(path) {
			if path[i] == '.' {
				if leaf := Leaf(f.Member, path[i+1:]); leaf != nil {
					return leaf
				}
			}
		}
		if !strings.Contains(path, ".") {
			return f.Member
		}
	}
	return nil
}

// Astray follows a path and returns the word at which it leaves the fields, with those that are
// there, as it reads where no name has a dot in it; true where it leads to a field.
func Astray(f *report.Field, path string) (word string, names []string, ok bool) {
	if Leaf(f, path) != nil {
		return "", nil, true
	}
	first, rest, _ := strings.Cut(path, ".")
	switch f.Kind {
	case report.Group:
		for _, x := range f.Fields {
			if x.Key == first {
				return Astray(x, rest)
			}
			names = append(names, x.Key)
		}
	case report.List, report.Map:
		return Astray(f.Member, rest)
	}
	return first, names, false
}
