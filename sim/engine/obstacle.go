package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
)

// obstacle is what keeps an instance from being launched; none where its reason is
// model.Fits.
type obstacle struct {
	reason model.Reason
	text   string
	lift   string // the smallest change that takes it away; "" = none is known
}

// obstacleTo is what keeps a group from launching in a zone as things stand:
// RunInstances fails with InsufficientFreeAddressesInSubnet, or with
// NetworkInterfaceLimitExceeded (Amazon EC2 API, error codes).
func (k *cluster) obstacleTo(g groupID, zone string) obstacle {
	s := k.config.SubnetIn(k.config.Groups[g].Subnets, zone)
	if s < 0 {
		return obstacle{reason: model.ReasonZones, text: "none of its subnets is in " + zone}
	}
	trunk, _ := k.trunked(g)
	n := model.HostAddresses(trunk)
	if free, limited := k.subnets[s].Free(); limited && free < n {
		id := k.config.Subnets[s].ID
		return obstacle{model.ReasonAddresses,
			fmt.Sprintf("subnet %s has %d of the %d free addresses that the instance's own interfaces need", id, free, n),
			fmt.Sprintf("free addresses in subnet %s: %d more", id, n-free)}
	}
	if k.lacksENIs(s, n) {
		return obstacle{model.ReasonInterfaces, k.overENIs(s, n),
			fmt.Sprintf("quota %s of %d", config.QuotaENIsPerZone, k.config.Quotas.ENIsPerZone+int(n-k.enisLeft(s)))}
	}
	return obstacle{}
}

// launchable reports whether a group may launch an instance: a zone of it stands and
// nothing keeps it from that there, or things are under way that may lift what does.
func (k *cluster) launchable(g groupID) bool {
	for _, zone := range k.zonesFor(g) {
		s := k.config.SubnetIn(k.config.Groups[g].Subnets, zone)
		switch k.obstacleTo(g, zone).reason {
		case model.Fits:
			return true
		case model.ReasonAddresses:
			if k.interfacesMayGo(func(subnet int32) bool { return subnet == s }) {
				return true
			}
		case model.ReasonInterfaces:
			if k.interfacesMayGo(func(subnet int32) bool { return k.zoneOf[subnet] == k.zoneOf[s] }) {
				return true
			}
		}
	}
	return false
}

// interfacesMayGo reports whether tasks or instances may go that have an interface in
// one of some subnets.
func (k *cluster) interfacesMayGo(in func(subnet int32) bool) bool {
	for h := range k.info {
		if x := &k.info[h]; x.state <= inService && in(x.subnet) && k.mayEnd(x) {
			return true
		}
	}
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.subnet >= 0 && in(int32(t.subnet)) && k.mayGo(t) {
			return true
		}
	}
	return false
}

// mayEnd reports whether an instance is about to be terminated, or of a group that is
// about to give up some.
func (k *cluster) mayEnd(x *instance) bool {
	if x.leaving || slices.ContainsFunc(x.timers, func(t timer) bool { return t.what == spotReclaimed }) {
		return true
	}
	if x.provider < 0 {
		return false
	}
	p := &k.providers[x.provider]
	return (p.low > 0 && p.restless || k.goesOn()) && k.mayShed(x.provider, nobody)
}

const allZonesFailed = "every availability zone of its group has failed"

// bars is what keeps a capacity provider's group from another instance as things
// stand; none where it may launch one.
func (k *cluster) bars(p providerID) obstacle {
	c := &k.config.Providers[p]
	if n := k.providers[p].size; n >= c.Max {
		return obstacle{model.ReasonMaxSize, "its group has " + model.Counted(n, "instance") + ", as many as its maxSize",
			fmt.Sprintf("maxSize of capacity provider %s above %d", c.Name, c.Max)}
	}
	zones := k.zonesFor(groupID(c.Group))
	if len(zones) == 0 {
		return obstacle{reason: model.ReasonZones, text: allZonesFailed}
	}
	for n := len(zones) - 1; n > 0; n-- {
		if why := k.obstacleTo(groupID(c.Group), zones[n]); why.reason == model.Fits {
			return why
		}
	}
	return k.obstacleTo(groupID(c.Group), zones[0])
}

// saysLack says of a workload that its tasks wait for a capacity provider which launches
// no more instances.
func (k *cluster) saysLack(w *workload, p providerID, why obstacle) string {
	text := "has tasks that wait for capacity provider " + k.config.Providers[p].Name + ", which launches no more instances: " + why.text + "."
	if w.service == nil {
		return "(" + w.name + ") " + text
	}
	return serviceSays(w, text)
}

// lackFor is what keeps the capacity provider of a lane from an instance for its tasks;
// none where that may launch one, or where one more would be of no use to them.
func (k *cluster) lackFor(l laneID) obstacle {
	x := &k.lanes[l]
	c, p := &k.config.Providers[x.provider], &k.providers[x.provider]
	switch x.reason {
	case model.ReasonAgent, model.ReasonAttribute, model.ReasonLocation, model.ReasonMemberOf:
		return obstacle{}
	}
	if !c.Managed && p.size >= p.desired || k.perInstance(c, &x.rev.claim, false) == 0 {
		return obstacle{}
	}
	return k.bars(x.provider)
}

// lackOf is what keeps a capacity provider's group from the instances that it lacks of
// its desired count, or that tasks wait for; none where it may launch or lacks none.
func (k *cluster) lackOf(p providerID) obstacle {
	if x := &k.providers[p]; x.size < x.desired {
		return k.bars(p)
	}
	for l := range k.lanes {
		if x := &k.lanes[l]; x.provider == p && x.count > 0 {
			if why := k.lackFor(laneID(l)); why.reason != model.Fits {
				return why
			}
		}
	}
	return obstacle{}
}

// lackOfWork is what keeps a capacity provider from an instance for tasks of a workload
// that wait for it; none where no such tasks wait or the provider may launch one.
func (k *cluster) lackOfWork(i workID) obstacle {
	for l := range k.lanes {
		if x := &k.lanes[l]; x.rev.work == i && x.count > 0 {
			if why := k.lackFor(laneID(l)); why.reason != model.Fits {
				return why
			}
		}
	}
	return obstacle{}
}
