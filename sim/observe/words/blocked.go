package words

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/placement"
	"ecssim/sim/report"
)

// Rule is the rule in the way of a deployment, as reports name it.
func Rule(b event.Blocker) string {
	switch b.Rule {
	case event.BlockedByPlacement:
		return Reason(b.Reason)
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

// Blocker says what is in the way of a service's deployment, where there are such in ECS's
// words.
func Blocker(n Names, b event.Blocker) string {
	switch b.Rule {
	case event.BlockedByPlacement:
		return Unplaced(b.Reason, n.InstanceName(b.Instance))
	case event.BlockedByLaunch:
		return LaunchesNoMore(n, b.Obstacle)
	case event.BlockedByEmptyProvider:
		return "was unable to reach steady state. Reason: No Container Instances were found in your capacity provider."
	case event.BlockedByAgent:
		return "waits for the agent of container instance " + n.InstanceName(b.Instance) + ", which is disconnected."
	case event.BlockedByInterface:
		return "has tasks whose network interface is never attached."
	case event.BlockedByContainers:
		return "has tasks that wait for an image or a container that is never ready."
	case event.BlockedByTargets:
		return "has tasks whose targets are never registered."
	case event.BlockedByConfiguration:
		return HeldUp
	}
	return ""
}

// HeldUp is what ECS says of a service whose deployment may neither stop nor start a task
// (developer guide, service-event-messages-list).
const HeldUp = "was unable to stop or start tasks during a deployment because of the service " +
	"deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."

// What ECS says of a service that is over the limit of PROVISIONING tasks, and of one whose next
// task no instance takes (likewise).
const (
	provisioningEvent = "was unable to place tasks in your cluster because the tasks provisioning capacity " +
		"limit was exceeded."
	unplacedEvent = "was unable to place a task because no container instance met all of its requirements. "
	unplacedMore  = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
)

// Unplaced says why no instance takes a service's next task; closest is the id of the
// instance that comes closest.
func Unplaced(reason model.Reason, closest string) string {
	switch reason {
	case model.Fits:
		return unplacedEvent + "Reason: " + placement.NoInstances
	case model.ReasonProvisioning:
		return provisioningEvent
	}
	return unplacedEvent + reason.Suffix(closest) + unplacedMore
}

// Obstacle says what keeps a group from launching an instance.
func Obstacle(n Names, o event.Obstacle) string {
	switch o.Reason {
	case model.ReasonAddresses:
		return fmt.Sprintf("subnet %s has %d of the %d free addresses that the instance's own interfaces need",
			n.Config().Subnets[o.Subnet].ID, o.Have, o.Need)
	case model.ReasonInterfaces:
		return fmt.Sprintf("%s, availability zone %s has %d of the %d network interfaces of its quota "+
			"and the instance needs %d more",
			model.StoppedReason{Code: model.StoppedInterfaceQuota}.Text(nil), n.ZoneName(o.Zone), o.Have, o.Limit, o.Need)
	case model.ReasonMaxSize:
		return "its group has " + model.Counted(o.Have, "instance") + ", as many as its maxSize"
	case model.ReasonZones:
		if o.Zone < 0 {
			return "every availability zone of its group has failed"
		}
		return "none of its subnets is in " + n.ZoneName(o.Zone)
	}
	return ""
}

// Lift is the smallest change that takes an obstacle away; "" where none is known.
func Lift(n Names, o event.Obstacle) string {
	switch o.Reason {
	case model.ReasonAddresses:
		return fmt.Sprintf("free addresses in subnet %s: %d more", n.Config().Subnets[o.Subnet].ID, o.Need-o.Have)
	case model.ReasonInterfaces:
		return fmt.Sprintf("quota %s of %d or more", config.QuotaENIsPerZone, min(o.Have, o.Limit)+o.Need)
	case model.ReasonMaxSize:
		return fmt.Sprintf("maxSize of capacity provider %s above %d", providerOf(n, o), o.Limit)
	}
	return ""
}

// LaunchesNoMore says of tasks that they wait for a capacity provider that an obstacle keeps
// from launching instances.
func LaunchesNoMore(n Names, o event.Obstacle) string {
	return "has tasks that wait for capacity provider " + providerOf(n, o) + ", which launches no more instances: " +
		Obstacle(n, o) + "."
}

// providerOf names the capacity provider whose group an obstacle keeps from launching.
func providerOf(n Names, o event.Obstacle) string {
	providers := n.Config().Providers
	ofGroup := func(p config.CapacityProvider) bool { return p.Group == int(o.Group) }
	return providers[slices.IndexFunc(providers, ofGroup)].Name
}

// Mended is what lets a group come to the end of a step, that something in the file keeps it from.
func Mended(c *config.Config, g int, step config.HostStep) string {
	name := c.Groups[g].Name
	_, mended := c.Fault(g, step)
	if step == config.Attaching {
		return fmt.Sprintf("an agent and AMI with which interfaces are attached in group %s (%s)", name, mended)
	}
	return fmt.Sprintf("an AMI, user data and role with which the instances of group %s register (%s)", name, mended)
}
