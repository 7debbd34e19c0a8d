package likely

// This file is what kinds looks for in what a file holds.

import (
	"cmp"
	"ecssim/scenarios/internal/strict"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// inside says in words what a file holds in which no task definition was found.
func inside(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return strict.Describe(n)
	}
	var keys []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys = append(keys, strict.Shown(n.Content[i].Value))
	}
	if len(keys) == 0 {
		return "an empty object"
	}
	return "the keys " + strict.List(keys)
}

// onNode is the sign of a node, found in words.
func onNode(n *yaml.Node, found string) (sign, bool) {
	return sign{line: n.Line, column: n.Column, found: found}, true
}

// keyOf returns the key of a map; nil = it has none.
func keyOf(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i]
		}
	}
	return nil
}

// byKeys looks for any of the keys, in a file or in the maps of its first two levels.
func byKeys(names ...string) func(*refusal) (sign, bool) {
	return func(r *refusal) (sign, bool) {
		for _, n := range upper(r.node) {
			for _, name := range names {
				if k := keyOf(n, name); k != nil {
					return onNode(k, strict.Quote(name))
				}
			}
		}
		return sign{}, false
	}
}

// byAllKeys looks for a map that has all of the keys.
func byAllKeys(names ...string) func(*refusal) (sign, bool) {
	return func(r *refusal) (sign, bool) {
		for _, name := range names {
			if r.node == nil || keyOf(r.node, name) == nil {
				return sign{}, false
			}
		}
		return onNode(keyOf(r.node, names[0]), strict.Quote(names[0]))
	}
}

// upper is a map with the maps in it, and those in its lists: two levels, the first hundred.
func upper(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	all := []*yaml.Node{n}
	for level, from := 0, 0; level < 2; level++ {
		to := len(all)
		for _, m := range all[from:to] {
			for _, c := range m.Content {
				if len(all) < 100 && (c.Kind == yaml.MappingNode || c.Kind == yaml.SequenceNode) {
					all = append(all, c)
				}
			}
		}
		from = to
	}
	return all
}

// aSkeleton finds the values with which --generate-cli-skeleton fills in: "" as input, the
// keys' own names as output.
func aSkeleton(r *refusal) (sign, bool) {
	if r.node == nil {
		return sign{}, false
	}
	is := func(n *yaml.Node, key, value string) bool {
		v := strict.Child(n, key)
		return v != nil && v.Kind == yaml.ScalarNode && !strict.IsNull(v) && v.Value == value
	}
	at, empty := r.node, 0
	for _, n := range append([]*yaml.Node{r.node}, strict.Items(r.node, "containerDefinitions")...) {
		for _, key := range []string{"family", "name", "image"} {
			if is(n, key, "") || is(n, key, key) && (is(r.node, "family", "family")) {
				if empty++; empty == 1 {
					at = strict.Child(n, key)
				}
			}
		}
	}
	if empty < 2 {
		return sign{}, false
	}
	s, ok := onNode(at, strict.Describe(at))
	return s, ok
}

func aScenario(r *refusal) (sign, bool) {
	if keyOf(r.node, "cluster") != nil && (keyOf(r.node, "taskDefinitions") != nil || keyOf(r.node, "services") != nil) {
		return onNode(keyOf(r.node, "cluster"), strict.Quote("cluster"))
	}
	return byAllKeys("taskDefinitions", "services")(r)
}

// aCompose finds services that are a map with an image or a build each.
func aCompose(r *refusal) (sign, bool) {
	services := strict.Child(r.node, "services")
	if services == nil && r.offset >= 0 {
		services = r.node // version 1 has them on top
	}
	if services == nil || services.Kind != yaml.MappingNode {
		return sign{}, false
	}
	for i := 1; i < len(services.Content); i += 2 {
		if s := services.Content[i]; strict.Child(s, "image") != nil || strict.Child(s, "build") != nil {
			return onNode(services.Content[i-1], "the service "+strict.Quote(services.Content[i-1].Value))
		}
	}
	return sign{}, false
}

// aCloudFormation finds keys that begin with a capital, or a resource's type.
func aCloudFormation(r *refusal) (sign, bool) {
	for _, n := range upper(r.node) {
		if t := strict.Child(n, "Type"); t != nil && t.Kind == yaml.ScalarNode && strings.HasPrefix(t.Value, "AWS::") {
			return onNode(t, strict.Quote(t.Value))
		}
	}
	return byKeys("AWSTemplateFormatVersion", "ContainerDefinitions", "TaskDefinition", "Family", "NetworkMode",
		"Resources", "Properties")(r)
}

// anAPIError finds an error of the API as JSON, as services and newer versions of the CLI write it.
func anAPIError(r *refusal) (sign, bool) {
	for _, n := range upper(r.node) {
		for _, key := range []string{"__type", "Code", "code"} {
			says := cmp.Or(strict.Child(n, "message"), strict.Child(n, "Message"))
			if v := strict.Child(n, key); v != nil && v.Kind == yaml.ScalarNode && says != nil {
				return onNode(v, strict.Quote(v.Value))
			}
		}
	}
	return sign{}, false
}

// aYAMLDefinition finds a task definition, or services, that is not JSON.
func aYAMLDefinition(r *refusal) (sign, bool) {
	if broken := regexp.MustCompile(`\A(\s|---|#.*)*(- )?(` + strings.Join(r.what.Keys, "|") + `):\s`); r.broken() && broken.Match(r.head()) {
		return r.firstWord(), true
	}
	if r.offset < 0 || r.node == nil {
		return sign{}, false
	}
	for _, n := range upper(r.node) {
		for _, name := range r.what.Keys {
			if keyOf(n, name) != nil {
				first := r.firstWord()
				return sign{line: first.line, column: first.column, found: first.found}, true
			}
		}
	}
	return sign{}, false
}

// firstWord is the first word of the file that is no comment.
func (r *refusal) firstWord() sign {
	at := 0
	for line := range strings.Lines(string(r.Data)) {
		if text := strings.TrimSpace(line); text != "" && text[0] != '#' {
			from := at + strings.Index(line, text)
			return r.sign(from, from+len(text))
		}
		at += len(line)
	}
	return r.sign(0, 0)
}

func anyYAML(r *refusal) (sign, bool) {
	if r.offset < 0 || r.node == nil || len(r.node.Content) == 0 {
		return sign{}, false
	}
	return r.firstWord(), true
}

func jsonInText(r *refusal) (sign, bool) {
	n := r.node
	if r.offset >= 0 || n == nil {
		return sign{}, false
	}
	if list := strict.Child(n, "containerDefinitions"); list != nil {
		n = list
	}
	text := strings.TrimSpace(n.Value)
	if n.Kind == yaml.ScalarNode && text != "" && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text)) {
		return onNode(n, "text "+strict.Quote(text))
	}
	return sign{}, false
}

// isContainer reports whether a map is a container definition.
func isContainer(n *yaml.Node) bool {
	if n == nil || n.Kind != yaml.MappingNode {
		return false
	}
	for _, key := range []string{"image", "memory", "memoryReservation", "portMappings", "essential"} {
		if strict.Child(n, key) != nil {
			return strict.Child(n, "family") == nil && strict.Child(n, "containerDefinitions") == nil
		}
	}
	return false
}

func isDefinition(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && strict.Child(n, "containerDefinitions") != nil
}

func anImageDefinition(r *refusal) (sign, bool) {
	for _, n := range upper(r.node) {
		if k := keyOf(n, "imageUri"); k != nil || keyOf(n, "ImageURI") != nil {
			return onNode(n, `"imageUri"`)
		}
	}
	return sign{}, false
}

func containersOnly(r *refusal) (sign, bool) {
	n := r.node
	if n != nil && n.Kind == yaml.SequenceNode && len(n.Content) > 0 && isContainer(n.Content[0]) {
		return onNode(n, strict.Describe(n)+" of "+fmt.Sprint(len(n.Content)))
	}
	return sign{}, false
}

func oneContainer(r *refusal) (sign, bool) {
	if isContainer(r.node) {
		return onNode(r.node, inside(r.node))
	}
	return sign{}, false
}

func severalDefinitions(r *refusal) (sign, bool) {
	n := r.node
	if list := strict.Child(n, "taskDefinitions"); list != nil {
		n = list
	}
	if n != nil && n.Kind == yaml.SequenceNode && len(n.Content) > 0 && isDefinition(Enveloped(n.Content[0])) {
		return onNode(n, fmt.Sprintf("%d", len(n.Content)))
	}
	return sign{}, false
}

// anotherCall finds what other calls of the ECS API take and answer.
func anotherCall(r *refusal) (sign, bool) {
	return byKeys("services", "serviceName", "serviceArn", "serviceArns", "tasks", "taskArn", "taskArns",
		"taskDefinitionArns", "families", "clusters", "clusterArns", "containerInstances", "containerInstanceArns",
		"capacityProviders",
		"AutoScalingGroups", "taskDefinition")(r)
}

// furtherIn finds a task definition below other keys, and says by which path.
func furtherIn(r *refusal) (sign, bool) {
	var at *yaml.Node
	var path string
	left := 1000
	var walk func(n *yaml.Node, here string, depth int)
	walk = func(n *yaml.Node, here string, depth int) {
		if left--; at != nil || left < 0 || depth > 8 {
			return
		}
		if depth > 0 && isDefinition(n) {
			at, path = n, here
			return
		}
		for i, c := range n.Content {
			switch {
			case n.Kind == yaml.SequenceNode:
				walk(c, fmt.Sprintf("%s[%d]", here, i), depth+1)
			case n.Kind == yaml.MappingNode && i%2 == 1:
				walk(c, here+"."+strict.Shown(n.Content[i-1].Value), depth+1)
			}
		}
	}
	if r.node == nil {
		return sign{}, false
	}
	walk(r.node, "", 0)
	if at == nil {
		return sign{}, false
	}
	if strings.HasPrefix(path, "[") {
		path = "." + path
	}
	return onNode(at, path)
}

// consoleDefault is what the console calls the network mode of a definition without one.
func consoleDefault(text string) string {
	if strings.EqualFold(strings.Trim(text, "<>"), "default") {
		return text
	}
	return ""
}
