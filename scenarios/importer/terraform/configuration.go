package terraform

import (
	"encoding/json"
	"strings"
)

// configuration is what a plan says of the configuration that it was made from: which expression
// refers to what.
type configuration struct {
	Root      configModule              `json:"root_module"`
	Providers map[string]configProvider `json:"provider_config"`
}

type configProvider struct {
	Name        string                `json:"name"`
	Expressions map[string]expression `json:"expressions"`
}

type configModule struct {
	Resources []configResource        `json:"resources"`
	Calls     map[string]moduleCall   `json:"module_calls"`
	Outputs   map[string]configOutput `json:"outputs"`
}

type configResource struct {
	Mode        string                `json:"mode"`
	Type        string                `json:"type"`
	Name        string                `json:"name"`
	Expressions map[string]expression `json:"expressions"`
}

type moduleCall struct {
	Expressions map[string]expression `json:"expressions"`
	Module      *configModule         `json:"module"`
}

type configOutput struct {
	Expression expression `json:"expression"`
}

// expression is an expression, or a block or blocks with expressions in them. It is taken apart
// when it is asked for.
type expression struct{ raw json.RawMessage }

func (e *expression) UnmarshalJSON(data []byte) error {
	e.raw = append(json.RawMessage(nil), data...)
	return nil
}

// references is what an expression refers to.
func (e expression) references() []string {
	var one struct {
		References []string `json:"references"`
	}
	if json.Unmarshal(e.raw, &one) != nil {
		return nil
	}
	return one.References
}

// constant is the text that an expression is; "" where it is none.
func (e expression) constant() string {
	var one struct {
		Value any `json:"constant_value"`
	}
	if json.Unmarshal(e.raw, &one) != nil {
		return ""
	}
	text, _ := one.Value.(string)
	return text
}

// below is the expression of an attribute within a block, or within the i-th of blocks. Of blocks
// that the configuration makes by a loop there are fewer: the last stands for all.
func (e expression) below(i int, attribute string) expression {
	var blocks []map[string]expression
	if json.Unmarshal(e.raw, &blocks) != nil || len(blocks) == 0 {
		var block map[string]expression
		if json.Unmarshal(e.raw, &block) != nil {
			return expression{}
		}
		return block[attribute]
	}
	return blocks[min(i, len(blocks)-1)][attribute]
}

// tracer follows references to resources.
type tracer struct {
	root      *configModule
	instances map[string][]string // addresses of resources by their addresses without keys
	left      int                 // references that it may still follow
}

// maxReferences is how many references are followed for one value: modules that refer to each
// other's outputs multiply them.
const maxReferences = 10_000

// newTracer prepares to follow references between resources of some addresses.
func newTracer(root *configModule, addresses []string) *tracer {
	t := &tracer{root: root, instances: map[string][]string{}}
	for _, text := range addresses {
		if a, ok := parseAddress(text); ok {
			bare := a.bare()
			t.instances[bare] = append(t.instances[bare], text)
		}
	}
	return t
}

// bare is an address without any key.
func (a *address) bare() string {
	var b strings.Builder
	for _, m := range a.modules {
		b.WriteString("module." + m.name + ".")
	}
	if a.data {
		b.WriteString("data.")
	}
	return b.String() + a.kind + "." + a.name.name
}

// module is the configuration of a module by its path; nil where there is none.
func (t *tracer) module(path []step) *configModule {
	m := t.root
	for _, s := range path {
		if m = m.Calls[s.name].Module; m == nil {
			return nil
		}
	}
	return m
}

// expressionOf is the expression of a resource's attribute.
func (t *tracer) expressionOf(a *address, attribute string) expression {
	m := t.module(a.modules)
	if m == nil {
		return expression{}
	}
	for _, r := range m.Resources {
		if r.Type == a.kind && r.Name == a.name.name && (r.Mode == "data") == a.data {
			return r.Expressions[attribute]
		}
	}
	return expression{}
}

// targets is the addresses of the resources that an expression within a module refers to.
func (t *tracer) targets(e expression, from *address) []string {
	t.left = maxReferences
	found := map[string]bool{}
	var all []string
	t.follow(e.references(), from.modules, from.name.key, func(address string) {
		if !found[address] {
			found[address] = true
			all = append(all, address)
		}
	})
	return all
}

// follow follows references of a module. key is that of the resource that refers: of several alike
// the one with the same key is meant.
func (t *tracer) follow(references []string, path []step, key string, found func(string)) {
	for _, ref := range references {
		if t.left--; t.left < 0 {
			return
		}
		s := steps(ref)
		switch {
		case len(s) < 2:
		case s[0].name == "var" && len(path) > 0:
			parent := path[:len(path)-1]
			if m := t.module(parent); m != nil {
				t.follow(m.Calls[path[len(path)-1].name].Expressions[s[1].name].references(), parent, path[len(path)-1].key, found)
			}
		case s[0].name == "module" && len(s) > 2:
			child := append(append([]step(nil), path...), s[1])
			if m := t.module(child); m != nil {
				t.follow(m.Outputs[s[2].name].Expression.references(), child, key, found)
			}
		default:
			t.resource(ref, path, key, found)
		}
	}
}

// resource finds the instances of the resource that a reference within a module names.
func (t *tracer) resource(ref string, path []step, key string, found func(string)) {
	a, ok := parseAddress(ref)
	if !ok || len(a.modules) > 0 {
		return
	}
	a.modules = path
	var fitting, same []string
	for _, text := range t.instances[a.bare()] {
		i, _ := parseAddress(text)
		if !sameModules(i.modules, path) || a.name.key != "" && a.name.key != i.name.key {
			continue
		}
		fitting = append(fitting, text)
		if key != "" && i.name.key == key {
			same = append(same, text)
		}
	}
	if len(same) == 1 && a.name.key == "" {
		fitting = same
	}
	for _, text := range fitting {
		found(text)
	}
}

// sameModules reports whether a path of modules may be another: a key that is left out stands for
// any.
func sameModules(a, b []step) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].name != b[i].name || a[i].key != "" && b[i].key != "" && a[i].key != b[i].key {
			return false
		}
	}
	return true
}
