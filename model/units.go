package model

import (
	"fmt"
	"strconv"
	"strings"
)

// CPU is an amount of processor in ECS CPU units, 1,024 to a vCPU.
type CPU int32

// MiB is an amount of memory in mebibytes, the only unit in which ECS counts it.
type MiB int32

// UnitsPerVCPU is the number of CPU units in one vCPU (ECS developer guide,
// task definition parameters).
const UnitsPerVCPU CPU = 1024

// ParseCPU reads a task-level cpu value as RegisterTaskDefinition takes it:
// units such as "256", or vCPUs such as "1 vCPU" and ".5 vcpu".
func ParseCPU(text string) (CPU, error) {
	n, err := parseAmount(text, "vcpu", int64(UnitsPerVCPU))
	if err != nil {
		return 0, fmt.Errorf("cpu %q: %w, wanted CPU units such as 256 or vCPUs such as \"1 vCPU\"", text, err)
	}
	return CPU(n), nil
}

// ParseMiB reads a task-level memory value as RegisterTaskDefinition takes it:
// MiB such as "512", or gibibytes such as "1 GB" and "0.5GB".
func ParseMiB(text string) (MiB, error) {
	n, err := parseAmount(text, "gb", 1024)
	if err != nil {
		return 0, fmt.Errorf("memory %q: %w, wanted MiB such as 512 or \"1 GB\"", text, err)
	}
	return MiB(n), nil
}

// parseAmount reads a whole number of small units or a decimal number of large
// ones, each per small. Amounts are capped where no container instance reaches.
func parseAmount(text, large string, per int64) (int64, error) {
	const most = 1 << 30
	s := strings.ToLower(strings.TrimSpace(text))
	if number, ok := strings.CutSuffix(s, large); ok {
		f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(f >= 0) {
			return 0, fmt.Errorf("not a number of %s", large)
		}
		if f*float64(per) > most {
			return 0, fmt.Errorf("too large")
		}
		return int64(f * float64(per)), nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("not a whole number")
	case n < 0:
		return 0, fmt.Errorf("negative")
	case n > most:
		return 0, fmt.Errorf("too large")
	}
	return n, nil
}

// Counted writes a number with what it is of, in the plural where that has one: "1 task",
// "2 tasks", "2 MiB".
func Counted[N int | int32](n N, noun string) string {
	if n != 1 && noun != "MiB" {
		noun += "s"
	}
	return strconv.FormatInt(int64(n), 10) + " " + noun
}
