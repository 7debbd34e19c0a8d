package plan

import (
	"slices"

	"ecssim/sim/config"
)

// OwnHosts are the hosts of one instance type that a scenario itself has at the start.
type OwnHosts struct {
	InstanceType string   `json:"instanceType"`
	Hosts        int      `json:"hosts"`
	USDPerHour   *float64 `json:"usdPerHour"`        // of all of them, with what every host adds; nil = not known
	LeftOut      string   `json:"leftOut,omitempty"` // the rule that leaves the type out of the candidates
}

// ownHosts are those of a scenario, in the order of its instance groups.
func ownHosts(c *config.Config, from *Candidates) []OwnHosts {
	all := []OwnHosts{}
	for i := range c.Groups {
		g := &c.Groups[i]
		if g.Count == 0 {
			continue
		}
		at := slices.IndexFunc(all, func(o OwnHosts) bool { return o.InstanceType == g.InstanceType })
		if at < 0 {
			at = len(all)
			all = append(all, OwnHosts{InstanceType: g.InstanceType, LeftOut: from.dropped[g.InstanceType]})
		}
		all[at].Hosts += g.Count
	}
	for i := range all {
		if _, cost, ok := buy(from.Prices.Offers(all[i].InstanceType), int64(all[i].Hosts)); ok {
			price := usd(cost)
			all[i].USDPerHour = &price
		}
	}
	return all
}
