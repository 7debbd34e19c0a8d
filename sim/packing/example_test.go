package packing_test

import (
	"context"
	"fmt"

	"ecssim/model"
	"ecssim/sim/packing"
)

// A fleet of three sizes of tasks on m5.large with a trunk: 23 hosts, and no fewer. The
// certificate says why: with these weights all tasks weigh 360, and those on one host at most 16.
func Example() {
	size := func(name string, count int, cpu model.CPU, memory model.MiB) packing.Tasks {
		return packing.Tasks{Name: name, Count: count, Claim: &model.Claim{Room: model.Room{CPU: cpu, Memory: memory, ENI: 1}}}
	}
	fleet := packing.Fleet{
		Tasks: []packing.Tasks{size("small", 72, 128, 256), size("medium", 48, 256, 512), size("large", 24, 1024, 2048)},
		Hosts: []packing.Host{{
			Name: "m5.large", Price: 1, Subnet: -1, PortQuota: model.ReservedPortQuota,
			Room: model.Room{CPU: 2048, Memory: 7600, ENI: 10},
		}},
	}
	p := fleet.Problem()
	r, err := packing.Solve(context.Background(), p, packing.Normal())
	if err != nil {
		panic(err)
	}
	c := r.Bound.Certificates[0]
	fmt.Println("at least", r.Bound.Value, "hosts, by", r.Bound.Alone)
	fmt.Println("weights", c.Weights, "of", c.Total, "in all and", c.Worth[0], "on a host; checked:", r.Bound.Check(p, 1_000_000))
	for _, l := range r.Packing.Loads {
		fmt.Println(l.Hosts, "×", l.Tasks)
	}
	// Output:
	// at least 23 hosts, by [RESOURCE:CPU]
	// weights [1 2 8] of 360 in all and 16 on a host; checked: <nil>
	// 9 × [8 0 1]
	// 5 × [0 8 0]
	// 1 × [0 4 1]
	// 1 × [0 4 0]
	// 7 × [0 0 2]
}
