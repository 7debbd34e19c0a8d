package narrate

import (
	"fmt"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// openingGroup is the instances of a group at the beginning, of which the first
// stands for all.
func (l *Log) openingGroup(g event.GroupID) string {
	group := &l.v.Config().Groups[g]
	names, each := group.Name+"-1", ""
	if group.Count > 1 {
		names, each = names+" to "+group.Name+"-"+strconv.Itoa(group.Count), " each"
	}
	var all []event.InstanceID
	for h := range event.InstanceID(l.v.Instances()) {
		if l.v.Instance(h).Group == g {
			all = append(all, h)
		}
	}
	if len(all) == 0 {
		return names
	}
	zones := strings.Join(group.Zones, " and ")
	return fmt.Sprintf("%s, %s in %s, %s%s; at %s", names, group.InstanceType, zones, l.slots(all[0]), each, l.addressList(all))
}

// addressList is the primary addresses of up to three instances.
func (l *Log) addressList(instances []event.InstanceID) string {
	return few(instances, func(h event.InstanceID) string { return l.addresses.Instance(h).Primary.String() })
}

// slots is how many awsvpc tasks an instance takes, and by which means.
func (l *Log) slots(h event.InstanceID) string {
	s := model.Counted(l.v.Host(h).Registered.ENI, "ENI slot")
	if l.v.Instance(h).Trunk {
		s += " on a trunk"
	}
	return s
}

// instanceLaunched says why an instance was launched, and where.
func (l *Log) instanceLaunched(e *event.Event) {
	cause := causes[e.Cause]
	if e.Other >= 0 {
		cause = "it takes the place of " + l.v.InstanceName(event.InstanceID(e.Other))
	}
	what := l.v.Config().Groups[e.Group].InstanceType + " in " + l.v.ZoneName(e.Zone)
	has, slots := l.addresses.Instance(e.Instance), l.slots(e.Instance)
	if has.Trunk.Known() {
		slots += " at " + has.Trunk.String()
	}
	l.tell(Entry{
		At: e.At, Event: e.Kind.String(), Instance: l.v.InstanceName(e.Instance), Address: has.Primary.String(),
		Cause: cause, Detail: listed(what, slots),
	})
}

// instanceRegistered says that an instance is there.
func (l *Log) instanceRegistered(e *event.Event) {
	l.ofInstance(e, "its agent is up", lasting(e.Length)+" after its launch")
}

// instanceDraining says that an instance is set DRAINING.
func (l *Log) instanceDraining(e *event.Event) {
	l.ofInstance(e, causes[e.Cause], model.Counted(e.Count, "task")+" on it")
}

// instanceTerminated says that an instance is terminated.
func (l *Log) instanceTerminated(e *event.Event) {
	l.ofInstance(e, causes[e.Cause], model.Counted(e.Count, "task")+" on it")
}

// instanceMissed says that ECS notices that an instance is gone.
func (l *Log) instanceMissed(e *event.Event) {
	l.ofInstance(e, "ECS notices now that it is gone", model.Counted(e.Count, "task")+" to stop")
}

// instanceInactive says that an instance's termination is over.
func (l *Log) instanceInactive(e *event.Event) { l.ofInstance(e, "its termination is over", "") }

// spotNoticed says that an instance has its Spot interruption notice.
func (l *Log) spotNoticed(e *event.Event) {
	l.ofInstance(e, "EC2 wants the instance back", "gone in "+lasting(e.Until.Sub(e.At)))
}

// agentDisconnected says that an agent is cut off.
func (l *Log) agentDisconnected(e *event.Event) {
	l.ofInstance(e, "", model.Counted(e.Count, "task")+" on it run on, none is placed there")
}

// agentReconnected says that an agent is back.
func (l *Log) agentReconnected(e *event.Event) {
	l.ofInstance(e, "", model.Counted(e.Count, "change")+" to catch up with")
}

// agentRestarted says that an agent begins anew.
func (l *Log) agentRestarted(e *event.Event) {
	l.ofInstance(e, "", "dynamic host ports from the beginning of its range again")
}

// launchFailed says what kept a group from launching an instance.
func (l *Log) launchFailed(e *event.Event) {
	o := event.Obstacle{
		Reason: e.Reason, Group: e.Group, Zone: e.Zone, Subnet: e.Subnet, Have: e.Have, Need: e.Need, Limit: e.To,
	}
	what := l.v.Config().Groups[e.Group].Name
	if e.Zone >= 0 {
		what = l.v.NextInstance(e.Group) + " in " + l.v.ZoneName(e.Zone)
	}
	l.ofCluster(e, words.Obstacle(l.v, o), what)
}
