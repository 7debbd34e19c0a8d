// Package words is what ECS says, and what reports say in its place, made of facts and names:
// sentences that several observers need.
package words

import (
	"ecssim/model"
	"ecssim/sim/placement"
)

// Reason is the code of what a task lacks; an empty cluster's words for model.Fits, where no
// instance could give one.
func Reason(r model.Reason) string {
	if r == model.Fits {
		return placement.NoInstances
	}
	return r.String()
}

// What ECS says of a service that is over the limit of PROVISIONING tasks, and of one whose next
// task no instance takes (developer guide, service-event-messages-list).
const (
	ProvisioningLimit = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."

	unplaceable     = "was unable to place a task because no container instance met all of its requirements. "
	troubleshooting = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
)

// OfService is a service event's whole text.
func OfService(name, text string) string { return "(service " + name + ") " + text }

// ServiceRefused is the service event of a refused try to place a task; closest is the id of the
// instance that lacks the least, "" where there is none.
func ServiceRefused(name string, reason model.Reason, closest string) string {
	switch reason {
	case model.Fits:
		return OfService(name, unplaceable+"Reason: "+placement.NoInstances)
	case model.ReasonProvisioning:
		return OfService(name, ProvisioningLimit)
	}
	return OfService(name, unplaceable+reason.Suffix(closest)+troubleshooting)
}

// RunTaskRefused is the failure that RunTask answers with for a task that it refuses.
func RunTaskRefused(name string, reason model.Reason) string {
	if reason == model.Fits {
		return placement.NoInstances
	}
	return "(" + name + ") " + reason.String()
}
