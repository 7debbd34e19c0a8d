// Package document reads what an import is given: files, folders and standard input, in UTF-8
// or UTF-16, with one JSON or YAML document or several one after the other. It knows nothing of
// what they say.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// Document is one JSON value, or one YAML document. Its text is UTF-8 without a byte order mark.
type Document struct {
	File string // as the user named it, or its path below a folder that the user named
	// Data is the text of this document alone. It begins at Line and Column of the file, from 1.
	Data         []byte
	Line, Column int
	JSON         bool // valid JSON; otherwise YAML, or no document at all
	// Whole is whether the file holds no other document.
	Whole bool
	// As is what the user says that it is, beyond its reader: with --as awscli:services it is services,
	// the top key that --query cut off; "" = nothing.
	As string
	// Named is whether the user named this file itself, and not a folder with it.
	Named bool

	keys []string
	tree *yaml.Node
	err  error
}

// Faults is where to record what is wrong with the document. Places are those of the file. Its
// lines, which may hold secrets, are not shown.
func (d *Document) Faults() *strict.Faults { return &strict.Faults{File: d.File, Foreign: true} }

// At is the place of a node of the document's tree.
func (d *Document) At(n *yaml.Node) record.Source {
	return record.Source{File: d.File, Line: n.Line, Column: n.Column}
}

// Keys are the keys of the document's top map, in order; nil of a list or a scalar. Of a YAML
// document that cannot be read they are nil as well, and Tree says why.
func (d *Document) Keys() []string {
	if d.keys != nil {
		return d.keys
	}
	if !d.JSON {
		if n, err := d.Tree(); err == nil && n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				d.keys = append(d.keys, n.Content[i].Value)
			}
		}
		return d.keys
	}
	for key := range d.members() {
		d.keys = append(d.keys, key)
	}
	return d.keys
}

// Has reports whether the document's top map has all of some keys.
func (d *Document) Has(keys ...string) bool {
	for _, key := range keys {
		found := false
		for _, k := range d.Keys() {
			found = found || k == key
		}
		if !found {
			return false
		}
	}
	return true
}

// MostYAML is how large a YAML document may be; the library holds some hundred bytes for each of
// its own.
const MostYAML = 5 << 20

// Tree is the whole document as nodes with their places in the file. JSON of tens of megabytes
// takes ten times as much memory so: who needs one list of it reads Items. The error is an
// *strict.Error with what is wrong.
func (d *Document) Tree() (*yaml.Node, error) {
	if d.tree == nil && d.err == nil {
		d.tree, d.err = d.parse()
	}
	return d.tree, d.err
}

func (d *Document) parse() (*yaml.Node, error) {
	f := d.Faults()
	f.Foreign = true // what is broken may hold secrets, so no line of it is shown
	if d.JSON {
		n, err := strict.ParseJSONFrom(d.Data, d.Line, d.Column)
		if errors.Is(err, strict.ErrDepth) {
			f.Add(d.Line, d.Column, "", "%v", err)
		} else if err != nil {
			f.Add(d.Line, d.Column, "", "not JSON: %v", err)
		}
		return n, f.Err()
	}
	if len(d.Data) > MostYAML {
		f.Add(0, 0, "convert it to JSON, of which more is read: yq -o json FILE", "the YAML document is larger than %d MB", MostYAML>>20)
		return nil, f.Err()
	}
	f.Data = d.Data
	n := strict.ParseYAML(f)
	if n == nil {
		return nil, f.Err()
	}
	if d.Line > 1 {
		shift(n, d.Line-1)
	}
	return n, f.Err()
}

// shift moves the places of a tree down.
func shift(n *yaml.Node, lines int) {
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}

// List reports whether the top map has a list under a key, or with "" whether the document is one.
func (d *Document) List(key string) bool { return d.holds(key, yaml.SequenceNode, '[') }

// Map is List for a map.
func (d *Document) Map(key string) bool { return d.holds(key, yaml.MappingNode, '{') }

func (d *Document) holds(key string, kind yaml.Kind, bracket byte) bool {
	if !d.JSON {
		n, err := d.Tree()
		if err == nil && key != "" {
			n = strict.Child(n, key)
		}
		return err == nil && n != nil && n.Kind == kind
	}
	if key == "" {
		return begins(d.Data, bracket)
	}
	for k, m := range d.members() {
		if k == key {
			return begins(m.data, bracket)
		}
	}
	return false
}

// begins reports whether a JSON text begins with a bracket.
func begins(data []byte, bracket byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && data[0] == bracket
}

// KeysOf are the keys of the map that the top map of a JSON document has under a key; nil where it
// has none.
func (d *Document) KeysOf(key string) (keys []string) {
	if !d.JSON {
		return nil
	}
	for k, m := range d.members() {
		if k == key && begins(m.data, '{') {
			each(m.data, func(key []byte, _, _ int) bool {
				keys = append(keys, keyText(key))
				return true
			})
		}
	}
	return keys
}

// Items are the entries of a list that the top map of a JSON document has under a key, or with ""
// of the list that the document is: each as a node, one in memory at a time. A value that is no
// list is yielded itself. An entry of a list of lists is a list. The error is yielded last, with
// a nil node.
func (d *Document) Items(key string) iter.Seq2[*yaml.Node, error] {
	return func(yield func(*yaml.Node, error) bool) {
		if key == "" {
			d.entries(d.Data, d.Line, d.Column, yield)
			return
		}
		for k, m := range d.members() {
			if k == key && !d.entries(m.data, m.line, m.column, yield) {
				return
			}
		}
	}
}

// member is a value inside the document, and where it begins.
type member struct {
	data         []byte
	line, column int
}

// members are the keys and values of the top map of JSON.
func (d *Document) members() iter.Seq2[string, member] {
	return func(yield func(string, member) bool) {
		if !begins(d.Data, '{') {
			return
		}
		p := d.places()
		each(d.Data, func(key []byte, from, to int) bool {
			line, column := p.of(from)
			return yield(keyText(key), member{d.Data[from:to], line, column})
		})
	}
}

// entries yields what is in a list; false = the reader has enough.
func (d *Document) entries(data []byte, line, column int, yield func(*yaml.Node, error) bool) (more bool) {
	if !begins(data, '[') {
		n, err := strict.ParseJSONFrom(data, line, column)
		return d.yield(n, err, line, column, yield)
	}
	p := &places{data: data, line: line, column: column}
	more = true
	each(data, func(_ []byte, from, to int) bool {
		line, column := p.of(from)
		n, err := strict.ParseJSONFrom(data[from:to], line, column)
		more = d.yield(n, err, line, column, yield)
		return more
	})
	return more
}

func (d *Document) yield(n *yaml.Node, err error, line, column int, yield func(*yaml.Node, error) bool) bool {
	if err == nil {
		return yield(n, nil)
	}
	f := d.Faults()
	f.Add(line, column, "", "%v", err)
	yield(nil, f.Err())
	return false
}

// places turns growing offsets of a text into places, each byte counted once.
type places struct {
	data         []byte
	at           int
	line, column int
}

func (d *Document) places() *places { return &places{data: d.Data, line: d.Line, column: d.Column} }

// of is the place of an offset that is not before the last one.
func (p *places) of(offset int) (line, column int) {
	for ; p.at < offset; p.at++ {
		switch c := p.data[p.at]; {
		case c == '\n':
			p.line, p.column = p.line+1, 1
		case utf8.RuneStart(c):
			p.column++
		}
	}
	return p.line, p.column
}

// String names the document in messages.
func (d *Document) String() string {
	if d.Whole {
		return d.File
	}
	return fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
}
