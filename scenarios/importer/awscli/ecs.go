package awscli

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// containerInstance is the ECS API's type of that name, as far as it is read.
type containerInstance struct {
	Arn        string      `yaml:"containerInstanceArn"`
	EC2        string      `yaml:"ec2InstanceId"`
	Provider   string      `yaml:"capacityProviderName"`
	Status     string      `yaml:"status"`
	Connected  *bool       `yaml:"agentConnected"`
	Running    *int        `yaml:"runningTasksCount"`
	Pending    int         `yaml:"pendingTasksCount"`
	Registered []resource  `yaml:"registeredResources"`
	Remaining  []resource  `yaml:"remainingResources"`
	Attributes []attribute `yaml:"attributes"`
	Version    struct {
		Agent string `yaml:"agentVersion"`
	} `yaml:"versionInfo"`
}

type resource struct {
	Name    string   `yaml:"name"`
	Integer int      `yaml:"integerValue" jsonschema:"minimum=0,maximum=100000000"`
	Set     []string `yaml:"stringSetValue"`
}

type attribute struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// host reads a container instance.
func (r *reader) host(n *yaml.Node) {
	in, ok := decode[containerInstance](r, n, "container instance")
	name := record.Tail(cmp.Or(in.Arn, in.EC2))
	if !ok || !r.named(n, name, "container instance", "containerInstanceArn") || !r.first("host", name) {
		return
	}
	at := r.at(n)
	r.place(in.Arn, at)
	h := &record.Host{
		Name: name, EC2: in.EC2, Source: at, Provider: in.Provider, Status: in.Status, Agent: in.Version.Agent,
		Connected: in.Connected == nil || *in.Connected, External: strings.HasPrefix(in.EC2, "mi-"),
		Trunk: record.Give(false, at),
	}
	if in.Running != nil {
		h.TaskCount = record.Give(*in.Running+in.Pending, at)
	}
	r.attributes(h, in.Attributes)
	r.resources(h, in.Registered)
	h.Remaining = remaining(in.Remaining)
	r.set.Hosts = append(r.set.Hosts, h)
}

// named refuses a thing without a name.
func (r *reader) named(n *yaml.Node, name, what, key string) bool {
	if name == "" {
		r.faults.Add(n.Line, n.Column, "", "%s has no %s, which it needs", what, key)
	}
	return name != ""
}

// zoneForm is an availability zone.
var zoneForm = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9-]*$`)

// attributes takes those that say what a host is, and the custom ones. That the agent knows
// trunks (ecs.capability.task-eni-trunking) says nothing of this host: only the ID of a trunk does.
func (r *reader) attributes(h *record.Host, all []attribute) {
	for _, a := range all {
		switch a.Name {
		case "ecs.instance-type":
			h.Type = record.Give(a.Value, h.Source)
		case "ecs.availability-zone":
			if zoneForm.MatchString(a.Value) {
				h.Zone = record.Give(a.Value, h.Source)
			}
		case "ecs.subnet-id":
			h.Subnet = record.Give(a.Value, h.Source)
		case "ecs.cpu-architecture":
			h.Architecture = record.Give(a.Value, h.Source)
		case "ecs.awsvpc-trunk-id":
			h.Trunk.V = a.Value != ""
		case "ecs.capability.external":
			h.External = true
		default:
			if strings.HasPrefix(a.Name, "ecs.") || strings.HasPrefix(a.Name, "com.amazonaws.") {
				continue
			}
			if h.Attributes == nil {
				h.Attributes = map[string]string{}
			}
			h.Attributes[a.Name] = a.Value
		}
	}
}

// resources takes what a host has registered.
func (r *reader) resources(h *record.Host, all []resource) {
	for _, x := range all {
		switch x.Name {
		case "CPU":
			h.CPU = record.Give(x.Integer, h.Source)
		case "MEMORY":
			h.Memory = record.Give(x.Integer, h.Source)
		case "GPU":
			h.GPUs = record.Give(max(len(x.Set), x.Integer), h.Source)
		case "PORTS":
			h.Ports = record.Give(ports(x.Set), h.Source)
		case "PORTS_UDP":
			h.PortsUDP = record.Give(ports(x.Set), h.Source)
		}
	}
}

// remaining is what is left; nil where the answer says nothing of it.
func remaining(all []resource) *record.Remaining {
	if len(all) == 0 {
		return nil
	}
	left := &record.Remaining{}
	for _, x := range all {
		switch x.Name {
		case "CPU":
			left.CPU = x.Integer
		case "MEMORY":
			left.Memory = x.Integer
		case "GPU":
			left.GPUs = max(len(x.Set), x.Integer)
		case "PORTS":
			left.Ports = ports(x.Set)
		case "PORTS_UDP":
			left.PortsUDP = ports(x.Set)
		}
	}
	return left
}

// ports are the port numbers of a set, sorted; the rest of it is no port.
func ports(set []string) []int {
	all := []int{}
	for _, s := range set {
		if p, err := strconv.Atoi(s); err == nil && p > 0 && p < 1<<16 {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// place takes the Region and the cluster's name out of an ARN: arn:aws:ecs:REGION:ACCOUNT:THING, where
// THING is cluster/NAME, or SORT/CLUSTER/NAME in the long form.
func (r *reader) place(arn string, at record.Source) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return
	}
	if r.set.Region.State == record.Absent && parts[3] != "" {
		r.set.Region = record.Derive(parts[3], at, "an ARN names it")
	}
	steps := strings.Split(parts[5], "/")
	name := ""
	switch {
	case steps[0] == "cluster" && len(steps) == 2:
		name = steps[1]
	case len(steps) == 3 && slices.Contains([]string{"container-instance", "service", "task"}, steps[0]):
		name = steps[1]
	default:
		return
	}
	switch {
	case r.set.Cluster.State == record.Absent:
		r.set.Cluster = record.Derive(name, at, "an ARN names it")
	case r.set.Cluster.V != name:
		r.set.Notes.Tell(at, "there are answers of the clusters "+strict.Shown(r.set.Cluster.V)+" and "+strict.Shown(name)+", which are taken together as one")
	}
}

// describedTask is the ECS API's type Task, as far as it is read.
type describedTask struct {
	Arn         string `yaml:"taskArn"`
	Cluster     string `yaml:"clusterArn"`
	Host        string `yaml:"containerInstanceArn"`
	Definition  string `yaml:"taskDefinitionArn"`
	Group       string `yaml:"group"`
	Last        string `yaml:"lastStatus"`
	Desired     string `yaml:"desiredStatus"`
	LaunchType  string `yaml:"launchType"`
	Provider    string `yaml:"capacityProviderName"`
	CPU         string `yaml:"cpu"`
	Memory      string `yaml:"memory"`
	Attachments []struct {
		Type   string `yaml:"type"`
		Status string `yaml:"status"`
	} `yaml:"attachments"`
	Containers []struct {
		Bindings []struct {
			HostPort  int    `yaml:"hostPort"`
			Protocol  string `yaml:"protocol"`
			PortRange string `yaml:"hostPortRange"`
		} `yaml:"networkBindings"`
	} `yaml:"containers"`
}

// task reads a task.
func (r *reader) task(n *yaml.Node) {
	in, ok := decode[describedTask](r, n, "task")
	name := record.Tail(in.Arn)
	if !ok || !r.named(n, name, "task", "taskArn") || !r.first("task", name) {
		return
	}
	at := r.at(n)
	r.place(cmp.Or(in.Cluster, in.Arn), at)
	t := &record.Task{
		Name: name, Source: at, Host: record.Tail(in.Host), Definition: record.Tail(in.Definition), Group: in.Group,
		LastStatus: in.Last, Desired: in.Desired, LaunchType: in.LaunchType,
	}
	t.CPU, _ = strconv.Atoi(in.CPU)
	t.Memory, _ = strconv.Atoi(in.Memory)
	if t.LaunchType == "" && strings.HasPrefix(in.Provider, "FARGATE") {
		t.LaunchType = "FARGATE"
	}
	for _, a := range in.Attachments {
		if a.Type == "ElasticNetworkInterface" && a.Status != "DELETED" && a.Status != "DETACHED" {
			t.Interface = true
		}
	}
	for _, c := range in.Containers {
		for _, b := range c.Bindings {
			first, last := b.HostPort, b.HostPort
			if from, to, ok := strings.Cut(b.PortRange, "-"); ok {
				first, _ = strconv.Atoi(from)
				last, _ = strconv.Atoi(to)
			}
			for p := first; p > 0 && p <= last && p < 1<<16; p++ {
				t.HostPorts = append(t.HostPorts, record.HostPort{Port: p, UDP: b.Protocol == "udp"})
			}
		}
	}
	r.set.Tasks = append(r.set.Tasks, t)
}

// definition reads a task definition. Its text stays as it is: package scenarios reads it.
func (r *reader) definition(n *yaml.Node) {
	at := r.at(n)
	def := &record.Definition{Family: text(n, "family"), Source: at}
	arnFamily, arnRevision, _ := strings.Cut(record.Tail(text(n, "taskDefinitionArn")), ":")
	if def.Family = cmp.Or(def.Family, arnFamily); !r.named(n, def.Family, "task definition", "family") {
		return
	}
	if revision, err := strconv.Atoi(cmp.Or(text(n, "revision"), arnRevision)); err == nil && revision > 0 {
		def.Revision = record.Give(revision, at)
	}
	r.place(text(n, "taskDefinitionArn"), at)
	if def.InFile = r.doc.Whole && !r.doc.List("") && len(r.doc.Keys()) > 0 && !slices.Contains(r.doc.Keys(), "taskDefinitions"); def.InFile {
		def.JSON = r.doc.Data
	} else {
		def.JSON = record.DefinitionJSON(n)
	}
	if text(n, "status") == "INACTIVE" || text(n, "status") == "DELETE_IN_PROGRESS" {
		r.set.Notes.Tell(at, "task definition "+strict.Shown(def.Family)+" is "+text(n, "status")+", and used all the same where something runs it")
	}
	if def.Revision.State == record.Absent || r.first("definition", def.Family+":"+strconv.Itoa(def.Revision.V)) {
		r.set.Definitions = append(r.set.Definitions, def)
		return
	}
	for _, known := range r.set.Definitions { // one revision never changes
		if known.Family == def.Family && known.Revision.V == def.Revision.V && known.Source.File != at.File && !same(known.JSON, n) {
			r.set.Notes.Tell(at, fmt.Sprintf("task definition %s:%d stands in %s and in %s, and they differ: the first one is taken", def.Family, def.Revision.V, known.Source.File, at.File))
		}
	}
}

// same reports whether a definition's text, in its envelope or bare, is what a tree holds.
func same(text []byte, n *yaml.Node) bool {
	known, err := strict.ParseJSON(text)
	if inner := strict.Child(known, "taskDefinition"); inner != nil {
		known = inner
	}
	return err == nil && string(record.DefinitionJSON(known)) == string(record.DefinitionJSON(n))
}

// text is a single value that a map has under a key; "" where it has none.
func text(n *yaml.Node, key string) string {
	if v := strict.Child(n, key); v != nil && v.Kind == yaml.ScalarNode && !strict.IsNull(v) {
		return v.Value
	}
	return ""
}

// describedCluster is the ECS API's type Cluster, as far as it is read.
type describedCluster struct {
	Arn      string      `yaml:"clusterArn"`
	Name     string      `yaml:"clusterName"`
	Default  []shareItem `yaml:"defaultCapacityProviderStrategy"`
	Status   string      `yaml:"status"`
	Settings []attribute `yaml:"settings"`
}

type shareItem struct {
	Provider string `yaml:"capacityProvider"`
	Weight   int    `yaml:"weight" jsonschema:"minimum=0,maximum=1000"`
	Base     int    `yaml:"base" jsonschema:"minimum=0,maximum=100000"`
}

// cluster reads a cluster.
func (r *reader) cluster(n *yaml.Node) {
	in, ok := decode[describedCluster](r, n, "cluster")
	if !ok || !r.first("cluster", cmp.Or(in.Name, record.Tail(in.Arn))) {
		return
	}
	r.place(in.Arn, r.at(n))
	if in.Name != "" && r.set.Cluster.State != record.Given {
		r.set.Cluster = record.Give(in.Name, r.at(n))
	}
	if in.Status == "INACTIVE" {
		r.set.Notes.Tell(r.at(n), "cluster "+strict.Shown(in.Name)+" is INACTIVE")
	}
	r.set.DefaultStrategy = append(r.set.DefaultStrategy, shares(in.Default, r.at(n))...)
}

func shares(all []shareItem, at record.Source) (out []record.Share) {
	for _, s := range all {
		out = append(out, record.Share{Provider: record.Give(record.Tail(s.Provider), at), Weight: s.Weight, Base: s.Base})
	}
	return out
}

// describedProvider is the ECS API's type CapacityProvider, as far as it is read.
type describedProvider struct {
	Arn    string `yaml:"capacityProviderArn"`
	Name   string `yaml:"name"`
	Status string `yaml:"status"`
	Group  *struct {
		Arn        string `yaml:"autoScalingGroupArn"`
		Protection string `yaml:"managedTerminationProtection"`
		Draining   string `yaml:"managedDraining"`
	} `yaml:"autoScalingGroupProvider"`
	Managed any `yaml:"managedInstancesProvider"`
}

// provider reads a capacity provider.
func (r *reader) provider(n *yaml.Node) {
	in, ok := decode[describedProvider](r, n, "capacity provider")
	name := cmp.Or(in.Name, record.Tail(in.Arn))
	if !ok || !r.named(n, name, "capacity provider", "name") || !r.first("provider", name) {
		return
	}
	at := r.at(n)
	switch {
	case strings.HasPrefix(name, "FARGATE"):
		return // every cluster may have them, and they are no hosts
	case in.Status != "" && in.Status != "ACTIVE":
		r.set.Notes.Leave("capacity providers that are "+in.Status, name)
		return
	case in.Group == nil:
		r.set.Notes.Leave("capacity providers without an Auto Scaling group", name)
		return
	}
	p := &record.Provider{Name: name, Source: at, Group: record.Give(record.Tail(in.Group.Arn), at)}
	if in.Group.Protection != "" {
		p.Protection = record.Give(in.Group.Protection, at)
	}
	if in.Group.Draining != "" {
		p.Draining = record.Give(in.Group.Draining, at)
	}
	if s := strict.Child(strict.Child(n, "autoScalingGroupProvider"), "managedScaling"); s != nil && s.Kind == yaml.MappingNode {
		p.Scaling = s
	}
	r.set.Providers = append(r.set.Providers, p)
}

// accountSetting is the ECS API's type Setting.
type accountSetting struct {
	Name      string `yaml:"name"`
	Value     string `yaml:"value"`
	Principal string `yaml:"principalArn"`
}

// setting reads an account setting.
func (r *reader) setting(n *yaml.Node) {
	in, ok := decode[accountSetting](r, n, "setting")
	if !ok || in.Name == "" {
		return
	}
	at := r.at(n)
	if in.Name == "awsvpcTrunking" && !slices.Contains([]string{"enabled", "disabled", "on", "off"}, in.Value) {
		r.faults.Add(n.Line, n.Column, "", "account setting awsvpcTrunking is %s, wanted enabled or disabled", strict.Quote(in.Value))
		return
	}
	r.set.Settings = append(r.set.Settings, &record.Setting{Name: in.Name, Value: in.Value, Principal: record.Tail(in.Principal), Source: at})
}
