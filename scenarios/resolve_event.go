package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// action is one kind of thing that an event does. take fills the event; false =
// it is left out, with a warning or a fault.
type action struct {
	key   string
	given bool
	kind  config.EventKind
	take  func(e *config.Event, at strict.Place) bool
}

// actions are all that an event of the file may do, in the order in which
// messages name them.
func (r *resolver) actions(e *Event) []action {
	instances := func(key string, kind config.EventKind, c *InstanceChoice) action {
		return action{key, c != nil, kind, func(to *config.Event, at strict.Place) bool { return r.instanceChoice(to, c, at) }}
	}
	listener := func(key string, kind config.EventKind, l *GroupListener) action {
		return action{key, l != nil, kind, func(to *config.Event, at strict.Place) bool { return r.listener(to, l, at) }}
	}
	return []action{
		{"updateService", e.UpdateService != nil, config.UpdateService, func(to *config.Event, at strict.Place) bool { return r.updateService(to, e.UpdateService, at) }},
		{"stopTasks", e.StopTasks != nil, config.StopTasks, func(to *config.Event, at strict.Place) bool { return r.stopTasks(to, e.StopTasks, at) }},
		{"replaceInstances", e.ReplaceInstances != nil, config.ReplaceInstances, func(to *config.Event, at strict.Place) bool { return r.replacement(to, e.ReplaceInstances, at) }},
		instances("terminateInstances", config.TerminateInstances, e.TerminateInstances),
		instances("drainInstances", config.DrainInstances, e.DrainInstances),
		instances("interruptSpot", config.InterruptSpot, e.InterruptSpot),
		instances("disconnectAgent", config.DisconnectAgent, e.DisconnectAgent),
		instances("reconnectAgent", config.ReconnectAgent, e.ReconnectAgent),
		instances("restartAgent", config.RestartAgent, e.RestartAgent),
		{"failAvailabilityZone", e.FailAvailabilityZone != nil, config.FailAvailabilityZone, func(to *config.Event, at strict.Place) bool { return r.failZone(to, *e.FailAvailabilityZone, at) }},
		{"restoreAvailabilityZone", e.RestoreZone != nil, config.RestoreAvailabilityZone, func(to *config.Event, at strict.Place) bool { return r.restoreZone(to, *e.RestoreZone, at) }},
		{"putAccountSetting", e.PutAccountSetting != nil, config.PutAccountSetting, func(to *config.Event, _ strict.Place) bool { return r.accountSetting(to, e.PutAccountSetting) }},
		listener("listen", config.Listen, e.Listen),
		listener("unlisten", config.Unlisten, e.Unlisten),
		{"setLoad", e.SetLoad != nil, config.SetLoad, func(to *config.Event, at strict.Place) bool { return r.setLoad(to, e.SetLoad, at) }},
		{"setGroup", e.SetGroup != nil, config.SetGroup, func(to *config.Event, at strict.Place) bool { return r.setGroup(to, e.SetGroup, at) }},
		{"setAlarm", e.SetAlarm != nil, config.SetAlarm, func(to *config.Event, at strict.Place) bool { return r.setAlarm(to, e.SetAlarm, at) }},
		{"failHealthChecks", e.FailHealthChecks != nil, config.FailHealthChecks, func(to *config.Event, at strict.Place) bool {
			return r.failHealthChecks(to, e.FailHealthChecks, at)
		}},
		{"stopServiceDeployment", e.StopDeployment != nil, config.StopDeployment, func(to *config.Event, at strict.Place) bool {
			return r.serviceOf(to, e.StopDeployment.Service, at.At("service"))
		}},
	}
}

// events resolves the events in the order in which they happen, so that each may
// build on what the ones before have changed.
func (r *resolver) events() {
	order := make([]int, len(r.file.Events))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(r.file.Events[a].At.Duration, r.file.Events[b].At.Duration)
	})
	r.failed = map[string]bool{}
	r.updated, r.sizes = slices.Clone(r.cfg.Services), slices.Clone(r.cfg.Providers)
	for _, i := range order {
		given, at := &r.file.Events[i], r.root.At("events", i)
		var does []action
		var all, found []string
		for _, a := range r.actions(given) {
			all = append(all, a.key)
			if a.given {
				does, found = append(does, a), append(found, a.key)
			}
		}
		switch len(does) {
		case 0:
			at.Fail("", "event has nothing beside at, wanted one of %s", strict.Or(all))
			continue
		case 1:
		default:
			at.Fail("several events may have the same time", "event has %s, wanted one of them", strings.Join(found, " and "))
			continue
		}
		e := config.NewEvent(des.Time(given.At.Duration), does[0].kind)
		if end := r.cfg.Duration; end > 0 && e.At > end {
			r.warn("event %s is at %v, after the run's end at %v", does[0].key, e.At, end)
		}
		if does[0].take(&e, at.At(does[0].key)) {
			r.cfg.Events = append(r.cfg.Events, e)
			r.eventAt = append(r.eventAt, at.At(does[0].key))
		}
	}
}

// instanceChoice resolves which instances an event is about.
func (r *resolver) instanceChoice(e *config.Event, c *InstanceChoice, at strict.Place) bool {
	switch {
	case (c.Group != "") == (c.Instance != ""):
		at.Fail("", "event names %s, wanted a group or an instance", both(c.Group != "", "both a group and an instance", "neither a group nor an instance"))
		return false
	case c.Instance != "" && c.Count != nil:
		at.Key("count").Fail("leave it out, or name a group", "count goes with a group")
		return false
	case c.Instance != "":
		e.Instance = c.Instance
		return r.instanceNamed(c.Instance, at.At("instance"))
	}
	take(&e.Count, c.Count)
	return r.groupNamed(e, c.Group, at.At("group"))
}

func both(given bool, two, none string) string {
	if given {
		return two
	}
	return none
}

// groupNamed resolves a reference to an instance group or a capacity provider's.
func (r *resolver) groupNamed(e *config.Event, name string, at strict.Place) bool {
	n, ok := r.groups[name]
	if !ok {
		at.Fail(r.root.Reference(name, func() []string { return names(r.groups) }), "there is no instance group or capacity provider %s", strict.Quote(name))
		return false
	}
	e.Group = n
	return true
}

// zoneNamed checks that the cluster has a zone.
func (r *resolver) zoneNamed(e *config.Event, zone string, at strict.Place) bool {
	var known []string
	for i := range r.cfg.Groups {
		known = append(known, r.cfg.Groups[i].Zones...)
	}
	for _, s := range r.cfg.Subnets {
		known = append(known, s.Zone)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	if !slices.Contains(known, zone) {
		at.Fail(r.root.Reference(zone, func() []string { return known }), "the cluster has nothing in availability zone %s", strict.Quote(zone))
		return false
	}
	e.Zone = zone
	return true
}

// accountSetting resolves a change of awsvpcTrunking. One that some user makes for
// himself has no effect on container instances, which have their role's (developer
// guide, container-instance-eni).
func (r *resolver) accountSetting(e *config.Event, s *AccountSetting) bool {
	if s.Principal == "other" {
		r.warn("event putAccountSetting at %v has no effect: what another principal sets for itself does not hold for container instances", e.At)
		return false
	}
	e.Enable = s.AwsvpcTrunking == "enabled"
	return true
}

func (r *resolver) listener(e *config.Event, l *GroupListener, at strict.Place) bool {
	protocol, _ := model.ParseProtocol(l.Protocol)
	e.Port = model.HostPort{Port: uint16(l.Port), Protocol: protocol}
	return r.groupNamed(e, l.Group, at.At("group"))
}
