package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"ecssim/sim"
	"ecssim/sim/report"
)

func writeJSON(w io.Writer, d *Document, _ Options) error { return JSON(w, d.Data) }

// JSON writes v indented, ending in a line break, without escaping <, > and &.
// Raw JSON is indented alike. The services and instances of a report are written
// one by one, so that a large cluster is never held in memory as text.
func JSON(w io.Writer, v any) error {
	w = gatedJSON{w}
	switch v := v.(type) {
	case json.RawMessage:
		return writeRaw(w, v)
	case []byte:
		return writeRaw(w, v)
	case *report.Report:
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

// writeReport encodes the report without its long lists and puts them in, element by
// element, where they belong. Their keys can stand at this indent once only: a line
// break inside a string is escaped.
func writeReport(w io.Writer, r *report.Report) error {
	rest := *r
	rest.Services, rest.Instances = nil, nil
	text, err := new(encoding).append(nil, &rest, 0)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if text, err = writeList(w, text, "services", r.Services); err != nil {
		return err
	}
	if text, err = writeList(w, text, "instances", r.Instances); err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// writeList writes a text up to the key whose value is null, and then a list in the
// place of that, and returns what comes after it.
func writeList[T any](w io.Writer, text []byte, key string, list []T) (after []byte, err error) {
	name := fmt.Sprintf("\n  %q: ", key)
	before, after, ok := bytes.Cut(text, []byte(name+"null"))
	if !ok {
		panic("render: a report without " + key + " has no line " + name + "null")
	}
	if _, err := w.Write(text[:len(before)+len(name)]); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		_, err := io.WriteString(w, "[]")
		return after, err
	}
	var e encoding
	var one []byte
	for i := range list {
		one = append(one[:0], ",\n    "...)
		if i == 0 {
			one[0] = '['
		}
		if one, err = e.append(one, &list[i], 2); err != nil {
			return nil, err
		}
		if _, err := w.Write(one); err != nil {
			return nil, err
		}
	}
	_, err = io.WriteString(w, "\n  ]")
	return after, err
}

// logged is an entry in JSON.
type logged struct {
	At       float64 `json:"at"`
	Event    string  `json:"event"`
	Service  string  `json:"service,omitempty"`
	Task     string  `json:"task,omitempty"`
	Instance string  `json:"instance,omitempty"`
	Address  string  `json:"address,omitempty"`
	Detail   string  `json:"detail,omitempty"`
	Cause    string  `json:"cause,omitempty"`
}

func jsonLine(l *Log, e sim.Entry) error {
	return lineEncoder(l.w).Encode(logged{
		At: e.At.Seconds(), Event: e.Event, Service: e.Service, Task: e.Task, Instance: e.Instance,
		Address: e.Address, Detail: e.Detail, Cause: e.Cause})
}

// jsonEnd writes the report as the last line.
func jsonEnd(l *Log, r *report.Report, _ Options) error {
	return lineEncoder(l.w).Encode(struct {
		Report *report.Report `json:"report"`
	}{r})
}

// lineEncoder encodes a value a line.
func lineEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(gatedJSON{w})
	e.SetEscapeHTML(false)
	return e
}
