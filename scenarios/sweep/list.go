package sweep

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// pointList reads the points of a CSV file: its first line holds addresses, each other line a point. An
// empty field leaves the address alone.
func (l *loader) pointList() error {
	design := l.root.At("design")
	l.plan.Design = l.file.Design.String()
	if len(l.file.Vary)+len(l.file.Together) > 0 {
		design.Fail("", "a list of points goes without vary and together: its first line holds the addresses")
		return nil
	}
	data, err := readBeside(l.folder, l.file.Design.list)
	if err != nil {
		design.Fail("", "the list of points cannot be read: %v", err)
		return nil
	}
	sub := *l
	sub.faults = &strict.Faults{File: l.file.Design.list, Data: data}
	if !strict.Readable(sub.faults) {
		return l.unseen(l.file.Design.list, "", sub.faults.Err())
	}
	sub.decoder = &strict.Decoder{Faults: sub.faults}
	sub.rows(csv.NewReader(bytes.NewReader(sub.faults.Data)))
	return l.unseen(l.file.Design.list, "", sub.faults.Err())
}

// rows reads the lines of the file.
func (l *loader) rows(r *csv.Reader) {
	head, err := r.Read()
	if err != nil {
		l.badCSV(err)
		return
	}
	var texts []map[string]int32 // of each column: the values so far
	for c, address := range head {
		line, column := r.FieldPos(c)
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: address, Line: line, Column: l.characters(line, column)}
		if _, ok := l.column(&written{key: key}); !ok {
			return
		}
		texts = append(texts, map[string]int32{})
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.badCSV(err)
			return
		}
		if len(l.plan.index) == MostPoints {
			l.faults.Add(0, 0, "", "the list has more than %d points", MostPoints)
			return
		}
		l.plan.index = append(l.plan.index, l.row(r, fields, texts))
	}
	if len(l.plan.index) == 0 {
		l.faults.Add(0, 0, "", "the list has no points below its first line, wanted one at least")
	}
}

// row is the point of one line.
func (l *loader) row(r *csv.Reader, fields []string, texts []map[string]int32) []int32 {
	point := make([]int32, len(fields))
	for c, text := range fields {
		if text == "" {
			point[c] = -1
			continue
		}
		i, known := texts[c][text]
		if !known {
			line, column := r.FieldPos(c)
			v := scalar(text, &yaml.Node{Line: line, Column: l.characters(line, column)})
			i = int32(len(l.plan.values[c]))
			texts[c][text] = i
			l.plan.values[c] = append(l.plan.values[c], v)
			l.check(c, l.plan.Columns[c].Address, v.node)
		}
		point[c] = i
	}
	return point
}

// characters turns a column in bytes into one in characters.
func (l *loader) characters(line, column int) int {
	text, ok := l.faults.Line(line)
	if !ok || column < 1 || column > len(text)+1 {
		return max(column, 1)
	}
	return utf8.RuneCountInString(text[:column-1]) + 1
}

func (l *loader) badCSV(err error) {
	var bad *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		l.faults.Add(0, 0, "", "the list of points is empty, wanted a line of addresses")
	case errors.As(err, &bad):
		l.faults.Add(bad.Line, l.characters(bad.Line, bad.Column), "", "not CSV: %v", bad.Err)
	default:
		l.faults.Add(0, 0, "", "not CSV: %v", err)
	}
}
