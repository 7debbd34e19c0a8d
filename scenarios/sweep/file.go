package sweep

import (
	"reflect"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// File is a sweep file as it is written.
type File struct {
	Sweep               string       `yaml:"sweep" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9_.-]*$,maxLength=100" jsonschema_description:"name of the sweep"`
	Scenario            string       `yaml:"scenario" jsonschema:"required" jsonschema_description:"a scenario of the library, or a file by its path relative to this one"`
	Vary                factors      `yaml:"vary" jsonschema_description:"what is varied: addresses, each with its values"`
	Together            []factors    `yaml:"together" jsonschema_description:"what is varied in step: the values of one map are taken together"`
	Design              design       `yaml:"design" jsonschema_description:"how values are combined"`
	Replications        replications `yaml:"replications" jsonschema_description:"how often each point is run: a number, or the rule by which there are enough"`
	Measure             []string     `yaml:"measure" jsonschema:"minItems=1,maxItems=100,maxLength=1000" jsonschema_description:"paths into the output of run -o json, such as tasks.waiting"`
	Seed                *int         `yaml:"seed" jsonschema:"minimum=0" jsonschema_description:"of all chance; the scenario's unless given"`
	CommonRandomNumbers *bool        `yaml:"commonRandomNumbers" jsonschema:"default=true" jsonschema_description:"whether a replication has the same seed at every point"`
}

// factors are addresses with the values that each has, in the order of the file.
type factors []written

// written is one address as it stands in a file.
type written struct {
	key    *yaml.Node
	values values
}

// ReadNode decodes the map.
func (f *factors) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if n.Kind != yaml.MappingNode {
		d.Mismatch(n, what, "a map of addresses, each with its values")
		return
	}
	for _, p := range d.Pairs(n) {
		w := written{key: p.Key}
		w.values.ReadNode(d, p.Value, p.Key.Value)
		*f = append(*f, w)
	}
}

// values are the values of one address: those of a list, a range, or what lies between two ends.
type values struct {
	node  *yaml.Node
	list  []*yaml.Node // each as it is written
	scale []*yaml.Node // numbers by which what stands there is multiplied
	between
}

// between is the forms of a map of values.
type between struct {
	Range  []single `yaml:"range" jsonschema:"minItems=2,maxItems=2"`
	Step   single   `yaml:"step"`
	From   single   `yaml:"from"`
	To     single   `yaml:"to"`
	Log    bool     `yaml:"log"`
	Points int      `yaml:"points" jsonschema:"minimum=2,maximum=1000000"`
	Scale  []single `yaml:"scale" jsonschema:"minItems=1,maxItems=1000000"`
}

// single is a single value whose node is kept.
type single struct{ *yaml.Node }

// ReadNode decodes the value.
func (s *single) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if n.Kind != yaml.ScalarNode || strict.IsNull(n) {
		d.Mismatch(n, what, "a number, perhaps with a unit")
		return
	}
	s.Node = n
}

// ReadNode decodes the values.
func (v *values) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	const wanted = "a list of values, {range: [20, 30]}, {from: 1m, to: 10m} or {scale: [1, 2]}"
	v.node = n
	switch {
	case n.Kind == yaml.SequenceNode && len(n.Content) == 0:
		d.Add(n.Line, n.Column, "", "%s has no values, wanted one at least", what)
	case n.Kind == yaml.SequenceNode:
		v.list = n.Content
	case n.Kind == yaml.MappingNode:
		v.forms(d, n, what)
	case n.Kind == yaml.ScalarNode && rangeForm().MatchString(n.Value) && n.Style&strict.Quoted == 0:
		v.shortRange(n)
	default:
		d.Mismatch(n, what, wanted)
	}
}

// forms decodes a map of values, of which exactly one form may be there.
func (v *values) forms(d *strict.Decoder, n *yaml.Node, what string) {
	before := len(d.Found)
	d.Value(n, reflect.ValueOf(&v.between).Elem(), &strict.Rule{}, what)
	if len(d.Found) > before {
		return
	}
	for _, s := range v.Scale {
		v.scale = append(v.scale, s.Node)
	}
	ends := v.From.Node != nil && v.To.Node != nil
	heads := 0
	for _, given := range []bool{v.Range != nil, v.From.Node != nil || v.To.Node != nil, v.Scale != nil} {
		if given {
			heads++
		}
	}
	switch {
	case heads != 1 || v.Range == nil && v.Scale == nil && !ends:
		d.Add(n.Line, n.Column, "", "%s has %s, wanted range, from and to, or scale, and one of them", what, strict.Describe(n))
	case v.Step.Node != nil && v.Range == nil:
		d.Add(v.Step.Line, v.Step.Column, "", "step goes with range")
	case (v.Log || v.Points > 0) && !ends:
		d.Add(n.Line, n.Column, "", "log and points go with from and to")
	}
}

// design is how the values of several addresses are combined.
type design struct {
	kind designKind
	n    int    // points of a sampled design
	list string // a CSV file
}

type designKind uint8

// A grid has every combination.
const (
	grid designKind = iota
	latinHypercube
	halton
	listed
)

// ReadNode decodes the design.
func (x *design) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	const wanted = "grid, {latinHypercube: 200}, {halton: 200} or {list: points.csv}"
	if n.Kind == yaml.ScalarNode && n.Value == "grid" {
		return
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		d.Wrong(n, "", what, wanted)
		return
	}
	kinds := map[string]designKind{"latinHypercube": latinHypercube, "halton": halton, "list": listed}
	key, value := n.Content[0], n.Content[1]
	var known bool
	if x.kind, known = kinds[key.Value]; !known {
		d.Add(key.Line, key.Column, strict.DidYouMean(key.Value, []string{"latinHypercube", "halton", "list"}), "unknown design %s, wanted %s", strict.Quote(key.Value), wanted)
		return
	}
	if x.kind == listed {
		d.Value(value, reflect.ValueOf(&x.list).Elem(), &strict.Rule{}, key.Value)
		return
	}
	least, most := 1.0, float64(MostPoints)
	d.Value(value, reflect.ValueOf(&x.n).Elem(), &strict.Rule{Min: &least, Max: &most}, key.Value)
}

// replications is how often each point is run.
type replications struct {
	rule replicationsFile
}

// replicationsFile is replications written as a map.
type replicationsFile struct {
	Min        int      `yaml:"min" jsonschema:"required,minimum=1,maximum=1000000"`
	Max        int      `yaml:"max" jsonschema:"minimum=1,maximum=1000000"`
	Relative   *float64 `yaml:"relative" jsonschema:"maximum=1"`
	Absolute   *float64 `yaml:"absolute"`
	Of         []string `yaml:"of" jsonschema:"minItems=1,maxItems=100,maxLength=1000"`
	Confidence *float64 `yaml:"confidence" jsonschema:"minimum=0.5,maximum=0.9999"`
}

// ReadNode decodes a number of replications, or the rule by which there are enough.
func (r *replications) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if n.Kind == yaml.MappingNode {
		d.Value(n, reflect.ValueOf(&r.rule).Elem(), &strict.Rule{}, what)
		return
	}
	least, most := 1.0, 1e6
	d.Value(n, reflect.ValueOf(&r.rule.Min).Elem(), &strict.Rule{Min: &least, Max: &most}, what)
}
