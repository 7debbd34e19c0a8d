package scenarios

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// firewalled is a file with hosts and an awsvpc service in a group of its own.
const firewalled = `name: f
cluster:
  subnets: [{subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}, {subnetId: b, availabilityZone: us-east-1a, cidrBlock: 10.0.1.0/24}]
  instances: [{name: hosts, instanceType: m5.large}]
taskDefinitions:
  - {family: web, networkMode: awsvpc, containerDefinitions: [{name: web, image: web, memory: 64, portMappings: [{containerPort: 80}]}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 1, networkConfiguration: {awsvpcConfiguration: {subnets: [b], securityGroups: [sg-web]}}}
`

func port(first, last uint16) model.PortSet {
	return model.NewPortSet(model.TCP, model.PortRange{First: first, Last: last})
}

// TestFirewall resolves every key of the section.
func TestFirewall(t *testing.T) {
	c := parse(t, firewalled+`firewall:
  securityGroups:
    sg-web: {ingress: [{fromPort: 80, toPort: 80, source: sg-alb}, {protocol: udp, fromPort: 0, toPort: 65535, source: 10.0.0.7/24}]}
    sg-hosts: {ingress: [{protocol: -1, source: sg-hosts}, {fromPort: 22, toPort: 22}], egress: [{fromPort: 443, toPort: 443, destination: 0.0.0.0/0}]}
    sg-base: {egress: []}
  networkAcls:
    b:
      ingress: [{ruleNumber: 200, protocol: "-1", action: deny, cidrBlock: 10.0.0.0/8}, {ruleNumber: 100, fromPort: 80, toPort: 80, action: allow}]
`)
	all := []firewall.SecurityGroupRule{{Ports: model.EveryPort()}}
	want := &config.Firewall{
		Groups: []firewall.SecurityGroup{
			{Name: "sg-base"},
			{Name: "sg-hosts", Ingress: []firewall.SecurityGroupRule{{Ports: model.EveryPort(), Group: "sg-hosts"}, {Ports: port(22, 22)}}, Egress: []firewall.SecurityGroupRule{{Ports: port(443, 443), Block: netip.MustParsePrefix("0.0.0.0/0")}}},
			{Name: "sg-web", Ingress: []firewall.SecurityGroupRule{
				{Ports: port(80, 80), Group: "sg-alb"},
				{Ports: model.NewPortSet(model.UDP, model.PortRange{First: 0, Last: 65535}), Block: netip.MustParsePrefix("10.0.0.0/24")},
			}, Egress: all},
		},
		ACLs: []*firewall.NetworkACL{nil, {
			Ingress: []firewall.ACLEntry{{Number: 100, Ports: port(80, 80), Allow: true}, {Number: 200, Ports: model.EveryPort(), Block: netip.MustParsePrefix("10.0.0.0/8")}},
			Egress:  []firewall.ACLEntry{{Ports: model.EveryPort(), Allow: true}},
		}},
		Balancers: map[string]config.Balancer{},
	}
	if !reflect.DeepEqual(c.Firewall, want) {
		t.Errorf("got  %+v\nwant %+v", c.Firewall, want)
	}
	if got := c.Groups[0].SecurityGroups; !reflect.DeepEqual(got, []string{"sg-base", "sg-hosts"}) {
		t.Errorf("the hosts are in %v, want those that are nobody else's", got)
	}
	if got := c.Services[0].SecurityGroups; !reflect.DeepEqual(got, []string{"sg-web"}) {
		t.Errorf("the service is in %v", got)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings %q", c.Warnings)
	}
	if c := parse(t, firewalled); c.Firewall != nil || c.Groups[0].SecurityGroups != nil {
		t.Errorf("without the section: %+v, hosts in %v", c.Firewall, c.Groups[0].SecurityGroups)
	}
}

// TestFirewallWarnings are of what AWS takes, and of what is hardly meant.
func TestFirewallWarnings(t *testing.T) {
	many := func(n int, form string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(form, i+1))
		}
		return strings.Join(all, ", ")
	}
	for text, want := range map[string]string{
		"{securityGroups: {sg-hosts: {}}}":                                                                                                            "security group sg-web is not described under firewall.securityGroups: taken as open",
		"{securityGroups: {sg-web: {ingress: [{fromPort: 80, toPort: 80, source: '::/0'}]}}}":                                                         "no subnet has IPv6 addresses",
		"{securityGroups: {sg-web: {ingress: [" + many(61, "{fromPort: %d, toPort: 80}") + "]}}}":                                                     "61 rules in one direction: the default quota is 60",
		"{securityGroups: {sg-web: {}}, networkAcls: {a: {egress: [" + many(20, "{ruleNumber: %d, fromPort: 80, toPort: 80, action: allow}") + "]}}}": "20 egress rules: with the deny at the end, the default quota is 20",
		"{securityGroups: {sg-web: {}, " + many(6, "g%d: {}") + "}}":                                                                                  "instances of hosts are in 6 security groups",
	} {
		if got := parse(t, firewalled+"firewall: "+text+"\n").Warnings; len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%.80s: %q, want %q", text, got, want)
		}
	}
}
