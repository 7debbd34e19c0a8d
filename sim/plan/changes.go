package plan

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
)

// changes leaves out what of a candidate's arrangement is not needed, and says how many hosts the rest saves. The
// fleet is run again where something was left out, and stays as it was where it does not do then.
func (m *maker) changes(c *candidate) error {
	if c.arrange == nil || c.fleet.arrange == nil {
		return nil
	}
	simple, err := m.simpler(c, c.arrange)
	if err != nil {
		return err
	}
	if f, err := m.try(c, simple); err != nil {
		return err
	} else if f != nil && f.Redeploys.Completed >= c.fleet.Redeploys.Completed {
		c.fleet, c.arrange = f, simple
	}
	c.fleet.changes, err = m.saved(c, c.arrange)
	return err
}

// simpler takes back one change after the other as long as the arrangement is judged no worse.
func (m *maker) simpler(c *candidate, a *experiment.Arrangement) (*experiment.Arrangement, error) {
	x := &search{m: m, c: c, n: c.n}
	x.setFree()
	best := a
	worst, err := x.judge(a)
	if err != nil {
		return nil, err
	}
	keep := func(b *experiment.Arrangement) error {
		got, err := x.judge(b)
		if err == nil && got.compare(worst) <= 0 {
			best = b
		}
		return err
	}
	if !slices.IsSorted(best.Order) {
		if err := keep(&experiment.Arrangement{Order: given(len(best.Order)), Strategies: best.Strategies}); err != nil {
			return nil, err
		}
	}
	for i := range best.Strategies {
		if best.Strategies[i] == nil {
			continue
		}
		if err := keep(best.Without(i)); err != nil {
			return nil, err
		}
	}
	return best, nil
}

// OrderChange begins the Change that is an order of creation.
const OrderChange = "create the services in the order "

// saved are the changes of an arrangement of a candidate, each with the hosts that are needed more without it.
func (m *maker) saved(c *candidate, a *experiment.Arrangement) (list []Change, err error) {
	of := arranged(c.w, a)
	if of == nil {
		return nil, nil
	}
	tell := func(service, change string, b *experiment.Arrangement) error {
		n, err := m.least(m.ctx, c, c.bound, b)
		list = append(list, Change{service, change, max(n-c.placed, 0)})
		return err
	}
	if of.Order != nil {
		if err := tell("", OrderChange+strings.Join(of.Order, ", "), &experiment.Arrangement{Order: given(len(a.Order)), Strategies: a.Strategies}); err != nil {
			return nil, err
		}
	}
	for i, w := range c.w.list {
		s, changed := of.Strategies[w.Name]
		if !changed || w.Service == config.None {
			continue
		}
		if err := tell(w.Name, fmt.Sprintf("placementStrategy %s in place of %s", StrategyWords(s), StrategyWords(w.Own)), a.Without(i)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// StrategyWords is a strategy in short: "spread(instanceId)".
func StrategyWords(list []model.Strategy) string {
	var parts []string
	for _, s := range list {
		part := s.Type
		if s.Field != "" {
			part += "(" + strings.TrimPrefix(s.Field, "attribute:") + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
