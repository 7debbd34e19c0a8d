package strict

import (
	"slices"
	"strings"
)

// unsimulated is one part of a field's tag of that name: values that the ECS API takes and no
// run knows, and what is missing for them. Where it names no values, any that is not empty is
// one. A tag has several parts with "; " between them.
//
//	unsimulated:"LINEAR,CANARY: traffic that is shifted"
//	unsimulated:"traffic that is shifted"
type unsimulated struct {
	values  []string
	missing string
}

// parseUnsimulated reads the tag.
func parseUnsimulated(tag string) (all []unsimulated) {
	if tag == "" {
		return nil
	}
	for part := range strings.SplitSeq(tag, "; ") {
		values, missing, named := strings.Cut(part, ": ")
		if named {
			all = append(all, unsimulated{strings.Split(values, ","), missing})
		} else {
			all = append(all, unsimulated{nil, part})
		}
	}
	return all
}

// missing is what is missing for a value that no run knows, if it is one.
func (r *Rule) missing(value string) (what string, unknown bool) {
	i := slices.IndexFunc(r.unsimulated, func(u unsimulated) bool { return slices.Contains(u.values, value) })
	if i < 0 {
		return "", false
	}
	return r.unsimulated[i].missing, true
}

// refuses records that a key is given which no run knows; in a file that is read leniently it
// is noted.
func (d *Decoder) refuses(p Pair, f *Field) bool {
	empty := IsNull(p.Value) || p.Value.Value == "" && len(p.Value.Content) == 0 && p.Value.Alias == nil
	if len(f.Rule.unsimulated) == 0 || f.Rule.unsimulated[0].values != nil || empty {
		return false
	}
	missing := f.Rule.unsimulated[0].missing
	if d.Lenient {
		d.Note(p.Key.Line, p.Key.Column, "%s is not simulated: %s", f.Name, missing)
	} else {
		d.Add(p.Key.Line, p.Key.Column, "leave it out", "%s is not simulated: %s", f.Name, missing)
	}
	return true
}
