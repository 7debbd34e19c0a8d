package catalog

import (
	"slices"
	"testing"
)

// Row S14: ECS registers whole mebibytes of what the operating system sees, and
// the guide's own example is among the published figures. The catalogue's default
// for the type is a newer measurement, 7,930 MiB.
func TestExampleOfRegisteredMemory(t *testing.T) {
	const visible = 8373026816 // bytes
	if visible/(1<<20) != 7985 {
		t.Errorf("%d MiB, want 7985", visible/(1<<20))
	}
	figures := PublishedRegistered("m4.large")
	if !slices.ContainsFunc(figures, func(r Registered) bool { return r.MiB == visible/(1<<20) }) {
		t.Errorf("m4.large: %v, want one figure of 7985 MiB", figures)
	}
}
