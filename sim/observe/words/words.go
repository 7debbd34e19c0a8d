// Package words says in text what the engine tells as facts, where reports need the text and
// where the event log and the service events need it too. It is given facts and names, and
// reads no run.
package words

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/placement"
)

// Names is who knows what records are called: engine.View does.
type Names interface {
	Config() *config.Config
	ZoneName(z event.ZoneID) string
	InstanceName(h event.InstanceID) string // "" where there is none
}

// NoInstances is the reason of an empty cluster.
const NoInstances = placement.NoInstances

// Reason is a reason's code; an empty cluster's words where no instance could give one.
func Reason(r model.Reason) string {
	if r == model.Fits {
		return placement.NoInstances
	}
	return r.String()
}

// OfService is how a text about a service begins.
func OfService(name string) string { return "(service " + name + ") " }

// OfRunTask is how a text about a RunTask request begins.
func OfRunTask(name string) string { return "(" + name + ") " }

// RunTaskRefused is the failure that RunTask answers with for a task that it refuses.
func RunTaskRefused(name string, reason model.Reason) string {
	if reason == model.Fits {
		return placement.NoInstances
	}
	return OfRunTask(name) + reason.String()
}
