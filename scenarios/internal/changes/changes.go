// Package changes finds where the values of two files differ.
package changes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecssim/scenarios/internal/names"
	"ecssim/sim/report"
)

// notSimulated are the keys of task definitions and services, at any depth, that change nothing of a
// run: several hold what nobody wants to see printed.
var notSimulated = []string{"environment", "environmentFiles", "secrets", "dockerLabels", "labels", "tags", "image", "command", "entryPoint",
	"logConfiguration", "executionRoleArn", "taskRoleArn", "roleArn", "taskDefinitionArn", "serviceArn", "clusterArn", "registeredAt", "registeredBy",
	"deregisteredAt", "createdAt", "createdBy", "requiresAttributes", "compatibilities", "status", "systemControls", "mountPoints", "volumesFrom"}

// Between are the values in which two files differ, in the order of their paths. Values are maps,
// lists and plain values, as YAML decodes them.
func Between(before, after any) []report.Setting {
	var all []report.Setting
	collect(&all, "", before, after)
	return all
}

// collect appends where two values differ; nil = there is none.
func collect(all *[]report.Setting, path string, a, b any) {
	x, y := membersOf(a), membersOf(b)
	if (x != nil || a == nil) && (y != nil || b == nil) {
		for _, key := range keysOf(x, y) {
			if !slices.Contains(notSimulated, key) {
				collect(all, join(path, key), orFirst(x, key), orFirst(y, key))
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

// membersByName gives the members of a list their names.
func membersByName(list []any) map[string]any {
	called := names.Of(len(list), func(member int, key string) string {
		m, _ := list[member].(map[string]any)
		s, _ := m[key].(string)
		return s
	})
	all := make(map[string]any, len(list))
	for i, name := range called {
		all[name] = list[i]
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
