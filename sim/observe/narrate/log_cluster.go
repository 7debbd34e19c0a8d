package narrate

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// capacityScaled says that a capacity provider changed its group's desired count.
func (l *Log) capacityScaled(e *event.Event) {
	waiting := ""
	if e.Count > 0 {
		waiting = model.Counted(e.Count, "task") + " waiting"
	}
	l.ofCluster(e, listed(fmt.Sprintf("CapacityProviderReservation is %.0f %%", e.Metric), waiting),
		fmt.Sprintf("%s from %d to %s", l.v.Config().Providers[e.Provider].Name, e.From, model.Counted(e.To, "instance")))
}

// capacityExcluded says that tasks wait that managed scaling leaves out of account.
func (l *Log) capacityExcluded(e *event.Event) {
	if e.Count == 0 {
		return
	}
	name := l.v.Config().Providers[e.Provider].Name
	l.ofCluster(e, "they do not fit its smallest instance type",
		name+" does not scale for "+model.Counted(e.Count, "task"))
}

// scriptDone says what an event of the scenario did, where nothing else says it: that a process
// which is no task has taken a port of instances, or given it back, or that health checks fail.
func (l *Log) scriptDone(e *event.Event) {
	x := &l.v.Config().Events[e.Script]
	if x.Kind == config.FailHealthChecks && e.Count > 0 {
		how := "until it is replaced"
		if x.For > 0 {
			how = "for " + lasting(x.For)
		}
		l.tell(Entry{At: e.At, Event: checksFailing, Service: l.names[x.Service],
			Detail: "those of " + model.Counted(e.Count, "task") + ", " + how})
	}
	name, cause := portFreed, "a process that is no task has ended"
	switch {
	case x.Kind != config.Listen && x.Kind != config.Unlisten:
		return
	case e.Count == 0:
		name, cause = portUnchanged, "it is taken by another, or not taken at all"
	case x.Kind == config.Listen:
		name, cause = portTaken, "a process that is no task listens"
	}
	where := x.Instance
	if where == "" {
		where = l.v.Config().Groups[x.Group].Name
	}
	l.tell(Entry{At: e.At, Event: name, Cause: cause, Detail: "host port " + x.Port.String() + " on " + where})
}

// scriptVoid says that there was nothing to do an event of the scenario to.
func (l *Log) scriptVoid(e *event.Event) {
	x := &l.v.Config().Events[e.Script]
	l.tell(Entry{At: e.At, Event: eventVoid, Cause: words.Void(l.v.Config(), x), Detail: "nothing is done"})
}

// settingChanged says that the account's setting was changed.
func (l *Log) settingChanged(e *event.Event) {
	setting := "awsvpcTrunking disabled"
	if e.On {
		setting = "awsvpcTrunking enabled"
	}
	l.ofCluster(e, "PutAccountSetting was called", setting)
}

// alarmSet says that a CloudWatch alarm changed its state.
func (l *Log) alarmSet(e *event.Event) {
	state := " is OK"
	if e.On {
		state = " is in ALARM"
	}
	l.ofCluster(e, "", l.v.Config().Alarms[e.Other]+state)
}

// zoneFailed says that an availability zone has failed.
func (l *Log) zoneFailed(e *event.Event) { l.ofCluster(e, "", l.v.Config().Events[e.Script].Zone) }
