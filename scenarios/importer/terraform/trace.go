package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tracer follows references to resources.
type tracer struct {
	root      *configModule
	instances map[string][]instance // by addresses without keys, and by those with the resource's own
	steps     int                   // that it may still take
	led       map[string][]string   // where variables and outputs lead that were followed for one value
}

// instance is a resource as it is planned.
type instance struct {
	text string
	address
}

// maxSteps bounds how many references are followed and resources are looked at for one document:
// modules that refer to each other's outputs multiply them.
const maxSteps = 5_000_000

// newTracer prepares to follow references between resources of some addresses.
func newTracer(root *configModule, addresses []string) *tracer {
	t := &tracer{root: root, instances: map[string][]instance{}, steps: maxSteps}
	for _, text := range addresses {
		a, ok := parseAddress(text)
		if !ok {
			continue
		}
		bare := a.bare()
		t.instances[bare] = append(t.instances[bare], instance{text, a})
		if a.name.key != "" {
			keyed := bare + "[" + a.name.key + "]"
			t.instances[keyed] = append(t.instances[keyed], instance{text, a})
		}
	}
	return t
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

// resourceAt is the configuration of a resource; nil where there is none.
func (t *tracer) resourceAt(a *address) *configResource {
	m := t.module(a.modules)
	if m == nil {
		return nil
	}
	for i := range m.Resources {
		if r := &m.Resources[i]; r.Type == a.kind && r.Name == a.name.name && (r.Mode == "data") == a.data {
			return r
		}
	}
	return nil
}

// expressionOf is the expression of a resource's attribute.
func (t *tracer) expressionOf(a *address, attribute string) expression {
	if r := t.resourceAt(a); r != nil {
		return r.Expressions[attribute]
	}
	return expression{}
}

// scope is where references stand: in a module, in a resource or a call of a key, whose for_each
// gives each.value.
type scope struct {
	path    []step
	key     string
	forEach expression
	depth   int // of references that led here
}

// targets is the addresses of the resources that an expression of a resource refers to.
func (t *tracer) targets(e expression, from *address) []string {
	t.led = map[string][]string{}
	in := scope{path: from.modules, key: from.name.key}
	if r := t.resourceAt(from); r != nil {
		in.forEach = r.ForEach
	}
	found := map[string]bool{}
	var all []string
	t.follow(e.references(), in, func(address string) {
		if a, _ := parseAddress(address); !found[address] && !a.same(from) {
			found[address] = true
			all = append(all, address)
		}
	})
	slices.Sort(all)
	return from.ofOwnKey(all)
}

// ofOwnKey leaves of several instances of one resource the one that has a key of this resource, if
// there is one such.
func (a *address) ofOwnKey(all []string) []string {
	same := map[string][]string{}
	for _, text := range all {
		i, _ := parseAddress(text)
		if i.sharesKey(a) {
			same[i.bare()] = append(same[i.bare()], text)
		}
	}
	return slices.DeleteFunc(all, func(text string) bool {
		i, _ := parseAddress(text)
		own := same[i.bare()]
		return len(own) == 1 && own[0] != text
	})
}

// follow follows references. Of several resources alike the one with the key of the scope is
// meant.
func (t *tracer) follow(references []string, in scope, found func(string)) {
	const deepest = 100 // of a variable that leads back to itself
	if in.depth++; in.depth > deepest {
		return
	}
	for _, ref := range references {
		if t.steps--; t.steps < 0 {
			return
		}
		s := steps(ref)
		switch {
		case len(s) < 2:
		case s[0].name == "each" && s[1].name == "value":
			values := in.forEach.references()
			in.forEach = expression{}
			t.follow(values, in, found)
		case s[0].name == "var":
			t.variable(s[1].name, in, found)
		case s[0].name == "module" && len(s) > 2:
			t.output(s[2].name, scope{path: append(append([]step(nil), in.path...), s[1]), key: in.key, depth: in.depth}, found)
		default:
			t.resource(ref, in, found)
		}
	}
}

// output follows an output of a module. Of one that leads nowhere, mostly by way of a local value,
// of which a plan does not say what it is, any resource of the module may be meant.
func (t *tracer) output(name string, in scope, found func(string)) {
	m := t.module(in.path)
	if m == nil {
		return
	}
	t.once("output "+name, in, found, func(found func(string)) {
		some := false
		t.follow(m.Outputs[name].Expression.references(), in, func(address string) {
			some = true
			found(address)
		})
		if some {
			return
		}
		for _, i := range t.inModule(in.path) {
			found(i.text)
		}
	})
}

// once follows a variable or output the first time that it is met for a key; later it is known
// where it leads. One that leads back to itself leads nowhere.
func (t *tracer) once(what string, in scope, found func(string), follow func(func(string))) {
	what = fmt.Sprint(what, " ", in.key, " ", in.path)
	if led, met := t.led[what]; met {
		for _, address := range led {
			found(address)
		}
		return
	}
	t.led[what] = nil
	var led []string
	follow(func(address string) {
		led = append(led, address)
		found(address)
	})
	slices.Sort(led)
	t.led[what] = slices.Compact(led)
}

// inModule is the resources of a module.
func (t *tracer) inModule(path []step) (all []instance) {
	for _, key := range slices.Sorted(maps.Keys(t.instances)) {
		if strings.HasSuffix(key, "]") {
			continue
		}
		for _, i := range t.instances[key] {
			if t.steps--; t.steps < 0 {
				return nil
			}
			if !i.data && sameModules(i.modules, path) {
				all = append(all, i)
			}
		}
	}
	return all
}

// variable follows a module's variable to what the call of the module gives it.
func (t *tracer) variable(name string, in scope, found func(string)) {
	if len(in.path) == 0 {
		return
	}
	at := in.path[len(in.path)-1]
	out := scope{path: in.path[:len(in.path)-1], key: at.key, depth: in.depth}
	if at.key == "" {
		out.key = in.key
	}
	m := t.module(out.path)
	if m == nil {
		return
	}
	call := m.Calls[at.name]
	out.forEach = call.ForEach
	t.once("variable "+name, in, found, func(found func(string)) {
		t.follow(call.Expressions[name].references(), out, found)
	})
}

// resource finds the instances of the resource that a reference within a module names: those of the
// key that the reference has, else the one of the scope's key, else all.
func (t *tracer) resource(ref string, in scope, found func(string)) {
	a, ok := parseAddress(ref)
	if !ok || len(a.modules) > 0 {
		return
	}
	a.modules = in.path
	if a.name.key != "" {
		t.fitting(a.bare()+"["+a.name.key+"]", in.path, found)
		return
	}
	if in.key != "" && t.fitting(a.bare()+"["+in.key+"]", in.path, found) {
		return
	}
	t.fitting(a.bare(), in.path, found)
}

// fitting finds the instances of an address that are in a module; false if there are none.
func (t *tracer) fitting(address string, path []step, found func(string)) bool {
	some := false
	for _, i := range t.instances[address] {
		if t.steps--; t.steps < 0 {
			return some
		}
		if sameModules(i.modules, path) {
			found(i.text)
			some = true
		}
	}
	return some
}
