package cloudformation

import (
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// Resource is a resource of a template, worked out.
type Resource struct {
	Address    string // its logical ID, behind its stack's name and a dot where there are several templates
	Stack      string // name of its stack, or what is taken for it
	LogicalID  string
	Type       string // such as AWS::ECS::Service
	Properties *tree.Value
	// Label is what a person would call it: its path in the CDK, or its logical ID.
	Label        string
	File         string
	Line, Column int
	// Condition is why it is not known whether there is such a resource; nil = there is.
	Condition *tree.Hole
}

// Result is what some templates say together.
type Result struct {
	Resources []Resource
	Notes     []string // what was not resolved, each with its place
}

// Evaluate works out the resources of some templates of the types that are wanted, in the order
// of the files. Resources whose condition does not hold are not among them.
func Evaluate(templates []*Template, given Parameters, wanted func(kind string) bool) Result {
	e := &evaluation{given: given, templates: templates, verdicts: map[*yaml.Node]*verdict{}, without: map[*Template][]string{}, nestings: map[*Template]*nesting{}, names: map[*Template]string{}}
	e.nest()
	e.nameTemplates()
	e.exports = e.allExports()
	var all Result
	for _, t := range templates {
		for _, name := range t.transforms {
			all.Notes = append(all.Notes, t.File+": transform "+name+" is not resolved: what it makes of the template is not read")
		}
		for _, f := range t.things {
			e.resource(t, f, wanted, &all)
		}
	}
	for _, t := range templates {
		if names := e.without[t]; len(names) > 0 {
			slices.Sort(names)
			all.Notes = append(all.Notes, t.File+": parameters without a value: "+strings.Join(names, ", "))
		}
	}
	all.Notes = append(all.Notes, e.guessed...)
	return all
}

// resource works out one resource.
func (e *evaluation) resource(t *Template, f field, wanted func(string) bool, all *Result) {
	if strings.HasPrefix(f.key, "Fn::") {
		all.Notes = append(all.Notes, place(t, f.at)+": "+f.key+" among the resources is not resolved")
		return
	}
	r := Resource{
		Address: e.address(t, f.key), Stack: e.names[t], LogicalID: f.key,
		Type:  scalar(child(f.value, "Type")),
		Label: label(f), File: t.File, Line: f.at.Line, Column: f.at.Column,
	}
	if why := unresolved(r.Type); why != "" {
		if nested(r.Type) && e.isNested(t, f.key) {
			return
		}
		all.Notes = append(all.Notes, place(t, f.at)+": "+r.Address+" is "+why+", which is not resolved")
		return
	}
	if !wanted(r.Type) {
		return
	}
	v := e.exists(t)
	if c := child(f.value, "Condition"); c != nil && v.holds {
		v = e.condition(t, scalar(c))
	}
	if v.hole == nil && !v.holds {
		return
	}
	r.Condition = v.hole
	r.Properties = e.value(t, child(f.value, "Properties"))
	all.Resources = append(all.Resources, r)
}

// unresolved says what stands for other resources that this file does not tell; "" = the resource
// stands for itself.
func unresolved(kind string) string {
	switch {
	case nested(kind):
		return "a nested stack whose template is not among the files"
	case kind == "AWS::CloudFormation::CustomResource", strings.HasPrefix(kind, "Custom::"):
		return "a custom resource"
	case strings.HasPrefix(kind, "AWS::Serverless::"):
		return "of SAM"
	case strings.HasSuffix(kind, "::MODULE"):
		return "a module"
	}
	return ""
}

// address is how a resource of a template is called.
func (e *evaluation) address(t *Template, id string) string {
	if len(e.templates) == 1 {
		return id
	}
	return e.names[t] + "." + id
}

// nameTemplates gives each template a name of its own for addresses: its stack's, that of the
// resource that nests it, or, where several would be called alike, its file's with the folders.
func (e *evaluation) nameTemplates() {
	alike := map[string]int{}
	for _, t := range e.templates {
		e.names[t] = t.StackName()
		if n := e.nestings[t]; n != nil {
			e.names[t] = n.id
		}
		alike[e.names[t]]++
	}
	for _, t := range e.templates {
		if alike[e.names[t]] > 1 {
			e.names[t] = strings.TrimSuffix(filepath.ToSlash(t.File), filepath.Ext(t.File))
		}
	}
}

// named is an attribute of a resource, which stands for it.
func (e *evaluation) named(t *Template, id, attribute string) *tree.Value {
	switch {
	case !t.ids[id]:
		return tree.Not("there is no parameter and no resource "+id, "")
	case attribute == "":
		attribute = "Ref"
	}
	if v, ok := e.output(t, id, attribute); ok {
		return v
	}
	v := tree.Not(attribute+" of "+e.address(t, id)+" is known when the stack is there", "")
	v.Hole.Names = []tree.Name{{Resource: e.address(t, id), Attribute: attribute}}
	return v
}

// label is what a person would call a resource. The CDK makes logical IDs of a path and a hash,
// and keeps the path beside the resource: STACK/Web/Service, or STACK/Web/Service/Resource.
func label(f field) string {
	path := scalar(child(child(f.value, "Metadata"), "aws:cdk:path"))
	parts := strings.Split(path, "/")
	if len(parts) < 2 {
		return f.key
	}
	parts = parts[1:]
	if last := parts[len(parts)-1]; len(parts) > 1 && (last == "Resource" || last == "Default") {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, "-")
}
