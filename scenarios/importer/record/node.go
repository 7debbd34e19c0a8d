package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Map is a YAML map of keys and values by turns: Map("type", "spread", "field", "instanceId"). A
// value is a string, an int, a bool, a []string, a []*yaml.Node or a *yaml.Node; a nil one, an
// empty string and an empty list are left out with their key. A map without keys is nil.
func Map(pairs ...any) *yaml.Node {
	m := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i+1 < len(pairs); i += 2 {
		if v := node(pairs[i+1]); v != nil && pairs[i] != "" {
			m.Content = append(m.Content, node(pairs[i].(string)), v)
		}
	}
	if len(m.Content) == 0 {
		return nil
	}
	return m
}

// List is a YAML list; nil where it has no entries.
func List(items ...*yaml.Node) *yaml.Node {
	l := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, item := range items {
		if item != nil {
			l.Content = append(l.Content, item)
		}
	}
	if len(l.Content) == 0 {
		return nil
	}
	return l
}

// Text is a YAML text; nil where it is "".
func Text(s string) *yaml.Node {
	if s == "" {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// Number is a YAML number.
func Number(n int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(n)}
}

func node(v any) *yaml.Node {
	switch v := v.(type) {
	case nil:
		return nil
	case *yaml.Node:
		if v == nil {
			return nil
		}
		return v
	case []*yaml.Node:
		return List(v...)
	case string:
		return Text(v)
	case int:
		return Number(v)
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v)}
	case []string:
		var all []*yaml.Node
		for _, s := range v {
			all = append(all, Text(s))
		}
		return List(all...)
	}
	panic(fmt.Sprintf("importer: a value of type %T, invariant: one that Map knows", v))
}

// DefinitionJSON is the JSON of a task definition in the shape of register-task-definition, out of
// a map of nodes such as Map builds or strict.ParseJSON reads.
func DefinitionJSON(n *yaml.Node) []byte {
	var b bytes.Buffer
	writeJSON(&b, n)
	return b.Bytes()
}

func writeJSON(b *bytes.Buffer, n *yaml.Node) {
	if n == nil {
		b.WriteString("null")
		return
	}
	switch n.Kind {
	case yaml.AliasNode:
		writeJSON(b, n.Alias)
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			writeText(b, n.Content[i].Value)
			b.WriteByte(':')
			writeJSON(b, n.Content[i+1])
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, e := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSON(b, e)
		}
		b.WriteByte(']')
	default:
		plain := n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool" || n.Tag == "!!null"
		if plain && json.Valid([]byte(n.Value)) {
			b.WriteString(n.Value)
			return
		}
		writeText(b, n.Value)
	}
}

func writeText(b *bytes.Buffer, s string) {
	text, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("importer: %v, invariant: a text is JSON", err))
	}
	b.Write(text)
}

// Tail is the last part of an ARN or of a path, which is how a scenario names things: what stands
// behind the last slash; of an ARN without one, behind the last colon but for family:revision.
func Tail(arn string) string {
	if i := strings.LastIndexByte(arn, '/'); i >= 0 {
		return arn[i+1:]
	}
	if strings.HasPrefix(arn, "arn:") {
		return arn[strings.LastIndexByte(arn, ':')+1:]
	}
	return arn
}
