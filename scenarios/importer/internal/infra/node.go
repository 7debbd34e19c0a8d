package infra

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// AfterApply is why a plan of Terraform does not know a value that AWS decides.
const AfterApply = "known after apply"

// has reports whether a map has a key.
func has(n *yaml.Node, key string) bool { return strict.Child(n, key) != nil }

// setKey sets what a map has under a key.
func setKey(n *yaml.Node, key string, v *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = v
			return
		}
	}
	n.Content = append(n.Content, record.Text(key), v)
}

// mark adds a mark in place of one with the same path.
func mark(all []record.Mark, m record.Mark) []record.Mark {
	all = slices.DeleteFunc(all, func(old record.Mark) bool { return old.Path == m.Path })
	return append(all, m)
}

func marked(all []record.Mark, path string) bool {
	return slices.ContainsFunc(all, func(m record.Mark) bool { return m.Path == path })
}
