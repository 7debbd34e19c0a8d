package scenarios

import (
	"fmt"
	"slices"
	"strconv"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// subnetList resolves the subnets; without any, each zone that hosts are in has
// one, subnet-ZONE, whose addresses nobody counts.
func (r *resolver) subnetList() {
	r.subnets = map[string]int{}
	if len(r.file.Cluster.Subnets) == 0 {
		r.hosts(func(k *HostKeys, _ strict.Place) {
			for _, zone := range r.zones(k) {
				r.addSubnet(config.Subnet{ID: "subnet-" + zone, Zone: zone})
			}
		})
		return
	}
	var ranges []model.Subnet
	for i, s := range r.file.Cluster.Subnets {
		at := r.root.At("cluster", "subnets", i)
		if _, twice := r.subnets[s.SubnetID]; twice {
			at.At("subnetId").Fail("", "subnet %s is here twice", strict.Quote(s.SubnetID))
			continue
		}
		network := r.network(&s, at)
		overlap(network, ranges, at)
		ranges = append(ranges, network)
		r.addSubnet(config.Subnet{ID: s.SubnetID, Zone: s.AvailabilityZone, Network: network})
	}
}

func (r *resolver) addSubnet(s config.Subnet) {
	if _, there := r.subnets[s.ID]; !there {
		r.subnets[s.ID] = len(r.cfg.Subnets)
		r.cfg.Subnets = append(r.cfg.Subnets, s)
	}
}

// subnetsNamed resolves references to subnets.
func (r *resolver) subnetsNamed(ids []string, at strict.Place) []int {
	var found []int
	for i, id := range ids {
		n, ok := r.subnets[id]
		if !ok {
			at.At(i).Fail(r.root.Reference(id, func() []string { return names(r.subnets) }), "there is no subnet %s", strict.Quote(id))
			continue
		}
		if !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

// prices refuses a price of what is no instance type. One that no group has may
// stand there, for a variant of the file that has it.
func (r *resolver) prices() {
	for _, name := range sorted(r.file.Prices) {
		if _, err := catalog.Lookup(name); err != nil {
			r.root.At("prices").Key(name).Fail("", "prices: %v", err)
		}
	}
}

// price is the file's, which has no date, else the catalogue's in the cluster's Region.
func (r *resolver) price(t catalog.Type) (usdPerHour float64, date string) {
	if usd, ok := r.file.Prices[t.Name]; ok {
		return usd, ""
	}
	usd, label := config.CatalogPrice(r.cfg.Region, t.Name)
	return usd, label.Date
}

// sorted returns a map's keys in order.
func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// ordinal names the nth of several, from 1: "web#2".
func ordinal(name string, n int) string {
	if n < 2 {
		return name
	}
	return fmt.Sprint(name, "#", strconv.Itoa(n))
}
