package cloudformation

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// sub is Fn::Sub: ${NAME} and ${RESOURCE.ATTRIBUTE} in a text, ${!LITERAL} as it is, and names of
// a map beside the text.
func (e *evaluation) sub(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) == 0 || len(parts) > 2 || parts[0].Kind != yaml.ScalarNode {
		return tree.Not("Fn::Sub wants a text", "")
	}
	var names map[string]*yaml.Node
	if len(parts) == 2 {
		names = index(fields(parts[1]))
	}
	var all []*tree.Value
	rest := parts[0].Value
	for {
		before, after, found := strings.Cut(rest, "${")
		name, behind, closed := strings.Cut(after, "}")
		if !found || !closed {
			return e.text(t, append(all, tree.Of(rest)))
		}
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			all = append(all, tree.Of(before+"${"+literal+"}"))
		} else {
			all = append(all, tree.Of(before), e.variable(t, strings.TrimSpace(name), names))
		}
		rest = behind
	}
}

// variable is what a name in the text of Fn::Sub stands for.
func (e *evaluation) variable(t *Template, name string, names map[string]*yaml.Node) *tree.Value {
	if own := names[name]; own != nil {
		return e.value(t, own)
	}
	if resource, attribute, ok := strings.Cut(name, "."); ok {
		return e.named(t, resource, attribute)
	}
	return e.ref(t, name)
}

func decimal(n int) string { return strconv.Itoa(n) }
