package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
)

// TaskDefinitionJSON reads a task definition as the AWS CLI prints or takes it: bare, or in
// the envelope of describe-task-definition, as UTF-8 or UTF-16 with a byte order mark. Numbers
// may be text, null counts as absent, and keys that this program does not know are left out
// with a note each. Without a family it is called after the file. Revision is 1. name stands
// in messages and for the family only. The error is an *Error with everything that is wrong,
// what RegisterTaskDefinition would refuse included, and with the notes.
func TaskDefinitionJSON(name string, data []byte) (t model.TaskDefinition, notes []string, err error) {
	f := &strict.Faults{File: name, Data: data}
	def, at := decodeTaskJSON(f)
	if def != nil {
		if def.Family == "" {
			def.Family = familyOf(name)
			at.Note("it has no family, which RegisterTaskDefinition asks for: here it is called %s, after the file", def.Family)
		}
		t = taskDefinition(def, at)
		t.Revision = 1
		likely.Refused(at, likely.Definition, nil)
	}
	if err := f.Err(); err != nil {
		return model.TaskDefinition{}, nil, err
	}
	return t, f.Told(), nil
}

// familyOf is a family after a file's name: what ECS takes of it, without its extension.
func familyOf(name string) string {
	name = filepath.Base(filepath.ToSlash(name))
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			return c
		}
		return '-'
	}, name)
	const most = 255 // ECS API, RegisterTaskDefinition
	if name = strings.Trim(name[:min(len(name), most)], "-"); name == "" {
		return "task"
	}
	return name
}

// decodeTaskJSON reads a task definition's JSON into the struct, with its place; nil with
// faults if it cannot.
func decodeTaskJSON(f *strict.Faults) (*TaskDefinition, strict.Place) {
	if !strict.Readable(f) {
		return nil, strict.Place{}
	}
	root, err := parseJSON(f.Data)
	if err != nil {
		likely.Refused(strict.Place{Faults: f}, likely.Definition, err)
		return nil, strict.Place{}
	}
	node := likely.Enveloped(root)
	at := strict.Place{Faults: f, Node: node}
	if strict.Child(node, "family") == nil && strict.Child(node, "containerDefinitions") == nil {
		likely.Refused(at, likely.Definition, nil)
		return nil, strict.Place{}
	}
	d := &strict.Decoder{Faults: f, Lenient: true, Parts: definitionParts}
	def := &TaskDefinition{}
	d.Value(node, reflect.ValueOf(def).Elem(), &strict.Rule{}, "task definition")
	if def.File != "" {
		at.At("file").Fail("", "a task definition's JSON cannot name another file")
	}
	noteAccelerators(def, at)
	noteRegistration(def, at)
	if len(f.Found) > 0 {
		likely.Refused(at, likely.Definition, nil)
		return nil, strict.Place{}
	}
	return def, at
}

// parseJSON reads JSON into nodes with their places, so that one decoder serves
// both. JSON is YAML, but for what matters here: text in \u escapes beyond 16 bits,
// as the AWS CLI prints it. The error is the library's, mostly a *json.SyntaxError.
func parseJSON(data []byte) (*yaml.Node, error) {
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	p := &jsonParser{data: data, json: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.json.UseNumber()
	return p.next(0)
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
	if depth > strict.MaxDepth {
		return nil, fmt.Errorf("lists and objects are nested more than %d deep", strict.MaxDepth)
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

// definitionParts are the parts of a task definition.
var definitionParts = []strict.Part{
	{Name: "the task definition", Of: reflect.TypeFor[TaskDefinition]()}, {Name: "containerDefinitions", Of: reflect.TypeFor[ContainerDefinition]()},
	{Name: "portMappings", Of: reflect.TypeFor[PortMapping]()}, {Name: "healthCheck", Of: reflect.TypeFor[HealthCheck]()},
}
