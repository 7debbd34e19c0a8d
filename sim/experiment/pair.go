package experiment

import (
	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// pair looks for two changes that help a workload together where none of them does alone: more instances, a
// larger group or a larger type, and what these then lack: addresses, network interfaces of a quota, or
// slots for tasks' interfaces. The second is the least with which the least of the first helps.
func (s *search) pair(w event.WorkloadID, most int, does func(*seen) bool) (report.Edit, bool) {
	for _, enabling := range s.enabling(w) {
		for _, l := range s.mains(w, most) {
			if e, ok := s.both(l, enabling, does); ok {
				return e, true
			}
		}
	}
	return report.Edit{}, false
}

// both looks for the least of a change that helps with the most of another, and the least of that.
func (s *search) both(l, enabling ladder, does func(*seen) bool) (report.Edit, bool) {
	generous := enabling.at(enabling.most)
	main, ok := s.least(with(l, func(int) report.Edit { return generous }), always, does)
	if !ok {
		return main, false
	}
	return s.least(ladder{func(n int) report.Edit {
		e := main
		e.And = []report.Edit{enabling.at(n)}
		return e
	}, enabling.most}, always, does)
}

// with is a ladder each step of which comes with another change.
func with(l ladder, other func(n int) report.Edit) ladder {
	return ladder{func(n int) report.Edit {
		e := l.at(n)
		e.And = []report.Edit{other(n)}
		return e
	}, l.most}
}

// enabling are the changes without which other changes may be of no use to a workload.
func (s *search) enabling(w event.WorkloadID) (all []ladder) {
	if l := s.wider(s.limitedSubnets(w)); l.most > 0 {
		all = append(all, l)
	}
	if l := s.anyQuota(); l.most > 0 {
		all = append(all, l)
	}
	if s.c.Tasks[useOf(s.c, w).Task].NetworkMode.OwnInterface() && s.gainsByTrunks() {
		all = append(all, one(report.Edit{Kind: report.EditTrunking}))
	}
	return all
}

// mains are the changes that give a workload more instances, or larger ones.
func (s *search) mains(w event.WorkloadID, most int) (all []ladder) {
	providers := useOf(s.c, w).Providers
	for _, p := range providers {
		all = append(all, maxSizeOf(p.Provider, most), s.typesOf(s.c.Providers[p.Provider].Group, 0))
	}
	for g := range s.c.Groups {
		if len(providers) == 0 && !provided(s.c, g) {
			all = append(all, hostsOfGroup(g, most), s.typesOf(g, 0))
		}
	}
	return all
}

// roomHelps reports whether more room may help against what keeps a workload's next task from every
// instance: no placement constraint is in its way.
func roomHelps(lastReason string) bool {
	reason, known := model.ParseReason(lastReason)
	return !known || reason.OfRoom() || reason == model.Fits
}
