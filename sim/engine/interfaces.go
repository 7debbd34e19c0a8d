package engine

import (
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
)

// addZones finds the availability zones of the subnets.
func (k *cluster) addZones() {
	k.ENIQuota = k.Config.Quotas.Enforced[config.QuotaENIsPerZone]
	k.ZoneOf = make([]int32, len(k.Config.Subnets))
	at := map[string]int32{}
	for s := range k.Config.Subnets {
		zone := k.Config.Subnets[s].Zone
		if _, known := at[zone]; !known {
			at[zone] = int32(len(k.Zones))
			k.Zones = append(k.Zones, state.ZoneInterfaces{Zone: zone})
		}
		k.ZoneOf[s] = at[zone]
	}
}

// addENIs counts n network interfaces more in a subnet; fewer, where n is negative.
func (k *cluster) addENIs(subnet int32, n int) {
	z := &k.Zones[k.ZoneOf[subnet]]
	z.Used += n
	z.Peak = max(z.Peak, z.Used)
}
