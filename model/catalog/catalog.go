// Package catalog is the table of EC2 instance types: what each one gives an
// ECS container instance (vCPUs, memory, network interfaces, awsvpc task
// slots), and what it costs.
//
// Every figure comes from a published source and carries that source's date;
// SOURCES.md beside this file lists both, with the places where sources
// disagree. The figures are literal: a value that no source gives is zero, or
// false, and the field's comment says which of the two readings zero has.
//
// The table is embedded text, parsed once, on first use. Every function hands
// out copies, so a caller may change what it gets.
package catalog

import (
	"strings"

	"ecssim/model"
)

// The dates of the figures, as ISO 8601 days.
const (
	// LimitsDate is when the VPC resource controller's table of interface and
	// address limits was generated (release v1.8.2).
	LimitsDate = "2026-09-02"
	// PricesDate is the day of the on-demand prices (Karpenter v1.15.1).
	PricesDate = "2026-07-20"
	// DescribeDate is the day of the describe-instance-types answer that
	// vCPUs, memory, bandwidth and generation come from, for all but 56 types.
	DescribeDate = "2026-08-02"
	// OfferedDate is the day of the list of types offered in us-east-1.
	OfferedDate = "2026-08-01"
	// NamesDate is the day of the AWS SDK release (aws-sdk-go-v2 service/ec2
	// v1.344.2) that a type must be named in to be in the catalogue.
	NamesDate = "2026-11-06"
)

// Type is one EC2 instance type.
type Type struct {
	// Name is EC2's own, such as "m5.large".
	Name string
	// VCPU is the default number of virtual CPUs; ECS counts 1024 CPU units
	// for each.
	VCPU int
	// MemoryMiB is the nominal memory. A container instance registers less:
	// see RegisteredMemoryMiB.
	MemoryMiB int
	// Architectures are the API's words: "x86_64", "arm64", "i386",
	// "arm64_mac", "x86_64_mac"; at least one. Arch gives the ECS word.
	Architectures []string
	// Hypervisor is "nitro", "xen", "metal" (a bare machine), or empty where
	// no source says (seven types).
	Hypervisor string
	// MaxENIs is the number of network interfaces that the instance takes, the
	// primary one and those of every network card included. Zero: unknown
	// (six types, for which only the task limits are published).
	MaxENIs int
	// IPv4PerENI is the number of private IPv4 addresses per interface, the
	// primary address included. Zero: unknown (the same six types).
	IPv4PerENI int
	// NetworkCards is the number of network cards. Zero: unknown (the same six
	// types).
	NetworkCards int
	// TasksDefault is how many awsvpc tasks run without trunking: MaxENIs - 1,
	// because the primary interface is the host's own.
	TasksDefault int
	// TasksTrunking is the ECS guide's figure for an instance with a trunk,
	// literally. Zero: none published. Slots says which figure counts.
	TasksTrunking int
	// Trunking is whether a trunk is of use: the ECS guide lists the type with
	// a figure above TasksDefault.
	Trunking bool
	// TrunkingNote says in words why Trunking is false, or why a true one
	// deserves doubt. Empty: the guide lists the type and nothing contradicts.
	TrunkingNote string
	// TasksNote says in words where the figures of awsvpc tasks come from if not from
	// the table, or why they deserve doubt. Empty: neither.
	TasksNote string
	// GPUs is the number of GPUs; for a type with a fraction of a GPU, the
	// number of logical ones. Neuron, FPGA and media devices do not count.
	GPUs int
	// GPUName is maker and model, or empty.
	GPUName string
	// BaselineGbps and BurstGbps are for the whole instance, in Gbit/s. Zero:
	// unknown.
	BaselineGbps, BurstGbps float64
	// NetworkBandwidth is EC2's wording, such as "Up to 10 Gigabit".
	NetworkBandwidth string
	// USDPerHour is the on-demand price in us-east-1, Linux, shared tenancy, on
	// PricesDate. Zero: unknown.
	USDPerHour float64
	// RegisteredMemoryMiB is what a container instance of this type is taken to
	// register with ECS, before ECS_RESERVED_MEMORY is taken off.
	RegisteredMemoryMiB int
	// RegisteredMemorySource says where that figure comes from, in words.
	RegisteredMemorySource string
	// Described is whether the API returned the type on DescribeDate. Where it
	// did not, CurrentGeneration and Offered are unknown, and false: retired
	// types, and types newer than that day.
	Described bool
	// CurrentGeneration is the API's own flag.
	CurrentGeneration bool
	// Offered is whether us-east-1 offered the type on OfferedDate.
	Offered bool
	// Burstable is whether the type lives on CPU credits.
	Burstable bool
	// Source names where vCPUs, memory and bandwidth come from, with its date.
	Source string
}

// CPUUnits is what a container instance of this type registers as CPU: 1024
// units for each vCPU (aws/amazon-ecs-agent, ecs-agent/api/ecs/client/ecs_client.go,
// getResources, 2026-06-30).
func (t Type) CPUUnits() int { return t.VCPU * 1024 }

// Registers is what a container instance of this type registers, nothing reserved.
func (t Type) Registers() model.InstanceSize {
	return model.InstanceSize{
		CPU: model.CPU(t.CPUUnits()), Memory: model.MiB(t.RegisteredMemoryMiB), GPU: int32(t.GPUs),
		SlotsPlain: int32(t.Slots(false)), SlotsTrunk: int32(t.Slots(true)),
	}
}

// Arch is the architecture in ECS's words, as in the instance attribute
// ecs.cpu-architecture: "x86_64" or "arm64".
func (t Type) Arch() string {
	for _, a := range t.Architectures {
		if strings.HasPrefix(a, "arm64") {
			return "arm64"
		}
	}
	return "x86_64"
}

// Family is the part of the name before the dot: "m5" of "m5.large".
func (t Type) Family() string {
	family, _, _ := strings.Cut(t.Name, ".")
	return family
}

// Size is the part of the name after the dot: "large" of "m5.large".
func (t Type) Size() string {
	_, size, _ := strings.Cut(t.Name, ".")
	return size
}

// Generation is the number in the family's name: 5 for "m5.large" and 2 for
// "x2idn.16xlarge". The high-memory families of the form u-6tb1 have it after
// the terabytes. Zero: the name has none ("mac-m4.metal").
func (t Type) Generation() int {
	series, rest, _ := strings.Cut(t.Family(), "-")
	if series == "u" {
		_, series, _ = strings.Cut(rest, "tb")
	}
	n := 0
	for i := 0; i < len(series); i++ {
		if c := series[i]; c >= '0' && c <= '9' {
			n = n*10 + int(c-'0')
		} else if n > 0 {
			break
		}
	}
	return n
}
