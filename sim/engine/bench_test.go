package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/experiment"
)

// benchmark runs a scenario to its end without checks.
func benchmark(b *testing.B, c *config.Config) {
	b.Helper()
	if _, err := experiment.Run(context.Background(), c, 0, nil); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLoss is one host with a hundred attachment slots and ninety tasks there on
// average: a loss system, a hundred thousand arrivals each time.
func BenchmarkLoss(b *testing.B) {
	for range b.N {
		c := world(1)
		c.Groups[0].CPU, c.Groups[0].Memory, c.Groups[0].SlotsPlain = 1<<20, 1<<20, 100
		r := addTasks(c, "job", 100_000, 0, def("job", model.AWSVPC, 1, 6))
		r.Stream, r.Forever = true, false
		r.Arrivals, r.RunFor = must(des.Exponential(time.Second)), must(des.Exponential(90*time.Second))
		benchmark(b, c)
	}
}

// BenchmarkPacking is a thousand hosts that take a stream of tasks of several sizes
// and network modes, packed by memory.
func BenchmarkPacking(b *testing.B) {
	for range b.N {
		c := world(1000)
		c.Groups[0].SlotsPlain = 10
		c.Timings.ENIAttach, c.Timings.ENIDetach = must(des.Triangular(4e9, 10e9, 25e9)), must(des.Triangular(5e9, 15e9, 45e9))
		c.Timings.ImagePull = must(des.Triangular(2e9, 8e9, 60e9))
		for i := range 12 {
			td := def(fmt.Sprintf("job-%d", i), model.NetworkMode(i%3), model.CPU(64+16*i), model.MiB(128+64*i), tcp(uint16(8000+i), 0))
			r := addTasks(c, td.Family, 10_000, 0, td)
			r.Strategies = []model.Strategy{{Type: "binpack", Field: "memory"}}
			r.Stream, r.Forever = true, false
			r.Arrivals, r.RunFor = must(des.Exponential(time.Second)), must(des.LogNormal(8*time.Minute, 4*time.Minute))
		}
		benchmark(b, c)
	}
}

// BenchmarkDeployments is forty services on three hundred hosts, all deployed at once,
// and a third of the hosts lost.
func BenchmarkDeployments(b *testing.B) {
	for range b.N {
		c := world(300)
		c.Groups[0].Zones, c.Groups[0].SlotsPlain = []string{"a", "b", "c"}, 20
		c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"}, config.Subnet{ID: "subnet-c", Zone: "c"})
		c.Timings.HealthyAfter, c.Timings.ENIAttach = 40*time.Second, must(des.Triangular(4e9, 10e9, 25e9))
		c.Duration = des.Time(time.Hour)
		for i := range 40 {
			addService(c, fmt.Sprintf("web-%d", i), 50, def("web", model.AWSVPC, 64, 64)).StartedBefore = true
			soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = i, true })
		}
		soon(c, 10*time.Minute, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "b" })
		benchmark(b, c)
	}
}
