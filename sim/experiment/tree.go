package experiment

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// node is a JSON value whose objects keep the order of their keys, so that what
// is printed for many runs reads like what is printed for one.
type node struct {
	kind   kind
	leaf   any // text, bool or json.Number
	keys   []string
	fields map[string]*node
	list   []*node
}

type kind uint8

const (
	null kind = iota
	text
	truth
	number
	object
	list
)

// parse turns a value that marshals to JSON into a node.
func parse(v any) (*node, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return read(d)
}

func read(d *json.Decoder) (*node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		return readNested(d, t)
	case string:
		return &node{kind: text, leaf: t}, nil
	case bool:
		return &node{kind: truth, leaf: t}, nil
	case json.Number:
		return &node{kind: number, leaf: t}, nil
	}
	return &node{}, nil
}

func readNested(d *json.Decoder, open json.Delim) (*node, error) {
	n := &node{kind: list}
	if open == '{' {
		n = &node{kind: object, fields: map[string]*node{}}
	}
	for d.More() {
		key := ""
		if open == '{' {
			t, err := d.Token()
			if err != nil {
				return nil, err
			}
			key = t.(string)
		}
		x, err := read(d)
		if err != nil {
			return nil, err
		}
		if open == '{' {
			n.set(key, x)
		} else {
			n.list = append(n.list, x)
		}
	}
	_, err := d.Token()
	return n, err
}

// set gives an object a field, at the end if it is new.
func (n *node) set(key string, x *node) {
	if _, ok := n.fields[key]; !ok {
		n.keys = append(n.keys, key)
	}
	n.fields[key] = x
}

// float returns a number's value.
func (n *node) float() float64 {
	f, err := n.leaf.(json.Number).Float64()
	if err != nil {
		panic(fmt.Sprintf("experiment: a report has the number %v: %v", n.leaf, err))
	}
	return f
}

// MarshalJSON writes the value on one line.
func (n *node) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	if err := n.write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (n *node) write(b *bytes.Buffer) error {
	switch n.kind {
	case object:
		b.WriteByte('{')
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeLeaf(b, k); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := n.fields[k].write(b); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case list:
		b.WriteByte('[')
		for i, x := range n.list {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := x.write(b); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return writeLeaf(b, n.leaf)
}

func writeLeaf(b *bytes.Buffer, v any) error {
	t, err := json.Marshal(v)
	b.Write(t)
	return err
}
