package model

import (
	"fmt"
	"slices"
	"strings"
)

// FargateSize is a task size that Fargate sells. It is paid for whole, also where
// the task needs less.
type FargateSize struct {
	CPU    CPU
	Memory MiB
}

// fargateSizes: for each CPU size the least and most memory and its steps (ECS
// API RegisterTaskDefinition, August 2026). 256 units are a step short of regular.
var fargateSizes = [...]struct {
	cpu               CPU
	least, most, step MiB
}{
	{256, 1024, 2048, 1024},
	{512, 1024, 4096, 1024},
	{1024, 2048, 8192, 1024},
	{2048, 4096, 16384, 1024},
	{4096, 8192, 30720, 1024},
	{8192, 16384, 61440, 4096},
	{16384, 32768, 122880, 8192},
}

// FargateSizes returns all sizes, by CPU, then memory.
func FargateSizes() []FargateSize {
	sizes := []FargateSize{{256, 512}}
	for _, s := range fargateSizes {
		for m := s.least; m <= s.most; m += s.step {
			sizes = append(sizes, FargateSize{s.cpu, m})
		}
	}
	return sizes
}

// RoundUpFargate returns the least size with at least the given CPU units and
// memory: the least CPU first, then the least memory. It is also the cheapest.
// False if the task is larger than any.
func RoundUpFargate(cpu CPU, memory MiB) (FargateSize, bool) {
	sizes := FargateSizes()
	i := slices.IndexFunc(sizes, func(s FargateSize) bool { return s.CPU >= cpu && s.Memory >= memory })
	if i < 0 {
		return FargateSize{}, false
	}
	return sizes[i], true
}

// fargatePrice is USD per vCPU-hour and per GB-hour, on demand, Linux,
// us-east-1 (guide of 10 March 2026 and vantage.sh for x86, vantage.sh for ARM;
// AWS's own page was not read). Storage beyond the free 20 GB is left out.
func fargatePrice(architecture string) (perVCPU, perGB float64, ok bool) {
	switch strings.ToUpper(architecture) {
	case "", "X86_64":
		return 0.04048, 0.004445, true
	case "ARM64":
		return 0.03238, 0.00356, true
	}
	return 0, 0, false
}

// FargatePricesDate and FargatePricesRegion say when and where the prices held.
const (
	FargatePricesDate   = "2026-03-10"
	FargatePricesRegion = "us-east-1"
)

// FargatePrice returns what one task costs in USD per hour, rounded up to a size
// that Fargate sells. The architecture is X86_64 or ARM64, as the ECS API or as
// EC2 spell them; "" is X86_64. False if it is neither or the task is too large.
func FargatePrice(cpu CPU, memory MiB, architecture string) (usdPerHour float64, ok bool) {
	perVCPU, perGB, known := fargatePrice(architecture)
	size, sold := RoundUpFargate(cpu, memory)
	if !known || !sold {
		return 0, false
	}
	return float64(float64(size.CPU)/float64(UnitsPerVCPU)*perVCPU) + float64(float64(size.Memory)/1024*perGB), true
}

// checkFargate returns what registration rejects where requiresCompatibilities
// names FARGATE.
func (t *TaskDefinition) checkFargate() []Problem {
	var found []Problem
	if !slices.Contains(t.Compatibilities, "FARGATE") {
		return nil
	}
	if !t.NetworkMode.Fargate() {
		found = append(found, Problem{"networkMode", ClientException, "Fargate only supports network mode '" + ModesThat(NetworkMode.Fargate) + "'.",
			"set networkMode to " + ModesThat(NetworkMode.Fargate) + " or drop FARGATE from requiresCompatibilities"})
	}
	switch {
	case t.CPU == 0:
		found = append(found, Problem{"cpu", ClientException, "Fargate requires that 'cpu' be defined at the task level.", ""})
	case t.Memory == 0:
		found = append(found, Problem{"memory", ClientException, "Fargate requires that 'memory' be defined at the task level.", ""})
	case !slices.Contains(FargateSizes(), FargateSize{t.CPU, t.Memory}):
		hint := "Fargate sells up to 16384 CPU units with 122880 MiB"
		if s, ok := RoundUpFargate(t.CPU, t.Memory); ok {
			hint = fmt.Sprintf("the next size up is %d CPU units with %d MiB", s.CPU, s.Memory)
		}
		found = append(found, Problem{"memory", ClientException,
			fmt.Sprintf("No Fargate configuration exists for given values: %d CPU, %d memory. See the Amazon ECS documentation for the valid values.", t.CPU, t.Memory), hint})
	}
	return found
}
