package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

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
	return encoder(w).Encode(v)
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e
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
	var b bytes.Buffer
	if err := encoder(&b).Encode(&rest); err != nil {
		return err
	}
	const key = "\n  \"instances\": "
	before, after, ok := bytes.Cut(b.Bytes(), []byte(key+"null"))
	if !ok {
		panic("render: a report without instances has no line " + fmt.Sprintf("%q", key+"null"))
	}
	if _, err := w.Write(append(before, key...)); err != nil {
		return err
	}
	if err := writeInstances(w, r.Instances); err != nil {
		return err
	}
	_, err := w.Write(after)
	return err
}

func writeInstances(w io.Writer, instances []sim.InstanceReport) error {
	if len(instances) == 0 {
		_, err := io.WriteString(w, "[]")
		return err
	}
	var b bytes.Buffer
	for i := range instances {
		b.Reset()
		if i == 0 {
			b.WriteString("[\n    ")
		} else {
			b.WriteString(",\n    ")
		}
		e := encoder(&b)
		e.SetIndent("    ", "  ")
		if err := e.Encode(&instances[i]); err != nil {
			return err
		}
		if _, err := w.Write(bytes.TrimRight(b.Bytes(), "\n")); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n  ]")
	return err
}
