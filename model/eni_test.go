package model

import (
	"strings"
	"testing"
)

// Rows of the facts on networking; the figures are the developer guide's.
func TestSlots(t *testing.T) {
	for _, c := range []struct {
		name           string
		plain, trunked int32
		trunk          bool
		want           int32
	}{
		{"1: c5.large", 2, 10, false, 2},
		{"2: c5.large with a trunk", 2, 10, true, 10},
		{"4: t3.micro", 1, 0, true, 1},
		{"5: m5.16xlarge", 14, 120, false, 14},
		{"5: m5.16xlarge with a trunk", 14, 120, true, 120},
		{"5: m6i.8xlarge with a trunk", 7, 90, true, 90},
		{"6: c5.metal", 14, 0, true, 14},
		{"9: i4i.large, published as -2", 2, -2, true, 2},
		{"a type with one interface", 0, 0, false, 0},
	} {
		if got := Slots(c.plain, c.trunked, c.trunk); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestDecideTrunk(t *testing.T) {
	good := TrunkConditions{OptedIn: true, Trunkable: true, OS: "linux"}
	with := func(f func(*TrunkConditions)) TrunkConditions { c := good; f(&c); return c }
	for _, c := range []struct {
		name  string
		given TrunkConditions
		trunk bool
		why   string
	}{
		{"2: all hold", good, true, "all conditions"},
		{"not opted in", with(func(c *TrunkConditions) { c.OptedIn = false }), false, "not enabled"},
		{"3: launched before", with(func(c *TrunkConditions) { c.LaunchedBefore = true }), false, "before the opt-in"},
		{"4: t3", with(func(c *TrunkConditions) { c.Trunkable = false }), false, "type"},
		{"7: Windows", with(func(c *TrunkConditions) { c.OS = "WINDOWS_SERVER_2022_CORE" }), false, "Windows"},
		{"shared subnet", with(func(c *TrunkConditions) { c.SharedSubnet = true }), false, "shared"},
		{"the first of several", TrunkConditions{LaunchedBefore: true}, false, "not enabled"},
		{"no OS is Linux", with(func(c *TrunkConditions) { c.OS = "" }), true, "all conditions"},
	} {
		d := DecideTrunk(c.given)
		if d.Trunk != c.trunk || !strings.Contains(d.Why, c.why) {
			t.Errorf("%s: %v, %q; want %v, ...%s...", c.name, d.Trunk, d.Why, c.trunk, c.why)
		}
		if n := strings.Count(d.String(), "\n"); n != len(d.Checks) || strings.Contains(d.String(), "no ") == c.trunk {
			t.Errorf("%s: the checklist reads\n%s", c.name, d)
		}
	}
	if HostAddresses(false) != 1 || HostAddresses(true) != 2 {
		t.Error("a host takes one address for itself and one for its trunk")
	}
}
