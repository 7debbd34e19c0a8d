package awscli

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// describedService is the ECS API's type Service, as far as it is read into fields.
type describedService struct {
	Name       string      `yaml:"serviceName" jsonschema:"pattern=^[A-Za-z0-9_-]+$,maxLength=255"`
	Arn        string      `yaml:"serviceArn"`
	Cluster    string      `yaml:"clusterArn"`
	Status     string      `yaml:"status"`
	Desired    *int        `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000"`
	Definition string      `yaml:"taskDefinition"`
	LaunchType string      `yaml:"launchType"`
	Strategy   []shareItem `yaml:"capacityProviderStrategy"`
	Scheduling string      `yaml:"schedulingStrategy"`
	Network    struct {
		Awsvpc *struct {
			Subnets        []string `yaml:"subnets"`
			SecurityGroups []string `yaml:"securityGroups"`
		} `yaml:"awsvpcConfiguration"`
	} `yaml:"networkConfiguration"`
	Balancers []struct {
		TargetGroup string `yaml:"targetGroupArn"`
		Classic     string `yaml:"loadBalancerName"`
		Container   string `yaml:"containerName"`
		Port        *int   `yaml:"containerPort"`
	} `yaml:"loadBalancers"`
	Controller struct {
		Type string `yaml:"type"`
	} `yaml:"deploymentController"`
	Deployments []struct {
		Status     string `yaml:"status"`
		Definition string `yaml:"taskDefinition"`
		Running    int    `yaml:"runningCount"`
		Rollout    string `yaml:"rolloutState"`
	} `yaml:"deployments"`
}

// service reads a service.
func (r *reader) service(n *yaml.Node) {
	in, ok := decode[describedService](r, n, "service")
	name := cmp.Or(in.Name, record.Tail(in.Arn))
	if !ok || !r.named(n, name, "service", "serviceName") || !r.first("service", name) {
		return
	}
	at := r.at(n)
	r.place(cmp.Or(in.Cluster, in.Arn), at)
	s := &record.Service{
		Name: name, Source: at, Daemon: in.Scheduling == "DAEMON", Running: true, Status: in.Status,
		LaunchType: in.LaunchType, Strategy: shares(in.Strategy, at),
	}
	s.Definition = record.Ask[string](at, "the service names no task definition", "")
	if in.Definition != "" {
		s.Definition = record.Give(record.Tail(in.Definition), at)
	}
	if in.Desired != nil {
		s.Desired = record.Give(*in.Desired, at)
	}
	if v := in.Network.Awsvpc; v != nil {
		if len(v.Subnets) > 0 {
			s.Subnets = record.Give(v.Subnets, at)
		}
		if len(v.SecurityGroups) > 0 {
			s.SecurityGroups = record.Give(v.SecurityGroups, at)
		}
	}
	for _, b := range in.Balancers {
		switch {
		case b.TargetGroup == "":
			r.set.Notes.Leave("Classic Load Balancers", name+"'s "+strict.Shown(b.Classic))
			continue
		case b.Port == nil:
			continue
		}
		s.Balancers = append(s.Balancers, record.Balancer{TargetGroup: record.Give(targetGroupName(b.TargetGroup), at), Container: b.Container, Port: record.Give(*b.Port, at)})
	}
	if in.Controller.Type != "" && in.Controller.Type != "ECS" {
		r.set.Notes.Tell(at, "service "+strict.Shown(name)+" is deployed by "+strict.Shown(in.Controller.Type)+", which is not simulated: here ECS deploys it")
	}
	r.inFlight(s, &in)
	s.Rest = rest(n)
	r.set.Services = append(r.set.Services, s)
}

// inFlight finds a deployment under way: beside the PRIMARY one there is an ACTIVE one, of another
// definition (ECS API, Deployment).
func (r *reader) inFlight(s *record.Service, in *describedService) {
	for _, d := range in.Deployments {
		if d.Status == "ACTIVE" && d.Definition != "" && record.Tail(d.Definition) != s.Definition.V {
			s.InFlight = record.Tail(d.Definition)
		}
	}
}

// targetGroupName is NAME of arn:...:targetgroup/NAME/ID.
func targetGroupName(arn string) string {
	_, tail, ok := strings.Cut(arn, ":targetgroup/")
	if !ok {
		return record.Tail(arn)
	}
	name, _, _ := strings.Cut(tail, "/")
	return name
}

// restKeys are the keys of a service that no field stands for and a scenario may have.
var restKeys = []string{
	"deploymentConfiguration", "placementConstraints", "placementStrategy", "healthCheckGracePeriodSeconds", "availabilityZoneRebalancing",
	"serviceConnectConfiguration", "monitoring",
}

// rest is what else there is of a service. Service Connect stands with its PRIMARY deployment alone
// (ECS API, Service and Deployment).
func rest(n *yaml.Node) *yaml.Node {
	var pairs []any
	for _, key := range restKeys {
		if v := strict.Child(n, key); v != nil && !strict.IsNull(v) {
			pairs = append(pairs, key, v)
		}
	}
	if strict.Child(n, "serviceConnectConfiguration") == nil {
		for _, d := range strict.Items(n, "deployments") {
			if c := strict.Child(d, "serviceConnectConfiguration"); text(d, "status") == "PRIMARY" && c != nil && !strict.IsNull(c) {
				pairs = append(pairs, "serviceConnectConfiguration", c)
			}
		}
	}
	return record.Map(pairs...)
}
