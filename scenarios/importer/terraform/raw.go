package terraform

import (
	"encoding/json"
	"errors"
	"strconv"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/internal/strict"
)

// shown is what terraform show -json prints, as far as it is read.
type shown struct {
	FormatVersion string        `json:"format_version"`
	Planned       *values       `json:"planned_values"`
	Values        *values       `json:"values"`
	Changes       []change      `json:"resource_changes"`
	Configuration configuration `json:"configuration"`
}

type values struct {
	Root module `json:"root_module"`
}

type module struct {
	Resources []resource `json:"resources"`
	Modules   []module   `json:"child_modules"`
}

// resource is one instance of a resource. Its values are read if its type is.
type resource struct {
	Address string          `json:"address"`
	Mode    string          `json:"mode"`
	Type    string          `json:"type"`
	Name    string          `json:"name"`
	Index   json.RawMessage `json:"index"`
	Deposed string          `json:"deposed_key"`
	Values  json.RawMessage `json:"values"`
}

type change struct {
	Address string `json:"address"`
	Type    string `json:"type"`
	Deposed string `json:"deposed"`
	Change  struct {
		Unknown json.RawMessage `json:"after_unknown"`
	} `json:"change"`
}

// stateFile is a state file of version 4.
type stateFile struct {
	Version   int `json:"version"`
	Resources []struct {
		Module    string `json:"module"`
		Mode      string `json:"mode"`
		Type      string `json:"type"`
		Name      string `json:"name"`
		Instances []struct {
			Key        json.RawMessage `json:"index_key"`
			Deposed    string          `json:"deposed"`
			Attributes json.RawMessage `json:"attributes"`
		} `json:"instances"`
	} `json:"resources"`
}

// decode reads a document into a struct. A value of another type than is wanted is named by its
// place, never shown: it may be secret.
func decode(d *document.Document, into any) error {
	err := json.Unmarshal(d.Data, into)
	if err == nil {
		return nil
	}
	faults := &strict.Faults{File: d.File}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		faults.Add(0, 0, "is it the JSON of terraform show -json, or a state file?", "%s has a value of a wrong type, wanted %s", wrong.Field, plain(wrong))
	} else {
		faults.Add(0, 0, "", "not JSON that can be read: %v", err)
	}
	return faults.Err()
}

// plain names the type that was wanted.
func plain(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "slice":
		return "a list"
	case "struct", "map", "ptr":
		return "a map"
	case "int":
		return "a whole number"
	}
	return "a text"
}

// most is how deep modules may be nested.
const most = 100

// flatten is all resources of a tree of modules.
func flatten(m *module, depth int) []resource {
	all := m.Resources
	if depth == most {
		return all
	}
	for i := range m.Modules {
		all = append(all, flatten(&m.Modules[i], depth+1)...)
	}
	return all
}

// resources is the resources of a state file, with their addresses.
func (s *stateFile) resources() []resource {
	var all []resource
	for _, r := range s.Resources {
		for _, i := range r.Instances {
			one := resource{Mode: r.Mode, Type: r.Type, Name: r.Name, Index: i.Key, Deposed: i.Deposed, Values: i.Attributes}
			one.Address = addressOf(r.Module, &one)
			all = append(all, one)
		}
	}
	return all
}

// addressOf is a resource's address as Terraform writes it.
func addressOf(module string, r *resource) string {
	address := r.Type + "." + r.Name
	if r.Mode == "data" {
		address = "data." + address
	}
	if module != "" {
		address = module + "." + address
	}
	var key string
	switch {
	case len(r.Index) == 0 || string(r.Index) == "null":
	case json.Unmarshal(r.Index, &key) == nil:
		address += "[" + strconv.Quote(key) + "]"
	default:
		address += "[" + string(r.Index) + "]"
	}
	return address
}
