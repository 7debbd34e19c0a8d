package main

import (
	"math/rand/v2"

	"ecssim/model"
	"ecssim/sim/packing"
)

// c1Fleet is the scenario microservices of the library: 40 services of three sizes.
func c1Fleet() []packing.Class {
	return []packing.Class{
		{Name: "large", Count: 24, Takes: []int64{1024, 2048, 1}},
		{Name: "medium", Count: 48, Takes: []int64{256, 512, 1}},
		{Name: "small", Count: 72, Takes: []int64{128, 256, 1}},
	}
}

// randomFleet is so many services of two to six tasks: most with 1 to 4 MiB for each CPU unit, a third with any
// memory up to 8.
func randomFleet(services int) (list []packing.Class) {
	r := rand.New(rand.NewPCG(0, uint64(services)))
	cpus := []int64{64, 128, 128, 256, 256, 256, 512, 512, 1024, 1024, 2048}
	for range services {
		cpu := cpus[r.IntN(len(cpus))]
		memory := cpu * (1 + r.Int64N(4))
		if r.IntN(3) == 0 {
			memory = 64 * (1 + r.Int64N(cpu/8))
		}
		list = append(list, packing.Class{Count: 2 + r.Int64N(5), Takes: []int64{cpu, min(memory, 7168), 1}})
	}
	return list
}

// m5Large is what an m5.large with a trunk offers: CPU units, MiB and ENI slots.
var m5Large = []int64{2048, 7600, 10}

// onM5Large is the problem of the fewest m5.large for a fleet.
func onM5Large(classes []packing.Class) *packing.Problem {
	return &packing.Problem{
		Resources: []packing.Resource{{Name: "CPU", Reason: model.ReasonCPU}, {Name: "memory", Reason: model.ReasonMemory}, {Name: "ENI", Reason: model.ReasonENI}},
		Classes:   classes,
		Hosts:     []packing.HostType{{Name: "m5.large", Price: 1, Offers: m5Large}},
	}
}

// fleetScene is a fleet as a scenario: one service a class, in awsvpc mode, over three zones.
func fleetScene(classes []packing.Class) string {
	var s sheet
	s.line("name: fleet\ncluster:\n  accountSettings: {awsvpcTrunking: enabled}\n  instances:")
	s.line("    - {name: hosts, instanceType: m5.large, registeredMemory: %d, availabilityZones: [us-east-1a, us-east-1b, us-east-1c]}", m5Large[1])
	s.line("taskDefinitions:")
	for i, c := range classes {
		s.line("  - {family: app-%d, networkMode: awsvpc, containerDefinitions: [{name: app, image: app, cpu: %d, memory: %d, portMappings: [{containerPort: 8080}]}]}",
			i, c.Takes[0], c.Takes[1])
	}
	s.line("services:")
	for i, c := range classes {
		s.line("  - {serviceName: app-%d, taskDefinition: app-%d, desiredCount: %d}", i, i, c.Count)
	}
	return s.String()
}
