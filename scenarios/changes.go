package scenarios

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/copies"
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/report"
)

// Changes are the values in which two scenarios differ, in the order of their paths. Files that
// they name are read again, and stand in the place of their names. What a scenario is called, and
// what it says of itself, is left out, and so is what it expects.
func Changes(before, after *Scenario) ([]report.Setting, error) {
	a, err := before.values()
	if err != nil {
		return nil, err
	}
	b, err := after.values()
	if err != nil {
		return nil, err
	}
	var all []report.Setting
	collectChanges(&all, "", a, b)
	return all, nil
}

// toldOnly are the keys of a file that do not change what is run.
var toldOnly = []string{"name", "title", "description", "lesson", "source", "expect", "$schema"}

// notSimulated are the keys of task definitions and services, at any depth, that change nothing of a
// run: several hold what nobody wants to see printed.
var notSimulated = []string{"environment", "environmentFiles", "secrets", "dockerLabels", "labels", "tags", "image", "command", "entryPoint",
	"logConfiguration", "executionRoleArn", "taskRoleArn", "roleArn", "taskDefinitionArn", "serviceArn", "clusterArn", "registeredAt", "registeredBy",
	"deregisteredAt", "createdAt", "createdBy", "requiresAttributes", "compatibilities", "status", "systemControls", "mountPoints", "volumesFrom"}

// values are the values of a scenario's file: maps, lists and plain values.
func (s *Scenario) values() (any, error) {
	f := &strict.Faults{File: s.Name, Data: s.text}
	var root *yaml.Node
	if strict.Readable(f) {
		if json.Valid(f.Data) {
			root, _ = parseJSON(f.Data)
		} else {
			root = strict.ParseYAML(f)
		}
	}
	if root == nil {
		return nil, f.Err()
	}
	copies.Unfold(f, root)
	all, err := decodedMap(root)
	if err != nil {
		return nil, err
	}
	for _, key := range toldOnly {
		delete(all, key)
	}
	for _, list := range []string{"taskDefinitions", "services"} {
		if err := s.inPlace(all, list); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func decodedMap(n *yaml.Node) (map[string]any, error) {
	all := map[string]any{}
	if err := n.Decode(&all); err != nil {
		return nil, fmt.Errorf("scenarios: values of a file: %w", err)
	}
	return all, nil
}

// inPlace puts what the entries of a list take from files in the place of their key file.
func (s *Scenario) inPlace(all map[string]any, list string) error {
	entries, _ := all[list].([]any)
	var out []any
	for _, x := range entries {
		entry, _ := x.(map[string]any)
		file, ok := entry["file"].(string)
		if !ok {
			out = append(out, x)
			continue
		}
		data, err := s.read(file)
		if err != nil {
			return err
		}
		f := &strict.Faults{File: file, Data: data}
		if !strict.Readable(f) {
			return f.Err()
		}
		root, err := parseJSON(f.Data)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		read, err := decodedMap(likely.Enveloped(root))
		if err != nil {
			return err
		}
		delete(entry, "file")
		if many, ok := read[list].([]any); ok {
			for _, one := range many {
				out = append(out, under(one, entry))
			}
			continue
		}
		out = append(out, under(read, entry))
	}
	if out != nil {
		all[list] = out
	}
	return nil
}

// under is what a file says with what the entry that names it says besides.
func under(read any, entry map[string]any) any {
	values, ok := read.(map[string]any)
	if !ok {
		return read
	}
	for key, x := range entry {
		values[key] = x
	}
	return values
}

// collectChanges appends where two values differ; nil = there is none.
func collectChanges(all *[]report.Setting, path string, a, b any) {
	x, y := membersOf(a), membersOf(b)
	if (x != nil || a == nil) && (y != nil || b == nil) {
		for _, key := range keysOf(x, y) {
			if !slices.Contains(notSimulated, key) {
				collectChanges(all, join(path, key), orFirst(x, key), orFirst(y, key))
			}
		}
		return
	}
	if before, after := shownValue(a), shownValue(b); !sameText(before, after) {
		*all = append(*all, report.Setting{Path: path, Before: before, After: after})
	}
}

// orFirst is a member of a list; of one more of a name, which the list has not, that of the name: a
// new revision is compared with the one before.
func orFirst(all map[string]any, key string) any {
	x, ok := all[key]
	if name, number, more := strings.Cut(key, ":"); !ok && more {
		if _, err := strconv.Atoi(number); err == nil {
			return all[name]
		}
	}
	return x
}

// membersOf are the members of a map, or of a list that holds maps, by name; nil of any other value.
func membersOf(x any) map[string]any {
	switch x := x.(type) {
	case map[string]any:
		return x
	case []any:
		if hasMaps(x) || len(x) == 0 {
			return membersByName(x)
		}
	}
	return nil
}

func sameText(a, b *string) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// keysOf are the keys of two maps, sorted; places in a list by number.
func keysOf(maps ...map[string]any) []string {
	var keys []string
	for _, m := range maps {
		for key := range m {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, errA := strconv.Atoi(a)
		y, errB := strconv.Atoi(b)
		if errA == nil && errB == nil {
			return cmp.Compare(x, y)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(keys)
}

func hasMaps(list []any) bool {
	return slices.ContainsFunc(list, func(x any) bool { _, ok := x.(map[string]any); return ok })
}

// nameKeys are the keys by whose value a member of a list is called, the first that it has.
var nameKeys = []string{"serviceName", "family", "name", "subnetId", "targetGroup", "capacityProvider", "portName", "policyName", "actionName"}

// membersByName gives the members of a list their names: of several alike the second is NAME:2; a member
// without one has its place.
func membersByName(list []any) map[string]any {
	all := map[string]any{}
	for i, x := range list {
		name := strconv.Itoa(i)
		if m, ok := x.(map[string]any); ok {
			for _, key := range nameKeys {
				if s, ok := m[key].(string); ok && s != "" {
					name = s
					break
				}
			}
		}
		first := name
		for n := 2; ; n++ {
			if _, taken := all[name]; !taken {
				break
			}
			name = first + ":" + strconv.Itoa(n)
		}
		all[name] = x
	}
	return all
}

// shownValue is a value as JSON writes it; a text without quotes.
func shownValue(x any) *string {
	switch x := x.(type) {
	case nil:
		return nil
	case string:
		return &x
	}
	text, err := json.Marshal(x)
	if err != nil { // such as a map whose keys are no text: JSON has none
		text = fmt.Append(nil, x)
	}
	s := string(text)
	return &s
}
