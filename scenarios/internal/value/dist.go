package value

import (
	"ecssim/scenarios/internal/strict"

	"go.yaml.in/yaml/v4"
)

// Dist is a length of time that may be left to chance: a duration, a
// distribution, or never.
type Dist struct {
	Fixed *Duration // a bare duration
	Never bool
	Forms Distribution // exactly one of its fields, otherwise
}

// Distribution names a distribution and its parameters; one key of it is given.
type Distribution struct {
	Constant    *Duration   `yaml:"constant"`
	Exponential *MeanOnly   `yaml:"exponential"`
	Uniform     *MinMax     `yaml:"uniform"`
	Triangular  *Triangle   `yaml:"triangular"`
	Normal      *MeanSpread `yaml:"normal" jsonschema_description:"cut off at zero"`
	LogNormal   *MeanSpread `yaml:"lognormal" jsonschema_description:"mean and stdDev of the lengths themselves"`
	Gamma       *ShapeMean  `yaml:"gamma"`
	Weibull     *ShapeScale `yaml:"weibull"`
	Pareto      *MinShape   `yaml:"pareto"`
	Erlang      *MeanStages `yaml:"erlang"`
}

// MeanOnly has a mean.
type MeanOnly struct {
	Mean Duration `yaml:"mean" jsonschema:"required"`
}

// MinMax has two ends.
type MinMax struct {
	Min Duration `yaml:"min" jsonschema:"required"`
	Max Duration `yaml:"max" jsonschema:"required"`
}

// Triangle has two ends and the likeliest value between them.
type Triangle struct {
	Min  Duration `yaml:"min" jsonschema:"required"`
	Mode Duration `yaml:"mode" jsonschema:"required"`
	Max  Duration `yaml:"max" jsonschema:"required"`
}

// MeanSpread has a mean and a standard deviation.
type MeanSpread struct {
	Mean   Duration `yaml:"mean" jsonschema:"required"`
	StdDev Duration `yaml:"stdDev" jsonschema:"required"`
}

// ShapeMean has a gamma distribution's shape and its mean.
type ShapeMean struct {
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000"`
	Mean  Duration `yaml:"mean" jsonschema:"required"`
}

// ShapeScale has a Weibull distribution's parameters.
type ShapeScale struct {
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000"`
	Scale Duration `yaml:"scale" jsonschema:"required"`
}

// MinShape has a Pareto distribution's least value and its tail's exponent.
type MinShape struct {
	Min   Duration `yaml:"min" jsonschema:"required"`
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000"`
}

// MeanStages is a sum of equal exponential stages.
type MeanStages struct {
	Mean   Duration `yaml:"mean" jsonschema:"required"`
	Stages int      `yaml:"stages" jsonschema:"required,minimum=1,maximum=1000"`
}

// ReadNode decodes the value.
func (t *Dist) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "never":
		t.Never = true
	case n.Kind == yaml.MappingNode:
		form(d, n, t, what)
	case n.Kind == yaml.SequenceNode:
		d.Mismatch(n, what, "a duration such as 30s or a distribution such as {exponential: {mean: 2s}}")
	default:
		if length, ok := duration(d, n, what); ok {
			t.Fixed = &Duration{length}
		}
	}
}
