package experiment

import (
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// pairing compares setups run by run, as the runs come.
type pairing struct {
	fields []*report.Field
	now    [][]*float64           // of the present run: a setup's measures; nil where it is not possible, or a measure null
	pairs  map[[2]int][]*des.Runs // of a setup less another: its measures; nil where some run of either has none
}

func newPairing(setups int) *pairing {
	return &pairing{report.Compared(), make([][]*float64, setups), map[[2]int][]*des.Runs{}}
}

// take takes the measures of a setup in the present run.
func (p *pairing) take(setup int, r *report.Report) {
	all := make([]*float64, len(p.fields))
	v := report.ValueOf(r)
	for i, f := range p.fields {
		if x, ok := v.At(f.Path); ok && !x.Null() {
			n := x.Number()
			all[i] = &n
		}
	}
	p.now[setup] = all
}

// next compares the setups of a run, which are all there, and goes on to the next.
func (p *pairing) next() {
	for i, all := range p.now {
		for j, versus := range p.now[:i] {
			if all != nil && versus != nil {
				p.add([2]int{i, j}, all, versus)
			}
		}
	}
	clear(p.now)
}

func (p *pairing) add(pair [2]int, all, versus []*float64) {
	sums := p.pairs[pair]
	if sums == nil {
		sums = make([]*des.Runs, len(p.fields))
		for i := range sums {
			sums[i] = &des.Runs{}
		}
		p.pairs[pair] = sums
	}
	for i, sum := range sums {
		switch {
		case sum == nil:
		case all[i] == nil || versus[i] == nil:
			sums[i] = nil
		default:
			sum.Add(*all[i] - *versus[i])
		}
	}
}

// differences compares every possible setup with each one before it. A measure that is null in
// some run of either is left out.
func (p *pairing) differences(setups []report.SetupResult) []Difference {
	out := []Difference{}
	for i := range setups {
		for j := range i {
			sums, ok := p.pairs[[2]int{i, j}]
			if !ok {
				continue
			}
			d := Difference{setups[i].Setup, setups[j].Setup, map[string]Interval{}}
			for k, sum := range sums {
				if sum != nil {
					d.Measures[p.fields[k].Path] = Interval(sum.Confidence(level))
				}
			}
			out = append(out, d)
		}
	}
	return out
}
