package terraform

import (
	"encoding/json"
	"strconv"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/internal/strict"
)

// parse reads the values of a resource.
func parse(raw json.RawMessage) (*tree.Value, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	n, err := strict.ParseJSON(raw)
	if err != nil {
		return nil, err
	}
	return tree.FromNode(n), nil
}

// withUnknown puts what a plan does not know into values: after_unknown has true in each place,
// and maps and lists on the way there.
func withUnknown(v, unknown *tree.Value, hole func(path []string) *tree.Value, path []string) *tree.Value {
	switch {
	case unknown.Is(tree.Text) && unknown.Text == "true":
		return hole(path)
	case unknown.Is(tree.Map):
		return mapWithUnknown(v, unknown, hole, path)
	case unknown.Is(tree.List):
		list := &tree.Value{Kind: tree.List}
		if v.Is(tree.List) {
			list.List = append(list.List, v.List...)
		}
		for i, u := range unknown.List {
			if i == len(list.List) {
				list.List = append(list.List, nil)
			}
			list.List[i] = withUnknown(list.List[i], u, hole, append(path[:len(path):len(path)], strconv.Itoa(i)))
		}
		return list
	}
	return v
}

func mapWithUnknown(v, unknown *tree.Value, hole func(path []string) *tree.Value, path []string) *tree.Value {
	if v.Is(tree.List) || v.Is(tree.Text) {
		return v
	}
	m := &tree.Value{Kind: tree.Map}
	at := map[string]int{}
	if v.Is(tree.Map) {
		m.Fields = append(m.Fields, v.Fields...)
		for i, f := range m.Fields {
			at[f.Key] = i
		}
	}
	for _, u := range unknown.Fields {
		i, known := at[u.Key]
		if !known {
			i = len(m.Fields)
			m.Fields = append(m.Fields, tree.Field{Key: u.Key})
		}
		m.Fields[i].Value = withUnknown(m.Fields[i].Value, u.Value, hole, append(path[:len(path):len(path)], u.Key))
	}
	return m
}
