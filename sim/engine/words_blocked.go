package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/placement"
	"ecssim/sim/report"
)

// This file words what is in the way of launches, of placements and of deployments. Its
// functions are given facts, and ask the view for names only.

// blockerRule is the rule in the way of a deployment, as reports name it.
func blockerRule(b event.Blocker) string {
	switch b.Rule {
	case event.BlockedByPlacement:
		return reasonText(b.Reason)
	case event.BlockedByLaunch, event.BlockedByAgent:
		return b.Reason.String()
	case event.BlockedByEmptyProvider:
		return model.EmptyCapacityProvider
	case event.BlockedByInterface:
		return event.Provisioning.String()
	case event.BlockedByContainers:
		return event.Pending.String()
	case event.BlockedByTargets:
		return event.Activating.String()
	case event.BlockedByConfiguration:
		return report.BlockedByConfiguration
	}
	return ""
}

// blockerText says what is in the way of a service's deployment, where there are such in ECS's
// words.
func blockerText(v *View, b event.Blocker) string {
	switch b.Rule {
	case event.BlockedByPlacement:
		return unplacedText(b.Reason, instanceName(v, b.Instance))
	case event.BlockedByLaunch:
		return launchesNoMore(v, b.Obstacle)
	case event.BlockedByEmptyProvider:
		return "was unable to reach steady state. Reason: No Container Instances were found in your capacity provider."
	case event.BlockedByAgent:
		return "waits for the agent of container instance " + instanceName(v, b.Instance) + ", which is disconnected."
	case event.BlockedByInterface:
		return "has tasks whose network interface is never attached."
	case event.BlockedByContainers:
		return "has tasks that wait for an image or a container that is never ready."
	case event.BlockedByTargets:
		return "has tasks whose targets are never registered."
	case event.BlockedByConfiguration:
		return configurationEvent
	}
	return ""
}

// What ECS says of a service (developer guide, service-event-messages-list): of a deployment that
// may neither stop nor start a task, of one that is over the limit of PROVISIONING tasks, and of
// one whose next task no instance takes.
const (
	configurationEvent = "was unable to stop or start tasks during a deployment because of the service " +
		"deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
	provisioningEvent = "was unable to place tasks in your cluster because the tasks provisioning capacity " +
		"limit was exceeded."
	unplacedEvent = "was unable to place a task because no container instance met all of its requirements. "
	unplacedMore  = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
)

// unplacedText says why no instance takes a service's next task; closest is the id of the
// instance that comes closest.
func unplacedText(reason model.Reason, closest string) string {
	switch reason {
	case model.Fits:
		return unplacedEvent + "Reason: " + placement.NoInstances
	case model.ReasonProvisioning:
		return provisioningEvent
	}
	return unplacedEvent + reason.Suffix(closest) + unplacedMore
}

// obstacleText says what keeps a group from launching an instance.
func obstacleText(v *View, o event.Obstacle) string {
	switch o.Reason {
	case model.ReasonAddresses:
		return fmt.Sprintf("subnet %s has %d of the %d free addresses that the instance's own interfaces need",
			v.Config().Subnets[o.Subnet].ID, o.Have, o.Need)
	case model.ReasonInterfaces:
		return fmt.Sprintf("%s, availability zone %s has %d of the %d network interfaces of its quota "+
			"and the instance needs %d more",
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
		return fmt.Sprintf("maxSize of capacity provider %s above %d", providerOf(v, o), o.Limit)
	}
	return ""
}

// launchesNoMore says of tasks that they wait for a capacity provider that an obstacle keeps
// from launching instances.
func launchesNoMore(v *View, o event.Obstacle) string {
	return "has tasks that wait for capacity provider " + providerOf(v, o) + ", which launches no more instances: " +
		obstacleText(v, o) + "."
}

// providerOf names the capacity provider whose group an obstacle keeps from launching.
func providerOf(v *View, o event.Obstacle) string {
	providers := v.Config().Providers
	ofGroup := func(p config.CapacityProvider) bool { return p.Group == int(o.Group) }
	return providers[slices.IndexFunc(providers, ofGroup)].Name
}

// instanceName is the id of an instance; "" where there is none.
func instanceName(v *View, h event.InstanceID) string {
	if h < 0 {
		return ""
	}
	return v.Instance(h).ID
}
