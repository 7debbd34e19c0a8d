package find

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// lostZone is an availability zone that failed, and what it took with it.
type lostZone struct {
	zone             event.ZoneID
	at               des.Time
	restored         des.Time // -1 = it has not been
	instances, tasks int
}

// onZoneFailed notes what is in a zone that fails.
func (x *Finder) onZoneFailed(e *event.Event) {
	z := lostZone{zone: e.Zone, at: e.At, restored: -1}
	for h := range event.InstanceID(x.view.Instances()) {
		if of := x.view.Instance(h); of.EndedAt < 0 && of.Zone == x.view.ZoneName(e.Zone) {
			z.instances++
			z.tasks += len(x.view.Staying(h))
		}
	}
	x.zonesLost = append(x.zonesLost, z)
}

// onZoneRestored notes that zones are back.
func (x *Finder) onZoneRestored(e *event.Event) {
	for i := range x.zonesLost {
		if z := &x.zonesLost[i]; z.zone == e.Zone && z.restored < 0 {
			z.restored = e.At
		}
	}
}

// lostZones says which zones failed.
func (x *Finder) lostZones(f *found) {
	for _, z := range x.zonesLost {
		them := "them"
		if z.instances == 1 {
			them = "it"
		}
		y := f.add(report.ZoneLost, "Availability zone %s was lost at %s with %s and %s on %s", x.view.ZoneName(z.zone), words.Length(z.at.Seconds()),
			model.Counted(z.instances, "instance"), model.Counted(z.tasks, "task"), them)
		y.From = z.at.Seconds()
		if z.restored >= 0 {
			to := z.restored.Seconds()
			y.To = &to
			y.Text += ", and came back at " + words.Length(to)
		}
	}
}
