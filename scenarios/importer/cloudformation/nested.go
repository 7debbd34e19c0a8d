package cloudformation

import (
	"path"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// nesting is where a template is the template of a nested stack.
type nesting struct {
	in         *Template
	id         string     // of the resource
	properties *yaml.Node // of the resource
	condition  *yaml.Node // of the resource; nil = none
}

// nested reports whether a type of resource is a nested stack, or an application of SAM that
// becomes one.
func nested(kind string) bool {
	return kind == "AWS::CloudFormation::Stack" || kind == "AWS::Serverless::Application"
}

// nest finds the templates of nested stacks among those that are given, by their names. One that
// several stacks have, or that might be several files, stays alone.
func (e *evaluation) nest() {
	taken := map[*Template]int{}
	for _, t := range e.templates {
		for _, f := range t.things {
			if !nested(scalar(child(f.value, "Type"))) {
				continue
			}
			properties := child(f.value, "Properties")
			location := child(properties, "TemplateURL")
			if location == nil {
				location = child(properties, "Location")
			}
			if asset := child(child(f.value, "Metadata"), "aws:asset:path"); asset != nil {
				location = asset // CDK uploads the template under a hash
			}
			if to := e.templateAt(t, location); to != nil {
				taken[to]++
				e.nestings[to] = &nesting{in: t, id: f.key, properties: properties, condition: child(f.value, "Condition")}
			}
		}
	}
	for to, n := range taken {
		if n > 1 {
			delete(e.nestings, to)
		}
	}
}

// templateAt is the one template that a location may be; nil where there is none, or several.
func (e *evaluation) templateAt(t *Template, location *yaml.Node) *Template {
	text, ok := e.value(t, location).Rough()
	if !ok {
		return nil
	}
	text = path.Clean(strings.ReplaceAll(text, tree.Gap, "*"))
	for {
		var found []*Template
		for _, other := range e.templates {
			file := "/" + filepath.ToSlash(filepath.Clean(other.File))
			if other != t && strings.HasSuffix(file, "/"+text) {
				found = append(found, other)
			}
		}
		_, rest, more := strings.Cut(text, "/")
		switch {
		case len(found) == 1:
			return found[0]
		case len(found) > 1 || !more:
			return nil
		}
		text = rest // the location has folders or a host that the file's path has not
	}
}

// passed is the value that a nested stack's parameter is given; false where it is given none.
func (e *evaluation) passed(t *Template, name string) (*tree.Value, bool) {
	n := e.nestings[t]
	if n == nil {
		return nil, false
	}
	given := child(child(n.properties, "Parameters"), name)
	if given == nil {
		return nil, false
	}
	return e.value(n.in, given), true
}

// isNested reports whether the template of a nested stack is among those that are given.
func (e *evaluation) isNested(t *Template, id string) bool {
	for _, n := range e.nestings {
		if n.in == t && n.id == id {
			return true
		}
	}
	return false
}

// output is an output of a nested stack whose template is given; false where it is not.
func (e *evaluation) output(t *Template, id, attribute string) (*tree.Value, bool) {
	name, ok := strings.CutPrefix(attribute, "Outputs.")
	if !ok {
		return nil, false
	}
	for to, n := range e.nestings {
		if n.in != t || n.id != id {
			continue
		}
		for _, out := range to.outputs {
			if out.key == name {
				return e.value(to, child(out.value, "Value")), true
			}
		}
		return tree.Not("nested stack "+id+" has no output "+name, ""), true
	}
	return nil, false
}

// exists is whether the stack of a template is there: those whose condition does not hold are not.
func (e *evaluation) exists(t *Template) verdict {
	for depth := 0; e.nestings[t] != nil && depth < maxDepth; depth++ {
		n := e.nestings[t]
		if n.condition != nil {
			if v := e.condition(n.in, scalar(n.condition)); v.hole != nil || !v.holds {
				return v
			}
		}
		t = n.in
	}
	return verdict{holds: true}
}

// splitParts takes a text apart at a delimiter, where some of it is not known: what stands between
// two delimiters is one entry. false where nothing of the text is known.
func splitParts(v *tree.Value, delimiter string) (*tree.Value, bool) {
	if !v.Is(tree.Unknown) || v.Hole.Parts == nil {
		return nil, false
	}
	list := &tree.Value{Kind: tree.List}
	var entry []*tree.Value
	for _, p := range flat(v, nil) {
		text, ok := p.String()
		if !ok {
			entry = append(entry, p)
			continue
		}
		for i, piece := range strings.Split(text, delimiter) {
			if i > 0 {
				list.List = append(list.List, joined(entry))
				entry = nil
			}
			if piece != "" {
				entry = append(entry, tree.Of(piece))
			}
		}
	}
	list.List = append(list.List, joined(entry))
	return list, true
}

// flat is the parts of a text, those of its parts among them.
func flat(v *tree.Value, all []*tree.Value) []*tree.Value {
	if !v.Is(tree.Unknown) || v.Hole.Parts == nil {
		return append(all, v)
	}
	for _, p := range v.Hole.Parts {
		if p != nil {
			all = flat(p, all)
		}
	}
	return all
}

// joined is a text of parts; one that is all of it stays itself, with what it refers to.
func joined(parts []*tree.Value) *tree.Value {
	if len(parts) == 1 {
		return parts[0]
	}
	return tree.JoinTexts(parts)
}
