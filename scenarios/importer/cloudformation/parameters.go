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

// parameter is the value of a template's parameter.
func (e *evaluation) parameter(t *Template, name string) *tree.Value {
	declared := t.parameters[name]
	kind := scalar(child(declared, "Type"))
	text, given := e.given.of(t, name)
	assumed := ""
	if !given {
		def := child(declared, "Default")
		if def == nil || def.Kind != yaml.ScalarNode {
			e.missing(t, name)
			return tree.Not("parameter "+name+" has no default", "--parameters "+name+"=VALUE")
		}
		text, assumed = def.Value, "the default of parameter "+name
	}
	if strings.HasPrefix(kind, "AWS::SSM::Parameter::Value<") && !given {
		return tree.Not("parameter "+name+" is the name of a value in Systems Manager", "--parameters "+name+"=VALUE")
	}
	if kind != "CommaDelimitedList" && !strings.Contains(kind, "List<") {
		return &tree.Value{Kind: tree.Text, Text: text, Assumed: assumed}
	}
	list := &tree.Value{Kind: tree.List, Assumed: assumed}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list.List = append(list.List, &tree.Value{Kind: tree.Text, Text: part, Assumed: assumed})
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
