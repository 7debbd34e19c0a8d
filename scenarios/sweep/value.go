package sweep

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// Value is what an address is set to in a point.
type Value struct {
	node  *yaml.Node // nil = what stands in the scenario file stays, or is multiplied
	scale *big.Rat   // by which it is multiplied; nil = it is not
	json  string     // as JSON; "null" = it stays, or is left out
}

// Type is what a column of results holds.
type Type uint8

// The types; a value that is not there is null in each.
const (
	Int Type = iota
	Double
	Bool
	String
)

// stays is the value of an address that a point leaves alone.
var stays = Value{json: "null"}

func valueOf(n *yaml.Node) Value { return Value{node: n, json: string(asJSON(n))} }

// scalar is a value that stands at the place of another in the sweep file.
func scalar(text string, at *yaml.Node) Value {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: at.Line, Column: at.Column}
	switch {
	case wholeForm().MatchString(text):
		n.Tag = "!!int"
	case numberJSON().MatchString(text):
		n.Tag = "!!float"
	case text == "true" || text == "false":
		n.Tag = "!!bool"
	case text == "null":
		n.Tag = "!!null"
	}
	return valueOf(n)
}

// scaling is a number by which what stands at an address is multiplied.
func scaling(x number) Value { return Value{scale: x.value, json: x.text(mostPlaces)} }

// Text is the value as a table shows it: a text without quotes, "" for null.
func (v Value) Text() string {
	var s string
	if json.Unmarshal([]byte(v.json), &s) == nil {
		return s
	}
	return v.json
}

// As is the value as a column of a type holds it: nil, int64, float64, bool or string.
func (v Value) As(t Type) any {
	switch {
	case v.json == "null":
		return nil
	case t == Int:
		i, _ := strconv.ParseInt(v.json, 10, 64)
		return i
	case t == Double:
		f, _ := strconv.ParseFloat(v.json, 64)
		return f
	case t == Bool:
		return v.json == "true"
	}
	return v.Text()
}

var (
	wholeForm  = strict.Pattern(`^(0|-?[1-9][0-9]{0,17})$`)
	numberJSON = strict.Pattern(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?$`)
)

// typeOf is the narrowest type that holds all values.
func typeOf(all []Value) Type {
	fits := func(holds func(json string) bool) bool {
		return !slices.ContainsFunc(all, func(v Value) bool { return v.json != "null" && !holds(v.json) })
	}
	switch {
	case fits(wholeForm().MatchString):
		return Int
	case fits(numberJSON().MatchString):
		return Double
	case fits(func(s string) bool { return s == "true" || s == "false" }):
		return Bool
	}
	return String
}

// asJSON writes a node as JSON, the keys of maps sorted. Numbers stay as they are written.
func asJSON(n *yaml.Node) []byte {
	switch {
	case n.Kind == yaml.AliasNode:
		return asJSON(n.Alias)
	case n.Kind == yaml.SequenceNode:
		all := []json.RawMessage{}
		for _, child := range n.Content {
			all = append(all, asJSON(child))
		}
		return marshal(all)
	case n.Kind == yaml.MappingNode:
		all := map[string]json.RawMessage{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			all[n.Content[i].Value] = asJSON(n.Content[i+1])
		}
		return mapJSON(all)
	case strict.IsNull(n):
		return []byte("null")
	case n.Style&strict.Quoted != 0:
	case numberJSON().MatchString(n.Value) || n.Value == "true" || n.Value == "false":
		return []byte(n.Value)
	}
	return marshal(n.Value)
}

func mapJSON(all map[string]json.RawMessage) []byte {
	b := []byte{'{'}
	for i, key := range slices.Sorted(maps.Keys(all)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, marshal(key)...), ':'), all[key]...)
	}
	return append(b, '}')
}

func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("scenarios/sweep: " + err.Error() + ", invariant: texts and JSON")
	}
	return text
}
