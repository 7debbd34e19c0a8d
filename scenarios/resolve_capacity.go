package scenarios

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// capacityProviders resolves the capacity providers, each with the group of what
// it launches.
func (r *resolver) capacityProviders() {
	r.providers = map[string]int{}
	for i := range r.file.Cluster.CapacityProviders {
		p, at := &r.file.Cluster.CapacityProviders[i], r.root.At("cluster", "capacityProviders", i)
		if _, twice := r.providers[p.Name]; twice {
			at.At("name").Fail("", "capacity provider %s is here twice", strict.Quote(p.Name))
		} else if _, taken := r.groups[p.Name]; taken {
			at.At("name").Fail("their instances would have the same names", "capacity provider %s is called as an instance group is", strict.Quote(p.Name))
		}
		r.providerName(p.Name, at.At("name"))
		r.providers[p.Name] = i
		provider := r.managedScaling(p, at)
		provider.Group = len(r.cfg.Groups)
		provider.Types = r.autoScalingGroup(p, at.At("autoScalingGroup"))
		r.cfg.Providers = append(r.cfg.Providers, provider)
	}
	r.byDefault = r.capacityStrategy(r.file.Cluster.DefaultStrategy, r.root.At("cluster", "defaultCapacityProviderStrategy"))
	r.emptyCluster()
}

// providerName refuses what CreateCapacityProvider does.
func (r *resolver) providerName(name string, at strict.Place) {
	for _, first := range []string{"aws", "ecs", "fargate"} {
		if strings.HasPrefix(strings.ToLower(name), first) {
			at.Fail("", "capacity provider is called %s, and ECS takes no name that begins with aws, ecs or fargate", strict.Quote(name))
		}
	}
}

// managedScaling resolves what the provider does with its group. Without
// managedScaling the API returns a provider whose managed scaling is DISABLED (as
// the acceptance tests of hashicorp/terraform-provider-aws have it).
func (r *resolver) managedScaling(p *CapacityProvider, at strict.Place) config.CapacityProvider {
	provider := config.CapacityProvider{
		Name: p.Name, Min: p.AutoScalingGroup.MinSize, Max: p.AutoScalingGroup.MaxSize,
		Target: config.DefaultTarget, MinStep: config.DefaultMinStep, MaxStep: config.DefaultMaxStep, Warmup: config.DefaultWarmup,
		Protect: p.TerminationProtection == "ENABLED",
		Drain:   p.Draining != "DISABLED",

		AZRebalanceSuspended: slices.Contains(p.AutoScalingGroup.Suspended, "AZRebalance"),
	}
	if s := p.ManagedScaling; s != nil {
		provider.Managed = s.Status != "DISABLED"
		take(&provider.Target, s.Target)
		take(&provider.MinStep, s.MinimumStep)
		take(&provider.MaxStep, s.MaximumStep)
		provider.Warmup = seconds(s.Warmup, int(config.DefaultWarmup.Seconds()))
	}
	switch {
	case provider.MinStep > provider.MaxStep:
		at.At("managedScaling", "minimumScalingStepSize").Fail("", "minimumScalingStepSize is %d, above maximumScalingStepSize %d", provider.MinStep, provider.MaxStep)
	case provider.Protect && !provider.Managed:
		at.At("managedTerminationProtection").Fail("give managedScaling: {status: ENABLED}", "managedTerminationProtection is ENABLED without managed scaling, which it needs")
	case p.ManagedScaling == nil:
		r.warn("capacity provider %s has no managedScaling, which ECS takes for DISABLED: its group stays at %s", p.Name, model.Counted(p.AutoScalingGroup.desired(), "instance"))
	}
	return provider
}

// take takes a number that the file gives.
func take[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

// autoScalingGroup adds what a capacity provider launches to the groups, and
// returns the sizes of its instance types, the launched one first.
func (r *resolver) autoScalingGroup(p *CapacityProvider, at strict.Place) []model.InstanceSize {
	g := &p.AutoScalingGroup
	sizesFit(at, g.MinSize, g.MaxSize, g.Desired)
	r.providersOwn(p, at)
	group := config.InstanceGroup{Name: p.Name, Count: g.desired()}
	var sizes []model.InstanceSize
	for i, name := range g.types() {
		t, err := catalog.Lookup(name)
		if err != nil {
			g.typeAt(at, i).Fail("", "%v", err)
			continue
		}
		size := r.size(t, &g.HostKeys, at)
		if len(sizes) == 0 {
			group.InstanceType = name
			r.resources(&group, t, size, &g.HostKeys)
		}
		sizes = append(sizes, size)
	}
	switch {
	case g.InstanceType != "" && g.InstanceTypes != nil:
		at.At("instanceType").Fail("leave it out", "autoScalingGroup has both instanceType and instanceTypes, wanted one of them")
	case len(g.types()) == 0:
		at.Fail("", "autoScalingGroup has neither instanceTypes nor instanceType, wanted one of them")
	}
	r.addGroup(group, &g.HostKeys, at)
	return sizes
}

// desired is how many instances there are at the start.
func (g *AutoScalingGroup) desired() int {
	if g.Desired != nil {
		return *g.Desired
	}
	return g.MinSize
}

// types are the instance types, however the file gives them.
func (g *AutoScalingGroup) types() []string {
	if g.InstanceTypes != nil || g.InstanceType == "" {
		return g.InstanceTypes
	}
	return []string{g.InstanceType}
}

// typeAt is the place of the nth instance type of an Auto Scaling group.
func (g *AutoScalingGroup) typeAt(at strict.Place, n int) strict.Place {
	if g.InstanceTypes == nil {
		return at.At("instanceType")
	}
	return at.At("instanceTypes", n)
}

// emptyCluster says when no task can ever be placed.
func (r *resolver) emptyCluster() {
	for i := range r.cfg.Groups {
		if r.cfg.Groups[i].Count > 0 {
			return
		}
	}
	for _, p := range r.cfg.Providers {
		if p.Managed && p.Max > 0 {
			return
		}
	}
	r.warn("the cluster has no container instance: no task can be placed")
}

// unusedProviders says which providers nobody asks: only tasks that name one make
// it scale.
func (r *resolver) unusedProviders() {
	used := make([]bool, len(r.cfg.Providers))
	mark := func(u *config.Use) {
		for _, share := range u.Providers {
			used[share.Provider] = true
		}
	}
	for i := range r.cfg.Services {
		mark(&r.cfg.Services[i].Use)
	}
	for i := range r.cfg.RunTasks {
		mark(&r.cfg.RunTasks[i].Use)
	}
	for i, p := range r.cfg.Providers {
		if p.Managed && !used[i] {
			r.warn("no service or RunTask has capacity provider %s in its strategy: no task makes it scale out", p.Name)
		}
	}
}

// capacityStrategy resolves a capacity provider strategy by the rules of the API's type
// CapacityProviderStrategyItem. Providers that are not there are faults.
func (r *resolver) capacityStrategy(items []CapacityProviderStrategyItem, at strict.Place) []config.ProviderShare {
	var shares []config.ProviderShare
	weights, based := 0, ""
	seen := map[string]bool{}
	for i, item := range items {
		n, ok := r.providers[item.CapacityProvider]
		where := at.At(i, "capacityProvider")
		switch {
		case !ok && strings.HasPrefix(item.CapacityProvider, "FARGATE"):
			where.Fail("this program simulates container instances on EC2", "capacity provider %s is not simulated: tasks without container instances", item.CapacityProvider)
		case !ok:
			where.Fail(r.root.Reference(item.CapacityProvider, func() []string { return names(r.providers) }), "there is no capacity provider %s", strict.Quote(item.CapacityProvider))
		case seen[item.CapacityProvider]:
			where.Fail("", "capacity provider %s is in the strategy twice", strict.Quote(item.CapacityProvider))
		}
		if item.Base > 0 && based != "" {
			at.At(i, "base").Fail("", "base is given for %s and for %s, wanted one provider with a base at most", based, item.CapacityProvider)
		}
		if item.Base > 0 {
			based = item.CapacityProvider
		}
		seen[item.CapacityProvider] = true
		weights += item.Weight
		if ok {
			shares = append(shares, config.ProviderShare{Provider: n, Base: item.Base, Weight: item.Weight})
		}
	}
	if len(items) > 0 && weights == 0 {
		at.Fail("weight is 0 where it is left out", "every provider of the strategy has weight 0, wanted one above at least")
	}
	return shares
}

// providersOf resolves the capacity provider strategy of a service or RunTask,
// with neither it nor a launch type the cluster's.
func (r *resolver) providersOf(k *UseKeys, at strict.Place) []config.ProviderShare {
	switch {
	case len(k.CapacityProviderStrategy) > 0 && k.LaunchType != "":
		at.Key("launchType").Fail("leave launchType out", "launchType and capacityProviderStrategy are both given, wanted one of them")
	case k.CapacityProviderStrategy != nil:
		return r.capacityStrategy(k.CapacityProviderStrategy, at.At("capacityProviderStrategy"))
	case k.LaunchType == "":
		return r.byDefault
	}
	return nil
}
