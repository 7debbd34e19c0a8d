package cloudformation

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// export is an output that other stacks import.
type export struct {
	template *Template
	name     *tree.Value
	value    *yaml.Node
	open     bool // it is being worked out
}

// allExports finds the exports of all templates, with their names.
func (e *evaluation) allExports() []*export {
	var all []*export
	for _, t := range e.templates {
		for _, out := range t.outputs {
			if c := child(out.value, "Condition"); c != nil {
				if v := e.condition(t, scalar(c)); v.hole == nil && !v.holds {
					continue
				}
			}
			if name := child(child(out.value, "Export"), "Name"); name != nil {
				all = append(all, &export{template: t, name: e.value(t, name), value: child(out.value, "Value")})
			}
		}
	}
	return all
}

// imported is Fn::ImportValue: the value of the export of that name. Where a part of a name is not
// known, such as that of a stack, the one export whose name may be the same is taken.
func (e *evaluation) imported(t *Template, name *tree.Value) *tree.Value {
	wanted, ok := name.Rough()
	if !ok {
		return orUnknown(name, "Fn::ImportValue wants a name")
	}
	exact, rough := e.candidates(wanted)
	found := exact
	if len(found) == 0 {
		found = rough
	}
	shown := strings.ReplaceAll(wanted, tree.Gap, "*")
	switch {
	case len(found) == 0:
		return tree.Not("export "+shown+" is in no template", "add the template that has it")
	case len(found) > 1:
		return tree.Not("several exports may be "+shown, name.Say())
	case found[0].open:
		return tree.Not("export "+shown+" depends on itself", "")
	}
	x := found[0]
	x.open = true
	defer func() { x.open = false }()
	v := e.value(x.template, x.value)
	if len(exact) == 0 {
		name, _ := x.name.Rough()
		note := t.File + ": " + shown + " is taken to be the export " + strings.ReplaceAll(name, tree.Gap, "*") + " of " + x.template.File
		if !slices.Contains(e.guessed, note) {
			e.guessed = append(e.guessed, note)
		}
	}
	return v
}

// candidates is the exports of a name, and those whose name may be the same once its parts are known.
func (e *evaluation) candidates(wanted string) (exact, rough []*export) {
	for _, x := range e.exports {
		name, ok := x.name.Rough()
		switch {
		case !ok || !e.spend(len(name)/16+1):
		case name == wanted && !strings.Contains(name, tree.Gap):
			exact = append(exact, x)
		case alike(name, wanted):
			rough = append(rough, x)
		}
	}
	return exact, rough
}

// alike reports whether two names, one of them with gaps at least, may be the same. What is known
// of them has to meet somewhere: two names that are all gap are not alike.
func alike(a, b string) bool {
	if !strings.Contains(a, tree.Gap) {
		a, b = b, a
	}
	switch {
	case !strings.Contains(a, tree.Gap) || strings.Trim(a, tree.Gap) == "":
		return false
	case strings.Contains(b, tree.Gap):
		return a == b
	}
	pieces := strings.Split(a, tree.Gap)
	rest, ok := strings.CutPrefix(b, pieces[0])
	if !ok {
		return false
	}
	for _, p := range pieces[1 : len(pieces)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return strings.HasSuffix(rest, pieces[len(pieces)-1])
}
