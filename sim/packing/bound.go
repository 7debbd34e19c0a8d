package packing

import (
	"context"
	"fmt"
	"slices"

	"ecssim/model"
)

// Bound is a cost below which no fleet holds all tasks, and what proves it.
type Bound struct {
	Value        int64 // in the unit of the prices; hosts where every price is 1
	Impossible   bool  // no fleet at all does; Value is then 0
	By           Proof
	Certificates []Certificate // at least one
	// Alone are the resources each of which proves Value by itself, the one first that comes
	// nearest to asking for more. None do where only several together prove it.
	Alone []model.Reason
	// Together are resources without any one of which the first certificate would prove a
	// thousandth less, or a host. Empty where Alone is not.
	Together []model.Reason
}

// Proof is how certificates prove a bound.
type Proof uint8

const (
	ByDivision   Proof = iota // Certificate.Least of the first
	ByCover                   // Certificate.Cover of the first
	ByWholeHosts              // no whole numbers of hosts that cost less are enough for all of them: see Check
)

// Check computes the proof anew, certificate by certificate and then all together, and
// returns the first thing wrong with it; nil where it holds. It gives up with an error after so
// many nodes of each search.
func (b *Bound) Check(p *Problem, nodes int64) error {
	for i := range b.Certificates {
		if err := b.Certificates[i].Check(p, nodes); err != nil {
			return fmt.Errorf("certificate %d: %w", i, err)
		}
	}
	value, impossible := b.Certificates[0].Least(p)
	switch b.By {
	case ByCover:
		value = b.Certificates[0].Cover(p, b.Value)
	case ByWholeHosts:
		w := wholeHosts{p: p, certs: b.Certificates}
		cost, _, ok := w.cheapest(sequence(len(p.Hosts)), b.Value, nodes)
		if value = cost; !ok {
			return fmt.Errorf("%d nodes do not tell whether hosts that cost less than %d are enough", nodes, b.Value)
		}
	}
	if impossible != b.Impossible || value < b.Value {
		return fmt.Errorf("the certificates prove %d (impossible: %v), not %d (%v)", value, impossible, b.Value, b.Impossible)
	}
	return nil
}

// LowerBound proves the highest bound that it finds with an effort, certificates combined
// apart. It stops where the bound reaches known, the cost of a fleet that holds all tasks; 0 =
// none is known, and a simple packing is made. The error is that of Validate, or of the context.
func LowerBound(ctx context.Context, p *Problem, e Effort, known int64) (Bound, Work, error) {
	s, err := newSolver(ctx, p, e)
	if err != nil {
		return Bound{}, Work{}, err
	}
	if known <= 0 {
		x := &packer{solver: s}
		x.simple()
		known = x.cost()
	}
	s.prove(known)
	s.shorten()
	s.name()
	return s.bound, s.Work, ctx.Err()
}

// solver is what a bound and a packing of one problem share.
type solver struct {
	*meter
	p       *Problem
	r       *rows
	prices  []int64 // by box
	singles []single
	proof   proof
	bound   Bound
	program *generator // nil where no linear program was needed
}

func newSolver(ctx context.Context, p *Problem, e Effort) (*solver, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	s := &solver{meter: &meter{effort: e, ctx: ctx}, p: p, r: newRows(p)}
	for _, b := range s.r.boxes {
		s.prices = append(s.prices, b.price)
	}
	return s, nil
}

// prove sets the bound, up to known.
func (s *solver) prove(known int64) {
	s.proof = s.r.nothing()
	s.singles = s.r.singles(s.prices)
	if s.homeless() {
		s.certify()
		return
	}
	for i := range s.singles {
		if x := &s.singles[i]; x.impossible || x.least > s.proof.least {
			s.proof = x.proof
		}
	}
	if len(s.r.count) > 0 && !s.proof.impossible && s.proof.least < known {
		s.generate(known)
	}
	s.certify()
	s.cover(known)
}

// nothing is the proof of nothing.
func (r *rows) nothing() proof {
	return proof{
		weights: make([]int64, len(r.count)), charges: make([]int64, len(r.p.Supplies)),
		worth: make([]int64, len(r.boxes)), exact: make([]bool, len(r.boxes)),
	}
}

// homeless reports whether tasks of some row can run on no host type, and sets the proof.
func (s *solver) homeless() bool {
	row := slices.IndexFunc(sequence(len(s.r.count)), func(row int) bool {
		return !slices.ContainsFunc(s.r.boxes, func(b *box) bool { return b.caps[row] > 0 })
	})
	if row < 0 {
		return false
	}
	s.proof = s.r.nothing()
	s.proof.weights[row], s.proof.total = 1, s.r.count[row]
	s.proof.settle(s.prices)
	return true
}

// certify makes the bound of the proof.
func (s *solver) certify() {
	c := s.proof.certificate(s.r)
	s.bound = Bound{Value: s.proof.least, Impossible: s.proof.impossible, Certificates: []Certificate{c}}
}

// cover raises the bound to what the proof, or one of those before it, proves for whole
// hosts. One type of host needs none: Least is rounded up already.
func (s *solver) cover(known int64) {
	if s.bound.Impossible || len(s.r.boxes) < 2 || known == huge {
		return
	}
	proofs := []proof{s.proof}
	for i := range s.singles {
		proofs = append(proofs, s.singles[i].proof)
	}
	if s.program != nil {
		proofs = append(proofs, s.program.before...)
	}
	for i := range proofs {
		if s.bound.Value >= known || s.spent() {
			return
		}
		c := proofs[i].certificate(s.r)
		s.Steps += min(known/s.p.unit(known), coverCells) * int64(len(s.r.boxes)) / 16
		if v := c.Cover(s.p, c.Cover(s.p, known)); v > s.bound.Value {
			s.proof = proofs[i]
			s.bound = Bound{Value: v, By: ByCover, Certificates: []Certificate{c}}
		}
	}
}

// generate proves by the linear program of all patterns.
func (s *solver) generate(known int64) {
	g := newGenerator(s.r, s.meter, s.prices, s.starts())
	s.program, g.enough = g, known
	g.seed()
	g.run()
	if len(s.p.Supplies) > 0 && g.unplaced() {
		if x, none := s.placeable(); none {
			s.proof = x
			return
		}
	}
	g.finish()
	if g.best.worth != nil && g.best.least > s.proof.least {
		s.proof = g.best
	}
}

// starts are the costs of the columns with which rows start. Without supplies such a column
// is a host for one task. With them no fleet may exist, and the column stands for a task
// that is not placed, at a cost that is worth any host.
func (s *solver) starts() []int64 {
	list := make([]int64, len(s.r.count))
	for row := range list {
		list[row] = MostPrice
		for i, b := range s.r.boxes {
			if b.caps[row] > 0 {
				list[row] = min(list[row], s.prices[i])
			}
		}
		if len(s.p.Supplies) > 0 {
			list[row] = unplacedCost * slices.Max(s.prices)
		}
	}
	return list
}

// unplacedCost is the price of a task that is not placed, in hosts of the dearest type.
const unplacedCost = 1000

// placeable asks by a program in which only tasks not placed cost anything whether any
// fleet holds all tasks within the supplies; true, with the proof, for no.
func (s *solver) placeable() (proof, bool) {
	ones := make([]int64, len(s.r.count))
	for i := range ones {
		ones[i] = 1
	}
	g := newGenerator(s.r, s.meter, make([]int64, len(s.prices)), ones)
	g.enough = huge
	g.seed()
	g.run()
	x := g.best
	return x, x.worth != nil && x.impossible
}
