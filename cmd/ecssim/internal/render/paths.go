package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// paths flattens a value into one row per number, text or truth: its path in the
// JSON output and the value. An element of a list goes by its own name where it
// has one that no other has, as in the paths that a scenario's expectations use,
// else by number.
func paths(v any) *Table {
	t := &Table{Columns: []Column{text("path"), text("value")}}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("render: %T does not encode: %v", v, err))
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	walk(dec, "", t)
	return t
}

// names are the keys by which elements of lists are known.
var names = []string{"serviceName", "instanceId", "subnetId", "name", "targetGroup", "change", "reason", "stoppedReason", "setup", "service", "runTask", "group", "port", "taskDefinition"}

// walk reads one value of the stream in order and adds its rows.
func walk(dec *json.Decoder, path string, t *Table) {
	token, err := dec.Token()
	if err != nil {
		panic(fmt.Sprintf("render: own JSON does not decode: %v", err))
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			walkObject(dec, path, t)
		} else {
			walkList(dec, path, t)
		}
	case nil:
		t.add(path, "")
	default:
		t.add(path, fmt.Sprint(token))
	}
}

func walkObject(dec *json.Decoder, path string, t *Table) {
	for dec.More() {
		key, _ := dec.Token()
		walk(dec, join(path, fmt.Sprint(key)), t)
	}
	_, _ = dec.Token()
}

func walkList(dec *json.Decoder, path string, t *Table) {
	var list []json.RawMessage
	calls := map[string]int{}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			panic(fmt.Sprintf("render: own JSON does not decode: %v", err))
		}
		list = append(list, raw)
		calls[nameOf(raw, len(list)-1)]++
	}
	for i, raw := range list {
		name := nameOf(raw, i)
		if calls[name] > 1 {
			name = strconv.Itoa(i)
		}
		element := json.NewDecoder(bytes.NewReader(raw))
		element.UseNumber()
		walk(element, join(path, name), t)
	}
	_, _ = dec.Token()
}

// nameOf is how an element of a list is called in a path.
func nameOf(raw json.RawMessage, i int) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) == nil {
		for _, key := range names {
			if v, ok := object[key]; ok {
				var s string
				if json.Unmarshal(v, &s) == nil {
					return s
				}
				return string(v)
			}
		}
	}
	return strconv.Itoa(i)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
