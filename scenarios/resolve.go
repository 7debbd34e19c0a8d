package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// resolver turns a decoded file into a sim.Config: units, references between
// names, defaults of the file format, and everything that can be wrong beyond
// the form of single values. Like the decoder it goes on after a fault.
type resolver struct {
	root strict.Place
	file *File
	read readNamed // a file that this one names
	cfg  *config.Config

	subnets        map[string]int
	groups         map[string]int // instance groups and those of capacity providers, into cfg.Groups
	providers      map[string]int
	byDefault      []config.ProviderShare // the cluster's defaultCapacityProviderStrategy
	services       map[string]int
	updated        []config.Service          // as events so far have changed them
	sizes          []config.CapacityProvider // likewise
	failed         map[string]bool           // availability zones, after the events so far
	revisions      map[string][]definition   // of each family, in order of their numbers
	described      []*description            // of target groups
	files          map[string]*taskFile
	namedBytes     int            // of the files that this one names, together
	unread         bool           // a task definition could not be read or has no family: any name may be its
	serviceAt      []strict.Place // where each service stands
	eventAt        []strict.Place // where each of cfg.Events stands
	launches       launches
	subs           []*strict.Faults // files with services
	unreadServices bool             // a file with services could not be read: any name may be of one in it
	families       []string
}

// resolve fills r.cfg.
func (r *resolver) resolve() {
	f := r.file
	r.cfg = &config.Config{
		Name: f.Name, Title: f.Title, Description: strings.TrimSpace(f.Description), Lesson: strings.TrimSpace(f.Lesson),
		Seed:      uint64(f.Seed),
		Region:    r.region(),
		Trunking:  f.Cluster.AccountSettings.AwsvpcTrunking == "enabled",
		DualStack: f.Cluster.AccountSettings.DualStackIPv6 == "enabled",
		DataDate:  catalog.LimitsDate,
	}
	if f.Duration != nil {
		r.cfg.Duration = des.Time(f.Duration.Duration)
		if f.Duration.Duration == 0 {
			r.root.At("duration").Fail("leave it out to run until nothing is left to happen", "duration is zero")
		}
	}
	r.subnetList()
	r.quotas()
	r.groupList()
	r.capacityProviders()
	r.prices()
	r.servicesInFiles()
	r.taskDefinitions()
	r.alarms()
	r.targetGroupList()
	r.serviceList()
	r.unusedTargetGroups()
	r.runTasks()
	r.misplaced()
	r.overQuota()
	r.unusedProviders()
	r.ipv6Only()
	r.timings()
	r.resolutions()
	r.options()
	r.events()
	r.unloaded()
	r.firewall()
	r.expectations()
	r.valid()
	r.cfg.Warnings = append(r.cfg.Warnings, r.root.Told()...)
	r.cfg.Warnings = append(r.cfg.Warnings, r.root.Others...)
	for _, sub := range r.subs {
		r.root.Adopt(sub)
		r.cfg.Warnings = append(r.cfg.Warnings, sub.Told()...)
	}
}

// region is the one given, else that of the first zone named, else us-east-1.
// Zones elsewhere are faults, and so is a Region that AWS does not have.
func (r *resolver) region() string {
	region := r.file.Cluster.Region
	if region != "" {
		r.knownRegion(region, r.root.At("cluster", "region"))
	}
	check := func(zone string, at strict.Place) {
		of := zoneRegion(zone)
		switch {
		case of == "":
			at.Fail("such as us-east-1a", "%s is no availability zone", strict.Quote(zone))
		case region == "":
			region = of
			r.knownRegion(region, at)
		case !strings.HasPrefix(zone, region):
			at.Fail("a cluster is in one region", "availability zone %s is not in %s", strict.Quote(zone), region)
		}
	}
	for i, s := range r.file.Cluster.Subnets {
		check(s.AvailabilityZone, r.root.At("cluster", "subnets", i, "availabilityZone"))
	}
	r.hosts(func(k *HostKeys, at strict.Place) {
		for i, zone := range k.AvailabilityZones {
			check(zone, at.At("availabilityZones", i))
		}
	})
	if region == "" {
		region = catalog.DefaultRegion
	}
	return region
}

// knownRegion refuses a Region that AWS does not have.
func (r *resolver) knownRegion(region string, at strict.Place) {
	if catalog.KnownRegion(region) {
		return
	}
	hint := strict.DidYouMean(region, catalog.Regions())
	if hint == "" {
		hint = "such as " + strings.Join(catalog.PricedRegions(), ", ")
	}
	at.Fail(hint, "there is no Region %s (names of %s)", strict.Quote(region), catalog.RegionsDate)
}

// zoneRegion is the region of a zone: us-east-1 for us-east-1a and also, of a
// local zone, us-west-2 for us-west-2-lax-1a. "" if the name is none.
func zoneRegion(zone string) string {
	for i := range zone {
		if zone[i] >= '0' && zone[i] <= '9' && strings.Count(zone[:i], "-") >= 2 && i+1 < len(zone) {
			return zone[:i+1]
		}
	}
	return ""
}

func (r *resolver) quotas() {
	q, given := &r.cfg.Quotas, r.file.Cluster.Quotas
	*q = config.DefaultQuotas()
	set := func(name string, value *int, to *int) {
		if value != nil {
			*to = *value
			q.Enforced[name] = true
		}
	}
	set(config.QuotaTasksPerService, given.TasksPerService, &q.TasksPerService)
	set(config.QuotaInstancesPerCluster, given.InstancesPerCluster, &q.InstancesPerCluster)
	set(config.QuotaENIsPerZone, given.NetworkInterfaces, &q.ENIsPerZone)
	set(config.QuotaTargetsPerGroup, given.TargetsPerGroup, &q.TargetsPerGroup)
	set(config.QuotaTargetsPerALB, given.TargetsPerALB, &q.TargetsPerALB)
	set(config.QuotaTargetsPerNLB, given.TargetsPerNLB, &q.TargetsPerNLB)
	set(config.QuotaTargetsPerNLBZone, given.TargetsPerNLBZone, &q.TargetsPerNLBZone)
	if given.ReservedPorts != nil {
		q.ReservedPortsPerInstance = int32(*given.ReservedPorts)
	}
	take(&q.ProvisioningPerCluster, given.ProvisioningTasks)
	if given.TaskStarts != nil {
		q.TaskStartsPerMinute = given.TaskStarts.PerMinute
	}
	if b := given.InterfaceCalls; b != nil {
		q.ENICalls = config.Bucket{Burst: b.Burst, PerSecond: b.PerSecond}
		if b.EC2 {
			q.ENICalls = config.EC2Calls
		}
	}
}

// overQuota refuses more than a quota that the file sets allows from the start.
func (r *resolver) overQuota() {
	for _, x := range r.cfg.OverQuota() {
		at := r.root.At("cluster", "quotas", x.Quota)
		if x.Service != config.None {
			at = r.serviceAt[x.Service].At("desiredCount")
		}
		at.Fail("", "%s", x.Text)
	}
	if r.faulty() {
		return
	}
	if g, why := r.cfg.Crowded(); g != config.None {
		at := r.root.At("cluster", "instances", g, "count")
		if p := slices.IndexFunc(r.cfg.Providers, func(p config.CapacityProvider) bool { return p.Group == g }); p >= 0 {
			at = r.root.At("cluster", "capacityProviders", p, "autoScalingGroup")
		}
		at.Fail("fewer instances, or a larger cidrBlock", "%s", why)
	}
}

// options takes the readings.
func (r *resolver) options() {
	given := r.file.Cluster.Readings
	r.cfg.Options = config.Options{
		TieLowest:          given.TieBreak == "lowestInstanceId",
		ENIAtStopping:      given.ENIFreedAt == "stopping",
		IgnoreENI:          given.CountENIs != nil && !*given.CountENIs,
		DockerPorts:        given.DynamicPortsBy == "docker",
		CountStopping:      given.CountStopping,
		NoneFromZero:       given.FromZero == "none",
		GPUIDs:             given.GPUs == "ids",
		QueueWithoutECS:    given.AgentQueue == "workedOff",
		InServiceAtLaunch:  given.InService == "launched",
		IgnoreRegistration: given.RetryAtOnce != nil && !*given.RetryAtOnce,
	}
}

// warn adds a warning: what the file may say, and hardly means.
func (r *resolver) warn(format string, args ...any) {
	r.cfg.Warnings = append(r.cfg.Warnings, fmt.Sprintf(format, args...))
}

// names returns the keys of an index in the order of what they stand for.
func names(index map[string]int) []string {
	all := make([]string, 0, len(index))
	for name := range index {
		all = append(all, name)
	}
	slices.SortFunc(all, func(a, b string) int { return index[a] - index[b] })
	return all
}

func (r *resolver) serviceNames() []string { return names(r.services) }
