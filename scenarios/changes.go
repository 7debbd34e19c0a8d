package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/changes"
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
	return changes.Between(a, b), nil
}

// toldOnly are the keys of a file that do not change what is run.
var toldOnly = []string{"name", "title", "description", "lesson", "source", "expect", "$schema"}

// values are the values of a scenario's file: maps, lists and plain values.
func (s *Scenario) values() (any, error) {
	f := &strict.Faults{File: s.Name, Data: s.text}
	root := nodes(f)
	if root == nil {
		return nil, f.Err()
	}
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
		data, err := s.ReadFile(file)
		if err != nil {
			return err
		}
		f := &strict.Faults{File: file, Data: data}
		if !strict.Readable(f) {
			return f.Err()
		}
		root, err := strict.ParseJSON(f.Data)
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
