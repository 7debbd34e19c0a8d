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
	Constant    *Duration   `yaml:"constant" jsonschema_description:"always the same length"`
	Exponential *MeanOnly   `yaml:"exponential" jsonschema_description:"exponential, by its mean"`
	Uniform     *MinMax     `yaml:"uniform" jsonschema_description:"any length between two ends alike"`
	Triangular  *Triangle   `yaml:"triangular" jsonschema_description:"between two ends, the likeliest between them"`
	Normal      *MeanSpread `yaml:"normal" jsonschema_description:"normal, cut off at zero"`
	LogNormal   *MeanSpread `yaml:"lognormal" jsonschema_description:"lognormal, by mean and stdDev of the lengths themselves"`
	Gamma       *ShapeMean  `yaml:"gamma" jsonschema_description:"gamma, by shape and mean"`
	Weibull     *ShapeScale `yaml:"weibull" jsonschema_description:"Weibull, by shape and scale"`
	Pareto      *MinShape   `yaml:"pareto" jsonschema_description:"Pareto, by its least length and the exponent of its tail"`
	Erlang      *MeanStages `yaml:"erlang" jsonschema_description:"the sum of equal exponential stages"`
}

// MeanOnly has a mean.
type MeanOnly struct {
	Mean Duration `yaml:"mean" jsonschema:"required" jsonschema_description:"mean length"`
}

// MinMax has two ends.
type MinMax struct {
	Min Duration `yaml:"min" jsonschema:"required" jsonschema_description:"least length"`
	Max Duration `yaml:"max" jsonschema:"required" jsonschema_description:"greatest length"`
}

// Triangle has two ends and the likeliest value between them.
type Triangle struct {
	Min  Duration `yaml:"min" jsonschema:"required" jsonschema_description:"least length"`
	Mode Duration `yaml:"mode" jsonschema:"required" jsonschema_description:"likeliest length"`
	Max  Duration `yaml:"max" jsonschema:"required" jsonschema_description:"greatest length"`
}

// MeanSpread has a mean and a standard deviation.
type MeanSpread struct {
	Mean   Duration `yaml:"mean" jsonschema:"required" jsonschema_description:"mean length"`
	StdDev Duration `yaml:"stdDev" jsonschema:"required" jsonschema_description:"standard deviation"`
}

// ShapeMean has a gamma distribution's shape and its mean.
type ShapeMean struct {
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000" jsonschema_description:"shape parameter"`
	Mean  Duration `yaml:"mean" jsonschema:"required" jsonschema_description:"mean length"`
}

// ShapeScale has a Weibull distribution's parameters.
type ShapeScale struct {
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000" jsonschema_description:"shape parameter"`
	Scale Duration `yaml:"scale" jsonschema:"required" jsonschema_description:"scale parameter, a length"`
}

// MinShape has a Pareto distribution's least value and its tail's exponent.
type MinShape struct {
	Min   Duration `yaml:"min" jsonschema:"required" jsonschema_description:"least length"`
	Shape float64  `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000" jsonschema_description:"exponent of the tail; at most 1 = no mean"`
}

// MeanStages is a sum of equal exponential stages.
type MeanStages struct {
	Mean   Duration `yaml:"mean" jsonschema:"required" jsonschema_description:"mean length of the whole"`
	Stages int      `yaml:"stages" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"number of stages"`
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
