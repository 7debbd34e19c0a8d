// Package names says what the members of a scenario file's lists are called in the address of a value,
// such as services.web.desiredCount.
package names

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// keys are the keys by whose value a member of a list is called, the first that it has.
var keys = []string{"serviceName", "family", "name", "subnetId", "targetGroup", "capacityProvider", "portName", "policyName", "actionName"}

// Of are the names of the n members of a list, in their order: of several alike the second is NAME:2, and
// a member without a name goes by its place, from 0. text is what stands under a key of a member; "" =
// nothing does.
func Of(n int, text func(member int, key string) string) []string {
	all, taken := make([]string, n), make(map[string]bool, n)
	for i := range all {
		base := strconv.Itoa(i)
		for _, key := range keys {
			if s := text(i, key); s != "" {
				base = s
				break
			}
		}
		all[i] = base
		for again := 2; taken[all[i]]; again++ {
			all[i] = base + ":" + strconv.Itoa(again)
		}
		taken[all[i]] = true
	}
	return all
}

// OfNodes is Of for a list in a file.
func OfNodes(list *yaml.Node) []string {
	return Of(len(list.Content), func(member int, key string) string {
		v := strict.Child(list.Content[member], key)
		if v == nil || v.Kind != yaml.ScalarNode || strict.IsNull(v) {
			return ""
		}
		return v.Value
	})
}

// Index is the place of a member by its name or else by its place; -1 = there is none.
func Index(all []string, name string) int {
	if i := slices.Index(all, name); i >= 0 {
		return i
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(all) && strconv.Itoa(i) == name {
		return i
	}
	return -1
}
