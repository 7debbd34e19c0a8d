package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Limits of a file. A scenario of 20,000 lines is below 1 MB; what is far larger
// is some other file, and is refused before it costs anyone a second.
const (
	MaxFileBytes = 2 << 20
	MaxExpanded  = 1_000_000 // values, aliases counted each time they are used
	MaxDepth     = 100       // lists and maps inside each other
	maxMarks     = 250_000   // commas and brackets; the YAML library holds 200 bytes for each at once
)

// Nodes reads the text of a file, JSON or YAML; nil after a fault.
func Nodes(f *Faults) *yaml.Node {
	if !Readable(f) {
		return nil
	}
	if !json.Valid(f.Data) { // YAML knows no \u escapes beyond 16 bits
		return ParseYAML(f)
	}
	root, err := ParseJSON(f.Data)
	if err != nil {
		f.Add(1, 1, "", "%v", err)
	}
	return root
}

// ParseYAML reads one YAML document (JSON is YAML) out of readable text into nodes. It returns nil
// when the text cannot be read at all, with the reasons in f.
func ParseYAML(f *Faults) *yaml.Node {
	if marks(f.Data) > maxMarks {
		f.Add(1, 1, "is it the right file?", "the file holds more values than any scenario: over %d commas and brackets", maxMarks)
		return nil
	}
	if !yamlText(f) {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(f.Data))
	if err != nil {
		f.Add(0, 0, "", "%v", err)
		return nil
	}
	var doc yaml.Node
	if err := loader.Load(&doc); err != nil || len(doc.Content) == 0 {
		syntax(f, err)
		return nil
	}
	var second yaml.Node
	switch err := loader.Load(&second); {
	case err == nil && len(second.Content) > 0:
		n := second.Content[0]
		f.Add(n.Line, n.Column, "put it into a file of its own", "a second YAML document begins here, wanted one to a file")
		return nil
	case err != nil && !errors.Is(err, io.EOF):
		syntax(f, err)
		return nil
	}
	if !checkAliases(f, doc.Content[0]) {
		return nil
	}
	return doc.Content[0]
}

// marks counts what ends or begins a value inside a list or map on one line.
func marks(data []byte) int {
	n := 0
	for _, c := range data {
		switch c {
		case ',', '[', ']', '{', '}':
			n++
		}
	}
	return n
}

// syntax turns the parser's error into faults.
func syntax(f *Faults, err error) {
	var one *yaml.LoadError
	var many *yaml.LoadErrors
	switch {
	case err == nil || errors.Is(err, io.EOF):
		f.Add(0, 0, `wanted at least "name:", "cluster:" and "taskDefinitions:"`, "the file is empty")
	case errors.As(err, &many):
		for _, e := range many.Errors {
			syntaxFault(f, e)
		}
	case errors.As(err, &one):
		syntaxFault(f, one)
	default:
		f.Add(0, 0, "", "not YAML: %v", err)
	}
}

func syntaxFault(f *Faults, e *yaml.LoadError) {
	message := e.Message
	if e.ContextMsg != "" {
		message += " " + e.ContextMsg
	}
	line, column := e.Mark.Line, e.Mark.Column
	if line == 0 {
		f.Add(0, 0, "is it a text file?", "not YAML: %s", message)
		return
	}
	hint := ""
	if text, ok := f.Line(line); ok && strings.HasPrefix(strings.TrimLeft(text, " "), "\t") {
		hint = "YAML indents with blanks, not with tabs"
	}
	f.Add(line, column, hint, "not YAML: %s", message)
}
