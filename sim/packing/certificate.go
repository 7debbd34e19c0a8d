package packing

import (
	"errors"
	"fmt"
)

// Certificate proves a lower bound. It gives every task a weight, and every supply a charge
// for each unit taken of it. Count the fleet's worth in two ways. All tasks together weigh
// Σ Count·Weight; what they and their hosts are charged is at most Σ Amount·Charge; so the hosts
// of any fleet that holds all tasks have tasks on them that weigh, charges taken off, at least
//
//	Total = Σ Count·Weight − Σ Amount·Charge.
//
// On one host of type t they weigh at most Worth[t]. So the fleet has Σ n[t]·Worth[t] >= Total,
// and costs at least the least Total·Price[t]/Worth[t]. Nothing of how the weights were found
// matters, and nothing is rounded.
//
// Who doubts it computes Total, the heaviest load of one host of each type, which is one
// knapsack, and the division: Check does.
type Certificate struct {
	Weights []int64 // by class, at least 0
	Charges []int64 // by supply, at least 0
	Worth   []int64 // by host type
	Total   int64
}

// mostWeight is what all tasks of a certificate may weigh together, and all charges come to.
const mostWeight = 1 << 60

// Least is what any fleet costs at least by the certificate: Total·Price/Worth for the host
// type where that is least, rounded up; or where that is more, as many hosts as Total asks for of
// the largest Worth, at the least price. Where Total is above 0 and no Worth is, no fleet holds
// all tasks: impossible.
func (c *Certificate) Least(p *Problem) (least int64, impossible bool) {
	prices := make([]int64, len(p.Hosts))
	for t := range prices {
		prices[t] = p.Hosts[t].Price
	}
	_, least, impossible = divide(c.Total, c.Worth, prices)
	return least, impossible
}

// divide is Least for worths and prices of host types, or of boxes, and the binding one; -1
// where none is worth anything.
func divide(total int64, worth, prices []int64) (binding int, least int64, impossible bool) {
	binding = -1
	most, cheapest := int64(0), int64(MostPrice)
	for t, w := range worth {
		if w <= 0 {
			continue
		}
		most, cheapest = max(most, w), min(cheapest, prices[t])
		if binding < 0 || compareProducts(prices[t], worth[binding], prices[binding], w) < 0 {
			binding = t
		}
	}
	switch {
	case total <= 0:
		return binding, 0, false
	case binding < 0:
		return binding, 0, true
	}
	least = max(quotientUp(total, prices[binding], worth[binding]), times(quotientUp(total, 1, most), cheapest))
	return binding, least, false
}

// quotientUp is a·b/c rounded up, capped at huge; a and b are at least 0 and c at least 1.
func quotientUp(a, b, c int64) int64 {
	q := quotient(a, b, c)
	if q < huge && compareProducts(q, c, a, b) < 0 {
		q++
	}
	return q
}

// Check computes everything in the certificate anew but the weights and charges, and
// returns the first number that is wrong; nil where it proves what Least and Cover say. A
// Worth may be above the heaviest load of a host, and then proves less. Check gives up with
// an error after so many nodes of search for each host type; 20 million are some seconds.
func (c *Certificate) Check(p *Problem, nodes int64) error {
	if len(c.Weights) != len(p.Classes) || len(c.Charges) != len(p.Supplies) || len(c.Worth) != len(p.Hosts) {
		return errors.New("the certificate is of a problem with other numbers of classes, supplies or host types")
	}
	total, err := c.total(p)
	if err != nil {
		return err
	}
	if total != c.Total {
		return fmt.Errorf("total %d, wanted %d", c.Total, total)
	}
	for t, w := range c.Worth {
		if w < -huge || w > huge {
			return fmt.Errorf("host type %d (%s): worth %d, wanted at most %d", t, p.Hosts[t].Name, w, int64(huge))
		}
	}
	r := p.unmerged()
	weights := make([]int64, len(r.members))
	for row := range weights {
		weights[row] = c.Weights[r.first(row)]
	}
	for t := range p.Hosts {
		b := r.newBox(t)
		values, own := b.values(weights, c.Charges)
		f := b.knapsack(query{values: values, target: c.Worth[t] + own, nodes: nodes})
		switch {
		case f.value > c.Worth[t]+own:
			return fmt.Errorf("host type %d (%s): tasks on it weigh %d, wanted at most %d",
				t, p.Hosts[t].Name, f.value-own, c.Worth[t])
		case f.above > c.Worth[t]+own:
			return fmt.Errorf("host type %d (%s): %d nodes do not tell whether tasks on it weigh more than %d",
				t, p.Hosts[t].Name, nodes, c.Worth[t])
		}
	}
	return nil
}

// total is Total as the weights and charges make it.
func (c *Certificate) total(p *Problem) (int64, error) {
	tasks, charges := int64(0), int64(0)
	for i, w := range c.Weights {
		if w < 0 {
			return 0, fmt.Errorf("class %d (%s): weight %d, wanted at least 0", i, p.Classes[i].Name, w)
		}
		if tasks += times(p.Classes[i].Count, w); tasks > mostWeight {
			return 0, fmt.Errorf("tasks weigh more than %d together", int64(mostWeight))
		}
	}
	for k, w := range c.Charges {
		if w < 0 {
			return 0, fmt.Errorf("supply %d (%s): charge %d, wanted at least 0", k, p.Supplies[k].Name, w)
		}
		if charges += times(p.Supplies[k].Amount, w); charges > mostWeight {
			return 0, fmt.Errorf("charges come to more than %d together", int64(mostWeight))
		}
	}
	return tasks - charges, nil
}

// values are what the tasks of each row are worth on a box, charges taken off and nothing
// below 0, and own is what the host itself is charged. Weights are by row.
func (b *box) values(weights, charges []int64) (values []int64, own int64) {
	values = make([]int64, len(weights))
	for row, w := range weights {
		values[row] = max(w-charged(b.draws[row], charges), 0)
	}
	return values, charged(b.own, charges)
}

// charged is what is charged for a draw of supplies, capped at huge.
func charged(draws []part, charges []int64) (sum int64) {
	for _, d := range draws {
		sum = min(sum+times(d.amount, charges[d.of]), huge)
	}
	return sum
}

// unmerged has one row a class with tasks, and no boxes.
func (p *Problem) unmerged() *rows {
	r := &rows{p: p}
	for i := range p.Classes {
		if n := p.Classes[i].Count; n > 0 {
			r.members, r.count = append(r.members, []int{i}), append(r.count, n)
		}
	}
	return r
}
