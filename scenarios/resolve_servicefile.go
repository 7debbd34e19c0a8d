package scenarios

import (
	"cmp"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
)

// servicesInFiles puts the services of files in the place of the entries that name the files, and
// notes where each stands.
func (r *resolver) servicesInFiles() {
	given, stay := r.file.Services, 0 // those before the first file stay where they are
	for stay < len(given) && given[stay].InFile.File == "" {
		stay++
	}
	r.file.Services, r.serviceAt = given[:stay:stay], make([]strict.Place, 0, len(given))
	for i := range given {
		e, at := &given[i], r.root.At("services", i)
		if e.InFile.File == "" {
			if i >= stay {
				r.file.Services = append(r.file.Services, *e)
			}
			r.serviceAt = append(r.serviceAt, at)
			continue
		}
		r.serviceFile(&e.InFile, at.At("file"))
	}
}

// serviceFile adds the services of one file: what describe-services answers, what create-service
// and update-service take and answer, or a list of services. What is wrong with them is told when
// everything is resolved.
func (r *resolver) serviceFile(given *ServiceFile, at strict.Place) {
	sub := r.subFile(given.File, servicesReader, at)
	if sub == nil {
		r.unreadServices = true
		return
	}
	r.subs = append(r.subs, sub)
	if !strict.Readable(sub) {
		r.unreadServices = true
		return
	}
	root, err := strict.ParseJSON(sub.Data)
	top := strict.Place{Faults: sub, Node: root}
	if err != nil || !holdsServices(root) {
		likely.Refused(top, someServices, err)
		r.unreadServices = true
		return
	}
	d := &strict.Decoder{Faults: sub, Lenient: true, Parts: serviceParts}
	list := servicesIn(root)
	if len(list) == 0 {
		top.Note("there is no service in it")
	}
	for _, n := range list {
		at := strict.Place{Faults: sub, Node: n}
		if leftOut(at) {
			continue
		}
		connectOfDeployment(n)
		noteDeployment(at)
		var e ServiceEntry
		before := len(sub.Found)
		d.Value(n, reflect.ValueOf(&e.Service).Elem(), &strict.Rule{}, "service")
		if len(sub.Found) > before {
			r.unreadServices = true
			continue
		}
		e.StartedBefore = e.StartedBefore || given.StartedBefore
		e.KeepNetworkMode = cmp.Or(e.KeepNetworkMode, given.KeepNetworkMode)
		if e.SchedulingStrategy == "DAEMON" {
			e.DesiredCount = nil // what ECS makes of the instances, not what somebody asked for
		}
		r.file.Services = append(r.file.Services, e)
		r.serviceAt = append(r.serviceAt, at)
	}
	for _, n := range strict.Items(root, "failures") {
		noteFailure(strict.Place{Faults: sub, Node: n})
	}
}

// serviceParts are the parts of a service.
var serviceParts = []strict.Part{
	{Name: "the service", Of: reflect.TypeFor[Service]()}, {Name: "deploymentConfiguration", Of: reflect.TypeFor[DeploymentConfiguration]()},
	{Name: "loadBalancers", Of: reflect.TypeFor[LoadBalancer]()},
	{Name: "serviceConnectConfiguration", Of: reflect.TypeFor[ServiceConnectConfiguration]()},
}

// servicesIn are the services in the envelopes of describe-services, create-service and
// update-service, in a list, or the one that there is.
func servicesIn(n *yaml.Node) []*yaml.Node {
	if list := strict.Child(n, "services"); list != nil {
		n = list
	} else if one := strict.Child(n, "service"); one != nil {
		n = one
	}
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// someServices is the purpose of a file with services.
var someServices = likely.Purpose{
	Thing: "services", Command: "describe-services", Readers: servicesReader, Holds: holdsServices, Lacks: "serviceName",
	Keys: []string{"services", "service", "serviceName", "serviceArn"},
}

const servicesReader = "file: among services takes the AWS CLI's JSON of services"

// holdsServices reports whether something is services, however wrong they are.
func holdsServices(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	for _, s := range servicesIn(n) {
		if s.Kind != yaml.MappingNode || strict.Child(s, "serviceName") == nil && strict.Child(s, "serviceArn") == nil {
			return false
		}
	}
	return n.Kind == yaml.MappingNode || len(n.Content) > 0
}

// textOf is the text that a map has under a key; "" where it has none.
func textOf(n *yaml.Node, key string) string {
	if v := strict.Child(n, key); v != nil && v.Kind == yaml.ScalarNode && !strict.IsNull(v) {
		return v.Value
	}
	return ""
}

// leftOut notes and reports that a service of the CLI's answer does not run here: it has been
// deleted, or has its tasks elsewhere than on EC2.
func leftOut(at strict.Place) bool {
	name := strict.Quote(textOf(at.Node, "serviceName"))
	if status := textOf(at.Node, "status"); status != "" && status != "ACTIVE" {
		at.Note("service %s is %s: it is left out", name, strict.Shown(status))
		return true
	}
	elsewhere := textOf(at.Node, "launchType")
	for _, item := range strict.Items(at.Node, "capacityProviderStrategy") {
		if provider := textOf(item, "capacityProvider"); strings.HasPrefix(provider, "FARGATE") {
			elsewhere = provider
		}
	}
	switch elsewhere {
	case "FARGATE", "FARGATE_SPOT", "EXTERNAL", "MANAGED_INSTANCES":
		at.Note("service %s runs on %s: it is left out", name, elsewhere)
		return true
	}
	return false
}

// deploymentsOf are the deployments of a service by their status: the PRIMARY one, and the last
// that is ACTIVE beside it; nil where there is none.
func deploymentsOf(service *yaml.Node) (primary, active *yaml.Node) {
	for _, d := range strict.Items(service, "deployments") {
		switch textOf(d, "status") {
		case "PRIMARY":
			primary = d
		case "ACTIVE":
			active = d
		}
	}
	return primary, active
}

// connectOfDeployment gives a service the Service Connect of its PRIMARY deployment, where alone
// describe-services shows it (ECS API, Service and Deployment).
func connectOfDeployment(service *yaml.Node) {
	const key = "serviceConnectConfiguration"
	primary, _ := deploymentsOf(service)
	if c := strict.Child(primary, key); c != nil && !strict.IsNull(c) && strict.Child(service, key) == nil {
		service.Content = append(service.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: c.Line, Column: c.Column}, c)
	}
}

// noteDeployment notes a deployment that was under way: the scenario begins when it is over.
func noteDeployment(at strict.Place) {
	primary, active := deploymentsOf(at.Node)
	if primary == nil || active == nil {
		return
	}
	strict.Place{Faults: at.Faults, Node: active}.Note("service %s has a deployment in flight, from %s to %s: here it is over, and an event updateService would bring it in",
		strict.Quote(textOf(at.Node, "serviceName")), strict.Shown(afterSlash(textOf(active, "taskDefinition"))),
		strict.Shown(afterSlash(textOf(primary, "taskDefinition"))))
}

// noteFailure notes what describe-services could not describe.
func noteFailure(at strict.Place) {
	at.Note("describe-services failed for %s: %s", strict.Quote(textOf(at.Node, "arn")), strict.Shown(textOf(at.Node, "reason")))
}
