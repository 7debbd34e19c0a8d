package scenarios

import (
	"strings"
	"testing"
)

// Subnets as EC2 has them: IPv4, dual stack, IPv6-only, and as DescribeSubnets prints them.
func TestSubnets(t *testing.T) {
	for _, row := range []struct{ keys, want string }{
		{"", ""},
		{"cidrBlock: 10.0.0.0/28", "10.0.0.0/28"},
		{`cidrBlock: 10.0.0.0/28, ipv6CidrBlock: "2001:db8:0:1::/64", ipv6Native: false`, "10.0.0.0/28 and 2001:db8:0:1::/64"},
		{`ipv6CidrBlock: "2001:db8:0:1::/64"`, "2001:db8:0:1::/64"},
		{`ipv6CidrBlock: "2001:db8:0:1::/64", ipv6Native: true`, "2001:db8:0:1::/64 only"},
		{`ipv6CidrBlock: "2001:db8:0:10::/56", ipv6Native: true`, "2001:db8::/56 only"},
		{"ipv6Native: true", " only"},
		{`cidrBlock: 10.0.0.0/28, ipv6CidrBlockAssociationSet: [{ipv6CidrBlock: "2001:db8::/64", ipv6CidrBlockState: {state: disassociated}}]`, "10.0.0.0/28"},
		{`ipv6CidrBlock: "2001:db8::/64", ipv6CidrBlockAssociationSet: [{ipv6CidrBlock: "2001:db8::/64"}], ipv6Native: true`, "2001:db8::/64 only"},
		{`assignIpv6AddressOnCreation: true, availabilityZoneId: use1-az6, availableIpAddressCount: 0, customerOwnedIpv4Pool: x, defaultForAz: false,
      enableDns64: false, enableLniAtDeviceIndex: 1, ipv6CidrBlockAssociationSet: [{associationId: subnet-cidr-assoc-0123, ipv6CidrBlock: "2600:1f14:30ab:6914::/64",
      ipv6CidrBlockState: {state: associated, statusMessage: ""}, ipv6AddressAttribute: public, ipSource: amazon}], ipv6Native: true, mapCustomerOwnedIpOnLaunch: false,
      mapPublicIpOnLaunch: false, outpostArn: x, ownerId: "111122223333", privateDnsNameOptionsOnLaunch: {hostnameType: resource-name}, state: available,
      subnetArn: "arn:aws:ec2:us-east-1:111122223333:subnet/a", tags: [], vpcId: vpc-1, blockPublicAccessStates: {internetGatewayBlockMode: "off"}, type: x`, "2600:1f14:30ab:6914::/64 only"},
	} {
		keys := row.keys
		if keys != "" {
			keys = ", " + keys
		}
		c := parse(t, strings.Replace(small, "cluster:", "cluster:\n  subnets:\n    - {subnetId: a, availabilityZone: us-east-1a"+keys+"}", 1))
		got := c.Subnets[0].Network.String()
		if c.Subnets[0].Network.IPv6Only() {
			got += " only"
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", row.keys, got, row.want)
		}
	}
}

// What IPv6-only subnets need beyond what is simulated is told.
func TestIPv6OnlyIsTold(t *testing.T) {
	const file = `name: six
cluster:
  subnets:
    - {subnetId: four, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28}
    - {subnetId: both, availabilityZone: us-east-1a, cidrBlock: 10.0.1.0/28, ipv6CidrBlock: "2001:db8::/64"}
    - {subnetId: six, availabilityZone: us-east-1a, ipv6Native: true}
  instances: [{name: hosts, instanceType: m5.large, subnets: [HOSTS], agentVersion: VERSION}]
taskDefinitions: [{family: web, networkMode: MODE, containerDefinitions: [{name: app, image: app, memory: 64, portMappings: [{containerPort: 80}]}]}]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    networkConfiguration: {awsvpcConfiguration: {subnets: [TASKS]}}
    loadBalancers: [{targetGroup: web-tg, containerName: app, containerPort: 80}]
`
	const (
		targets = "target group web-tg of service web: targets in IPv6-only subnets need one of IP address type ipv6, behind a dual-stack load balancer (guide, task-networking)"
		agent   = "instance group hosts: its agent is 1.98.0, and tasks in an IPv6-only subnet of us-east-1a need 1.99.1 (guide, task-networking)"
		host    = "instance group hosts: its subnet four has no IPv6 block, and instances with tasks in an IPv6-only subnet need a primary IPv6 address (guide, task-networking)"
	)
	for _, row := range []struct {
		mode, hosts, tasks, version string
		want                        []string
	}{
		{"awsvpc", "four", "both", "1.98.0", nil},
		{"awsvpc", "both", "six", "1.99.1", []string{targets}},
		{"awsvpc", "six", "six", "1.105.1", []string{targets}},
		{"awsvpc", "four", "six", "1.98.0", []string{targets, agent, host}},
		{"bridge", "four", "six", "1.98.0", nil},
		{"bridge", "six", "four", "1.98.0", []string{targets, agent}},
		{"awsvpc", "six", "four", "1.99.1", nil},
	} {
		text := strings.NewReplacer("MODE", row.mode, "HOSTS", row.hosts, "TASKS", row.tasks, "VERSION", row.version).Replace(file)
		if got := strings.Join(parse(t, text).Warnings, "\n"); got != strings.Join(row.want, "\n") {
			t.Errorf("%+v:\n%s", row, got)
		}
	}
}

// TestCrowdedSubnet refuses, at its place, more instances than a subnet has addresses for: a /28 has 11.
func TestCrowdedSubnet(t *testing.T) {
	for _, row := range []struct{ cluster, want string }{
		{"instances: [{name: h, instanceType: m5.large, count: 11}]", ""},
		{"instances: [{name: h, instanceType: m5.large, count: 12}]", "f.yaml:4:56: subnet a has 11 usable addresses, too few for the interfaces of h-12 (fewer instances, or a larger cidrBlock)"},
		{"instances: [{name: h, instanceType: m5.large, count: 11}, {name: k, instanceType: m5.large, count: 1}]", "too few for the interfaces of k-1"},
		{"accountSettings: {awsvpcTrunking: enabled}, instances: [{name: h, instanceType: m5.large, count: 6}]", "too few for the interfaces of h-6"},
		{"capacityProviders: [{name: h, autoScalingGroup: {instanceType: m5.large, minSize: 12, maxSize: 30}}]", "too few for the interfaces of h-12"},
	} {
		_, err := Parse("f.yaml", []byte(`name: x
cluster: {
  subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28}],
  `+row.cluster+`}
taskDefinitions: [{family: web, containerDefinitions: [{name: a, image: a, memory: 64}]}]
`))
		if row.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v\nwant %q", row.cluster, err, row.want)
		}
	}
}
