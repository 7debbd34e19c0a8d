package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// ParseJSON reads JSON into nodes with their places, so that one decoder serves
// both. JSON is YAML, but for what matters here: text in \u escapes beyond 16 bits,
// as the AWS CLI prints it. The error is the library's, mostly a *json.SyntaxError.
func ParseJSON(data []byte) (*yaml.Node, error) { return ParseJSONFrom(data, 1, 1) }

// ErrDepth is the error of JSON that has lists and objects inside each other deeper than MaxDepth.
var ErrDepth = fmt.Errorf("lists and objects are nested more than %d deep", MaxDepth)

// ParseJSONFrom is ParseJSON of a part of a file that begins at a place in it.
func ParseJSONFrom(data []byte, line, column int) (*yaml.Node, error) {
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		if strings.HasSuffix(err.Error(), "exceeded max depth") { // the library's own, of 10,000
			return nil, ErrDepth
		}
		return nil, err
	}
	p := &jsonParser{data: data, json: json.NewDecoder(bytes.NewReader(data)), line: line, column: column - 1}
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
	if depth > MaxDepth {
		return nil, ErrDepth
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
