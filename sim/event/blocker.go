package event

import "ecssim/model"

// BlockRule is the rule in the way of a deployment that can do nothing as things stand.
type BlockRule uint8

// The rules. NotBlocked is the absence of one.
const (
	NotBlocked             BlockRule = iota
	BlockedByPlacement               // no container instance meets all requirements of its next task
	BlockedByLaunch                  // tasks wait for a capacity provider that launches no more instances
	BlockedByEmptyProvider           // tasks wait for a capacity provider that has no instances to try
	BlockedByAgent                   // a task waits for an agent that is disconnected
	BlockedByInterface               // a task's network interface is never attached
	BlockedByContainers              // a task waits for an image or a container that is never ready
	BlockedByTargets                 // a task's targets are never registered
	BlockedByConfiguration           // by its deployment configuration it may neither stop nor start a task
	NumBlockRules                    // not a rule: the number of them
)

// Blocker is what keeps a deployment from doing anything as things stand, at the moment at
// which that was found. Blockers are compared with ==. The zero Blocker keeps it from nothing.
type Blocker struct {
	Rule BlockRule

	// Reason is, of BlockedByPlacement, what the closest instance lacks, model.Fits where there
	// is no instance to ask; of BlockedByLaunch that of the Obstacle; of BlockedByAgent
	// model.ReasonAgent.
	Reason model.Reason

	// Instance is, of BlockedByPlacement, the instance that comes closest to fit; of
	// BlockedByAgent the one whose agent is disconnected; else, or where there is none, None.
	Instance InstanceID

	// Provider is, of BlockedByLaunch and BlockedByEmptyProvider, the capacity provider that
	// tasks wait for; else None.
	Provider ProviderID

	// Obstacle is, of BlockedByLaunch, what keeps the capacity provider from another instance.
	Obstacle Obstacle
}

// NamesReason reports whether the rule says of an instance or a group what it lacks: whether
// Reason means something.
func (b *Blocker) NamesReason() bool {
	return b.Rule == BlockedByPlacement || b.Rule == BlockedByLaunch || b.Rule == BlockedByAgent
}
