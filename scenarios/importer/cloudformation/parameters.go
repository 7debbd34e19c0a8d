package cloudformation

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// Parameters are values that the user gives for parameters and pseudo parameters by their names,
// for every template that has them, or as STACK:NAME for one template.
type Parameters map[string]string

// of is what is given for a template's parameter.
func (p Parameters) of(t *Template, name string) (string, bool) {
	if text, ok := p[t.StackName()+":"+name]; ok {
		return text, true
	}
	text, ok := p[name]
	return text, ok
}

// parameter is the value of a template's parameter: what the user gives, what the stack that nests
// this one gives, or the default.
func (e *evaluation) parameter(t *Template, name string) *tree.Value {
	declared := t.parameters[name]
	kind := scalar(child(declared, "Type"))
	if text, given := e.given.of(t, name); given {
		return asKind(tree.Of(text), kind)
	}
	v, passed := e.passed(t, name)
	def := child(declared, "Default")
	switch {
	case passed:
	case def == nil || def.Kind != yaml.ScalarNode:
		e.missing(t, name)
		return tree.Not("parameter "+name+" has no default", "--parameters "+name+"=VALUE")
	default:
		v = &tree.Value{Kind: tree.Text, Text: def.Value, Assumed: "the default of parameter " + name}
	}
	if strings.HasPrefix(kind, "AWS::SSM::Parameter::Value<") && v.Is(tree.Text) {
		return tree.Not("parameter "+name+" is the name of a value in Systems Manager", "--parameters "+name+"=VALUE")
	}
	return asKind(v, kind)
}

// asKind makes a list of the text of a parameter that is one.
func asKind(v *tree.Value, kind string) *tree.Value {
	if kind != "CommaDelimitedList" && !strings.Contains(kind, "List<") {
		return v
	}
	if list, ok := splitParts(v, ","); ok {
		return list
	}
	if !v.Is(tree.Text) {
		return v
	}
	list := &tree.Value{Kind: tree.List, Assumed: v.Assumed}
	for _, part := range strings.Split(v.Text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list.List = append(list.List, &tree.Value{Kind: tree.Text, Text: part, Assumed: v.Assumed})
		}
	}
	return list
}

// missing notes a parameter that somebody refers to and that has no value.
func (e *evaluation) missing(t *Template, name string) {
	if !slices.Contains(e.without[t], name) {
		e.without[t] = append(e.without[t], name)
	}
}

// pseudo is the value of a pseudo parameter; false if there is none of that name.
func (e *evaluation) pseudo(t *Template, name string) (*tree.Value, bool) {
	if text, ok := e.given.of(t, name); ok && strings.HasPrefix(name, "AWS::") {
		return tree.Of(text), true
	}
	switch name {
	case "AWS::NoValue":
		return nil, true
	case "AWS::Partition":
		return &tree.Value{Kind: tree.Text, Text: "aws", Assumed: "AWS::Partition = aws"}, true
	case "AWS::URLSuffix":
		return &tree.Value{Kind: tree.Text, Text: "amazonaws.com", Assumed: "AWS::URLSuffix = amazonaws.com"}, true
	case "AWS::StackName":
		if t.Stack != "" {
			return tree.Of(t.Stack), true
		}
	case "AWS::Region":
		if t.Region != "" {
			return tree.Of(t.Region), true
		}
	case "AWS::AccountId", "AWS::StackId", "AWS::NotificationARNs":
	default:
		return nil, false
	}
	return tree.Not(name+" is in no file", "--parameters "+name+"=VALUE"), true
}

// scalar is the text of a single value; "" where there is none.
func scalar(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}
