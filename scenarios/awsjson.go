package scenarios

import (
	"path/filepath"
	"reflect"
	"strings"

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
	root, err := strict.ParseJSON(f.Data)
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

// definitionParts are the parts of a task definition.
var definitionParts = []strict.Part{
	{Name: "the task definition", Of: reflect.TypeFor[TaskDefinition]()}, {Name: "containerDefinitions", Of: reflect.TypeFor[ContainerDefinition]()},
	{Name: "portMappings", Of: reflect.TypeFor[PortMapping]()}, {Name: "healthCheck", Of: reflect.TypeFor[HealthCheck]()},
}
