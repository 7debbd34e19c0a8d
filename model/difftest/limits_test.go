package difftest

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model/catalog"

	"github.com/aws/amazon-vpc-resource-controller-k8s/pkg/aws/vpc"
)

// The ways in which the catalogue and the controller can differ.
const (
	onlyOurs     = "not in the controller's table"
	onlyTheirs   = "not in the catalogue"
	interfaces   = "MaxENIs"
	addresses    = "IPv4PerENI"
	cards        = "NetworkCards"
	hypervisor   = "Hypervisor"
	plainTasks   = "TasksDefault"
	trunkTasks   = "TasksTrunking"
	capped       = "TasksTrunking beyond the formula's bounds"
	unlisted     = "compatible, not listed by ECS"
	incompatible = "listed by ECS, not compatible"
	unexplained  = "TrunkingNote"
	inconsistent = "the controller's cards and interfaces"
)

// difference is one way in which one instance type differs.
type difference struct{ name, kind string }

// findings are the differences, each with both figures in words.
type findings map[difference]string

// equal notes a figure that differs.
func equal[T comparable](f findings, name, kind string, ours, theirs T) {
	if ours != theirs {
		f[difference{name, kind}] = fmt.Sprintf("ours %v, the controller's %v", ours, theirs)
	}
}

// TestLimits holds every interface figure of the catalogue against the controller's
// table, and the differences against the list of those that are known.
func TestLimits(t *testing.T) {
	found := findings{}
	both := compareLimits(found)
	known := map[difference]bool{}
	for _, e := range exceptions {
		if e.reason == "" {
			t.Errorf("%s: no reason", e.kind)
		}
		for _, name := range e.names() {
			d := difference{name, e.kind}
			if known[d] {
				t.Errorf("%s: %s: listed twice", name, e.kind)
			}
			known[d] = true
			if _, ok := found[d]; !ok {
				t.Errorf("%s: %s: a known difference, but there is none now: take it off the list", name, e.kind)
			}
		}
	}
	perKind := map[string]int{}
	for d, figures := range found {
		perKind[d.kind]++
		if !known[d] {
			t.Errorf("%s: %s: %s", d.name, d.kind, figures)
		}
	}
	t.Logf("%d types in both; differences %v", both, perKind)
	if both < 1300 {
		t.Errorf("only %d types in both tables", both)
	}
}

// compareLimits fills in the differences, and counts the types in both tables.
func compareLimits(f findings) (both int) {
	ours := map[string]bool{}
	for _, x := range catalog.All() {
		ours[x.Name] = true
		limits, ok := vpc.Limits[x.Name]
		if !ok {
			f[difference{x.Name, onlyOurs}] = fmt.Sprintf("ours has %d interfaces", x.MaxENIs)
			continue
		}
		both++
		comparePlain(f, x, limits)
		compareTrunk(f, x, limits)
	}
	for name, limits := range vpc.Limits {
		if !ours[name] {
			f[difference{name, onlyTheirs}] = fmt.Sprintf("the controller's has %d interfaces", limits.Interface)
		}
	}
	return both
}

func comparePlain(f findings, x catalog.Type, limits *vpc.VPCLimits) {
	equal(f, x.Name, interfaces, x.MaxENIs, limits.Interface)
	equal(f, x.Name, addresses, x.IPv4PerENI, limits.IPv4PerInterface)
	equal(f, x.Name, cards, x.NetworkCards, len(limits.NetworkCards))
	equal(f, x.Name, plainTasks, x.TasksDefault, limits.Interface-1)
	theirs := limits.Hypervisor
	if limits.IsBareMetal {
		theirs = "metal"
	}
	equal(f, x.Name, hypervisor, x.Hypervisor, theirs)
	total := int64(0)
	for _, card := range limits.NetworkCards {
		total += card.MaximumNetworkInterfaces
	}
	equal(f, x.Name, inconsistent, total, int64(limits.Interface))
}

// compareTrunk compares ECS's figure by way of the one that the controller gives
// for EKS. The reading behind it: of one budget of TasksTrunking + 2 interfaces the
// controller counts what every plain interface leaves, from 0 to 120.
func compareTrunk(f findings, x catalog.Type, limits *vpc.VPCLimits) {
	if x.TasksTrunking == 0 {
		if limits.IsTrunkingCompatible {
			f[difference{x.Name, unlisted}] = fmt.Sprintf("the controller allows %d branches", limits.BranchInterface)
			allows := fmt.Sprintf("allows %d branch interfaces", limits.BranchInterface)
			equal(f, x.Name, unexplained, strings.Contains(x.TrunkingNote, allows), true)
		}
		return
	}
	if !limits.IsTrunkingCompatible {
		f[difference{x.Name, incompatible}] = fmt.Sprintf("ECS says %d", x.TasksTrunking)
	}
	left := x.TasksTrunking - (x.MaxENIs - 2)
	branches := min(max(left, 0), 120)
	equal(f, x.Name, trunkTasks, branches, limits.BranchInterface)
	if branches != left {
		f[difference{x.Name, capped}] = fmt.Sprintf("%d tasks leave %d, the controller says %d", x.TasksTrunking, left, limits.BranchInterface)
	}
}
