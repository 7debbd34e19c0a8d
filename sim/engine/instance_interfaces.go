package engine

import (
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
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

// countENIs counts n network interfaces more in a subnet, of a task or of an instance itself;
// fewer, where n is negative. Each has an address there.
func (k *cluster) countENIs(subnet event.SubnetID, n int, i event.TaskID, h event.InstanceID) {
	z := &k.Zones[k.ZoneOf[subnet]]
	z.Used += n
	z.Peak = max(z.Peak, z.Used)
	kind, count := event.AddressTaken, n
	if n < 0 {
		kind, count = event.AddressFreed, -n
	}
	if k.hears(kind) {
		e := k.tell(kind)
		e.Subnet, e.Task, e.Instance, e.Count = subnet, i, h, int32(count)
		k.send()
	}
}
