package packing

import (
	"fmt"

	"ecssim/model"
)

// Problem is a vector packing problem with several host types, all in whole numbers: put
// every task on a host so that on no host more is taken of a resource than it offers, in
// the whole fleet not more of a supply than there is, and the sum of the prices of the
// hosts is least. With every price 1 that sum is the number of hosts.
//
// Fleet makes one from the claims and hosts of package model.
type Problem struct {
	Resources []Resource
	Classes   []Class
	Hosts     []HostType
	Supplies  []Supply
}

// Resource is something of which every host has its own amount: CPU, ENI slots, one static
// port (of which a host has one), a group of tasks of which a host may have one.
type Resource struct {
	Name   string
	Reason model.Reason // why a host refuses a task that finds too little of it
}

// Class is a number of tasks that are alike.
type Class struct {
	Name  string
	Count int64   // tasks, at least 0
	Takes []int64 // by resource, what one task takes, at least 0
}

// HostType is hosts that are alike, of which a fleet may have any number.
type HostType struct {
	Name   string
	Price  int64   // at least 1, in any unit; bounds and packings are in the same
	Offers []int64 // by resource, what is left beside the daemons; less than 0 counts as 0
	Bars   []bool  // by class: its tasks may not run here; nil = all may
}

// Supply is something of which the whole fleet has one amount: the addresses of a subnet,
// the hosts that a group may have.
type Supply struct {
	Name   string
	Reason model.Reason
	Amount int64
	Tasks  []int64 // by class, what one task takes on a host type of Where; nil = nothing
	Where  []bool  // by host type, whether tasks on it take some; nil = on every one
	Hosts  []int64 // by host type, what one host takes for itself; nil = nothing
}

// The largest numbers of a Problem. With them no sum of package packing overflows.
const (
	MostCount  = 1 << 24 // tasks in all
	MostAmount = 1 << 36 // of a resource or a supply
	MostPrice  = 1 << 36
)

// Validate returns the first thing wrong with the shape or the numbers of the problem; nil
// where nothing is. That tasks fit nowhere is not wrong: see Bound.Impossible.
func (p *Problem) Validate() error {
	tasks := int64(0)
	for i := range p.Classes {
		c := &p.Classes[i]
		if err := amounts(c.Takes, len(p.Resources), 0); err != nil {
			return fmt.Errorf("class %d (%s): takes %w", i, c.Name, err)
		}
		if c.Count < 0 || c.Count > MostCount-tasks {
			return fmt.Errorf("class %d (%s): %d tasks, wanted 0 to %d in all classes together", i, c.Name, c.Count, MostCount)
		}
		tasks += c.Count
	}
	for t := range p.Hosts {
		if err := p.Hosts[t].validate(p); err != nil {
			return fmt.Errorf("host type %d (%s): %w", t, p.Hosts[t].Name, err)
		}
	}
	for k := range p.Supplies {
		if err := p.Supplies[k].validate(p); err != nil {
			return fmt.Errorf("supply %d (%s): %w", k, p.Supplies[k].Name, err)
		}
	}
	return nil
}

func (h *HostType) validate(p *Problem) error {
	if h.Price < 1 || h.Price > MostPrice {
		return fmt.Errorf("price %d, wanted 1 to %d", h.Price, int64(MostPrice))
	}
	if h.Bars != nil && len(h.Bars) != len(p.Classes) {
		return fmt.Errorf("bars of %d classes, wanted %d", len(h.Bars), len(p.Classes))
	}
	if err := amounts(h.Offers, len(p.Resources), -MostAmount); err != nil {
		return fmt.Errorf("offers %w", err)
	}
	return nil
}

func (s *Supply) validate(p *Problem) error {
	if s.Amount < 0 || s.Amount > MostAmount {
		return fmt.Errorf("amount %d, wanted 0 to %d", s.Amount, int64(MostAmount))
	}
	if s.Where != nil && len(s.Where) != len(p.Hosts) {
		return fmt.Errorf("where of %d host types, wanted %d", len(s.Where), len(p.Hosts))
	}
	if s.Tasks != nil {
		if err := amounts(s.Tasks, len(p.Classes), 0); err != nil {
			return fmt.Errorf("tasks take %w", err)
		}
	}
	if s.Hosts != nil {
		if err := amounts(s.Hosts, len(p.Hosts), 0); err != nil {
			return fmt.Errorf("hosts take %w", err)
		}
	}
	return nil
}

// amounts holds a list to its length and its numbers to least..MostAmount.
func amounts(list []int64, n int, least int64) error {
	if len(list) != n {
		return fmt.Errorf("%d amounts, wanted %d", len(list), n)
	}
	for i, a := range list {
		if a < least || a > MostAmount {
			return fmt.Errorf("%d at index %d, wanted %d to %d", a, i, least, int64(MostAmount))
		}
	}
	return nil
}

// allows reports whether tasks of a class may run on a host type.
func (p *Problem) allows(t, class int) bool {
	return p.Hosts[t].Bars == nil || !p.Hosts[t].Bars[class]
}

// ofTask is what a task of a class takes of the supply on a host type.
func (s *Supply) ofTask(t, class int) int64 {
	if s.Tasks == nil || s.Where != nil && !s.Where[t] {
		return 0
	}
	return s.Tasks[class]
}

// ofHost is what a host of a type takes of the supply for itself.
func (s *Supply) ofHost(t int) int64 {
	if s.Hosts == nil {
		return 0
	}
	return s.Hosts[t]
}
