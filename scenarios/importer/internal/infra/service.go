package infra

import (
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// serviceShape is what is read of a service beside what a record has fields for (ECS API,
// CreateService).
var serviceShape = object("",
	object("deploymentConfiguration",
		number("maximumPercent"), number("minimumHealthyPercent"), text("strategy"), number("bakeTimeInMinutes"),
		object("deploymentCircuitBreaker", truth("enable"), truth("rollback"), truth("resetOnHealthyTask"),
			object("thresholdConfiguration", text("type"), number("value"))),
	),
	object("deploymentController", text("type")),
	object("serviceConnectConfiguration",
		truth("enabled").required(), text("namespace").optional(),
		list("services",
			text("portName").required(), number("ingressPortOverride"), text("discoveryName"),
			list("clientAliases", number("port").required(), text("dnsName")).or("clientAlias"),
		).or("service"),
	),
	list("placementStrategy", text("type").of("spread", "binpack", "random").required(), text("field")).or("placementStrategies", "orderedPlacementStrategy"),
	list("placementConstraints", text("type").of("memberOf", "distinctInstance").required(), text("expression")),
	number("healthCheckGracePeriodSeconds"),
	text("availabilityZoneRebalancing").of("ENABLED", "DISABLED"),
)

// service makes a record of a service.
func (f *filler) service(r *Resource) {
	p := r.Props
	s := &record.Service{
		Name: r.name, Source: r.Source,
		Daemon:     known(p.Get("schedulingStrategy")) == "DAEMON",
		LaunchType: known(p.Get("launchType")),
		Definition: f.definitionOf(r, p.Get("taskDefinition")),
		Strategy:   f.strategy(r, p.Get("capacityProviderStrategy")),
	}
	if v := p.Get("launchType"); v.Is(tree.Unknown) {
		f.tell(r, "the launch type of %s is not known, EC2 is taken: %s", r.name, why(v))
	}
	s.Desired = f.whole(p.Get("desiredCount"), r, "desiredCount")
	if s.Desired.State == record.Absent && !s.Daemon {
		s.Desired = record.Default(1, r.Source, f.options.DesiredCount)
	}
	network := p.Get("networkConfiguration")
	if inner := network.Get("awsvpcConfiguration"); inner != nil {
		network = inner
	}
	s.Subnets = f.listOfNames(network.Get("subnets"), r, Subnet)
	s.SecurityGroups = f.groupsOf(network.Get("securityGroups"), r)
	for _, b := range p.Any("loadBalancers", "loadBalancer").Items() {
		f.balancer(s, b, r)
	}
	k := &taken{wrong: func(path, found, wanted string) { f.fail(r, "", "%s is %s, wanted %s", path, found, wanted) }}
	if n := k.node(p, &serviceShape, ""); n != nil && len(n.Content) > 0 {
		s.Rest = n
	}
	s.Marks = k.marks
	f.set.Services = append(f.set.Services, s)
}

// definitionOf is the task definition of a service: by what it refers to, else by a family of its
// own name, else not known.
func (f *filler) definitionOf(r *Resource, v *tree.Value) record.Value[string] {
	if to := f.one(v, TaskDefinition); to != nil {
		if text, ok := v.String(); ok {
			return f.revisionOf(r, to, record.Tail(text))
		}
		return record.Derive(to.name, r.Source, "it refers to "+to.Address)
	}
	if text, ok := v.String(); ok && text != "" {
		return record.Give(record.Tail(text), r.Source)
	}
	if d, why := f.likelyDefinition(r); d != nil {
		return record.Derive(d.name, r.Source, why)
	}
	if v.Absent() {
		return record.Ask[string](r.Source, "it has none in the file", "")
	}
	return record.Ask[string](r.Source, why(v), v.Say())
}

// likelyDefinition is the definition that a service has where nothing refers to it: one of its own
// name, one that its module calls alike, or the only one of a module with one service.
func (f *filler) likelyDefinition(r *Resource) (*Resource, string) {
	var alike, beside []*Resource
	services := 0
	for _, d := range f.all {
		switch {
		case d.Kind == Service && d.Path == r.Path:
			services++
		case d.Kind == TaskDefinition && d.name == r.name:
			return d, "not known, and " + d.Address + " has the service's name"
		case d.Kind == TaskDefinition && d.Path == r.Path:
			beside = append(beside, d)
			if d.Label == r.Label && d.Key == r.Key {
				alike = append(alike, d)
			}
		}
	}
	switch {
	case len(alike) == 1:
		return alike[0], "not known, and " + alike[0].Address + " is called alike"
	case len(beside) == 1 && services == 1:
		return beside[0], "not known, and " + beside[0].Address + " is the only one beside it"
	}
	return nil, ""
}

// revisionOf is a service's definition with the revision that the service has, where it is that of
// the definition; of another revision the files say nothing.
func (f *filler) revisionOf(r, to *Resource, name string) record.Value[string] {
	_, wanted, _ := strings.Cut(name, ":")
	have := known(to.Props.Get("revision"))
	switch {
	case wanted == "" || have == "":
		return record.Give(to.name, r.Source)
	case wanted == have:
		return record.Give(to.name+":"+have, r.Source)
	}
	f.tell(r, "service %s has %s:%s, of which the files know revision %s only: that is taken", r.name, to.name, wanted, have)
	return record.Derive(to.name+":"+have, r.Source, "revision "+wanted+" is in no file")
}

// strategy is a capacity provider strategy; nil = none.
func (f *filler) strategy(r *Resource, v *tree.Value) []record.Share {
	var all []record.Share
	for _, item := range v.Items() {
		share := record.Share{Provider: f.name(item.Get("capacityProvider"), r, Provider)}
		if item.Is(tree.Unknown) {
			share.Provider = record.Ask[string](r.Source, why(item), item.Say())
		}
		if share.Provider.State == record.Absent {
			f.fail(r, "", "a capacity provider strategy has an item without a capacity provider")
		}
		share.Weight = f.part(item.Get("weight"), r, "weight")
		share.Base = f.part(item.Get("base"), r, "base")
		all = append(all, share)
	}
	return all
}

// part is a number of a strategy, 0 where it is left out; one that is not known is told.
func (f *filler) part(v *tree.Value, r *Resource, key string) int {
	n := f.whole(v, r, key)
	if n.State == record.Unknown {
		f.tell(r, "%s of a capacity provider strategy of %s is not known, 0 is taken: %s", key, r.name, n.Why)
	}
	return n.V
}

// groupsOf is the security groups of tasks; those that are not known are left out, for a scenario
// does without.
func (f *filler) groupsOf(v *tree.Value, r *Resource) record.Value[[]string] {
	var all []string
	for _, item := range v.Items() {
		if text, ok := item.String(); ok {
			all = append(all, text)
		}
	}
	if len(all) == 0 || len(all) < len(v.Items()) {
		return record.Value[[]string]{}
	}
	return record.Give(all, r.Source)
}

// balancer adds a load balancer of a service.
func (f *filler) balancer(s *record.Service, v *tree.Value, r *Resource) {
	port := v.Get("containerPort")
	if v.Is(tree.Unknown) || v.Get("containerName").Absent() && port.Absent() {
		return
	}
	b := record.Balancer{Container: known(v.Get("containerName")), Port: f.whole(port, r, "containerPort")}
	target := v.Get("targetGroupArn")
	if text, ok := target.String(); ok && len(f.find(target, TargetGroup)) == 0 {
		b.TargetGroup = record.Give(nameInARN(text), r.Source)
	} else if b.TargetGroup = f.name(target, r, TargetGroup); b.TargetGroup.State == record.Absent {
		b.TargetGroup = record.Ask[string](r.Source, "it has none in the file", "")
	}
	if name := v.Get("containerName"); name.Is(tree.Unknown) {
		f.tell(r, "a load balancer of %s is left out, for its container is not known: %s", r.name, why(name))
		return
	}
	if b.Container == "" || b.Port.State == record.Absent {
		f.fail(r, "", "a load balancer has no container name or port, wanted both")
	}
	s.Balancers = append(s.Balancers, b)
}

// nameInARN is the name in a target group's ARN, .../targetgroup/NAME/ID.
func nameInARN(arn string) string {
	if _, rest, ok := strings.Cut(arn, ":targetgroup/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	return arn
}
