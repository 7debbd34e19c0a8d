package awscli

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// autoScalingGroup is the Auto Scaling API's type of that name, as far as it is read.
type autoScalingGroup struct {
	Name          string      `yaml:"AutoScalingGroupName"`
	Arn           string      `yaml:"AutoScalingGroupARN"`
	Min           *int        `yaml:"MinSize" jsonschema:"minimum=0,maximum=100000"`
	Max           *int        `yaml:"MaxSize" jsonschema:"minimum=0,maximum=100000"`
	Desired       *int        `yaml:"DesiredCapacity" jsonschema:"minimum=0,maximum=100000"`
	Subnets       string      `yaml:"VPCZoneIdentifier"`
	Zones         []string    `yaml:"AvailabilityZones" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9-]*$"`
	Template      templateRef `yaml:"LaunchTemplate"`
	Configuration string      `yaml:"LaunchConfigurationName"`
	Mixed         *struct {
		Template struct {
			Ref       templateRef `yaml:"LaunchTemplateSpecification"`
			Overrides []struct {
				Type         string `yaml:"InstanceType"`
				Requirements any    `yaml:"InstanceRequirements"`
			} `yaml:"Overrides"`
		} `yaml:"LaunchTemplate"`
	} `yaml:"MixedInstancesPolicy"`
	Instances []struct {
		ID   string `yaml:"InstanceId"`
		Type string `yaml:"InstanceType"`
		Zone string `yaml:"AvailabilityZone" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9-]*$"`
	} `yaml:"Instances"`
}

type templateRef struct {
	ID      string `yaml:"LaunchTemplateId"`
	Name    string `yaml:"LaunchTemplateName"`
	Version string `yaml:"Version"`
}

// group reads an Auto Scaling group.
func (r *reader) group(n *yaml.Node) {
	in, ok := decode[autoScalingGroup](r, n, "Auto Scaling group")
	name := cmp.Or(in.Name, record.Tail(in.Arn))
	if !ok || !r.named(n, name, "Auto Scaling group", "AutoScalingGroupName") || !r.first("group", name) {
		return
	}
	at := r.at(n)
	g := &record.Group{Name: name, Source: at, Min: given(in.Min, at), Max: given(in.Max, at), Desired: given(in.Desired, at)}
	if subnets := commas(in.Subnets); len(subnets) > 0 {
		g.Subnets = record.Give(subnets, at)
	}
	if len(in.Zones) > 0 {
		g.Zones = record.Give(in.Zones, at)
	}
	ref := in.Template
	if in.Mixed != nil {
		ref = in.Mixed.Template.Ref
		var types []string
		for _, o := range in.Mixed.Template.Overrides {
			if o.Type != "" {
				types = append(types, o.Type)
			}
		}
		if len(types) > 0 {
			g.Types = record.Give(types, at)
		}
	}
	switch {
	case ref != templateRef{}:
		g.Template = &record.TemplateRef{ID: ref.ID, Name: ref.Name, Version: ref.Version}
	case in.Configuration != "":
		g.Template = &record.TemplateRef{Name: in.Configuration, Configuration: true}
	}
	for _, x := range in.Instances {
		g.Machines = append(g.Machines, x.ID)
		m := &record.Machine{ID: x.ID, Source: at, Group: name}
		if x.Type != "" {
			m.Type = record.Give(x.Type, at)
		}
		if x.Zone != "" {
			m.Zone = record.Give(x.Zone, at)
		}
		r.set.Machines = append(r.set.Machines, m)
	}
	r.set.Groups = append(r.set.Groups, g)
}

func given(n *int, at record.Source) record.Value[int] {
	if n == nil {
		return record.Value[int]{}
	}
	return record.Give(*n, at)
}

// commas splits a text such as "subnet-1,subnet-2" or "subnet-1, subnet-2".
func commas(text string) (all []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// launchTemplateVersion is the EC2 API's type of that name, as far as it is read.
type launchTemplateVersion struct {
	ID      string       `yaml:"LaunchTemplateId"`
	Name    string       `yaml:"LaunchTemplateName"`
	Version string       `yaml:"VersionNumber"`
	Default bool         `yaml:"DefaultVersion"`
	Data    templateData `yaml:"LaunchTemplateData"`
}

type templateData struct {
	Type         string  `yaml:"InstanceType"`
	Requirements any     `yaml:"InstanceRequirements"`
	Profile      profile `yaml:"IamInstanceProfile"`
}

type profile struct {
	Arn  string `yaml:"Arn"`
	Name string `yaml:"Name"`
}

func (p profile) name() string { return record.Tail(cmp.Or(p.Arn, p.Name)) }

// templateVersion reads a version of a launch template.
func (r *reader) templateVersion(n *yaml.Node) {
	in, ok := decode[launchTemplateVersion](r, n, "launch template version")
	if !ok || !r.first("template", in.ID+in.Name+":"+in.Version) {
		return
	}
	t := &record.Template{
		TemplateRef: record.TemplateRef{ID: in.ID, Name: in.Name, Version: in.Version}, Default: in.Default, Source: r.at(n),
		Role: in.Data.Profile.name(), Agent: record.AgentSettings(text(strict.Child(n, "LaunchTemplateData"), "UserData")),
	}
	if in.Data.Type != "" {
		t.Types = record.Give([]string{in.Data.Type}, t.Source)
	}
	r.set.Templates = append(r.set.Templates, t)
}

// launchTemplate is the EC2 API's type of that name: which version is which.
type launchTemplate struct {
	ID      string `yaml:"LaunchTemplateId"`
	Name    string `yaml:"LaunchTemplateName"`
	Default string `yaml:"DefaultVersionNumber"`
	Latest  string `yaml:"LatestVersionNumber"`
}

// template reads which versions of a launch template are its default and its latest: a record
// each, with nothing but that.
func (r *reader) template(n *yaml.Node) {
	in, ok := decode[launchTemplate](r, n, "launch template")
	if !ok || !r.first("launch template", in.ID+in.Name) {
		return
	}
	for _, version := range []string{in.Default, in.Latest} {
		if version != "" {
			r.set.Templates = append(r.set.Templates, &record.Template{
				TemplateRef: record.TemplateRef{ID: in.ID, Name: in.Name, Version: version}, Source: r.at(n),
				Default: version == in.Default, Latest: version == in.Latest, Bare: true,
			})
		}
	}
}

// launchConfiguration is the Auto Scaling API's type of that name, as far as it is read.
type launchConfiguration struct {
	Name    string `yaml:"LaunchConfigurationName"`
	Type    string `yaml:"InstanceType"`
	Profile string `yaml:"IamInstanceProfile"`
}

// configuration reads a launch configuration.
func (r *reader) configuration(n *yaml.Node) {
	in, ok := decode[launchConfiguration](r, n, "launch configuration")
	if !ok || !r.first("configuration", in.Name) {
		return
	}
	t := &record.Template{
		TemplateRef: record.TemplateRef{Name: in.Name, Configuration: true}, Source: r.at(n), Role: record.Tail(in.Profile),
		Agent: record.AgentSettings(text(n, "UserData")),
	}
	if in.Type != "" {
		t.Types = record.Give([]string{in.Type}, t.Source)
	}
	r.set.Templates = append(r.set.Templates, t)
}

// describedSubnet is the EC2 API's type Subnet, as far as it is read.
type describedSubnet struct {
	ID    string `yaml:"SubnetId"`
	Zone  string `yaml:"AvailabilityZone" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9-]*$"`
	Cidr  string `yaml:"CidrBlock" jsonschema:"pattern=^[0-9]+([.][0-9]+){3}/[0-9]+$"`
	IPv6  bool   `yaml:"Ipv6Native"`
	Sixes []struct {
		Block string `yaml:"Ipv6CidrBlock"`
		State struct {
			State string `yaml:"State"`
		} `yaml:"Ipv6CidrBlockState"`
	} `yaml:"Ipv6CidrBlockAssociationSet"`
}

// subnet reads a subnet.
func (r *reader) subnet(n *yaml.Node) {
	in, ok := decode[describedSubnet](r, n, "subnet")
	if !ok || !r.named(n, in.ID, "subnet", "SubnetId") || !r.first("subnet", in.ID) {
		return
	}
	s := &record.Subnet{ID: in.ID, Source: r.at(n), Native: in.IPv6}
	if in.Zone != "" {
		s.Zone = record.Give(in.Zone, s.Source)
	}
	if in.Cidr != "" {
		s.Cidr = record.Give(in.Cidr, s.Source)
	}
	for _, x := range in.Sixes {
		if x.State.State == "" || strings.HasPrefix(x.State.State, "associat") {
			s.Ipv6 = record.Give(x.Block, s.Source)
		}
	}
	r.set.Subnets = append(r.set.Subnets, s)
}

// reservation reads the instances of a reservation.
func (r *reader) reservation(n *yaml.Node) {
	for _, in := range strict.Items(n, "Instances") {
		if in.Kind == yaml.MappingNode {
			r.machine(in)
		}
	}
}

// instance is the EC2 API's type Instance, as far as it is read.
type instance struct {
	ID        string  `yaml:"InstanceId"`
	Type      string  `yaml:"InstanceType"`
	Subnet    string  `yaml:"SubnetId"`
	Lifecycle string  `yaml:"InstanceLifecycle"`
	Launched  string  `yaml:"LaunchTime"`
	Profile   profile `yaml:"IamInstanceProfile"`
	Placement struct {
		Zone string `yaml:"AvailabilityZone" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9-]*$"`
	} `yaml:"Placement"`
	Tags []struct {
		Key   string `yaml:"Key"`
		Value string `yaml:"Value"`
	} `yaml:"Tags"`
}

// machine reads an EC2 instance.
func (r *reader) machine(n *yaml.Node) {
	if v := strict.Child(n, "LaunchTime"); v != nil && v.Kind != yaml.ScalarNode {
		v.Kind, v.Tag, v.Value, v.Content = yaml.ScalarNode, "!!null", "null", nil // a recorder's object of six numbers
	}
	in, ok := decode[instance](r, n, "instance")
	if !ok || !r.named(n, in.ID, "instance", "InstanceId") || !r.first("machine", in.ID) {
		return
	}
	at := r.at(n)
	m := &record.Machine{ID: in.ID, Source: at, Spot: in.Lifecycle == "spot", Role: in.Profile.name(), Launched: in.Launched}
	for _, t := range in.Tags {
		if t.Key == "aws:autoscaling:groupName" { // set by EC2 Auto Scaling
			m.Group = t.Value
		}
	}
	for _, x := range []struct {
		to   *record.Value[string]
		text string
	}{{&m.Type, in.Type}, {&m.Subnet, in.Subnet}, {&m.Zone, in.Placement.Zone}} {
		if x.text != "" {
			*x.to = record.Give(x.text, at)
		}
	}
	r.set.Machines = append(r.set.Machines, m)
}

// describedType is the EC2 API's type InstanceTypeInfo, as far as it is read.
type describedType struct {
	Name string `yaml:"InstanceType"`
	VCPU struct {
		Count int `yaml:"DefaultVCpus"`
	} `yaml:"VCpuInfo"`
	Memory struct {
		MiB int `yaml:"SizeInMiB"`
	} `yaml:"MemoryInfo"`
	Processor struct {
		Architectures []string `yaml:"SupportedArchitectures"`
	} `yaml:"ProcessorInfo"`
	Hypervisor string `yaml:"Hypervisor"`
	BareMetal  bool   `yaml:"BareMetal"`
	Burstable  bool   `yaml:"BurstablePerformanceSupported"`
	Current    bool   `yaml:"CurrentGeneration"`
	Network    struct {
		Interfaces int    `yaml:"MaximumNetworkInterfaces"`
		Addresses  int    `yaml:"Ipv4AddressesPerInterface"`
		Cards      int    `yaml:"MaximumNetworkCards"`
		Bandwidth  string `yaml:"NetworkPerformance"`
	} `yaml:"NetworkInfo"`
	GPU struct {
		All []struct {
			Name  string `yaml:"Name"`
			Maker string `yaml:"Manufacturer"`
			Count int    `yaml:"Count"`
		} `yaml:"Gpus"`
	} `yaml:"GpuInfo"`
}

// instanceType reads an instance type.
func (r *reader) instanceType(n *yaml.Node) {
	in, ok := decode[describedType](r, n, "instance type")
	if !ok || !r.named(n, in.Name, "instance type", "InstanceType") || !r.first("type", in.Name) {
		return
	}
	t := catalog.Type{
		Name: in.Name, VCPU: in.VCPU.Count, MemoryMiB: in.Memory.MiB, Architectures: in.Processor.Architectures, Hypervisor: in.Hypervisor,
		MaxENIs: in.Network.Interfaces, IPv4PerENI: in.Network.Addresses, NetworkCards: in.Network.Cards, NetworkBandwidth: in.Network.Bandwidth,
		Burstable: in.Burstable, CurrentGeneration: in.Current, Described: true,
	}
	if in.BareMetal {
		t.Hypervisor = "metal"
	}
	for _, g := range in.GPU.All {
		t.GPUs, t.GPUName = t.GPUs+g.Count, strings.TrimSpace(g.Maker+" "+g.Name)
	}
	if err := t.Describes(); err != nil {
		r.faults.Add(n.Line, n.Column, `give what "aws ec2 describe-instance-types" prints`, "instance type %s: %v", strict.Quote(in.Name), err)
		return
	}
	r.set.Types = append(r.set.Types, &record.InstanceType{Source: r.at(n), Type: t})
}

// describedTargetGroup is the Elastic Load Balancing API's type TargetGroup, as far as it is read.
type describedTargetGroup struct {
	Arn        string   `yaml:"TargetGroupArn"`
	Name       string   `yaml:"TargetGroupName"`
	Protocol   string   `yaml:"Protocol"`
	Port       int      `yaml:"Port"`
	TargetType string   `yaml:"TargetType"`
	Balancers  []string `yaml:"LoadBalancerArns"`
	CheckPort  string   `yaml:"HealthCheckPort"`
	CheckProto string   `yaml:"HealthCheckProtocol"`
	Interval   int      `yaml:"HealthCheckIntervalSeconds"`
	Timeout    int      `yaml:"HealthCheckTimeoutSeconds"`
	Healthy    int      `yaml:"HealthyThresholdCount"`
	Unhealthy  int      `yaml:"UnhealthyThresholdCount"`
}

// targetGroup reads a target group.
func (r *reader) targetGroup(n *yaml.Node) {
	in, ok := decode[describedTargetGroup](r, n, "target group")
	name := cmp.Or(in.Name, targetGroupName(in.Arn))
	if !ok || !r.named(n, name, "target group", "TargetGroupName") || !r.first("target group", name) {
		return
	}
	balancer := ""
	if in.Protocol != "" {
		balancer = "network"
		if strings.HasPrefix(in.Protocol, "HTTP") {
			balancer = "application"
		}
	}
	check := record.Map("protocol", in.CheckProto, "port", in.CheckPort, "interval", some(in.Interval), "timeout", some(in.Timeout),
		"healthyThreshold", some(in.Healthy), "unhealthyThreshold", some(in.Unhealthy))
	r.set.TargetGroups = append(r.set.TargetGroups, &record.TargetGroup{Name: name, Source: r.at(n), Node: record.Map(
		"loadBalancer", balancer, "targetType", in.TargetType, "protocol", in.Protocol, "port", some(in.Port), "healthCheck", check)})
}

// some is a number; nil where it is 0.
func some(n int) *yaml.Node {
	if n == 0 {
		return nil
	}
	return record.Number(n)
}
