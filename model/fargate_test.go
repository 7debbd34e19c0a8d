package model

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Row 49 of the facts on scheduling, and the price list itself.
func TestFargatePrice(t *testing.T) {
	for _, c := range []struct {
		name   string
		cpu    CPU
		memory MiB
		arch   string
		want   float64 // -1 = no such size or architecture
	}{
		{"49: 1 vCPU, 4 GB", 1024, 4096, "X86_64", 41.9472 / 720},
		{"no architecture", 1024, 4096, "", 41.9472 / 720},
		{"EC2's spelling", 1024, 1024, "arm64", 0.03238 + 2*0.00356},
		{"rounded up", 100, 100, "x86_64", 0.25*0.04048 + 0.5*0.004445},
		{"largest", 16384, 122880, "", 16*0.04048 + 120*0.004445},
		{"too much memory", 256, 122881, "", -1},
		{"too much CPU", 16385, 512, "", -1},
		{"no such architecture", 256, 512, "riscv", -1},
	} {
		got, ok := FargatePrice(c.cpu, c.memory, c.arch)
		if !ok {
			got = -1
		}
		if math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFargateSizes(t *testing.T) {
	counts := map[CPU]int{}
	for _, s := range FargateSizes() {
		counts[s.CPU]++
	}
	for cpu, want := range map[CPU]int{256: 3, 512: 4, 1024: 7, 2048: 13, 4096: 23, 8192: 12, 16384: 12} {
		if counts[cpu] != want {
			t.Errorf("%d units: %d sizes, want %d", cpu, counts[cpu], want)
		}
	}
}

// The least size is the cheapest of all that hold the task.
func TestRoundUpFargateIsCheapest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cpu := CPU(rapid.IntRange(0, 17000).Draw(rt, "cpu"))
		memory := MiB(rapid.IntRange(0, 130000).Draw(rt, "memory"))
		got, ok := RoundUpFargate(cpu, memory)
		price := func(s FargateSize) float64 { return float64(s.CPU)/1024*0.04048 + float64(s.Memory)/1024*0.004445 }
		holds := slices.DeleteFunc(FargateSizes(), func(s FargateSize) bool { return s.CPU < cpu || s.Memory < memory })
		if ok != (len(holds) > 0) {
			rt.Fatalf("found %v, of %d sizes that hold it", ok, len(holds))
		}
		for _, s := range holds {
			if price(s) < price(got) {
				rt.Fatalf("%v was taken, %v is cheaper", got, s)
			}
		}
	})
}
