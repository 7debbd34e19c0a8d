package main

import "fmt"

// targets are what ecssim wants to be held to. Times are ratios wherever there is
// someone to compare with; the others are seconds of this machine.
var targets = allTargets()

func allTargets() []target {
	ts := append(kernelTargets(), placementTargets()...)
	ts = append(ts, simulatorTargets()...)
	ts = append(ts, commandTargets()...)
	ts = append(ts, growthTargets()...)
	return append(ts, floorTargets()...)
}

// faster wants a program of a job to take at least so many times ecssim's time.
func faster(id, what, job, than string, times float64) target {
	return target{id: id, what: what, num: quantity{job, than, loop}, den: &quantity{job, "ecssim", loop}, atLeast: times}
}

// within wants a metric of a program to be no more than a bound.
func within(id, what, job, program string, m metric, atMost float64) target {
	return target{id: id, what: what, num: quantity{job, program, m}, atMost: atMost}
}

func kernelTargets() []target {
	var ts []target
	for i, n := range pending {
		job := fmt.Sprint("hold-", n)
		ts = append(ts, target{id: "K1", what: "hold, " + comma(n) + " pending: of C++ std::priority_queue", num: quantity{job, "ecssim", loop},
			den: &quantity{job, "C++", loop}, atMost: []float64{0.7, 0.5, 0.25}[i]})
	}
	for i, n := range pending {
		ts = append(ts, faster("K2", "hold, "+comma(n)+" pending: over SimPy's processes", fmt.Sprint("hold-", n), "SimPy", []float64{40, 100, 150}[i]))
	}
	return append(ts,
		faster("K3", "loss: over SimPy's processes", "loss", "SimPy", 100),
		faster("K3", "loss: over SimPy's callbacks", "loss", "SimPy callbacks", 20),
		faster("K3", "loss: over ns-3", "loss", "ns-3", 3),
		faster("K3", "loss: over C++ std::priority_queue", "loss", "C++", 0),
		target{id: "K5", what: "loss, ecssim run and all its statistics: over SimPy's processes", atLeast: 25,
			num: quantity{"loss", "SimPy", process}, den: &quantity{"loss", "ecssim run", process}},
		target{id: "K5", what: "loss, ecssim run and all its statistics: over SimPy's callbacks", atLeast: 5,
			num: quantity{"loss", "SimPy callbacks", process}, den: &quantity{"loss", "ecssim run", process}},
		target{id: "K6", what: "hold: 1,000,000 pending over 1,000", atMost: 2.5,
			num: quantity{"hold-1000000", "ecssim", loop}, den: &quantity{"hold-1000", "ecssim", loop}},
	)
}

func placementTargets() []target {
	var ts []target
	for _, c := range chains {
		for i, load := range loads {
			ts = append(ts, faster("P1", fmt.Sprintf("%s, %s: over a plain scan", c.name, load), placeJob(c.name, i), "plain scan", c.speedUp))
		}
	}
	for _, c := range chains {
		for i, load := range loads {
			ts = append(ts, faster("P1", fmt.Sprintf("%s, %s: over its own slow twin", c.name, load), placeJob(c.name, i), "twin", c.speedUp))
		}
	}
	for _, c := range chains {
		job := "growth-" + c.name
		ts = append(ts, target{id: "P2", what: c.name + ": 100,000 hosts over 1,000", atMost: c.growth,
			num: quantity{job, "100,000 hosts", loop}, den: &quantity{job, "1,000 hosts", loop}})
	}
	return append(ts, within("P3", "10,000,000 decisions alike", "twins", "go test", process, 0))
}

func simulatorTargets() []target {
	return []target{
		within("S1", "10,000,000 tasks, 10,000 hosts", "ten-million", "ecssim run", process, 30),
		within("S1", "10,000,000 tasks, 10,000 hosts", "ten-million", "ecssim run", memory, 100),
		within("S2", "10,000,000 tasks, 100,000 hosts", "million-running", "ecssim run", process, 60),
		within("S2", "10,000,000 tasks, 100,000 hosts", "million-running", "ecssim run", memory, 500),
		{id: "S3", what: "10,000 hosts: the run with placement's twin over the run", num: quantity{"twin-run", "walk", loop},
			den: &quantity{"twin-run", "indexes", loop}, atLeast: 12},
		within("S4", "steady state", "steady", "indexes", allocs, 0.01),
		within("S5", "5,000 hosts, 500,000 tasks, a deployment and a failure", "full", "ecssim run", process, 60),
		{id: "R1", what: "2 workers over 1", num: quantity{"workers", "2 workers", process}, den: &quantity{"workers", "1 worker", process}, atMost: 1.15},
		{id: "R1", what: "8 workers over 1", num: quantity{"workers", "8 workers", process}, den: &quantity{"workers", "1 worker", process}},
		{id: "R2", what: "variance of a difference, own chance over common", num: quantity{"pair", "ecssim compare", cut}, atLeast: 20},
	}
}

func commandTargets() []target {
	var ts []target
	for _, f := range fills {
		if f.atMost > 0 {
			ts = append(ts, within(f.name[:2], f.what, f.name, "ecssim run", process, f.atMost))
		}
		if f.hosts > 0 {
			ts = append(ts, within(f.name[:2], f.what, f.name, "ecssim run", hosts, f.hosts))
		}
	}
	return append(ts,
		within("C1", "ecssim run, a small scenario", "small", "ecssim", process, 0.050),
		within("C2", "ecssim version", "version", "ecssim", process, 0.020),
		within("E1", "ecssim density --instance-type all", "density", "ecssim", process, 0),
		within("E2", "ecssim scenario validate, 20,000 lines", "long", "ecssim", process, 0),
		within("E3", "ecssim explain on 10,000 hosts", "explain", "ecssim", process, 0),
		within("E4", "ecssim run -o json of 100,000 instances", "json", "ecssim", process, 0),
		within("E5", "ecssim run of a stuck service on 10,000 hosts", "stuck", "ecssim", process, 0),
	)
}

func growthTargets() []target {
	var ts []target
	for _, n := range hostCounts {
		ts = append(ts, within("G1", "a task on "+comma(n)+" hosts", fmt.Sprint("hosts-", n), "ecssim", loop, 0))
	}
	for _, n := range perServices {
		ts = append(ts, within("G2", "100,000 tasks in services of "+comma(n), fmt.Sprint("services-", n), "ecssim run", process, 0))
	}
	return ts
}

func floorTargets() []target {
	var ts []target
	for _, k := range workingSets {
		ts = append(ts, within("F1", "a load from anywhere in "+comma(k)+" KiB", fmt.Sprint("chase-", k), "Go", loop, 0))
	}
	for _, n := range pending {
		ts = append(ts, within("F2", "an event through a ring of "+comma(n)+", in no order", fmt.Sprint("ring-", n), "Go", loop, 0))
	}
	return ts
}
