package main

import "ecssim/sim/packing"

// plans are the fleets that are planned over all types, with what that may cost in C++ events and as many times as one
// compare of the same fleet. The first two may take about twice what they took on an idle machine with 314 ns an event
// (0.4 and 1.3 s), the last what would be 47 s there. Of compares they may take two to three times what was measured
// under load.
var plans = []struct {
	name, what string
	fleet      func() []packing.Class // nil = the scenario microservices
	events     float64
	compares   float64
	rounds     int
}{
	{"c1", "microservices", nil, 2.5e6, 40, 0},
	{"40", "40 services", fleets["40"], 8e6, 120, 0},
	{"400", "400 services", fleets["400"], 150e6, 80, 1},
}

func planJobs() []job {
	var js []job
	for _, x := range plans {
		file, scene := "microservices", (func() string)(nil)
		if x.fleet != nil {
			file, scene = "{file}", func() string { return fleetScene(x.fleet()) }
		}
		js = append(js,
			job{name: "plan-" + x.name, what: x.what + ", over all types", rounds: x.rounds, scene: scene, by: []program{
				{name: "ecssim plan", args: "{ecssim} plan " + file + " --setup awsvpc-trunking -o json", read: readPlan},
				{name: "ecssim compare", args: "{ecssim} compare " + file + " --setup awsvpc-trunking -o json", read: readSum, apart: true}}},
			job{name: "pack-" + x.name, what: x.what + ", fewest m5.large", unit: "ns", rounds: 3, by: []program{
				{name: "ours", args: "{bench} pack ours " + x.name},
				{name: "first-fit decreasing", args: "{bench} pack first-fit " + x.name, apart: true},
				{name: "glpsol, 20 s", args: "{bench} pack glpsol " + x.name + " {glpsol}", rounds: 1, apart: true}}})
	}
	return js
}

func planTargets() []target {
	var ts []target
	for _, x := range plans {
		ts = append(ts, perEvent("L1", "plan of "+x.what+" over all types", "the process", "plan-"+x.name, "ecssim plan", 1, x.events))
	}
	for _, x := range plans {
		ts = append(ts, target{id: "L2", what: "plan of " + x.what + " over one compare of it", num: quantity{"plan-" + x.name, "ecssim plan", process},
			den: &quantity{"plan-" + x.name, "ecssim compare", process}, atMost: x.compares})
	}
	for _, x := range plans {
		ts = append(ts, within("L3", "plan of "+x.what+": more than any fleet has to cost", "plan-"+x.name, "ecssim plan", gap, 0))
	}
	for _, x := range plans {
		job := "pack-" + x.name
		ts = append(ts, target{id: "L4", what: x.what + ": hosts of first-fit decreasing over those of our packing",
			num: quantity{job, "first-fit decreasing", hosts}, den: &quantity{job, "ours", hosts}})
	}
	for _, x := range plans {
		job := "pack-" + x.name
		ts = append(ts, target{id: "L5", what: x.what + ": our packing and its proof over first-fit decreasing",
			num: quantity{job, "ours", loop}, den: &quantity{job, "first-fit decreasing", loop}})
	}
	for _, x := range plans {
		job := "pack-" + x.name
		ts = append(ts, target{id: "L6", what: x.what + ": glpsol, within 20 s, over our packing and its proof",
			num: quantity{job, "glpsol, 20 s", process}, den: &quantity{job, "ours", process}})
	}
	return ts
}

// A sweep of a small scenario: 1,000 points, each run 20 times.
const (
	sweepRuns = 20_000
	sweepArgs = "{ecssim} sweep run two-tasks-and-a-wall --vary cluster.instances.0.count=1..250 --vary services.web.desiredCount=1..4 "
)

func sweepJobs() []job {
	return []job{{name: "sweep", what: "a sweep of 1,000 points, 20 runs each", rounds: 3, by: []program{
		{name: "1 worker", args: sweepArgs + "--replications 20 --workers 1", read: readSum},
		{name: "2 workers", args: sweepArgs + "--replications 20 --workers 2", read: readSum},
		{name: "1 worker, 2 runs a point", args: sweepArgs + "--replications 2 --workers 1", read: readSum, apart: true}}}}
}
