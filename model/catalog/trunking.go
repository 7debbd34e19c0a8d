package catalog

import (
	"fmt"
	"strings"
)

// Slots is how many awsvpc tasks a Linux host of this type runs at once, as far
// as network interfaces go; trunk says whether the host was launched with a
// trunk interface. With a useful trunk all awsvpc tasks use branch interfaces
// and the plain slots are not added. A trunk figure that is missing, or not
// above the plain limit, gives the plain limit. Source: ECS Developer Guide,
// eni-trunking-supported-instance-types and container-instance-eni.
func (t Type) Slots(trunk bool) int {
	if trunk && t.Trunking {
		return t.TasksTrunking
	}
	return t.TasksDefault
}

// SlotsOn is Slots for a host with the given operating system: an
// ecs.os-type such as "windows" or an ecs.os-family such as
// "WINDOWS_SERVER_2022_CORE", in any case. Windows hosts never have a trunk
// (ECS Developer Guide, container-instance-eni); every other word is read as
// Linux.
func (t Type) SlotsOn(os string, trunk bool) int {
	const windows = "windows"
	if len(os) >= len(windows) && strings.EqualFold(os[:len(windows)], windows) {
		trunk = false
	}
	return t.Slots(trunk)
}

// branches is what the VPC resource controller says of a type. It is EKS's
// figure: ECS counts differently, so it only helps to explain.
type branches struct {
	able  bool
	count int
}

// trunkingNote explains the trunk figure of t; listed says whether the ECS
// guide's table has a row for it.
func trunkingNote(t Type, listed bool, b branches) string {
	excluded := excludedFamilies[t.Family()]
	switch {
	case !listed && b.able:
		return fmt.Sprintf("not in the ECS guide's trunking table, though the VPC resource controller allows %d branch interfaces: the plain limit of %d counts", b.count, t.TasksDefault)
	case !listed:
		return "not in the ECS guide's trunking table"
	case t.TasksTrunking == 0:
		return fmt.Sprintf("the ECS guide lists the type without a usable figure: the plain limit of %d counts", t.TasksDefault)
	case !t.Trunking && excluded:
		return fmt.Sprintf("the ECS guide contradicts itself: the family is excluded in words, the table says %d, which is not above the plain limit of %d: the latter counts", t.TasksTrunking, t.TasksDefault)
	case !t.Trunking:
		return fmt.Sprintf("the ECS guide's figure of %d is not above the plain limit of %d: the latter counts", t.TasksTrunking, t.TasksDefault)
	case excluded:
		return fmt.Sprintf("the ECS guide contradicts itself: the family is excluded in words, the table says %d: the table counts", t.TasksTrunking)
	}
	return ""
}

// excludedFamilies are those that the ECS guide's trunking page says are not
// supported. Some of them have rows in its table all the same.
var excludedFamilies = map[string]bool{
	"c5n": true, "d3": true, "d3en": true, "g3": true, "g3s": true, "g4dn": true, "i3": true, "i3en": true,
	"inf1": true, "m5dn": true, "m5n": true, "m5zn": true, "mac1": true, "r5b": true, "r5n": true, "r5dn": true,
	"u-6tb1": true, "u-9tb1": true, "u-12tb1": true, "z1d": true,
}
