package main

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// worlds are scenarios for what no scenario of the library has in its report.
var worlds = []string{`
name: superseded
duration: 90s
cluster:
  instances: [{name: h, instanceType: m5.large, count: 2, securityGroups: [sg-hosts]}]
taskDefinitions:
  - {family: web, networkMode: bridge, containerDefinitions: [{name: web, image: web, cpu: 64, memory: 64, portMappings: [{containerPort: 80}]}]}
  - {family: job, networkMode: bridge, containerDefinitions: [{name: job, image: job, cpu: 64, memory: 64, portMappings: [{containerPort: 90, hostPort: 90}]}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 2, startedBefore: true, deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100},
     loadBalancers: [{targetGroup: tg, containerName: web, containerPort: 80}]}
runTasks: [{taskDefinition: job, count: 1}]
events:
  - {at: 20s, updateService: {service: web, forceNewDeployment: true}}
  - {at: 21s, updateService: {service: web, forceNewDeployment: true}}
firewall:
  securityGroups: {sg-hosts: {ingress: [{protocol: tcp, fromPort: 32768, toPort: 60999, source: 0.0.0.0/0}]}}
`, `
name: unpriced
cluster: {region: ap-northeast-2, instances: [{instanceType: m8i.large}]}
taskDefinitions: [{family: job, containerDefinitions: [{name: job, image: job, memory: 64}]}]
`, `
name: hopeless
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions: [{family: web, containerDefinitions: [{name: web, image: web, memory: 90000000}]}]
services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]
`, `
name: crowded
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions: [{family: job, networkMode: host, containerDefinitions: [{name: job, image: job, memory: 64, portMappings: [{containerPort: 80}]}]}]
services: [{serviceName: api, taskDefinition: job, desiredCount: 1, startedBefore: true}, {serviceName: web, taskDefinition: job, desiredCount: 0}, {serviceName: www, taskDefinition: job, desiredCount: 0}]
events: [{at: 1m, updateService: {service: web, desiredCount: 1}}, {at: 1m, updateService: {service: www, desiredCount: 1}}]
`}

// TestEveryFieldOfTheReportIsUsed: every field of a report is other than zero in some
// run of the library's scenarios or of a few worlds beside them.
func TestEveryFieldOfTheReportIsUsed(t *testing.T) {
	used := map[string]bool{}
	see := func(s *scenarios.Scenario) {
		c := s.Config
		r, err := sim.Run(context.Background(), c, 0, &sim.Watch{Findings: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := experiment.Unblock(context.Background(), c, r); err != nil {
			t.Fatal(err)
		}
		r.Expectations = s.Expectations(report.ValueOf(r))
		markUsed(report.ValueOf(r), used)
	}
	for _, name := range scenarios.Names() {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		see(s)
	}
	for i, text := range worlds {
		s, err := scenarios.Parse(fmt.Sprint("world-", i), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		see(s)
		r, err := sim.Headroom(context.Background(), s.Config, nil)
		if err != nil {
			t.Fatal(err)
		}
		markUsed(report.ValueOf(r), used)
	}
	s, err := scenarios.Load("two-tasks-and-a-wall")
	if err != nil {
		t.Fatal(err)
	}
	compared, err := experiment.Compare(context.Background(), s.Config, experiment.CompareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range compared.Setups { // whose reports alone name a setup
		if x.Result != nil {
			markUsed(report.ValueOf(x.Result), used)
		}
	}
	var idle []string
	for _, f := range report.ReportFields().All() {
		if !used[f.Path] {
			idle = append(idle, f.Path)
		}
	}
	if len(idle) > 0 {
		t.Errorf("fields that are zero in every run:\n%s", strings.Join(idle, "\n"))
	}
}

// markUsed notes the fields of a value that are not zero; the members of a list share
// theirs.
func markUsed(v report.Value, used map[string]bool) {
	mark := func() { used[v.Field.Path] = true }
	switch {
	case v.Null():
	case v.Field.Kind == report.List:
		for _, member := range v.Members() {
			mark()
			markUsed(member, used)
		}
	case v.Field.Kind <= report.Map:
		for _, p := range v.Parts() {
			mark()
			markUsed(p.Value, used)
		}
	case !reflect.ValueOf(v.Plain()).IsZero():
		mark()
	}
}
