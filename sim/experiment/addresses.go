package experiment

import (
	"context"

	"ecssim/sim/report"
)

// taken is what is taken of each subnet on the hosts of a packing.
func (x *filling) taken() *report.Addresses {
	hosts := x.fleet.Hosts.Len()
	out := &report.Addresses{Hosts: &hosts, Subnets: []report.SubnetDemand{}}
	for s := range x.p.c.Subnets {
		d := report.SubnetDemand{SubnetID: x.p.c.Subnets[s].ID, Taken: int(x.addresses[s].Used() + x.owed[s])}
		if usable, limited := x.addresses[s].Usable(); limited {
			n := int(usable)
			d.Usable = &n
		}
		d.Fits = d.Usable == nil || d.Taken <= *d.Usable
		out.Subnets = append(out.Subnets, d)
	}
	return out
}

// takenIn is the most that was taken at a time of each subnet during a run.
func takenIn(r *report.Report) *report.Addresses {
	out := &report.Addresses{Subnets: []report.SubnetDemand{}}
	for i := range r.Subnets {
		s := &r.Subnets[i]
		out.Subnets = append(out.Subnets, report.SubnetDemand{SubnetID: s.SubnetID, Usable: s.Usable, Taken: s.Peak, Fits: true})
	}
	return out
}

// overdraw enters the addresses that would be taken if the subnets had as many as it takes, where
// no number of hosts is enough with those that they have.
func (p *packer) overdraw(ctx context.Context, out *Hosts) error {
	if !p.limited() {
		return nil
	}
	endless := *p
	endless.endless = true
	room, err := endless.daemonsOnly()
	if err != nil {
		return err
	}
	n, _, err := endless.least(ctx, endless.lowerBound(room).hosts)
	if n <= 0 || err != nil {
		return err
	}
	x, err := endless.pack(n)
	if err == nil {
		out.Addresses = x.taken()
	}
	return err
}
