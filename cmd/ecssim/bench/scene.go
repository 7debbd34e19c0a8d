package main

import (
	"fmt"
	"strings"
)

// A sheet is a scenario file in the making.
type sheet struct{ strings.Builder }

func (s *sheet) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// lossScene is M/M/100/100 as ECS would have it: one host whose 100 attachment
// slots are the servers.
func lossScene(arrivals int) string {
	var s sheet
	s.line("name: loss\ncluster:\n  instances: [{instanceType: m5.24xlarge, awsvpcTasks: 100}]")
	s.line("taskDefinitions:\n  - {family: call, networkMode: awsvpc, containerDefinitions: [{name: app, image: app, memory: 6}]}")
	s.line("runTasks:\n  - {taskDefinition: call, count: %d, arrivals: {exponential: {mean: 1s}}, runFor: {exponential: {mean: 90s}}}", arrivals)
	s.line("timings: {preset: instant}")
	return s.String()
}

// pairScene is a loss system of 100 servers under the setup awsvpc, where slots
// bind, and of 102 under bridge-dynamic, where CPU does: 16,384 of 160 units.
func pairScene() string {
	var s sheet
	s.line("name: pair\ncluster:\n  instances: [{instanceType: m5.4xlarge, awsvpcTasks: 100}]")
	s.line("taskDefinitions:\n  - {family: call, networkMode: awsvpc, containerDefinitions:\n" +
		"     [{name: app, image: app, cpu: 160, memory: 128, portMappings: [{containerPort: 80}]}]}")
	s.line("runTasks:\n  - {taskDefinition: call, count: 20000, arrivals: {exponential: {mean: 1s}}, runFor: {exponential: {mean: 90s}}}")
	s.line("timings: {preset: instant}")
	return s.String()
}

// clusterScene is a cluster of m5 hosts, six xlarge to three 2xlarge and one large,
// over three zones and with trunks, under 24 streams of RunTask: tasks of 128 to
// 512 units and 256 MiB to 4 GiB, six of ten with an interface of their own, one
// of ten on a host port, binpacked. About 10.5 of them run on a host at a time.
func clusterScene(hosts, tasks int) string {
	const (
		runFor  = 600.0 // seconds, log-normal
		starts  = 45.0  // seconds around it in which a task holds what it takes
		perHost = 10.5
	)
	var s sheet
	s.line("name: cluster\ncluster:\n  accountSettings: {awsvpcTrunking: enabled}\n  instances:")
	for _, g := range []struct {
		size  string
		share int
	}{{"xlarge", 6}, {"2xlarge", 3}, {"large", 1}} {
		s.line("    - {name: %s, instanceType: m5.%s, count: %d, availabilityZones: [us-east-1a, us-east-1b, us-east-1c]}", g.size, g.size, hosts*g.share/10)
	}
	s.line("taskDefinitions:")
	for i := range kinds {
		mode, port := "awsvpc", ""
		switch {
		case i%10 == 6:
			mode, port = "bridge", fmt.Sprintf(", hostPort: %d", 8000+i)
		case i%10 > 6:
			mode, port = "bridge", ", hostPort: 0"
		}
		s.line("  - {family: job-%d, networkMode: %s, containerDefinitions: [{name: app, image: app, cpu: %d, memory: %d, portMappings: [{containerPort: 80%s}]}]}",
			i, mode, 128<<(i%3), 256<<(i%5), port)
	}
	gap := kinds * (runFor + starts) / (perHost * float64(hosts))
	s.line("runTasks:")
	for i := range kinds {
		s.line("  - {taskDefinition: job-%d, count: %d, arrivals: {exponential: {mean: %.6fs}}, runFor: {lognormal: {mean: %.0fs, stdDev: %.0fs}}, placementStrategy: [{type: binpack, field: memory}]}",
			i, tasks/kinds, gap, runFor, runFor)
	}
	return s.String()
}

// fullScene is an ECS cluster as large as its quotas let it be: 5,000 container
// instances with trunks and 100 services of 5,000 tasks, all with interfaces of
// their own. Twenty services get a new revision at once, and a zone is lost while
// they roll.
func fullScene() string {
	const services, each, rolling = 100, 5000, 20
	zones := []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	var s sheet
	s.line("name: full\nduration: 2h\ncluster:\n  accountSettings: {awsvpcTrunking: enabled}\n  subnets:")
	var subnets []string
	for i := range 12 { // four of each zone: two zones must hold what three held
		subnets = append(subnets, fmt.Sprint("private-", i))
		s.line("    - {subnetId: private-%d, availabilityZone: %s, cidrBlock: 10.%d.0.0/16}", i, zones[i%3], i)
	}
	s.line("  instances: [{name: host, instanceType: c5.18xlarge, count: 5000, availabilityZones: [%s]}]", strings.Join(zones, ", "))
	s.line("  quotas: {networkInterfacesPerRegion: 650000, tasksPerService: %d, containerInstancesPerCluster: 5000, taskStartsPerMinute: unlimited}", each)
	s.line("taskDefinitions:")
	for i := range services {
		for revision := range 2 {
			if revision == 0 || i < rolling {
				s.line("  - {family: app-%d, networkMode: awsvpc, cpu: %q, memory: %q, containerDefinitions: [{name: app, image: \"app:%d\", portMappings: [{containerPort: 8080}]}]}",
					i, "512", "1024", revision+1)
			}
		}
	}
	s.line("services:")
	for i := range services {
		strategy := "[{type: spread, field: \"attribute:ecs.availability-zone\"}, {type: binpack, field: memory}]"
		if i%2 == 1 {
			strategy = "[{type: spread, field: \"attribute:ecs.availability-zone\"}, {type: spread, field: instanceId}]"
		}
		s.line("  - {serviceName: app-%d, taskDefinition: \"app-%d:1\", desiredCount: %d, startedBefore: true,\n     placementStrategy: %s,\n"+
			"     deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 150},\n"+
			"     networkConfiguration: {awsvpcConfiguration: {subnets: [%s]}}}", i, i, each, strategy, strings.Join(subnets, ", "))
	}
	s.line("events:")
	for i := range rolling {
		s.line("  - {at: 1m, updateService: {service: app-%d, taskDefinition: \"app-%d:2\"}}", i, i)
	}
	s.line("  - {at: 3m, failAvailabilityZone: us-east-1a}")
	return s.String()
}

// A fill is services one after the other, of as many tasks each, that stay: what
// simple simulators of placement are measured with.
type fill struct {
	hosts, tasks, perService int
	shapes                   [][2]int // CPU units and MiB
	inTurn                   bool     // the shapes by turns; otherwise one after the other
	strategy                 string
}

var (
	fourShapes  = [][2]int{{64, 128}, {128, 256}, {128, 512}, {192, 1024}}
	fortyNine   = sevenBySeven()
	binpackFill = "{type: binpack, field: memory}"
	spreadFill  = "{type: spread, field: instanceId}"
)

func sevenBySeven() (shapes [][2]int) {
	for i := range 49 {
		shapes = append(shapes, [2]int{32 * (1 + i%7), 128 * (1 + i/7)})
	}
	return shapes
}

// scene has hosts of 16,384 CPU units and 65,536 MiB; nothing takes time on them.
func (f fill) scene() string {
	var s sheet
	s.line("name: fill\ncluster:\n  instances: [{name: host, instanceType: m5.4xlarge, count: %d, registeredMemory: 65536}]\n  quotas: {taskStartsPerMinute: unlimited}\ntaskDefinitions:", f.hosts)
	for i, x := range f.shapes {
		s.line("  - {family: size-%d, networkMode: bridge, containerDefinitions: [{name: app, image: app, cpu: %d, memory: %d}]}", i, x[0], x[1])
	}
	s.line("timings: {preset: instant}\nservices:")
	services := f.tasks / f.perService
	for i := range services {
		shape := i * len(f.shapes) / services
		if f.inTurn {
			shape = i % len(f.shapes)
		}
		s.line("  - {serviceName: s-%d, taskDefinition: size-%d, desiredCount: %d, placementStrategy: [%s]}", i, shape, f.perService, f.strategy)
	}
	return s.String()
}

// longScene is a file of 20,000 lines, eight for each service.
func longScene() string {
	var s sheet
	s.line("name: long\ncluster:\n  instances: [{instanceType: m5.large, count: 100}]\ntaskDefinitions:")
	for i := range 2500 {
		s.line("  - family: task-%d\n    networkMode: bridge\n    containerDefinitions:\n"+
			"      - {name: app, image: app, cpu: 128, memory: 128, portMappings: [{containerPort: 80}]}", i)
	}
	s.line("services:")
	for i := range 2500 {
		s.line("  - serviceName: service-%d\n    taskDefinition: task-%d\n    desiredCount: 3\n    placementStrategy: [{type: binpack, field: memory}]", i, i)
	}
	return s.String()
}

// portScene has hosts of four sizes, and a service that takes port 80 of each of
// them; with stuck, a second service finds none left.
func portScene(hosts int, stuck bool) string {
	var s sheet
	s.line("name: ports\ncluster:\n  instances:")
	for _, size := range []string{"large", "xlarge", "2xlarge", "4xlarge"} {
		s.line("    - {instanceType: m5.%s, count: %d, availabilityZones: [us-east-1a, us-east-1b, us-east-1c]}", size, hosts/4)
	}
	s.line("  quotas: {taskStartsPerMinute: unlimited}")
	s.line("taskDefinitions:\n  - {family: web, networkMode: bridge, containerDefinitions: [{name: app, image: app, memory: 64, portMappings: [{containerPort: 80, hostPort: 80}]}]}")
	s.line("services:\n  - {serviceName: first, taskDefinition: web, desiredCount: %d}", hosts)
	if stuck {
		s.line("  - {serviceName: second, taskDefinition: web, desiredCount: 10}")
	}
	return s.String()
}
