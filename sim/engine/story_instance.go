package engine

import (
	"fmt"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// openingGroup is the instances of a group at the beginning, of which the first
// stands for all.
func (k *cluster) openingGroup(g event.GroupID) string {
	group := &k.Config.Groups[g]
	names, each := group.Name+"-1", ""
	if group.Count > 1 {
		names, each = names+" to "+group.Name+"-"+strconv.Itoa(group.Count), " each"
	}
	for h := range event.InstanceID(len(k.Instances)) {
		if k.Instances[h].Group == g {
			return fmt.Sprintf("%s, %s in %s, %s%s", names, group.InstanceType, strings.Join(group.Zones, " and "), k.slots(h), each)
		}
	}
	return names
}

// slots is how many awsvpc tasks an instance takes, and by which means.
func (k *cluster) slots(h event.InstanceID) string {
	s := model.Counted(k.Hosts.At(int32(h)).Registered.ENI, "ENI slot")
	if k.Instances[h].Trunk {
		s += " on a trunk"
	}
	return s
}

func (k *cluster) tellLaunched(h event.InstanceID, cause event.Cause, other event.InstanceID) {
	if x := &k.Instances[h]; k.logs() {
		why := cause.String()
		if other >= 0 {
			why = "it takes the place of " + k.Instances[other].ID
		}
		k.sayHost("instance.launched", h, why, listed(k.Config.Groups[x.Group].InstanceType+" in "+x.Zone, k.slots(h)))
	}
}

func (k *cluster) tellRegistered(h event.InstanceID) {
	if x := &k.Instances[h]; k.logs() {
		k.sayHost("instance.registered", h, "its agent is up", lasting(k.Clock.Now().Sub(x.LaunchedAt))+" after its launch")
	}
}

// tellListening says that a process that is no task has taken a port of a group's
// instances, or given it back, on so many of them.
func (k *cluster) tellListening(e *config.Event, hosts int) {
	event, cause := "port.freed", "a process that is no task has ended"
	if e.Kind == config.Listen {
		event, cause = "port.taken", "a process that is no task listens"
	}
	if hosts == 0 {
		event, cause = "port.unchanged", "it is taken by another, or not taken at all"
	}
	what := e.Instance
	if what == "" {
		what = k.Config.Groups[e.Group].Name
	}
	k.sayCluster(event, cause, "host port "+e.Port.String()+" on "+what)
}
