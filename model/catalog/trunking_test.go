package catalog

import (
	"strings"
	"testing"
)

func mustLookup(t *testing.T, name string) Type {
	t.Helper()
	found, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The rows of the networking facts' worked examples that are about limits.
func TestSlots(t *testing.T) {
	cases := []struct {
		row      string
		name, os string
		trunk    bool
		want     int
	}{
		{"1", "c5.large", "linux", false, 2},
		{"2", "c5.large", "linux", true, 10},
		{"3: registered before the opt-in, so no trunk", "c5.large", "linux", false, 2},
		{"4", "t3.micro", "linux", false, 1},
		{"4", "t3.micro", "linux", true, 1},
		{"4", "t3.medium", "linux", false, 2},
		{"4", "t3.medium", "linux", true, 2},
		{"4", "t3.xlarge", "linux", false, 3},
		{"4", "t3.xlarge", "linux", true, 3},
		{"5", "m5.16xlarge", "linux", false, 14},
		{"5", "m5.16xlarge", "linux", true, 120},
		{"5", "m6i.8xlarge", "linux", false, 7},
		{"5", "m6i.8xlarge", "linux", true, 90},
		{"6", "c5.metal", "linux", true, 14},
		{"7", "m5.large", "windows", true, 2},
		{"7", "m5.large", "WINDOWS_SERVER_2022_CORE", true, 2},
		{"7: the same on Linux", "m5.large", "LINUX", true, 10},
		{"8: the newer table says 15, not 13", "m6in.32xlarge", "linux", false, 15},
		{"9: no figure now, -2 in 2023", "i4i.large", "linux", true, 2},
		{"listed with -2", "hpc8a.96xlarge", "linux", true, 3},
		{"figure below the plain limit", "u-6tb1.56xlarge", "linux", true, 14},
		{"above the EKS cap of 120", "i4i.32xlarge", "linux", true, 498},
		{"X34: one task, as the guide says in words", "p5.48xlarge", "linux", false, 1},
		{"X34 with a trunk", "p5.48xlarge", "linux", true, 1},
		{"several network cards, by the table", "p5en.48xlarge", "linux", false, 63},
		{"several network cards, by the table", "p5en.48xlarge", "linux", true, 242},
		{"no interface count published", "t8i.small", "linux", true, 4},
	}
	for _, c := range cases {
		if got := mustLookup(t, c.name).SlotsOn(c.os, c.trunk); got != c.want {
			t.Errorf("row %s: %s on %s, trunk %v: %d slots, want %d", c.row, c.name, c.os, c.trunk, got, c.want)
		}
	}
}

func TestSlotsNeverFallWithATrunk(t *testing.T) {
	for _, x := range All() {
		plain, trunk := x.Slots(false), x.Slots(true)
		if trunk < plain || x.Trunking != (trunk > plain) || plain < 1 {
			t.Errorf("%s: %d slots, %d with a trunk, Trunking %v", x.Name, plain, trunk, x.Trunking)
		}
		if !x.Trunking && x.TrunkingNote == "" {
			t.Errorf("%s: no trunk and no word why", x.Name)
		}
	}
}

func TestTrunkingNotes(t *testing.T) {
	cases := map[string]string{
		"m5.large":          "",
		"t3.micro":          "not in the ECS guide's trunking table",
		"c5.metal":          "controller allows 107 branch interfaces: the plain limit of 14 counts",
		"hpc8a.96xlarge":    "without a usable figure",
		"u-18tb1.metal":     "figure of 12 is not above the plain limit of 14",
		"u-6tb1.56xlarge":   "contradicts itself: the family is excluded in words, the table says 12, which is not above",
		"r5b.16xlarge":      "contradicts itself: the family is excluded in words, the table says 120: the table counts",
		"r5dn.16xlarge":     "contradicts itself",
		"trn2u.48xlarge":    "",
		"g4dn.12xlarge":     "though the VPC resource controller allows 54",
		"u-12tb1.112xlarge": "not in the ECS guide's trunking table",
	}
	for name, want := range cases {
		got := mustLookup(t, name).TrunkingNote
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: note %q, want it to hold %q", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"m5.large": "", "p5.48xlarge": "no more than 1 runs, with or without a trunk", "p5e.48xlarge": "all 32 network cards", "c6in.32xlarge": "all 2 network cards",
	} {
		if got := mustLookup(t, name).TasksNote; want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: note on tasks %q, want it to hold %q", name, got, want)
		}
	}
	flagged := 0
	for _, x := range All() {
		if x.Trunking && x.TrunkingNote != "" {
			flagged++
		}
	}
	if flagged != 2 {
		t.Errorf("%d useful trunk figures in doubt, want r5b.16xlarge and r5dn.16xlarge", flagged)
	}
}
