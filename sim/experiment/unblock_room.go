package experiment

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// dynamicRange widens the range of dynamic host ports of the group for which the fewest
// ports are enough: at most by those that all tasks of the deployment ask for.
func (u *unblocker) dynamicRange(d *report.Deployment) (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	most := 0
	for i := range u.c.Tasks {
		ports := 0
		for _, m := range u.c.Tasks[i].Network(s.ServiceConnect).Dynamic {
			ports += m.Count
		}
		most = max(most, d.Upper*ports)
	}
	return u.fewest("dynamicHostPortRange", func(g int) int {
		r := u.c.Groups[g].DynamicRange
		return min(most, r.Wider(most).Size()-r.Size())
	}, func(g, n int) *config.Config {
		c := *u.c
		c.Groups = slices.Clone(c.Groups)
		c.Groups[g].DynamicRange = c.Groups[g].DynamicRange.Wider(n)
		return &c
	}, func(g, n int) string {
		group := &u.c.Groups[g]
		return fmt.Sprintf("dynamicHostPortRange %v in group %s: %d more", group.DynamicRange.Wider(n), group.Name, n)
	})
}

// subnets gives those subnets of the service that ran out of addresses a prefix shorter
// by as few bits as it takes.
func (u *unblocker) subnets() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	var full []int
	most := 0
	for i := range u.c.Subnets {
		x := &u.r.Subnets[i]
		if (len(s.Subnets) == 0 || slices.Contains(s.Subnets, i)) && x.Usable != nil && x.Peak == *x.Usable {
			full = append(full, i)
			most = max(most, u.c.Subnets[i].Network.Prefix().Bits()-model.LargestSubnet)
		}
	}
	wider := func(n int) *config.Config {
		c := *u.c
		c.Subnets = slices.Clone(c.Subnets)
		for _, i := range full {
			c.Subnets[i].Network = c.Subnets[i].Network.Wider(n)
		}
		return &c
	}
	n, r, ok := least(most, always, func(n int) attempt { return u.try(wider(n)) })
	if n == 0 {
		return r, false
	}
	var parts []string
	for _, i := range full {
		was := u.c.Subnets[i].Network
		bits := was.Wider(n).Prefix().Bits()
		if r.Value == 0 {
			r.Value = bits
		}
		parts = append(parts, fmt.Sprintf("/%d in place of /%d for subnet %s", bits, was.Prefix().Bits(), u.c.Subnets[i].ID))
	}
	r.Change, r.Text = "cidrBlock", strings.Join(parts, ", ")
	if !ok {
		u.vain("%s", r.Text)
	}
	return r, ok
}
