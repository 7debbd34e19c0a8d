package terraform

import (
	"strings"

	"ecssim/scenarios/importer/internal/infra"
	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/internal/strict"
)

// normalise gives a resource's properties the form of the API where Terraform has another.
func (r *reader) normalise(i *infra.Resource) error {
	switch i.Kind {
	case infra.TaskDefinition:
		return r.containers(i)
	case infra.Service:
		deployment(i)
	}
	return nil
}

// containers reads the containers of a task definition, which are JSON in a text.
func (r *reader) containers(i *infra.Resource) error {
	v := i.Props.Get("container_definitions")
	if v.Is(tree.Unknown) {
		hole := *v.Hole
		hole.Say = "apply the plan and import the state, or add describe-task-definition"
		i.Props = with(i.Props, "container_definitions", &tree.Value{Kind: tree.Unknown, Hole: &hole})
		return nil
	}
	text, ok := v.String()
	if !ok || strings.TrimSpace(text) == "" {
		return nil
	}
	parsed, err := parse([]byte(text))
	if err != nil {
		if strings.HasPrefix(strings.TrimSpace(text), "${") {
			return r.fault(i.Source.Address, "container_definitions is an expression that was not evaluated, wanted what terraform show -json prints")
		}
		return r.fault(i.Source.Address, "container_definitions is no JSON: %v", err)
	}
	if !parsed.Is(tree.List) {
		parsed = tree.ListOf(parsed)
	}
	i.Props = with(i.Props, "container_definitions", parsed)
	return nil
}

// flat is what Terraform has at the top and the API in deploymentConfiguration.
var flat = []struct{ key, name string }{
	{"deployment_maximum_percent", "maximumPercent"}, {"deployment_minimum_healthy_percent", "minimumHealthyPercent"},
	{"deployment_circuit_breaker", "deploymentCircuitBreaker"},
}

// deployment makes one map of deploymentConfiguration.
func deployment(i *infra.Resource) {
	m := &tree.Value{Kind: tree.Map}
	if own := i.Props.Get("deployment_configuration").Block(); own.Is(tree.Map) {
		m.Fields = append(m.Fields, own.Fields...)
	}
	for _, f := range flat {
		if v := i.Props.Get(f.key).Block(); v != nil {
			m.Fields = append(m.Fields, tree.Field{Key: f.name, Value: v})
		}
	}
	if m.Fields != nil {
		i.Props = with(i.Props, "deploymentConfiguration", m)
	}
}

// with is a map with one value set.
func with(m *tree.Value, key string, v *tree.Value) *tree.Value {
	set := &tree.Value{Kind: tree.Map, Fields: []tree.Field{{Key: key, Value: v}}}
	if !m.Is(tree.Map) {
		return set
	}
	for _, f := range m.Fields {
		if !tree.SameKey(f.Key, key) {
			set.Fields = append(set.Fields, f)
		}
	}
	return set
}

// fault is the error that something is wrong with a resource, by its address.
func (r *reader) fault(address, format string, args ...any) error {
	f := &strict.Faults{File: r.doc.File}
	f.Add(0, 0, "", "%s: "+format, append([]any{address}, args...)...)
	return f.Err()
}
