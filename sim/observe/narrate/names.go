package narrate

import (
	"slices"

	"ecssim/sim/event"
)

// Names of lines that are not called after the kind of their event.
const (
	registeredAtStart = "instances.registered" // what the scenario begins with
	eventVoid         = "event.void"           // an event of the file that could do nothing
	placementRefused  = "placement.refused"
	checksFailing     = "checks.failing"
	portTaken         = "port.taken" // by a process that is no task
	portFreed         = "port.freed"
	portUnchanged     = "port.unchanged"
	taskUnreachable   = "task.unreachable" // beside task.running
)

// otherwise are the kinds whose lines are called by those names.
var otherwise = event.KindsOf(event.RequestRefused, event.ServiceBlocked, event.ScriptDone, event.ScriptVoid)

// EventNames are the names that an Entry's Event can have, sorted.
func EventNames() []string {
	names := []string{registeredAtStart, eventVoid, checksFailing, placementRefused, portTaken, portFreed, portUnchanged, taskUnreachable}
	for kind := range event.NumKinds {
		if lines[kind] != nil && !otherwise.Has(kind) {
			names = append(names, kind.String())
		}
	}
	slices.Sort(names)
	return names
}
