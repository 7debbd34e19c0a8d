package infra

import (
	"net/netip"
	"regexp"
	"sort"
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// noCluster is what things without a cluster are in (ECS API, CreateService).
const noCluster = "default"

// clusterOf is the name of the cluster that a service is in; "" where it is not known.
func (f *filler) clusterOf(v *tree.Value) string {
	if to := f.one(v, Cluster); to != nil {
		return to.name
	}
	if text, ok := v.String(); ok && text != "" {
		return record.Tail(text)
	}
	if v.Absent() {
		return noCluster
	}
	return ""
}

// chooseCluster finds the cluster that is meant, and leaves out the services of others. Of several
// the user has to say which.
func (f *filler) chooseCluster() error {
	names := map[string]bool{}
	for _, r := range f.all {
		switch r.Kind {
		case Cluster:
			names[r.name] = true
		case Service:
			if name := f.clusterOf(r.Props.Get("cluster")); name != "" {
				names[name] = true
			}
		}
	}
	var all []string
	for name := range names {
		all = append(all, name)
	}
	sort.Strings(all)
	chosen := f.options.Cluster
	used := f.usedClusters()
	switch {
	case chosen != "" && !names[chosen]:
		return f.ask(strict.Reference(chosen, all), "there is no cluster "+strict.Quote(chosen))
	case chosen == "" && len(used) == 1:
		chosen = used[0]
	case chosen == "" && len(used) > 1:
		return f.ask("say --parameters cluster=NAME", "the files have services of several clusters: "+strings.Join(used, ", "))
	case chosen == "" && len(all) == 1:
		chosen = all[0]
	case chosen == "":
		return nil
	}
	if chosen != noCluster {
		f.set.Cluster = record.Better(f.set.Cluster, record.Give(chosen, record.Source{}))
	}
	f.leaveOthers(chosen)
	return nil
}

// usedClusters is the clusters that have services.
func (f *filler) usedClusters() []string {
	used := map[string]bool{}
	for _, r := range f.all {
		if r.Kind == Service {
			if name := f.clusterOf(r.Props.Get("cluster")); name != "" {
				used[name] = true
			}
		}
	}
	var all []string
	for name := range used {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

// leaveOthers takes what is certainly of other clusters away.
func (f *filler) leaveOthers(chosen string) {
	var kept []*Resource
	for _, r := range f.all {
		switch name := f.clusterOf(r.Props.Get("cluster")); {
		case r.Kind == Cluster && r.name == chosen:
			f.cluster = r
		case r.Kind == Cluster:
			continue
		case r.Kind == ClusterProviders:
			if of := f.clusterOf(clusterName(r)); of != "" && of != chosen && of != noCluster {
				continue
			}
		case r.Kind == Service && name != "" && name != chosen:
			f.set.Notes.Leave("services of other clusters", r.name)
			continue
		}
		kept = append(kept, r)
	}
	f.all = kept
}

// clusterName is the cluster of an association of capacity providers.
func clusterName(r *Resource) *tree.Value {
	if v := r.Props.Get("clusterName"); !v.Absent() {
		return v
	}
	return r.Props.Get("cluster")
}

// otherCluster reports whether a name is that of another cluster than the one that is meant.
func (f *filler) otherCluster(name string) bool {
	return !strings.Contains(name, tree.Gap) && name != f.cluster.name && f.set.Cluster.V != name
}

// ask is the error that a cluster has to be chosen.
func (f *filler) ask(hint, message string) error {
	faults := &strict.Faults{}
	if len(f.all) > 0 {
		faults.File = f.all[0].Source.File
	}
	faults.Add(0, 0, hint, "%s", message)
	return faults.Err()
}

// defaultStrategy takes over the default strategy of the cluster that is meant.
func (f *filler) defaultStrategy(r *Resource, v *tree.Value) {
	if len(f.set.DefaultStrategy) == 0 {
		f.set.DefaultStrategy = f.strategy(r, v)
	}
}

// scalingShape is what is read of a capacity provider's managed scaling (ECS API, ManagedScaling).
var scalingShape = object("", text("status").of("ENABLED", "DISABLED"), number("targetCapacity"), number("minimumScalingStepSize"), number("maximumScalingStepSize"),
	number("instanceWarmupPeriod"))

// provider makes a record of a capacity provider.
func (f *filler) provider(r *Resource) {
	p := r.Props.Get("autoScalingGroupProvider").Block()
	if p.Absent() {
		f.set.Notes.Leave("capacity providers without an Auto Scaling group", r.name)
		return
	}
	k := &taken{wrong: func(path, found, wanted string) {
		f.fail(r, "", "managedScaling.%s is %s, wanted %s", path, found, wanted)
	}}
	rec := &record.Provider{
		Name: r.name, Source: r.Source, Group: f.name(p.Get("autoScalingGroupArn"), r, Group),
		Scaling:    k.node(p.Get("managedScaling"), &scalingShape, ""),
		Protection: f.oneOf(p.Get("managedTerminationProtection"), r, "managedTerminationProtection"),
		Draining:   f.oneOf(p.Get("managedDraining"), r, "managedDraining"),
	}
	for _, m := range k.marks {
		if m.State == record.Unknown {
			f.tell(r, "managedScaling of %s is not known in part, ECS's defaults are taken: %s", r.name, m.Why)
		}
	}
	if rec.Scaling != nil && len(rec.Scaling.Content) == 0 {
		rec.Scaling = nil
	}
	f.set.Providers = append(f.set.Providers, rec)
}

// oneOf is ENABLED or DISABLED.
func (f *filler) oneOf(v *tree.Value, r *Resource, key string) record.Value[string] {
	x := f.text(v, r)
	if x.Known() && x.V != "ENABLED" && x.V != "DISABLED" {
		f.fail(r, "", "%s is %s, wanted ENABLED or DISABLED", key, strict.Quote(x.V))
	}
	return x
}

// zoneForm is an availability zone, or a Local Zone: us-west-2-lax-1a.
var zoneForm = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9](-[a-z]+-[0-9])?[a-z]$`)

// subnet makes a record of a subnet.
func (f *filler) subnet(r *Resource) {
	p := r.Props
	s := &record.Subnet{
		ID: r.name, Source: r.Source, Zone: f.text(p.Get("availabilityZone"), r),
		Cidr: f.text(p.Get("cidrBlock"), r), Ipv6: f.text(p.Get("ipv6CidrBlock"), r), Native: known(p.Get("ipv6Native")) == "true",
	}
	if zone := s.Zone.V; zone != "" && !zoneForm.MatchString(zone) {
		f.fail(r, "", "availabilityZone is %s, wanted a zone such as us-east-1a", strict.Quote(zone))
	}
	if block := s.Cidr.V; block != "" {
		if p, err := netip.ParsePrefix(block); err != nil || !p.Addr().Is4() {
			f.fail(r, "", "cidrBlock is %s, wanted a block such as 10.0.0.0/24", strict.Quote(block))
		}
	}
	if s.Cidr.State == record.Unknown {
		f.tell(r, "the block of subnet %s is not known, so its addresses are not limited: %s", r.name, s.Cidr.Why)
		s.Cidr = record.Value[string]{}
	}
	if s.Ipv6.State == record.Unknown || s.Ipv6.V == "" {
		s.Ipv6 = record.Value[string]{}
	}
	f.set.Subnets = append(f.set.Subnets, s)
}

// setting makes a record of an account setting.
func (f *filler) setting(r *Resource) {
	name, value := known(r.Props.Get("name")), known(r.Props.Get("value"))
	if name != "" && value != "" {
		f.set.Settings = append(f.set.Settings, &record.Setting{Name: name, Value: value, Source: r.Source})
	}
}
