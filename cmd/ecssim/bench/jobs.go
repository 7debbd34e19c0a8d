package main

import "fmt"

// jobs lists everything that can be measured. What takes long runs less often.
func jobs() []job {
	js := append(kernelJobs(), placementJobs()...)
	js = append(js, simulatorJobs()...)
	js = append(js, fillJobs()...)
	js = append(js, planJobs()...)
	js = append(js, sweepJobs()...)
	js = append(js, growthJobs()...)
	js = append(js, floorJobs()...)
	return append(js, commandJobs()...)
}

// pending are the sizes of the hold model.
var pending = []int{1_000, 100_000, 1_000_000}

func kernelJobs() []job {
	var js []job
	for _, n := range pending {
		events, slow := 300_000, 0
		if n == 1_000_000 {
			events, slow = 100_000, 3
		}
		js = append(js, job{
			name: fmt.Sprint("hold-", n), what: "hold model, " + comma(n) + " pending", unit: "ns/event",
			by: []program{
				{name: "ecssim", args: fmt.Sprintf("{bench} hold %d 3000000 100000", n)},
				{name: "C++", args: fmt.Sprintf("{cpp} hold %d 3000000 100000", n)},
				{name: "SimPy", args: fmt.Sprintf("{simpy} hold processes %d %d 100000", n, events), rounds: slow},
			}})
	}
	loss := job{name: "loss", what: "M/M/100/100 at 90 erlangs, 1,000,000 arrivals", unit: "ns/arrival", by: []program{
		{name: "ecssim", args: "{bench} loss 1000000"},
		{name: "C++", args: "{cpp} loss 1000000"},
		{name: "ns-3", args: "{ns3} loss 1000000"},
		{name: "SimPy", args: "{simpy} loss processes 1000000"},
		{name: "SimPy callbacks", args: "{simpy} loss callbacks 1000000"},
		{name: "ecssim run", args: "{ecssim} run {file} -o json --no-remedies", read: readRun, apart: true},
		{name: "with the search", args: "{ecssim} run {file} -o json", read: readRun, apart: true},
	}}
	loss.scene = func() string { return lossScene(1_000_000) }
	return append(js, loss)
}

// chains are the strategies with what an index must be worth on 10,000 hosts, load by
// load, how many C++ events a step may cost there, and its growth from 1,000 to 100,000.
var chains = []struct {
	name           string
	speedUp        [3]float64
	events, growth float64
}{
	{"binpack", [3]float64{25, 32, 25}, 3, 5},
	{"zone-binpack", [3]float64{15, 15, 15}, 3.5, 5},
	{"spread", [3]float64{30, 30, 30}, 3.2, 10},
	{"random", [3]float64{60, 60, 60}, 2.3, 15},
}

// loads are how full the hosts are, in percent of memory, and with how many slots:
// those of plain hosts run out long before memory.
var loads = []string{"80 trunks", "95 trunks", "95 plain"}

func placeJob(strategy string, i int) string { return fmt.Sprintf("place-%s-%d", strategy, i) }

func placementJobs() []job {
	var js []job
	for _, c := range chains {
		for i, load := range loads {
			j := job{name: placeJob(c.name, i), what: fmt.Sprintf("placement, %s, 10,000 hosts, %s", c.name, load), unit: "ns/step"}
			for _, p := range []struct {
				name, kind string
				steps      int
			}{{"ecssim", "indexed", 300_000}, {"plain scan", "scan", 4_000}, {"twin", "twin", 2_000}} {
				j.by = append(j.by, program{name: p.name, args: fmt.Sprintf("{bench} place %s %s 10000 %s %d 2000", p.kind, c.name, load, p.steps)})
			}
			js = append(js, j)
		}
		j := job{name: "growth-" + c.name, what: "placement, " + c.name + ", 80 trunks", unit: "ns/step", rounds: 3}
		for _, hosts := range []int{1_000, 100_000} {
			j.by = append(j.by, program{name: comma(hosts) + " hosts", apart: true,
				args: fmt.Sprintf("{bench} place indexed %s %d 80 trunks 300000 2000", c.name, hosts)})
		}
		js = append(js, j)
	}
	return append(js, job{name: "twins", what: "10,000,000 decisions, indexes against the walk", rounds: 1, by: []program{
		{name: "go test", args: "{go} test -C " + root + " -count=1 -run ^TestIndexedIsLinear$ ./sim/placement", env: "ECSSIM_VERIFY=1", read: readTests}}})
}

func simulatorJobs() []job {
	run := func(name, what string, rounds int, scene func() string) job {
		return job{name: name, what: what, rounds: rounds, scene: scene, by: []program{
			{name: "ecssim run", args: "{ecssim} run {file} -o json", read: readRun}}}
	}
	return []job{
		run("ten-million", "10,000,000 tasks on 10,000 hosts, binpack", 3, func() string { return clusterScene(10_000, 10_000_000) }),
		run("million-running", "10,000,000 tasks on 100,000 hosts, 1,000,000 at a time", 2, func() string { return clusterScene(100_000, 10_000_000) }),
		{name: "twin-run", what: "100,000 tasks on 10,000 hosts", unit: "ns/task", rounds: 1, scene: func() string { return clusterScene(10_000, 100_000) }, by: []program{
			{name: "indexes", args: "{bench} run {file} indexes"}, {name: "walk", args: "{bench} run {file} twin"}}},
		{name: "steady", what: "1,000,000 tasks on 1,000 hosts", unit: "ns/task", scene: func() string { return clusterScene(1_000, 1_000_000) }, by: []program{
			{name: "indexes", args: "{bench} run {file} indexes"}}},
		{name: "full", what: "5,000 hosts, 500,000 tasks, 20 deployments, a zone lost", scene: fullScene, by: []program{
			{name: "ecssim run", args: "{ecssim} run {file} -o json --no-remedies", read: readRollout},
			{name: "with the search", args: "{ecssim} run {file} -o json", read: readRollout}}},
		{name: "workers", what: "8 replications of 200,000 tasks on 1,000 hosts", scene: func() string { return clusterScene(1_000, 200_000) }, by: []program{
			{name: "1 worker", args: "{ecssim} run {file} -o json --replications 8 --workers 1", read: readSum},
			{name: "2 workers", args: "{ecssim} run {file} -o json --replications 8 --workers 2", read: readSum},
			{name: "8 workers", args: "{ecssim} run {file} -o json --replications 8 --workers 8", read: readSum}}},
		{name: "pair", what: "100 servers against 102, 100 replications of 20,000 arrivals", rounds: 1, scene: pairScene, by: []program{
			{name: "ecssim compare", args: "{ecssim} compare {file} --setup awsvpc,bridge-dynamic --replications 100 -o json", read: readPair}}},
	}
}

// fills are the workloads of placement alone, start-up and all, with what a task may
// cost in C++ events, or how many hosts those may need that tell how well it packs.
var fills = []struct {
	name, what string
	fill
	atMost float64 // C++ events a task
	hosts  float64
}{
	{"W1-100k", "W1 binpack, 100,000 tasks on 1,000 hosts", fill{1_000, 100_000, 5_000, fourShapes, false, binpackFill}, 2, 0},
	{"W1-100k-spread", "W1 spread, 100,000 tasks on 1,000 hosts", fill{1_000, 100_000, 5_000, fourShapes, false, spreadFill}, 2, 0},
	{"W2-100k", "W2 binpack, 100,000 tasks on 1,000 hosts", fill{1_000, 100_000, 20, fortyNine, true, binpackFill}, 7.7, 0},
	{"W2-100k-spread", "W2 spread, 100,000 tasks on 1,000 hosts", fill{1_000, 100_000, 20, fortyNine, true, spreadFill}, 7.7, 0},
	{"W1-1M", "W1 binpack, 1,000,000 tasks on 10,000 hosts", fill{10_000, 1_000_000, 5_000, fourShapes, false, binpackFill}, 2.1, 0},
	{"W1-1M-spread", "W1 spread, 1,000,000 tasks on 10,000 hosts", fill{10_000, 1_000_000, 5_000, fourShapes, false, spreadFill}, 1.5, 0},
	{"W1-10k", "W1 binpack, 10,000 tasks on 1,000 hosts", fill{1_000, 10_000, 2_500, fourShapes, false, binpackFill}, 0, 88},
	{"W2-10k", "W2 binpack, 10,000 tasks on 1,000 hosts", fill{1_000, 10_000, 20, fortyNine, true, binpackFill}, 0, 92},
}

func fillJobs() []job {
	var js []job
	for _, f := range fills {
		js = append(js, job{name: f.name, what: f.what, scene: f.scene, by: []program{
			{name: "ecssim run", args: "{ecssim} run {file} -o json", read: readHosts}}})
	}
	return js
}

func commandJobs() []job {
	ecssim := func(name, what, args string, scene func() string, read reader) job {
		return job{name: name, what: what, scene: scene, by: []program{{name: "ecssim", args: "{ecssim} " + args, read: read}}}
	}
	return []job{
		ecssim("version", "ecssim version", "version", nil, readSum),
		ecssim("small", "ecssim run two-tasks-and-a-wall", "run two-tasks-and-a-wall", nil, readSum),
		ecssim("density", "ecssim density --instance-type all", "density --instance-type all --cpu 256 --memory 512 -o json", nil, readSum),
		ecssim("long", "ecssim scenario validate, 20,000 lines", "scenario validate {file}", longScene, readSum),
		ecssim("explain", "ecssim explain on 10,000 hosts", "explain {file} -o json", func() string { return portScene(10_000, true) }, readSum),
		ecssim("json", "ecssim run -o json of 100,000 instances", "run {file} -o json", func() string { return portScene(100_000, false) }, readRun),
		ecssim("stuck", "ecssim run of a stuck service on 10,000 hosts", "run {file} -o json", func() string { return portScene(10_000, true) }, readRun),
	}
}

// What growth is shown over: hosts, and tasks of a service.
var (
	hostCounts  = []int{10, 100, 1_000, 10_000}
	perServices = []int{5_000, 500, 50, 20}
)

func growthJobs() []job {
	var js []job
	for _, n := range hostCounts {
		js = append(js, job{name: fmt.Sprint("hosts-", n), what: "300,000 tasks on " + comma(n) + " hosts, binpack", unit: "ns/task", rounds: 3,
			scene: func() string { return clusterScene(n, 300_000) }, by: []program{{name: "ecssim", args: "{bench} run {file} indexes"}}})
	}
	for _, n := range perServices {
		f := fill{1_000, 100_000, n, fourShapes, false, binpackFill}
		js = append(js, job{name: fmt.Sprint("services-", n), what: "100,000 tasks in services of " + comma(n), rounds: 3,
			scene: f.scene, by: []program{{name: "ecssim run", args: "{ecssim} run {file} -o json", read: readHosts}}})
	}
	return js
}

// workingSets are in KiB: in the first cache, in the second, beyond it.
var workingSets = []int{32, 1_024, 16_384, 262_144}

func floorJobs() []job {
	var js []job
	for _, k := range workingSets {
		js = append(js, job{name: fmt.Sprint("chase-", k), what: "loads from anywhere in " + comma(k) + " KiB", unit: "ns/load", by: []program{
			{name: "Go", args: fmt.Sprintf("{bench} chase %d 5000000", k)}}})
	}
	for _, n := range pending {
		js = append(js, job{name: fmt.Sprint("ring-", n), what: "a ring of " + comma(n) + " events", unit: "ns/event", by: []program{
			{name: "Go", args: fmt.Sprintf("{bench} ring %d 10000000", n)}}})
	}
	return js
}
