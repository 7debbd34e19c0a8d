// Package results keeps what a sweep gives, one row a run: a journal of the points that are done, from
// which a run that was ended goes on; a Parquet file for each shard; and the one Parquet file, the
// lists in CSV and the summary in which all shards come together. Equal rows give equal bytes, however
// they were made. A file is whole or it is not there.
package results

import (
	"encoding/json"
	"slices"

	"ecssim/sim/experiment/points"
)

// Kind is what a column holds.
type Kind string

// The kinds.
const (
	Int    Kind = "int"
	Double Kind = "double"
	Bool   Kind = "bool"
	String Kind = "string"
)

// Column is a column that a sweep adds to those of every sweep.
type Column struct {
	Name   string `json:"name"`
	Kind   Kind   `json:"kind"`
	Scaled bool   `json:"scaled,omitempty"` // its values multiply what stands in the scenario file
}

// Sweep is what a file says of the sweep whose rows it holds.
type Sweep struct {
	Name        string      `json:"sweep"`
	Scenario    string      `json:"scenario"` // its name
	Hash        string      `json:"scenarioSha256"`
	Fingerprint string      `json:"fingerprint"`
	Version     string      `json:"version"` // of ecssim
	DataDate    string      `json:"dataDate"`
	Design      string      `json:"design"`
	Points      int         `json:"points"`
	Common      bool        `json:"commonRandomNumbers"`
	Varied      []Column    `json:"varied"`
	Measures    []Column    `json:"measures"`
	Rule        points.Rule `json:"replications"`
	Wall        bool        `json:"wallMs"` // rows say how long their runs took, which no two runs have alike
}

// Point is one with its rows.
type Point struct {
	Number int
	ID     string
	Values []any // of the columns Varied: nil, int64, float64, bool or string
	Rows   []points.Row
}

// field is a column of the files.
type field struct {
	name     string
	kind     Kind
	optional bool
	get      func(p *Point, r *points.Row) any // nil where there is none
	set      func(p *Point, r *points.Row, v any)
}

// fields are all columns of the files, in their order. The name of an address or measure that is
// another column's has a word before it.
func (s *Sweep) fields() []field {
	all := []field{
		{"point", Int, false, func(p *Point, _ *points.Row) any { return int64(p.Number) }, func(p *Point, _ *points.Row, v any) { p.Number = int(v.(int64)) }},
		{"pointId", String, false, func(p *Point, _ *points.Row) any { return p.ID }, func(p *Point, _ *points.Row, v any) { p.ID = v.(string) }},
		{"replication", Int, false, func(_ *Point, r *points.Row) any { return int64(r.Replication) }, func(_ *Point, r *points.Row, v any) { r.Replication = int(v.(int64)) }},
		{"seed", Int, false, func(_ *Point, r *points.Row) any { return int64(r.Seed) }, func(_ *Point, r *points.Row, v any) { r.Seed = uint64(v.(int64)) }},
		{"status", String, false, func(_ *Point, r *points.Row) any { return r.Status.String() }, func(_ *Point, r *points.Row, v any) { r.Status, _ = points.ParseStatus(v.(string)) }},
		{"error", String, true, func(_ *Point, r *points.Row) any { return orNil(r.Error, r.Status != points.OK) }, func(_ *Point, r *points.Row, v any) { r.Error = v.(string) }},
		{"simSeconds", Double, true, func(_ *Point, r *points.Row) any { return orNil(r.SimSeconds, r.Status == points.OK) }, func(_ *Point, r *points.Row, v any) { r.SimSeconds = v.(float64) }},
		{"events", Int, true, func(_ *Point, r *points.Row) any { return orNil(int64(r.Events), r.Status == points.OK) }, func(_ *Point, r *points.Row, v any) { r.Events = int(v.(int64)) }},
	}
	if s.Wall {
		all = append(all, field{"wallMs", Double, true, wallOf, setWall})
	}
	taken := func(name string) bool {
		return name == "wallMs" || slices.ContainsFunc(all, func(f field) bool { return f.name == name })
	}
	var own []field
	for i, c := range s.Varied {
		own = append(own, field{unused("varied.", c.Name, taken), c.Kind, true,
			func(p *Point, _ *points.Row) any { return p.Values[i] }, func(p *Point, _ *points.Row, v any) { p.Values[i] = v }})
	}
	all = slices.Insert(all, 2, own...)
	for i, c := range s.Measures {
		all = append(all, field{unused("measured.", c.Name, taken), c.Kind, true,
			func(_ *Point, r *points.Row) any { return orNil(valueAt(r, i), r.Status == points.OK) }, func(_ *Point, r *points.Row, v any) { r.Values[i] = v }})
	}
	return all
}

func unused(prefix, name string, taken func(string) bool) string {
	for taken(name) {
		name = prefix + name
	}
	return name
}

// orNil is a value where there is one.
func orNil(v any, there bool) any {
	if !there {
		return nil
	}
	return v
}

func valueAt(r *points.Row, i int) any {
	if i >= len(r.Values) {
		return nil
	}
	return r.Values[i]
}

func (s *Sweep) json() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic("results: " + err.Error() + ", invariant: texts and numbers")
	}
	return string(text)
}
