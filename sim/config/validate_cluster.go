package config

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/model/firewall"
)

// own checks the timings of single task definitions.
func (v *validator) own() {
	known := map[string]bool{}
	for i := range v.c.Tasks {
		known[v.c.Tasks[i].Name()] = true
	}
	for _, name := range slices.Sorted(maps.Keys(v.c.Own)) {
		at := at("own[" + name + "]")
		if !known[name] {
			v.fail(at, "is for no task definition, wanted the FAMILY:REVISION of one")
		}
		within(v, at.at("exitCode"), v.c.Own[name].ExitCode, 0, 255)
	}
}

func (v *validator) subnets() {
	seen := map[string]bool{}
	for i := range v.c.Subnets {
		at := member("subnets", i)
		v.unique(at.at("id"), v.c.Subnets[i].ID, seen)
		v.filled(at.at("zone"), v.c.Subnets[i].Zone)
	}
}

func (v *validator) groups() {
	seen := map[string]bool{}
	for i := range v.c.Groups {
		g, at := &v.c.Groups[i], member("groups", i)
		v.unique(at.at("name"), g.Name, seen)
		within(v, at.at("count"), g.Count, 0, mostInstances)
		v.homes(at, g)
		v.size(at, g.InstanceSize)
		within(v, at.at("manualENIs"), g.ManualENIs, 0, max(g.SlotsPlain, g.SlotsTrunk, 0))
		v.agent(at, g)
		v.host(at, g)
		if p := g.USDPerHour; p != UnknownPrice && !(p >= 0 && p <= mostUSD) {
			v.fail(at.at("usdPerHour"), "is %v, wanted a price from 0 to %v, or UnknownPrice", p, float64(mostUSD))
		}
	}
}

// homes checks that instances of a group have a subnet in each of its zones.
func (v *validator) homes(at *field, g *InstanceGroup) {
	if len(g.Zones) == 0 {
		v.fail(at.at("zones"), "is empty, wanted an availability zone such as %s", DefaultZone)
	}
	if !v.inSubnets(at, "subnets", g.Subnets) {
		return
	}
	for i, zone := range g.Zones {
		if v.c.SubnetIn(g.Subnets, zone) < 0 {
			v.fail(at.member("zones", i), "is %q, where the group has no subnet, wanted one of it in Config.Subnets", zone)
		}
	}
}

// size checks what an instance registers.
func (v *validator) size(at *field, s model.InstanceSize) {
	within(v, at.at("cpu"), s.CPU, 1, math.MaxInt32)
	within(v, at.at("memory"), s.Memory, 1, math.MaxInt32)
	within(v, at.at("gpu"), s.GPU, 0, math.MaxInt32)
	within(v, at.at("slotsPlain"), s.SlotsPlain, 0, math.MaxInt32)
	within(v, at.at("slotsTrunk"), s.SlotsTrunk, 0, math.MaxInt32)
}

// agent checks what the ECS agent and Docker of a group are told.
func (v *validator) agent(at *field, g *InstanceGroup) {
	v.ports(at, "reserved", g.Reserved)
	if n, most := len(g.Reserved), int(v.c.Quotas.ReservedPortsPerInstance); n > most {
		v.fail(at.at("reserved"), "has %d ports, wanted at most quotas.reservedPortsPerInstance, %d", n, most)
	}
	v.ports(at, "listeners", g.Listeners)
	if r := g.DynamicRange; r.First == 0 || r.Last < r.First {
		v.fail(at.at("dynamicRange"), "is %v, wanted ports such as %v", r, model.LinuxDynamicPorts())
	}
	if g.Architecture != "x86_64" && g.Architecture != "arm64" {
		v.fail(at.at("architecture"), "is %q, wanted x86_64 or arm64", g.Architecture)
	}
	within(v, at.at("trunk"), int(g.Trunk), 0, int(TrunkAtStart))
	within(v, at.at("draining"), int(g.Draining), 0, int(DrainNever))
}

func (v *validator) providers() {
	seen, groups := map[string]bool{}, map[int]bool{}
	for i := range v.c.Providers {
		p, at := &v.c.Providers[i], member("providers", i)
		v.unique(at.at("name"), p.Name, seen)
		if within(v, at.at("min"), p.Min, 0, mostInstances) {
			within(v, at.at("max"), p.Max, p.Min, mostInstances)
		}
		if v.index(at.at("group"), p.Group, len(v.c.Groups), "Config.Groups") {
			if n := v.c.Groups[p.Group].Count; n < p.Min || n > p.Max {
				v.fail(at.at("group"), "begins with %d instances, wanted min to max, %d to %d", n, p.Min, p.Max)
			}
			if groups[p.Group] {
				v.fail(at.at("group"), "is %d, which another provider has, wanted a group of its own", p.Group)
			}
			groups[p.Group] = true
		}
		within(v, at.at("target"), p.Target, 1, 100)
		if within(v, at.at("minStep"), p.MinStep, 1, DefaultMaxStep) {
			within(v, at.at("maxStep"), p.MaxStep, p.MinStep, DefaultMaxStep)
		}
		v.length(at.at("warmup"), p.Warmup, 0)
		if p.Protect && !p.Managed {
			v.fail(at.at("protect"), "is true without managed scaling, which it needs")
		}
		if len(p.Types) == 0 {
			v.fail(at.at("types"), "is empty, wanted the size of the group's instance type at least")
		}
		for j, size := range p.Types {
			v.size(at.member("types", j), size)
		}
	}
}

func (v *validator) firewall() {
	f := v.c.Firewall
	if f == nil {
		return
	}
	at := at("firewall")
	for i := 1; i < len(f.Groups); i++ {
		if f.Groups[i-1].Name >= f.Groups[i].Name {
			v.fail(at.member("groups", i).at("name"), "is %q after %q, wanted each name once, in their order", f.Groups[i].Name, f.Groups[i-1].Name)
		}
	}
	if n := len(f.ACLs); n != len(v.c.Subnets) {
		v.fail(at.at("acls"), "has %d entries, wanted one for each of %d in Config.Subnets, nil where it is not described", n, len(v.c.Subnets))
	}
	for i, acl := range f.ACLs {
		if acl != nil {
			v.entries(at.member("acls", i).at("ingress"), acl.Ingress)
			v.entries(at.member("acls", i).at("egress"), acl.Egress)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Balancers)) {
		v.inSubnets(at.at("balancers["+name+"]"), "subnets", f.Balancers[name].Subnets)
	}
}

// entries checks that those of a network ACL come in the order in which they are asked.
func (v *validator) entries(at *field, entries []firewall.ACLEntry) {
	if !slices.IsSortedFunc(entries, func(a, b firewall.ACLEntry) int { return cmp.Compare(a.Number, b.Number) }) {
		v.fail(at, "is not in the order of its numbers, wanted the lowest first")
	}
}

func (v *validator) timings() {
	t, at := &v.c.Timings, at("timings")
	for _, x := range []struct {
		name  string
		d     time.Duration
		least time.Duration
	}{
		{"schedulerTick", t.SchedulerTick, Oftenest},
		{"eniAttachTimeout", t.ENIAttachTimeout, 0}, {"callTimeout", t.CallTimeout, 0},
		{"stopTimeout", t.StopTimeout, 0}, {"containerStartTimeout", t.ContainerStartTimeout, 0}, {"healthyAfter", t.HealthyAfter, 0},
		{"healthCheckInterval", t.HealthCheckInterval, 0}, {"deregistrationDelay", t.DeregistrationDelay, 0}, {"bakeTime", t.BakeTime, 0}, {"throttleMaximum", t.ThrottleMaximum, 0},
		{"lostHostGrace", t.LostHostGrace, 0}, {"spotNotice", t.SpotNotice, 0}, {"drainTimeout", t.DrainTimeout, 0},
		{"metricPeriod", t.MetricPeriod, Oftenest}, {"metricDelay", t.MetricDelay, 0},
	} {
		v.length(at.at(x.name), x.d, x.least)
	}
	if len(t.PlacementRetry) == 0 {
		v.fail(at.at("placementRetry"), "is empty, wanted the wait after a failed pass of a service at least")
	}
	for i, wait := range t.PlacementRetry {
		v.length(at.member("placementRetry", i), wait, Oftenest)
	}
	fails := within(v, at.at("unhealthyThreshold"), t.UnhealthyThreshold, 1, mostPercent)
	if within(v, at.at("healthyThreshold"), t.HealthyThreshold, 1, mostPercent) && fails {
		n := max(t.UnhealthyThreshold, t.HealthyThreshold)
		if most := longest / time.Duration(n); t.HealthCheckInterval > most {
			v.fail(at.at("healthCheckInterval"), "is %v, wanted at most %v: %d checks in a hundred years",
				t.HealthCheckInterval, most, n)
		}
	}
	within(v, at.at("scaleInPoints"), t.ScaleInPoints, 1, mostPercent)
}

func (v *validator) quotas() {
	q, at := &v.c.Quotas, at("quotas")
	within(v, at.at("reservedPortsPerInstance"), q.ReservedPortsPerInstance, 0, math.MaxUint16)
	const most = 1_000_000_000
	for _, x := range []struct {
		name string
		n    int
	}{
		{"tasksPerService", q.TasksPerService}, {"instancesPerCluster", q.InstancesPerCluster}, {"enisPerZone", q.ENIsPerZone},
		{"provisioningPerCluster", q.ProvisioningPerCluster}, {"taskStartsPerMinute", q.TaskStartsPerMinute}, {"targetsPerGroup", q.TargetsPerGroup},
		{"targetsPerALB", q.TargetsPerALB}, {"targetsPerNLB", q.TargetsPerNLB}, {"targetsPerNLBZone", q.TargetsPerNLBZone},
	} {
		within(v, at.at(x.name), x.n, 0, most)
	}
	if b := q.ENICalls; b != (Bucket{}) {
		within(v, at.at("eniCalls.burst"), b.Burst, 1, mostTasks)
		within(v, at.at("eniCalls.perSecond"), b.PerSecond, 1, mostTasks)
	}
	known := []string{QuotaTasksPerService, QuotaInstancesPerCluster, QuotaENIsPerZone, QuotaTargetsPerGroup, QuotaTargetsPerALB, QuotaTargetsPerNLB, QuotaTargetsPerNLBZone}
	for _, name := range slices.Sorted(maps.Keys(q.Enforced)) {
		if !slices.Contains(known, name) {
			v.fail(at.at("enforced["+name+"]"), "is no quota that is enforced where it is set, wanted one of %v", known)
		}
	}
}
