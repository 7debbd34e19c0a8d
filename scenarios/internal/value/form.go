package value

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/des"
)

// form decodes a distribution: a map with one key, the distribution's name.
func form(d *strict.Decoder, n *yaml.Node, t *Dist, what string) {
	before := len(d.Faults.Found)
	d.Value(n, reflect.ValueOf(&t.Forms).Elem(), &strict.Rule{}, what)
	if len(d.Faults.Found) > before {
		return
	}
	if len(n.Content) != 2 {
		names := d.Shape(reflect.TypeFor[Distribution]()).Keys
		d.Add(n.Line, n.Column, "", "%s has %d keys, wanted one of %s", what, len(n.Content)/2, strings.Join(names, ", "))
		return
	}
	if _, err := t.Forms.of(); err != nil {
		d.Add(n.Line, n.Column, "", "%s: %v", what, err)
	}
}

// of is the distribution. The error is the parameters'.
func (f *Distribution) of() (des.Dist, error) {
	switch {
	case f.Exponential != nil:
		return des.Exponential(f.Exponential.Mean.Duration)
	case f.Uniform != nil:
		return des.Uniform(f.Uniform.Min.Duration, f.Uniform.Max.Duration)
	case f.Triangular != nil:
		return des.Triangular(f.Triangular.Min.Duration, f.Triangular.Mode.Duration, f.Triangular.Max.Duration)
	case f.Normal != nil:
		return des.Normal(f.Normal.Mean.Duration, f.Normal.StdDev.Duration)
	case f.LogNormal != nil:
		return des.LogNormal(f.LogNormal.Mean.Duration, f.LogNormal.StdDev.Duration)
	case f.Gamma != nil:
		return des.Gamma(f.Gamma.Shape, f.Gamma.Mean.Duration)
	case f.Weibull != nil:
		return des.Weibull(f.Weibull.Shape, f.Weibull.Scale.Duration)
	case f.Pareto != nil:
		return des.Pareto(f.Pareto.Min.Duration, f.Pareto.Shape)
	case f.Erlang != nil:
		return des.Erlang(f.Erlang.Stages, f.Erlang.Mean.Duration)
	}
	return des.Constant(f.Constant.Duration), nil
}

// Of is what was decoded; the zero Dist, always zero, for nil.
func (t *Dist) Of() des.Dist {
	switch {
	case t == nil:
		return des.Dist{}
	case t.Never:
		return des.Endless()
	case t.Fixed != nil:
		return des.Constant(t.Fixed.Duration)
	case t.Forms == (Distribution{}):
		return des.Dist{} // a fault, recorded when it was decoded
	}
	d, err := t.Forms.of()
	if err != nil {
		return des.Dist{}
	}
	return d
}

// Chance is what was decoded, nil where the file gives none.
func (t *Dist) Chance() *des.Dist {
	if t == nil {
		return nil
	}
	d := t.Of()
	return &d
}
