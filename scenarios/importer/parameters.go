package importer

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/internal/strict"
)

// mostParameters bounds a file of parameters.
const mostParameters = 2 << 20

// readParameters reads NAME=VALUE, and files with a list of ParameterKey and ParameterValue, as the
// AWS CLI takes them, or a map of names and values.
func readParameters(given []string) (map[string]string, error) {
	all := map[string]string{}
	for _, g := range given {
		if name, value, ok := strings.Cut(g, "="); ok && !strings.ContainsAny(name, `/\`) {
			all[name] = value
			continue
		}
		if err := parameterFile(g, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func parameterFile(name string, all map[string]string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("--parameters %s: no such file, wanted NAME=VALUE or a file with a list of ParameterKey and ParameterValue", name)
	case !info.Mode().IsRegular() || info.Size() > mostParameters:
		return fmt.Errorf("--parameters %s: no file of parameters", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("--parameters %s: %w", name, err)
	}
	docs, err := document.Split(name, data)
	if err != nil {
		return err
	}
	for _, d := range docs {
		n, err := d.Tree()
		if err != nil {
			return err
		}
		parameters(n, all)
	}
	return nil
}

// parameters takes those of a list, of a map, or of a map under Parameters.
func parameters(n *yaml.Node, all map[string]string) {
	if inner := strict.Child(n, "Parameters"); inner != nil {
		n = inner
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if v := n.Content[i+1]; v.Kind == yaml.ScalarNode {
				all[n.Content[i].Value] = v.Value
			}
		}
	case yaml.SequenceNode:
		for _, e := range n.Content {
			key, value := strict.Child(e, "ParameterKey"), strict.Child(e, "ParameterValue")
			if key != nil && value != nil {
				all[key.Value] = value.Value
			} else if name, text, ok := strings.Cut(e.Value, "="); ok {
				all[name] = text
			}
		}
	}
}
