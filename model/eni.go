package model

import (
	"slices"
	"strings"
)

// Slots returns how many awsvpc tasks a container instance takes at a time.
//
// Without a trunk each task takes an ENI of the instance, and the primary one is
// taken: plain is the type's limit of interfaces less one. A trunk is a second ENI
// that ECS attaches at launch, to which the tasks' interfaces are joined as
// branches, by VLAN; trunked is ECS's own figure for the type, and plain slots are
// not used beside it. Where the published figure is missing (0) or below the plain
// one, it is taken for a flaw of the data and the plain one holds (developer
// guide, container-instance-eni, which gives i4i.large -2).
func Slots(plain, trunked int32, trunk bool) int32 {
	if trunk && trunked > plain {
		return trunked
	}
	return max(plain, 0)
}

// HostAddresses returns how many addresses of its own subnet a container
// instance takes, one for each interface that is no task's: the primary ENI, and
// the trunk if it has one. That the trunk takes one follows from its being an ENI.
func HostAddresses(trunk bool) int32 {
	if trunk {
		return 2
	}
	return 1
}

// TrunkConditions are what decides at launch whether an instance gets a trunk
// (developer guide, container-instance-eni; amazon-ecs-agent issues 2236, 2760).
type TrunkConditions struct {
	// OptedIn: awsvpcTrunking is enabled, for the role of the instance or as the
	// default of the account. Another principal's own setting has no effect.
	OptedIn bool
	// LaunchedBefore: the instance was launched before that. It never gets a
	// trunk then; only its replacement does.
	LaunchedBefore bool
	// Trunkable: the type supports trunking, and its limit grows by it.
	Trunkable bool
	// OS is "linux" or a name that starts with "windows", in any case; "" is Linux.
	OS string
	// SharedSubnet: the subnet belongs to another account.
	SharedSubnet bool
}

// TrunkCheck is one line of the checklist: a condition and whether it holds.
type TrunkCheck struct {
	OK   bool
	Text string
}

// TrunkDecision says whether an instance launches with a trunk, and why.
type TrunkDecision struct {
	Trunk bool
	// Why is the first condition that fails, or that all hold.
	Why string
	// Checks are all conditions, in the order in which users find them wrong.
	Checks []TrunkCheck
}

// DecideTrunk goes through the conditions. All must hold.
func DecideTrunk(c TrunkConditions) TrunkDecision {
	pick := func(ok bool, yes, no string) TrunkCheck {
		if ok {
			return TrunkCheck{true, yes}
		}
		return TrunkCheck{false, no}
	}
	checks := []TrunkCheck{
		pick(c.OptedIn, "awsvpcTrunking is enabled for the instance role or the account",
			"awsvpcTrunking is not enabled for the instance role or the account"),
		pick(!c.LaunchedBefore, "the instance is launched after the opt-in",
			"the instance was launched before the opt-in: only its replacement gets a trunk"),
		pick(c.Trunkable, "the instance type supports trunking",
			"the instance type does not gain by trunking"),
		pick(!strings.HasPrefix(strings.ToLower(c.OS), "windows"), "the operating system is Linux",
			"Windows instances get no trunk"),
		pick(!c.SharedSubnet, "the subnet is the account's own",
			"the subnet is shared from another account, where a trunk cannot be created"),
	}
	i := slices.IndexFunc(checks, func(c TrunkCheck) bool { return !c.OK })
	if i < 0 {
		return TrunkDecision{true, "all conditions for a trunk hold", checks}
	}
	return TrunkDecision{false, checks[i].Text, checks}
}

// String returns the checklist, a line each, that starts with "yes" or "no".
func (d TrunkDecision) String() string {
	var b strings.Builder
	for _, c := range d.Checks {
		mark := "no   "
		if c.OK {
			mark = "yes  "
		}
		b.WriteString(mark + c.Text + "\n")
	}
	return b.String()
}
