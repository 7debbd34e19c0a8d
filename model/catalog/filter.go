package catalog

import (
	"fmt"
	"strconv"

	"ecssim/model/plaintext"
)

// Filter keeps the types that meet all its conditions; a zero field asks for
// nothing, so the zero Filter keeps every type.
type Filter struct {
	// Generation is "current" or "previous", which is the API's own judgement
	// on DescribeDate (neither keeps a type that the API did not return), or
	// the number in the family's name, such as "5".
	Generation string
	// Architecture is "x86_64" or "arm64".
	Architecture string
	// Family is the part of the name before the dot, such as "m5".
	Family string
	// Trunking, if not nil, is whether a trunk must be of use.
	Trunking *bool
	// MinVCPU and MaxVCPU bound the vCPUs, both inclusive.
	MinVCPU, MaxVCPU int
	// MinMemoryMiB and MaxMemoryMiB bound the nominal memory, both inclusive.
	MinMemoryMiB, MaxMemoryMiB int
	// MinGPUs is the least number of GPUs.
	MinGPUs int
	// CurrentOnly is Generation "current" beside a number.
	CurrentOnly bool
	// OfferedOnly keeps the types that us-east-1 offered on OfferedDate.
	OfferedOnly bool
}

// Validate says what is wrong with the filter itself: a word that no type can
// meet, a negative bound, a lower bound above the upper one.
func (f Filter) Validate() error {
	if _, err := strconv.ParseUint(f.Generation, 10, 16); err != nil && f.Generation != "" && f.Generation != "current" && f.Generation != "previous" {
		return fmt.Errorf("generation %q, wanted current, previous or a number such as 5", plaintext.Short(f.Generation))
	}
	if f.Architecture != "" && f.Architecture != "x86_64" && f.Architecture != "arm64" {
		return fmt.Errorf("architecture %q, wanted x86_64 or arm64", plaintext.Short(f.Architecture))
	}
	if err := bounds("vCPUs", f.MinVCPU, f.MaxVCPU); err != nil {
		return err
	}
	if err := bounds("MiB of memory", f.MinMemoryMiB, f.MaxMemoryMiB); err != nil {
		return err
	}
	return bounds("GPUs", f.MinGPUs, 0)
}

func bounds(what string, least, most int) error {
	if least < 0 || most < 0 {
		return fmt.Errorf("bound of %d %s, wanted zero or more", min(least, most), what)
	}
	if most > 0 && least > most {
		return fmt.Errorf("at least %d and at most %d %s, wanted the lower bound below the upper", least, most, what)
	}
	return nil
}

// Apply gives the types that the filter keeps, in their order, in a new slice.
// A filter that Validate refuses keeps nothing that its wrong field speaks of.
func (f Filter) Apply(types []Type) []Type {
	var kept []Type
	for _, t := range types {
		if f.keeps(t) {
			kept = append(kept, t)
		}
	}
	return clone(kept)
}

func (f Filter) keeps(t Type) bool {
	return f.keepsGeneration(t) &&
		(f.Architecture == "" || f.Architecture == t.Arch()) &&
		(f.Family == "" || f.Family == t.Family()) &&
		(f.Trunking == nil || *f.Trunking == t.Trunking) &&
		within(t.VCPU, f.MinVCPU, f.MaxVCPU) &&
		within(t.MemoryMiB, f.MinMemoryMiB, f.MaxMemoryMiB) &&
		t.GPUs >= f.MinGPUs &&
		(!f.CurrentOnly || t.CurrentGeneration) &&
		(!f.OfferedOnly || t.Offered)
}

func (f Filter) keepsGeneration(t Type) bool {
	switch f.Generation {
	case "":
		return true
	case "current":
		return t.CurrentGeneration
	case "previous":
		return t.Described && !t.CurrentGeneration
	}
	n, err := strconv.ParseUint(f.Generation, 10, 16)
	return err == nil && int(n) == t.Generation()
}

func within(n, least, most int) bool {
	return n >= least && (most == 0 || n <= most)
}
