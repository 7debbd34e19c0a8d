package engine

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/config"
)

// zoneInterfaces counts the network interfaces in one availability zone: primary and
// trunk interfaces of instances, and those of awsvpc tasks. The quota on them is named
// after the Region and holds in each zone (VPC guide, amazon-vpc-limits).
type zoneInterfaces struct {
	zone       string
	used, peak int
}

// addZones finds the availability zones of the subnets.
func (k *cluster) addZones() {
	k.eniQuota = k.config.Quotas.Enforced[config.QuotaENIsPerZone]
	k.zoneOf = make([]int32, len(k.config.Subnets))
	at := map[string]int32{}
	for s := range k.config.Subnets {
		zone := k.config.Subnets[s].Zone
		if _, known := at[zone]; !known {
			at[zone] = int32(len(k.zones))
			k.zones = append(k.zones, zoneInterfaces{zone: zone})
		}
		k.zoneOf[s] = at[zone]
	}
}

// addENIs counts n network interfaces more in a subnet; fewer, where n is negative.
func (k *cluster) addENIs(subnet int32, n int) {
	z := &k.zones[k.zoneOf[subnet]]
	z.used += n
	z.peak = max(z.peak, z.used)
}

// enisLeft is how many network interfaces more the quota allows in the zone of a
// subnet; model.NoLimit where it does not hold.
func (k *cluster) enisLeft(subnet int32) int32 {
	if !k.eniQuota {
		return model.NoLimit
	}
	return int32(max(0, k.config.Quotas.ENIsPerZone-k.zones[k.zoneOf[subnet]].used))
}

// lacksENIs reports whether the quota does not allow n network interfaces more in the
// zone of a subnet.
func (k *cluster) lacksENIs(subnet, n int32) bool {
	left := k.enisLeft(subnet)
	return left != model.NoLimit && left < n
}

// overENIs says that n network interfaces more in the zone of a subnet are beyond the
// quota.
func (k *cluster) overENIs(subnet, n int32) string {
	z := &k.zones[k.zoneOf[subnet]]
	return fmt.Sprintf("%s, availability zone %s has %d of the %d network interfaces of its quota and the instance needs %d more",
		failedQuota.text, z.zone, z.used, k.config.Quotas.ENIsPerZone, n)
}
