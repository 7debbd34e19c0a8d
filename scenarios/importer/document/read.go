package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ecssim/scenarios"
	"ecssim/scenarios/internal/strict"
)

// The bounds of what is read.
const (
	MostBytes = 256 << 20 // of all files together
	mostFiles = 10_000
)

// extensions are those of files that are looked for in a folder.
var extensions = []string{".json", ".yaml", ".yml", ".template", ".tfplan", ".tfstate", ".env"}

// Read reads files, folders with all that is below them, and - for standard input, in the order
// given; those of a folder in the order of their names. What is hidden in a folder, or has
// another extension than .json, .yaml, .yml or .template, is left alone. The error names what
// cannot be read; text that is no JSON is a document whose Tree says so.
func Read(names []string, stdin io.Reader) ([]*Document, error) {
	r := reader{stdin: stdin}
	for _, name := range names {
		if err := r.name(name); err != nil {
			return nil, err
		}
	}
	return r.all, nil
}

type reader struct {
	stdin io.Reader
	all   []*Document
	bytes int64
	files int
}

func (r *reader) name(name string) error {
	if name == "-" {
		return r.read("<stdin>", r.stdin, true)
	}
	info, err := os.Stat(name)
	if err != nil {
		return scenarios.FileError(name, err)
	}
	if !info.IsDir() {
		return r.file(name, true)
	}
	return filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return scenarios.FileError(path, err)
		case path != name && strings.HasPrefix(e.Name(), ".") && (e.IsDir() || e.Name() != ".env"):
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case e.IsDir() || !slices.Contains(extensions, strings.ToLower(filepath.Ext(path))):
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return nil // a link to nowhere, a pipe
		}
		return r.file(path, false)
	})
}

func (r *reader) file(name string, named bool) error {
	f, err := os.Open(name)
	if err != nil {
		return scenarios.FileError(name, err)
	}
	defer f.Close()
	return r.read(name, f, named)
}

func (r *reader) read(name string, from io.Reader, named bool) error {
	if r.files++; r.files > mostFiles {
		return fmt.Errorf("%s: more than %d files, wanted those of one cluster", name, mostFiles)
	}
	data, err := readAll(from, MostBytes-r.bytes+1)
	if err != nil {
		return scenarios.FileError(name, err)
	}
	if r.bytes += int64(len(data)); r.bytes > MostBytes {
		return fmt.Errorf("%s: the files hold more than %d MB together, wanted those of one cluster", name, MostBytes>>20)
	}
	docs, err := Split(name, data)
	for _, d := range docs {
		d.Named = named
	}
	r.all = append(r.all, docs...)
	return err
}

// readAll reads no more than so many bytes, those of a file into memory of its size.
func readAll(from io.Reader, most int64) ([]byte, error) {
	var data bytes.Buffer
	if f, ok := from.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			data.Grow(int(min(info.Size(), most)) + bytes.MinRead)
		}
	}
	_, err := data.ReadFrom(io.LimitReader(from, most))
	return data.Bytes(), err
}

// Split takes a file's bytes apart into documents; one without Data of an empty file. The error, an
// *strict.Error, is that of bytes that are no text. What is neither JSON nor YAML is one
// document, whose Tree says what is wrong.
func Split(name string, data []byte) ([]*Document, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		f := &strict.Faults{File: name}
		f.Add(0, 0, "of a plan that Terraform has saved: terraform show -json "+name+" > plan.json", "the file is a zip archive, wanted text")
		return nil, f.Err()
	}
	f := &strict.Faults{File: name, Data: data}
	if !strict.Text(f) {
		return nil, f.Err()
	}
	if len(bytes.TrimSpace(f.Data)) == 0 {
		return []*Document{{File: name, Line: 1, Column: 1, Whole: true}}, nil
	}
	all := split(name, f.Data)
	if len(all) == 1 {
		all[0].Whole = true
		all[0].Data, all[0].Line, all[0].Column = f.Data, 1, 1
	}
	return all, nil
}

func split(name string, data []byte) []*Document {
	if first := bytes.TrimSpace(data)[0]; first != '{' && first != '[' && first != '"' {
		return yamls(name, data)
	}
	var all []*Document
	p := &places{data: data, line: 1, column: 1}
	for at := next(data, 0); at < len(data); {
		to := max(end(data, at), at+1)
		if !json.Valid(data[at:to]) {
			// All of it is one document that is no JSON: half of a file is never read. It may be YAML
			// in braces still.
			return []*Document{{File: name, Data: data, Line: 1, Column: 1}}
		}
		line, column := p.of(at)
		all = append(all, &Document{File: name, Data: data[at:to], Line: line, Column: column, JSON: true})
		at = next(data, to)
	}
	return all
}

// yamls takes YAML documents apart at lines that begin with ---.
func yamls(name string, data []byte) []*Document {
	var all []*Document
	start, startLine, line := 0, 1, 0
	add := func(end int) {
		if text := data[start:end]; len(bytes.TrimSpace(text)) > 0 {
			all = append(all, &Document{File: name, Data: text, Line: startLine, Column: 1})
		}
	}
	at := 0
	for text := range bytes.Lines(data) {
		line++
		if mark := strings.TrimRight(string(text[:min(len(text), 8)]), " \t\r\n"); mark == "---" {
			add(at)
			start, startLine = at+len(text), line+1
		}
		at += len(text)
	}
	add(len(data))
	return all
}
