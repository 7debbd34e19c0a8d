package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/packing"
)

// sized40 are sizes of services as "count×cpu/memory", for m5.large with a trunk: memory alone proves
// 41 hosts, memory and CPU together 42.
var sized40 = []struct{ count, cpu, memory int }{
	{3, 64, 128}, {27, 64, 256}, {3, 64, 384}, {8, 128, 128}, {21, 128, 256}, {3, 128, 512}, {3, 256, 256}, {3, 256, 384}, {4, 256, 512},
	{3, 256, 832}, {12, 256, 1024}, {2, 256, 1216}, {3, 256, 1280}, {6, 256, 2048}, {3, 512, 512}, {9, 512, 1024}, {3, 512, 2048},
	{2, 512, 4096}, {2, 1024, 1024}, {4, 1024, 1664}, {4, 1024, 1792}, {19, 1024, 2048}, {11, 1024, 4096}, {4, 1024, 6656}, {7, 2048, 4096},
}

func TestBoundByTwoResourcesTogether(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)})
	c.Trunking = true
	for i, x := range sized40 {
		c.Tasks = append(c.Tasks, definition(fmt.Sprint("size-", i), model.CPU(x.cpu), model.MiB(x.memory)))
		serve(c, fmt.Sprint("s", i), i, x.count, packed)
	}
	h := needed(t, c)
	if *h.LowerBound != 42 || !h.Together || !slices.Equal(h.ProvedBy, []string{"RESOURCE:MEMORY", "RESOURCE:CPU"}) {
		t.Errorf("bound %d by %v (together: %v), wanted 42 by memory and CPU together", *h.LowerBound, h.ProvedBy, h.Together)
	}
	total, worth := int64(0), h.Certificate.Hosts[0].Worth
	for i, w := range h.Certificate.Tasks {
		total += w.Count * w.Weight
		if w.Count != int64(sized40[i].count) {
			t.Errorf("the certificate has %d tasks of %s, wanted %d", w.Count, w.Workload, sized40[i].count)
		}
	}
	if total != h.Certificate.Total || (total+worth-1)/worth != 42 || len(h.Certificate.Hosts) != 1 {
		t.Errorf("tasks weigh %d, total %d, hosts %+v; wanted a quotient of 42", total, h.Certificate.Total, h.Certificate.Hosts)
	}
}

// TestProvedAtAnyLoad proves bounds for random workloads without being told how many hosts are enough: never
// more than are, never less than single resources do, and with certificates that stand their check.
func TestProvedAtAnyLoad(t *testing.T) {
	luck := rand.New(rand.NewPCG(3, 4))
	higher := 0
	for round := range 80 {
		c := fixture([]config.InstanceGroup{m5large(1)})
		c.Trunking = luck.IntN(2) == 0
		for i := range 1 + luck.IntN(5) {
			var ports []uint16
			d := definition(fmt.Sprint("f", i), model.CPU(128*(1+luck.IntN(12))), model.MiB(512*(1+luck.IntN(12))))
			switch luck.IntN(4) {
			case 0:
				ports = []uint16{uint16(8080 + luck.IntN(2))}
				fallthrough
			case 1:
				d = definition(d.Family, d.CPU, d.Memory, ports...)
				d.NetworkMode = model.Bridge
			}
			c.Tasks = append(c.Tasks, d)
			serve(c, d.Family, i, 1+luck.IntN(9), packed)
		}
		if luck.IntN(3) == 0 {
			c.Tasks = append(c.Tasks, definition("agent", 128, 64))
			serve(c, "agent", len(c.Tasks)-1, 0, daemon)
		}
		h := needed(t, c)
		if h.Needed == nil {
			continue
		}
		p := newPacker(c)
		room, err := p.daemonsOnly()
		if err != nil {
			t.Fatal(err)
		}
		single := p.lowerBound(room)
		x, err := p.prove(context.Background(), room, single, 0)
		if err != nil {
			t.Fatal(err)
		}
		if x.hosts > *h.Needed || x.hosts < single.hosts {
			t.Errorf("round %d: %d hosts proved, %d by one resource, and %d are enough", round, x.hosts, single.hosts, *h.Needed)
		}
		if x.hosts > single.hosts {
			higher++
		}
		problem := p.numbers(room, oneHost).Problem()
		b, _, err := packing.LowerBound(context.Background(), problem, packing.Low(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Check(problem, 1_000_000); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if higher == 0 {
		t.Error("no workload had a bound above that of single resources; wanted some")
	}
}

// TestDensityIsWhatPackingProves has as many tasks as density lets on a host, and one more: they need one
// host, and two.
func TestDensityIsWhatPackingProves(t *testing.T) {
	luck := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		task := definition("one", model.CPU(128*(1+luck.IntN(8))), model.MiB(256*(1+luck.IntN(12))))
		for _, setup := range []model.Setup{model.SetupAWSVPC, model.SetupTrunking, model.SetupBridgeDynamic} {
			g := m5large(1)
			row := Density(DensityRequest{Types: []HostType{{InstanceType: "m5.large", InstanceSize: g.InstanceSize, USDPerHour: -1}},
				Setups: []model.Setup{setup}, Task: task})[0]
			for more := range 2 {
				c := fixture([]config.InstanceGroup{g}, task)
				serve(c, "one", 0, row.Tasks+more, packed)
				u, err := Under(c, setup, Move{})
				if err != nil {
					t.Fatal(err)
				}
				if h := needed(t, u); h.Needed == nil || *h.LowerBound != 1+more || row.Tasks == 0 {
					t.Errorf("%v: density lets %d tasks on a host, and %d of them have a bound of %v hosts", setup, row.Tasks, row.Tasks+more, h.LowerBound)
				}
			}
		}
	}
}
