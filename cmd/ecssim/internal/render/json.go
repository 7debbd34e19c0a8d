package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"ecssim/sim"
)

// JSON writes v indented, ending in a line break, without escaping <, > and &.
// Raw JSON is indented alike. The instances of a report are written one
// by one, so that a large cluster is never held in memory as text.
func JSON(w io.Writer, v any) error {
	switch v := v.(type) {
	case json.RawMessage:
		return writeRaw(w, v)
	case []byte:
		return writeRaw(w, v)
	case *sim.Report:
		return writeReport(w, v)
	}
	text, err := new(encoding).append(nil, v, 0)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// encoding is memory for encoding one value after the other.
type encoding struct{ compact bytes.Buffer }

// append adds v as indented JSON whose first line stands so deep.
func (e *encoding) append(to []byte, v any, depth int) ([]byte, error) {
	e.compact.Reset()
	enc := json.NewEncoder(&e.compact)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return setOut(to, bytes.TrimRight(e.compact.Bytes(), "\n"), depth), nil
}

// setOut adds JSON without white space to a text, indented by two spaces a level.
// It is json.Indent for JSON that is known to be right, and several times as fast.
func setOut(to, compact []byte, depth int) []byte {
	to = slices.Grow(to, 2*len(compact))
	line := func() {
		to = append(to, '\n')
		for range depth {
			to = append(to, "  "...)
		}
	}
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			end := i + 1
			for compact[end] != '"' {
				if compact[end] == '\\' {
					end++
				}
				end++
			}
			to = append(to, compact[i:end+1]...)
			i = end
		case '{', '[':
			to = append(to, c)
			if closing := c + 2; compact[i+1] == closing {
				to = append(to, closing)
				i++
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			to = append(to, c)
		case ',':
			to = append(to, c)
			line()
		case ':':
			to = append(to, ": "...)
		default:
			to = append(to, c)
		}
	}
	return to
}

func writeRaw(w io.Writer, raw []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// writeReport encodes the report without its instances and puts them in where
// they belong. The key can stand at this indent once only: a line break inside a
// string is escaped.
func writeReport(w io.Writer, r *sim.Report) error {
	rest := *r
	rest.Instances = nil
	text, err := new(encoding).append(nil, &rest, 0)
	if err != nil {
		return err
	}
	const key = "\n  \"instances\": "
	before, after, ok := bytes.Cut(append(text, '\n'), []byte(key+"null"))
	if !ok {
		panic("render: a report without instances has no line " + fmt.Sprintf("%q", key+"null"))
	}
	if _, err := w.Write(text[:len(before)+len(key)]); err != nil {
		return err
	}
	if err := writeInstances(w, r.Instances); err != nil {
		return err
	}
	_, err = w.Write(after)
	return err
}

func writeInstances(w io.Writer, instances []sim.InstanceReport) error {
	if len(instances) == 0 {
		_, err := io.WriteString(w, "[]")
		return err
	}
	var e encoding
	var text []byte
	for i := range instances {
		text = append(text[:0], ",\n    "...)
		if i == 0 {
			text[0] = '['
		}
		var err error
		if text, err = e.append(text, &instances[i], 2); err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n  ]")
	return err
}
