// Package compose reads Compose files, with the ecs-params of the ECS CLI beside them. A Compose
// file has two readings on ECS: the ECS CLI made all its services containers of one task, Docker's
// later integration made a service of each, and a user says which. Rules: Compose specification
// (services, ports, interpolation), and amazon-ecs-cli, ecs-cli/modules/utils/compose and
// ecs-cli/modules/cli/compose/adapter, for what becomes of a service there.
package compose

import (
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// Reading is what becomes of a file's services.
type Reading uint8

// Ask: the file has to tell by its ecs-params. OneTask: containers of one task. ServiceEach: a
// service of each.
const (
	Ask Reading = iota
	OneTask
	ServiceEach
)

// servicesMap is a map of services in JSON; describe-services has a list.
var servicesMap = regexp.MustCompile(`"services"\s*:\s*\{`)

// Is recognises Compose files, ecs-params, and files of variables by their name.
func Is(d *document.Document) bool {
	switch {
	case isVariables(d):
		return true
	case d.JSON:
		return d.Has("services") && servicesMap.Match(d.Data) && !d.Has("Resources")
	case isParams(d):
		return true
	}
	root, err := d.Tree()
	if err != nil || root.Kind != yaml.MappingNode {
		return false
	}
	if s := strict.Child(root, "services"); s != nil {
		return s.Kind == yaml.MappingNode
	}
	return isFirst(root)
}

// isFirst recognises the first version of Compose files, whose services are at the top.
func isFirst(root *yaml.Node) bool {
	for i := 1; i < len(root.Content); i += 2 {
		s := root.Content[i]
		if s.Kind != yaml.MappingNode || strict.Child(s, "image") == nil && strict.Child(s, "build") == nil {
			return false
		}
	}
	return len(root.Content) > 0
}

func isVariables(d *document.Document) bool {
	return strings.HasSuffix(filepath.Base(filepath.ToSlash(d.File)), ".env")
}

func isParams(d *document.Document) bool {
	return !d.JSON && !isVariables(d) && (d.Has("task_definition") || d.Has("run_params"))
}

// Read reads a Compose file, its ecs-params and its variables into records. Parameters are
// variables, and win over those of files.
func Read(docs []*document.Document, reading Reading, parameters map[string]string, set *record.Set) error {
	r := &reader{reading: reading, variables: map[string]string{}, set: set}
	var files, params []*document.Document
	for _, d := range docs {
		switch {
		case isVariables(d):
			r.readVariables(string(d.Data))
		case isParams(d):
			params = append(params, d)
		default:
			files = append(files, d)
		}
	}
	for name, v := range parameters {
		r.variables[name] = v
	}
	if len(files) == 0 && len(params) == 0 {
		return alone(docs, set)
	}
	if err := r.open(files, params); err != nil {
		return err
	}
	r.fill()
	return r.faults.Err()
}

// alone refuses variables without a Compose file where the user named them; those of a folder belong
// to something else.
func alone(docs []*document.Document, set *record.Set) error {
	for _, d := range docs {
		if d.Named {
			f := &strict.Faults{File: d.File}
			f.Add(0, 0, "add the Compose file that they belong to", "it is a file of variables, which has no services of its own")
			return f.Err()
		}
		set.Notes.Leave("files that hold nothing to import", d.File)
	}
	return nil
}

// reader reads one Compose file.
type reader struct {
	reading   Reading
	variables map[string]string
	set       *record.Set
	doc       *document.Document
	faults    *strict.Faults
	root      *yaml.Node
	params    *tree.Value // of ecs-params; nil = there are none
	paramsIn  string      // their file
}

// open reads the files, and refuses what has no one meaning.
func (r *reader) open(files, params []*document.Document) error {
	r.faults = &strict.Faults{}
	switch {
	case len(files) == 0:
		r.faults.File = params[0].File
		r.faults.Add(0, 0, "add the Compose file that it belongs to", "it is an ecs-params file, which has no containers of its own")
	case len(files) > 1:
		r.faults.File = files[1].File
		r.faults.Add(0, 0, "run docker compose config, which prints one file of all", "there are several Compose files")
	case len(params) > 1:
		r.faults.File = params[1].File
		r.faults.Add(0, 0, "", "there are several ecs-params files, wanted one")
	case r.reading == Ask && len(params) == 0:
		r.faults.File = files[0].File
		r.faults.Add(0, 0, "say --as compose-task or --as compose-services",
			"its services may be containers of one task, as the ECS CLI has it, or a service each, as Docker's integration had it")
	}
	if err := r.faults.Err(); err != nil {
		return err
	}
	if r.reading == Ask {
		r.reading = OneTask // only the ECS CLI has ecs-params
	}
	r.doc, r.faults.File = files[0], files[0].File
	var err error
	if r.root, err = r.doc.Tree(); err != nil {
		return err
	}
	if len(params) == 1 {
		n, err := params[0].Tree()
		if err != nil {
			return err
		}
		r.params, r.paramsIn = r.substitute(tree.FromNode(n)), params[0].File
	}
	return nil
}

// service is one service of the file.
type service struct {
	name   string
	node   *yaml.Node
	tree   *tree.Value // as it is written
	params *tree.Value // what ecs-params says of it; nil = nothing
	at     record.Source
	r      *reader
}

// get is the value of a key, variables put in.
func (s *service) get(keys ...string) *tree.Value {
	v := s.tree
	for _, k := range keys {
		v = v.Get(k)
	}
	return s.r.substitute(v)
}

// services is the services of the file in their order; those with a profile are left out, as they
// are unless somebody asks for them.
func (r *reader) services() []*service {
	n := strict.Child(r.root, "services")
	if n == nil {
		n = r.root
	}
	own := r.params.Path("task_definition", "services")
	var all []*service
	for _, f := range pairs(n) {
		s := &service{name: f.key.Value, node: f.value, tree: tree.FromNode(f.value), r: r, at: r.doc.At(f.key)}
		s.at.Address = s.name
		switch {
		case cleanName(s.name) == "":
			r.faults.Add(f.key.Line, f.key.Column, "", "a service has the name %s, wanted letters, digits, dashes and underscores", strict.Quote(s.name))
			continue
		case !s.tree.Is(tree.Map):
			r.faults.Add(f.key.Line, f.key.Column, "", "service %s is no map", strict.Shown(s.name))
			continue
		case len(s.tree.Get("profiles").Items()) > 0:
			r.set.Notes.Leave("Compose services with a profile", s.name)
			continue
		case !s.tree.Get("extends").Absent():
			r.set.Notes.Tell(s.at, "extends of "+s.name+" is not resolved: docker compose config does that")
		}
		if own.Is(tree.Map) {
			for _, p := range own.Fields {
				if p.Key == s.name {
					s.params = p.Value
				}
			}
		}
		all = append(all, s)
	}
	if !tree.FromNode(strict.Child(r.root, "include")).Absent() {
		r.set.Notes.Tell(record.Source{File: r.doc.File}, "include is not resolved: docker compose config does that")
	}
	return all
}

// pair is an entry of a map.
type pair struct{ key, value *yaml.Node }

// pairs is the entries of a map, merge keys unfolded behind its own.
func pairs(n *yaml.Node) []pair {
	if n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var own []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if !strings.HasPrefix(k.Value, "x-") && k.Value != "<<" {
			own = append(own, pair{k, n.Content[i+1]})
		}
	}
	return own
}
