package experiment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// editKind is how a scenario is changed.
type editKind struct {
	// to changes a copy of the scenario, whose lists are still shared; false = it cannot be.
	to func(c *config.Config, e report.Edit) bool
	// words say what the user changes.
	words func(c *config.Config, e report.Edit) string
	// own is whether it concerns one workload, In[0], alone.
	own bool
}

// editKinds has a row for each kind of edits.
var editKinds = map[string]editKind{
	report.EditHosts:          {to: addHosts, words: hostsWords},
	report.EditMaxSize:        {to: raiseMaxSize, words: maxSizeWords},
	report.EditInstanceType:   {to: enlarge, words: typeWords},
	report.EditTrunking:       {to: giveTrunks, words: func(*config.Config, report.Edit) string { return trunkWords }},
	report.EditMinimum:        {to: setMinimum, words: minimumWords, own: true},
	report.EditMaximum:        {to: setMaximum, words: maximumWords, own: true},
	report.EditDynamicPorts:   {to: makeDynamic, words: dynamicWords, own: true},
	report.EditPort:           {to: movePort, words: portWords, own: true},
	report.EditNetworkMode:    {to: toBridge, words: bridgeWords, own: true},
	report.EditOverride:       {to: dropOverrides, words: overrideWords, own: true},
	report.EditDynamicRange:   {to: widenRange, words: rangeWords},
	report.EditSubnets:        {to: widenSubnets, words: subnetWords},
	report.EditInterfaceQuota: {to: setInterfaceQuota, words: quotaWords},
	report.EditListener:       {to: moveListener, words: listenerWords},
	report.EditGrace:          {to: setGrace, words: graceWords, own: true},
	report.EditThreshold:      {to: setThreshold, words: thresholdWords},
	report.EditDeregistration: {to: setDeregistration, words: deregistrationWords},
	report.EditWarmup:         {to: setWarmup, words: warmupWords},
	report.EditTargetCapacity: {to: setTarget, words: targetWords},
	report.EditMinSize:        {to: setMinSize, words: minSizeWords},
	report.EditZones:          {to: setZones, words: zonesWords},
	report.EditTaskZones:      {to: addSubnets, words: addSubnetsWords},
	report.EditDesired:        {to: setDesired, words: desiredWords, own: true},
	report.EditApart:          {to: deployApart, words: apartWords},
	report.EditTogether:       {to: goTogether, words: togetherWords},
	report.EditFault:          {to: mendFault, words: faultWords},
	report.EditStrategy:       {to: setStrategy, words: strategyWords, own: true},
	report.EditFirewall:       {to: openFirewall, words: openingWords},
	report.EditDuration:       {to: runLonger, words: longerWords},
	report.EditCheckPort:      {to: setCheckPort, words: checkPortWords},
	report.EditPortMapping:    {to: mapCheckedPort, words: checkedPortWords, own: true},
}

// Edited is a scenario with a change; c stays as it is. It is nil where the scenario cannot be changed
// so, and for the zero Edit.
func Edited(c *config.Config, e report.Edit) *config.Config {
	k, ok := editKinds[e.Kind]
	if !ok {
		return nil
	}
	changed := *c
	if !k.to(&changed, e) {
		return nil
	}
	made := &changed
	for _, other := range e.And {
		if made = Edited(made, other); made == nil {
			return nil
		}
	}
	return made
}

// wordsFor say what the user changes.
func wordsFor(c *config.Config, e report.Edit) string {
	words := editKinds[e.Kind].words(c, e)
	for n, other := range e.And {
		before := e
		before.And = e.And[:n]
		if made := Edited(c, before); made != nil {
			words += ", and " + wordsFor(made, other)
		}
	}
	return words
}

// group is a group of the scenario of its own, to be changed.
func group(c *config.Config, g int) *config.InstanceGroup {
	c.Groups = slices.Clone(c.Groups)
	return &c.Groups[g]
}

// provider is a capacity provider of the scenario of its own, to be changed.
func provider(c *config.Config, p int) *config.CapacityProvider {
	c.Providers = slices.Clone(c.Providers)
	return &c.Providers[p]
}

// service is a service of the scenario of its own, to be changed.
func service(c *config.Config, i int) *config.Service {
	c.Services = slices.Clone(c.Services)
	return &c.Services[i]
}

func addHosts(c *config.Config, e report.Edit) bool {
	group(c, e.In[0]).Count += e.Value
	return true
}

func hostsWords(c *config.Config, e report.Edit) string {
	g := &c.Groups[e.In[0]]
	return fmt.Sprintf("%d more %s in group %s", e.Value, g.InstanceType, g.Name)
}

func raiseMaxSize(c *config.Config, e report.Edit) bool {
	provider(c, e.In[0]).Max += e.Value
	return true
}

func maxSizeWords(c *config.Config, e report.Edit) string {
	p := &c.Providers[e.In[0]]
	return fmt.Sprintf("maxSize %d of capacity provider %s: %d more", p.Max+e.Value, p.Name, e.Value)
}

// trunkWords are what giveTrunks changes.
const trunkWords = "awsvpcTrunking enabled, and the instances launched after that"

// giveTrunks gives all instances trunks, where their type gains by it.
func giveTrunks(c *config.Config, _ report.Edit) bool {
	c.Trunking, c.Groups = true, slices.Clone(c.Groups)
	c.Events = slices.DeleteFunc(slices.Clone(c.Events), func(e config.Event) bool { return e.Kind == config.PutAccountSetting })
	for g := range c.Groups {
		c.Groups[g].Trunk = config.TrunkAlways
	}
	return true
}

func setMinimum(c *config.Config, e report.Edit) bool {
	return deploying(c, e.In[0], func(d *config.Deploying) { d.MinimumHealthyPercent = e.Value })
}

func minimumWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("minimumHealthyPercent %d for service %s", e.Value, c.Services[e.In[0]].Name)
}

func setMaximum(c *config.Config, e report.Edit) bool {
	return deploying(c, e.In[0], func(d *config.Deploying) { d.MaximumPercent = e.Value })
}

func maximumWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("maximumPercent %d for service %s", e.Value, c.Services[e.In[0]].Name)
}

// deploying changes the deployment configuration of a service, whenever it is set.
func deploying(c *config.Config, i int, change func(*config.Deploying)) bool {
	change(&service(c, i).Deploying)
	c.Events = slices.Clone(c.Events)
	for n := range c.Events {
		if e := &c.Events[n]; e.Kind == config.UpdateService && e.Service == i && e.Deploying != nil {
			d := *e.Deploying
			change(&d)
			e.Deploying = &d
		}
	}
	return true
}

func widenRange(c *config.Config, e report.Edit) bool {
	g := group(c, e.In[0])
	g.DynamicRange = g.DynamicRange.Wider(e.Value)
	return true
}

func rangeWords(c *config.Config, e report.Edit) string {
	g := &c.Groups[e.In[0]]
	return fmt.Sprintf("dynamicHostPortRange %v in group %s: %d more", g.DynamicRange.Wider(e.Value), g.Name, e.Value)
}

func widenSubnets(c *config.Config, e report.Edit) bool {
	c.Subnets = slices.Clone(c.Subnets)
	for _, i := range e.In {
		c.Subnets[i].Network = c.Subnets[i].Network.Wider(e.Value)
	}
	return true
}

func subnetWords(c *config.Config, e report.Edit) string {
	var parts []string
	for _, i := range e.In {
		was := c.Subnets[i].Network
		parts = append(parts, fmt.Sprintf("/%d in place of /%d for subnet %s", was.Wider(e.Value).Prefix().Bits(), was.Prefix().Bits(), c.Subnets[i].ID))
	}
	return strings.Join(parts, ", ")
}

func setInterfaceQuota(c *config.Config, e report.Edit) bool {
	c.Quotas.ENIsPerZone = e.Value
	return true
}

func quotaWords(_ *config.Config, e report.Edit) string {
	return fmt.Sprintf("quota %s of %d", config.QuotaENIsPerZone, e.Value)
}

func setGrace(c *config.Config, e report.Edit) bool {
	service(c, e.In[0]).Grace = time.Duration(e.Value) * time.Second
	return true
}

func graceWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("healthCheckGracePeriodSeconds %d for service %s", e.Value, c.Services[e.In[0]].Name)
}

// targetGroup is a target group of the scenario of its own, to be changed.
func targetGroup(c *config.Config, g int) *config.TargetGroup {
	c.TargetGroups = slices.Clone(c.TargetGroups)
	return &c.TargetGroups[g]
}

func setThreshold(c *config.Config, e report.Edit) bool {
	targetGroup(c, e.In[0]).HealthyThreshold = &e.Value
	return true
}

func thresholdWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("healthyThreshold %d for target group %s", e.Value, c.TargetGroups[e.In[0]].Name)
}

func setDeregistration(c *config.Config, e report.Edit) bool {
	delay := time.Duration(e.Value) * time.Second
	targetGroup(c, e.In[0]).DeregistrationDelay = &delay
	return true
}

func deregistrationWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("deregistrationDelay %d for target group %s", e.Value, c.TargetGroups[e.In[0]].Name)
}

func mendFault(c *config.Config, e report.Edit) bool {
	return c.Mend(e.In[0], config.HostStep(e.Value))
}

func faultWords(c *config.Config, e report.Edit) string {
	return words.Mended(c, e.In[0], config.HostStep(e.Value))
}

func setWarmup(c *config.Config, e report.Edit) bool {
	provider(c, e.In[0]).Warmup = time.Duration(e.Value) * time.Second
	return true
}

func warmupWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("instanceWarmupPeriod %d for capacity provider %s", e.Value, c.Providers[e.In[0]].Name)
}

func setTarget(c *config.Config, e report.Edit) bool {
	provider(c, e.In[0]).Target = e.Value
	return true
}

func targetWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("targetCapacity %d for capacity provider %s", e.Value, c.Providers[e.In[0]].Name)
}

func setMinSize(c *config.Config, e report.Edit) bool {
	p := provider(c, e.In[0])
	if e.Value > p.Max {
		return false
	}
	p.Min = e.Value
	g := group(c, p.Group)
	g.Count = max(g.Count, p.Min)
	return true
}

func minSizeWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("minSize %d for capacity provider %s", e.Value, c.Providers[e.In[0]].Name)
}

// setZones gives a capacity provider's group some zones only, by their place in Config.ZoneNames.
func setZones(c *config.Config, e report.Edit) bool {
	zones := []string(nil)
	for _, z := range e.In[1:] {
		zones = append(zones, c.ZoneNames()[z])
	}
	g := group(c, c.Providers[e.In[0]].Group)
	g.Zones = slices.DeleteFunc(slices.Clone(g.Zones), func(zone string) bool { return !slices.Contains(zones, zone) })
	return len(g.Zones) > 0
}

func zonesWords(c *config.Config, e report.Edit) string {
	zones := []string(nil)
	for _, z := range e.In[1:] {
		zones = append(zones, c.ZoneNames()[z])
	}
	return fmt.Sprintf("availabilityZones [%s] for the group of %s", strings.Join(zones, ", "), c.Providers[e.In[0]].Name)
}

// addSubnets gives workloads a new subnet in each zone of a capacity provider's group where they have none.
func addSubnets(c *config.Config, e report.Edit) bool {
	c.Services, c.RunTasks, c.Subnets = slices.Clone(c.Services), slices.Clone(c.RunTasks), slices.Clone(c.Subnets)
	for _, zone := range c.Groups[c.Providers[e.Value].Group].Zones {
		added := config.None
		for _, w := range e.In {
			use := useOf(c, event.WorkloadID(w))
			if len(use.Subnets) == 0 || c.SubnetIn(use.Subnets, zone) >= 0 {
				continue
			}
			if added == config.None {
				added = len(c.Subnets)
				c.Subnets = append(c.Subnets, config.Subnet{ID: "new-" + zone, Zone: zone})
				if c.Firewall != nil {
					open := *c.Firewall
					open.ACLs = append(slices.Clip(open.ACLs), nil)
					c.Firewall = &open
				}
			}
			use.Subnets = append(slices.Clip(use.Subnets), added)
		}
	}
	return true
}

func addSubnetsWords(c *config.Config, e report.Edit) string {
	names := []string(nil)
	for _, w := range e.In {
		names = append(names, workloadName(c, event.WorkloadID(w)))
	}
	return fmt.Sprintf("a subnet in every zone of the group of %s for %s", c.Providers[e.Value].Name, strings.Join(names, ", "))
}

// useOf is what a workload asks for, in lists of the scenario's own.
func useOf(c *config.Config, w event.WorkloadID) *config.Use {
	if int(w) < len(c.Services) {
		return &c.Services[w].Use
	}
	return &c.RunTasks[int(w)-len(c.Services)].Use
}

func workloadName(c *config.Config, w event.WorkloadID) string {
	if int(w) < len(c.Services) {
		return c.Services[w].Name
	}
	return c.RunTasks[int(w)-len(c.Services)].Name
}

func setDesired(c *config.Config, e report.Edit) bool {
	s := service(c, e.In[0])
	s.Desired = e.Value
	if s.Scaling != nil {
		scaling := *s.Scaling
		scaling.Min, scaling.Max = max(scaling.Min, e.Value), max(scaling.Max, e.Value)
		s.Scaling = &scaling
	}
	return true
}

func desiredWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("%d tasks of service %s before the load comes", e.Value, c.Services[e.In[0]].Name)
}

func apartWords(_ *config.Config, e report.Edit) string {
	return fmt.Sprintf("deploy the services one after the other, %d min apart", e.Value)
}

// deployApart has so many minutes pass between the deployments that updates start, in their order.
func deployApart(c *config.Config, e report.Edit) bool {
	c.Events = slices.Clone(c.Events)
	gap := time.Duration(e.Value) * time.Minute
	n := 0
	for i := range c.Events {
		x := &c.Events[i]
		if x.Kind != config.UpdateService || !x.Redefines() && !x.Force {
			continue
		}
		if later := c.Events[i].At.Add(time.Duration(n) * gap); later > x.At {
			x.At = later
		}
		if c.Duration != 0 && x.At >= c.Duration {
			return false // it would not happen at all
		}
		n++
	}
	slices.SortStableFunc(c.Events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
	return n > 1
}
