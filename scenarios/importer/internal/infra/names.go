package infra

import (
	"fmt"
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// index makes resources found by address and by what known values call them.
func (f *filler) index() {
	f.byAddress, f.byName = map[string]*Resource{}, map[string][]*Resource{}
	for _, r := range f.all {
		f.byAddress[r.Address] = r
		for _, n := range r.Names {
			if n != "" {
				f.byName[n] = append(f.byName[n], r)
			}
		}
	}
}

// ownName is the key under which a resource of a kind has its name.
var ownName = map[Kind][]string{
	Cluster: {"clusterName", "name"}, Provider: {"name"}, TaskDefinition: {"family"}, Service: {"serviceName", "name"},
	Group: {"autoScalingGroupName", "name"}, LaunchTemplate: {"launchTemplateName", "name"},
	LaunchConfiguration: {"launchConfigurationName", "name"}, Subnet: {"id"}, TargetGroup: {"name"},
}

// nameAll gives each resource the name that a scenario has for it: its own, or its label. Where two
// of a kind would be called alike, their keys stand behind and then their paths before it.
func (f *filler) nameAll() {
	for _, r := range f.all {
		r.name = clean(r.Label)
		for _, key := range ownName[r.Kind] {
			if text, ok := r.Props.Get(key).String(); ok && clean(record.Tail(text)) != "" {
				r.name = clean(record.Tail(text))
				break
			}
		}
	}
	for _, r := range f.all {
		if r.name == "" {
			r.name = "unnamed"
		}
	}
	for _, longer := range []func(*Resource) string{
		func(r *Resource) string { return r.name + "-" + r.Key },
		func(r *Resource) string { return r.Path + "-" + r.name },
	} {
		named := map[kindName]int{}
		for _, r := range f.all {
			named[kindName{r.Kind, r.name}]++
		}
		for _, r := range f.all {
			if named[kindName{r.Kind, r.name}] > 1 {
				r.name = clean(longer(r))
			}
		}
	}
	taken := map[kindName]bool{}
	for _, r := range f.all {
		base := r.name
		for n := 2; taken[kindName{r.Kind, r.name}]; n++ {
			r.name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[kindName{r.Kind, r.name}] = true
	}
}

// kindName is a name among those of one kind.
type kindName struct {
	kind Kind
	name string
}

// clean is a text as a name: what no name may hold becomes a hyphen.
func clean(text string) string {
	text = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			return c
		}
		return '-'
	}, text)
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "-")
	}
	const most = 100 // of an instance group's name
	return strings.Trim(text[:min(len(text), most)], "-_")
}

// find is the resources of some kinds that a value refers to: by the names that it is unknown for,
// or by its text. Several = one of them, nobody says which.
func (f *filler) find(v *tree.Value, kinds ...Kind) []*Resource {
	var found []*Resource
	add := func(r *Resource) {
		if r == nil {
			return
		}
		for _, known := range found {
			if known == r {
				return
			}
		}
		for _, k := range kinds {
			if r.Kind == k {
				found = append(found, r)
			}
		}
	}
	if text, ok := v.String(); ok {
		for _, name := range []string{text, record.Tail(text), withoutRevision(record.Tail(text))} {
			for _, r := range f.byName[name] {
				add(r)
			}
			if len(found) > 0 {
				break
			}
		}
		return found
	}
	for _, n := range v.Names() {
		add(f.byAddress[n.Resource])
	}
	if len(found) == 0 && v.Is(tree.Unknown) {
		for _, part := range v.Hole.Parts {
			for _, n := range part.Names() {
				add(f.byAddress[n.Resource])
			}
		}
	}
	return found
}

// one is the resource of some kinds that a value refers to; nil if there is none, or several.
func (f *filler) one(v *tree.Value, kinds ...Kind) *Resource {
	if found := f.find(v, kinds...); len(found) == 1 {
		return found[0]
	}
	return nil
}

// withoutRevision is a family without what stands behind its colon.
func withoutRevision(name string) string {
	family, _, _ := strings.Cut(name, ":")
	return family
}

// name is what a value names: a resource of the files, or something that they do not have.
func (f *filler) name(v *tree.Value, r *Resource, kinds ...Kind) record.Value[string] {
	if to := f.one(v, kinds...); to != nil {
		if v.Is(tree.Text) {
			return record.Give(to.name, r.Source)
		}
		return record.Derive(to.name, r.Source, "it refers to "+to.Address)
	}
	text := f.text(v, r)
	text.V = record.Tail(text.V)
	return text
}

// listOfNames is the names in a list, each of a resource or of something that the files do not have.
func (f *filler) listOfNames(v *tree.Value, r *Resource, kinds ...Kind) record.Value[[]string] {
	if v.Absent() {
		return record.Value[[]string]{}
	}
	var all []string
	derived := ""
	for _, item := range v.Items() {
		found := f.find(item, kinds...)
		switch {
		case len(found) > 0:
			for _, to := range found {
				all = append(all, to.name)
			}
			if item.Is(tree.Unknown) {
				derived = "it refers to " + found[0].Address
			}
		case item.Is(tree.Text):
			all = append(all, record.Tail(item.Text))
		case item.Is(tree.Unknown):
			return record.Ask[[]string](r.Source, why(item), item.Say())
		}
	}
	switch {
	case len(all) == 0:
		return record.Value[[]string]{}
	case derived != "":
		return record.Derive(all, r.Source, derived)
	}
	return record.Give(all, r.Source)
}
