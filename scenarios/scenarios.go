// Package scenarios reads scenario files, and holds the library of them. A file
// becomes a config.Config in two steps: decoding (internal/strict), which knows
// the form of each value, and resolving (resolve.go), which knows names, units
// and the rules of ECS. Both report every fault of a file at once, with its place.
package scenarios

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/copies"
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/stored"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// library is the scenarios that come with the program.
//
//go:embed *.yaml taskdefs
var library embed.FS

//go:embed scenario.schema.json
var schema []byte

// Schema returns the JSON Schema of scenario files, for editors.
func Schema() []byte { return slices.Clone(schema) }

// Scenario is a scenario file, read and resolved.
type Scenario struct {
	Name        string // the file's own
	Title       string
	Description string
	Lesson      string
	Source      string // where the case comes from, in words
	Config      *config.Config
	Expect      []Expectation
	// OverBudget is an *Error where a run is expected to be more work than config.Config.OverBudget
	// allows; nil otherwise. Such a scenario can be run all the same.
	OverBudget error

	file string // as messages call it
	text []byte // of the file
	read readNamed
}

// readNamed reads a file that a scenario names, and says whether it lies outside of the scenario's
// folder: nothing of such a file is shown.
type readNamed func(name string) (data []byte, outside bool, err error)

// Text is the text of the file.
func (s *Scenario) Text() []byte { return slices.Clone(s.text) }

// ReadFile reads a file that the scenario names.
func (s *Scenario) ReadFile(name string) ([]byte, error) {
	data, _, err := s.read(name)
	return data, err
}

// Names returns the names of the library's scenarios, in order.
func Names() []string {
	files, err := fs.Glob(library, "*.yaml")
	if err != nil {
		panic(fmt.Sprintf("scenarios: %v, invariant: a valid pattern", err))
	}
	for i := range files {
		files[i] = strings.TrimSuffix(files[i], ".yaml")
	}
	slices.Sort(files)
	return files
}

// Load reads a scenario of the library. The error of an unknown name lists near
// ones.
func Load(name string) (*Scenario, error) {
	if err := known(name); err != nil {
		return nil, err
	}
	return LoadFS(library, name+".yaml")
}

// Source returns the text of a scenario of the library.
func Source(name string) ([]byte, error) {
	if err := known(name); err != nil {
		return nil, err
	}
	return library.ReadFile(name + ".yaml")
}

func known(name string) error {
	if all := Names(); !slices.Contains(all, name) {
		return fmt.Errorf("there is no scenario %s in the library (%s)", strict.Quote(name), strict.Reference(name, all))
	}
	return nil
}

// Files returns the names of all files that a scenario of the library is made
// of, its own first, relative to one folder; ReadFile gives their text.
func Files(name string) ([]string, error) {
	text, err := Source(name)
	if err != nil {
		return nil, err
	}
	f, _, err := decode(name+".yaml", text)
	if err != nil {
		return nil, err
	}
	files := []string{name + ".yaml"}
	add := func(file string) {
		if file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	for i := range f.TaskDefinitions {
		add(f.TaskDefinitions[i].File)
	}
	for i := range f.Services {
		add(f.Services[i].InFile.File)
	}
	return files, nil
}

// ReadFile returns the text of a file that Files names.
func ReadFile(name string) ([]byte, error) { return library.ReadFile(name) }

// LoadFile reads a scenario from disk. An error of a file that was read is an
// *Error.
func LoadFile(name string) (*Scenario, error) {
	data, err := stored.All(func(name string) (fs.File, error) { return os.Open(name) }, name)
	if err != nil {
		return nil, err
	}
	return load(name, data, besideDisk(filepath.Dir(name)))
}

// LoadReader reads a scenario from r, such as standard input. name stands in messages; files
// that the scenario names are looked for from the working directory.
func LoadReader(name string, r io.Reader) (*Scenario, error) {
	data, err := stored.UpToMost(name, r)
	if err != nil {
		return nil, err
	}
	return load(name, data, besideDisk("."))
}

// besideDisk reads files that a scenario in a folder names.
func besideDisk(folder string) readNamed {
	return func(sub string) ([]byte, bool, error) {
		path := filepath.FromSlash(sub)
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		data, err := stored.Regular(os.Stat, func(name string) (fs.File, error) { return os.Open(name) }, path)
		return data, stored.Outside(folder, sub), err
	}
}

// LoadFS reads a scenario from a file system.
func LoadFS(fsys fs.FS, name string) (*Scenario, error) {
	data, err := stored.All(fsys.Open, name)
	if err != nil {
		return nil, err
	}
	return load(name, data, func(sub string) ([]byte, bool, error) {
		stat := func(name string) (fs.FileInfo, error) { return fs.Stat(fsys, name) }
		data, err := stored.Regular(stat, fsys.Open, path.Join(path.Dir(name), sub))
		return data, !fs.ValidPath(path.Clean(sub)), err
	})
}

// Parse reads a scenario from its text. name stands in messages only; the text
// cannot name other files.
func Parse(name string, data []byte) (*Scenario, error) {
	return load(name, data, func(sub string) ([]byte, bool, error) {
		return nil, true, fmt.Errorf("file %s cannot be read from here", strict.Quote(sub))
	})
}

// FileError says why a file cannot be read, without the system call's name and in the same words on every
// system.
func FileError(name string, err error) error { return stored.FileError(name, err) }

// nodes reads the text of a file, JSON or YAML, with all copies unfolded; nil after a fault.
func nodes(f *strict.Faults) *yaml.Node {
	root := strict.Nodes(f)
	if root != nil {
		copies.Unfold(f, root)
	}
	return root
}

// decode reads the text into a File.
func decode(name string, data []byte) (*File, strict.Place, error) {
	f := &strict.Faults{File: name, Data: data}
	return decodeNodes(f, nodes(f))
}

// decodeNodes reads a tree of values into a File; nil stands for a text that is none.
func decodeNodes(f *strict.Faults, root *yaml.Node) (*File, strict.Place, error) {
	if root == nil {
		return nil, strict.Place{}, f.Err()
	}
	d := &strict.Decoder{Faults: f}
	file := &File{}
	d.Value(root, reflect.ValueOf(file).Elem(), &strict.Rule{}, "scenario")
	return file, strict.Place{Faults: f, Node: root}, f.Err()
}

// load reads a scenario's text.
func load(name string, data []byte, read readNamed) (*Scenario, error) {
	f := &strict.Faults{File: name, Data: data}
	return loadNodes(f, nodes(f), read)
}

// loadNodes makes a scenario of a tree of values.
func loadNodes(f *strict.Faults, root *yaml.Node, read readNamed) (*Scenario, error) {
	file, place, err := decodeNodes(f, root)
	if err != nil && file != nil {
		independent(file, place)
		likely.HintValues(place)
		return nil, place.Err()
	}
	if err != nil {
		return nil, err
	}
	r := &resolver{root: place, file: file, read: read, files: map[string]*taskFile{}}
	r.resolve()
	likely.HintValues(place)
	if err := place.Err(); err != nil {
		return nil, err
	}
	return &Scenario{
		Name: file.Name, Title: file.Title, Description: r.cfg.Description, Lesson: r.cfg.Lesson,
		Source: strings.TrimSpace(file.Source), Config: r.cfg, Expect: file.Expect,
		OverBudget: r.overBudget(), file: f.File, text: f.Data, read: read,
	}, nil
}
