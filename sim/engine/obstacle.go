package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// launchable reports whether a group may launch an instance: a zone of it stands and
// nothing keeps it from that there, or things are under way that may lift what does.
func (k *cluster) launchable(g event.GroupID) bool {
	for _, zone := range k.ZonesFor(g) {
		s := k.Config.SubnetIn(k.Config.Groups[g].Subnets, zone)
		switch k.ZoneObstacle(g, zone).Reason {
		case model.Fits:
			return true
		case model.ReasonAddresses:
			if k.interfacesMayGo(func(subnet int32) bool { return subnet == s }) {
				return true
			}
		case model.ReasonInterfaces:
			if k.interfacesMayGo(func(subnet int32) bool { return k.ZoneOf[subnet] == k.ZoneOf[s] }) {
				return true
			}
		}
	}
	return false
}

// interfacesMayGo reports whether tasks or instances may go that have an interface in
// one of some subnets.
func (k *cluster) interfacesMayGo(in func(subnet int32) bool) bool {
	for h := range k.Instances {
		if x := &k.Instances[h]; x.State <= state.InService && in(x.Subnet) && k.mayEnd(x) {
			return true
		}
	}
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.Subnet >= 0 && in(int32(t.Subnet)) && k.mayGo(t) {
			return true
		}
	}
	return false
}

// mayEnd reports whether an instance is about to be terminated, or of a group that is
// about to give up some.
func (k *cluster) mayEnd(x *state.Instance) bool {
	if x.Retiring || slices.ContainsFunc(x.Timers, func(t state.Timer) bool { return t.What == state.SpotReclaimed }) {
		return true
	}
	if x.Provider < 0 {
		return false
	}
	p := &k.Providers[x.Provider]
	return (p.LowPeriods > 0 && p.MayAct || k.goesOn()) && k.mayShed(x.Provider, nobody)
}

// saysLack says of a workload that its tasks wait for a capacity provider which launches
// no more instances.
func (k *cluster) saysLack(w *state.Workload, p event.ProviderID, why state.Obstacle) string {
	text := "has tasks that wait for capacity provider " + k.Config.Providers[p].Name + ", which launches no more instances: " + why.Text + "."
	if w.Service == nil {
		return "(" + w.Name + ") " + text
	}
	return serviceSays(w, text)
}
