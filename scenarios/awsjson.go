package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
)

// TaskDefinitionJSON reads a task definition as the AWS CLI prints or takes it:
// bare, or in the envelope of describe-task-definition. Numbers may be text, null
// counts as absent, and keys that this program does not know are left out with a
// note each. Revision is 1. name stands in messages only. The error is an *Error
// with everything that is wrong, what RegisterTaskDefinition would refuse included.
func TaskDefinitionJSON(name string, data []byte) (t model.TaskDefinition, notes []string, err error) {
	f := &faults{file: name, data: data}
	def, node, notes := decodeTaskJSON(f)
	if def != nil {
		t = taskDefinition(def, spot{f, node})
		t.Revision = 1
	}
	if err := f.err(); err != nil {
		return model.TaskDefinition{}, nil, err
	}
	return t, notes, nil
}

// decodeTaskJSON reads a task definition's JSON into the struct; nil with faults
// if it cannot.
func decodeTaskJSON(f *faults) (*TaskDefinition, *yaml.Node, []string) {
	if !readable(f) {
		return nil, nil, nil
	}
	node := parseJSON(f)
	if node == nil {
		return nil, nil, nil
	}
	if inner := child(node, "taskDefinition"); inner != nil && inner.Kind == yaml.MappingNode {
		node = inner
	} else if child(node, "family") == nil && child(node, "containerDefinitions") == nil {
		f.add(node.Line, node.Column, `wanted what "aws ecs describe-task-definition" prints`, "no task definition in here")
		return nil, nil, nil
	}
	d := &decoder{faults: f, lenient: true}
	def := &TaskDefinition{}
	d.value(node, reflect.ValueOf(def).Elem(), &rule{}, "task definition")
	if def.File != "" {
		f.add(node.Line, node.Column, "", "a task definition's JSON cannot name another file")
	}
	if len(f.found) > 0 {
		return nil, nil, nil
	}
	return def, node, d.notes
}

// parseJSON reads JSON into nodes with their places, so that one decoder serves
// both. JSON is YAML, but for what matters here: text in \u escapes beyond 16 bits,
// as the AWS CLI prints it. nil with a fault if it is not JSON.
func parseJSON(f *faults) *yaml.Node {
	var raw json.RawMessage
	err := json.Unmarshal(f.data, &raw)
	if err == nil {
		p := &jsonParser{data: f.data, json: json.NewDecoder(bytes.NewReader(f.data)), line: 1}
		p.json.UseNumber()
		var node *yaml.Node
		if node, err = p.next(0); err == nil {
			return node
		}
	}
	var syntax *json.SyntaxError
	line, column := 1, 1
	if errors.As(err, &syntax) {
		line, column = place(f.data, int(syntax.Offset)-1)
	}
	f.add(line, column, "", "not JSON: %v", err)
	return nil
}

// jsonParser counts lines and columns as it goes, each byte once.
type jsonParser struct {
	data         []byte
	json         *json.Decoder
	at           int // bytes counted
	line, column int // characters of the line before at
}

// next reads the next value.
func (p *jsonParser) next(depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("lists and objects are nested more than %d deep", maxDepth)
	}
	token, err := p.json.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{}
	p.locate(n, token)
	switch token := token.(type) {
	case json.Delim:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		if token == '{' {
			n.Kind, n.Tag = yaml.MappingNode, "!!map"
		}
		for p.json.More() {
			e, err := p.next(depth + 1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, e)
		}
		_, err = p.json.Token() // the closing bracket
		return n, err
	case string:
		n.Kind, n.Value = yaml.ScalarNode, token
		n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
	case json.Number:
		n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!int", token.String()
		if strings.ContainsAny(n.Value, ".eE") {
			n.Tag = "!!float"
		}
	case bool:
		n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!bool", fmt.Sprint(token)
	default:
		n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!null", "null"
	}
	return n, nil
}

// locate sets a node's place: where its token begins.
func (p *jsonParser) locate(n *yaml.Node, token json.Token) {
	start := int(p.json.InputOffset()) - 1
	switch token.(type) {
	case json.Delim:
	case string:
		for start--; start > p.at && !(p.data[start] == '"' && !escaped(p.data, start)); start-- {
		}
	default:
		for start > p.at && !bytes.ContainsAny(p.data[start-1:start], " \t\r\n,:[{") {
			start--
		}
	}
	for p.at < start {
		switch c := p.data[p.at]; {
		case c == '\n':
			p.line, p.column = p.line+1, 0
		case utf8.RuneStart(c):
			p.column++
		}
		p.at++
	}
	n.Line, n.Column = p.line, p.column+1
}

// escaped reports whether an odd number of backslashes is before i.
func escaped(data []byte, i int) bool {
	n := 0
	for i-1-n >= 0 && data[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}
