package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// This file words what is in the way of launches, of placements and of deployments. Its
// functions are given facts, and ask the view for names only.

// obstacleText says what keeps a group from launching an instance.
func obstacleText(v *View, o event.Obstacle) string {
	switch o.Reason {
	case model.ReasonAddresses:
		return fmt.Sprintf("subnet %s has %d of the %d free addresses that the instance's own interfaces need", v.Config().Subnets[o.Subnet].ID, o.Have, o.Need)
	case model.ReasonInterfaces:
		return fmt.Sprintf("%s, availability zone %s has %d of the %d network interfaces of its quota and the instance needs %d more",
			model.StoppedReason{Code: model.StoppedInterfaceQuota}.Text(nil), v.ZoneName(o.Zone), o.Have, o.Limit, o.Need)
	case model.ReasonMaxSize:
		return "its group has " + model.Counted(o.Have, "instance") + ", as many as its maxSize"
	case model.ReasonZones:
		if o.Zone < 0 {
			return "every availability zone of its group has failed"
		}
		return "none of its subnets is in " + v.ZoneName(o.Zone)
	}
	return ""
}

// obstacleLift is the smallest change that takes an obstacle away; "" where none is known.
func obstacleLift(v *View, o event.Obstacle) string {
	switch o.Reason {
	case model.ReasonAddresses:
		return fmt.Sprintf("free addresses in subnet %s: %d more", v.Config().Subnets[o.Subnet].ID, o.Need-o.Have)
	case model.ReasonInterfaces:
		return fmt.Sprintf("quota %s of %d", config.QuotaENIsPerZone, min(o.Have, o.Limit)+o.Need)
	case model.ReasonMaxSize:
		c := v.Config()
		of := slices.IndexFunc(c.Providers, func(p config.CapacityProvider) bool { return p.Group == int(o.Group) })
		return fmt.Sprintf("maxSize of capacity provider %s above %d", c.Providers[of].Name, o.Limit)
	}
	return ""
}

// launchesNoMore says of tasks that they wait for a capacity provider that an obstacle keeps
// from launching instances.
func launchesNoMore(v *View, o event.Obstacle) string {
	c := v.Config()
	of := slices.IndexFunc(c.Providers, func(p config.CapacityProvider) bool { return p.Group == int(o.Group) })
	return "has tasks that wait for capacity provider " + c.Providers[of].Name + ", which launches no more instances: " + obstacleText(v, o) + "."
}
