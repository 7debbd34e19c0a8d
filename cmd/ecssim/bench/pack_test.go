package main

import (
	"os/exec"
	"strings"
	"testing"
)

// What packs the fleet of microservices comes to: 23 hosts are the fewest, and first-fit decreasing fills 26.
func TestPackers(t *testing.T) {
	for args, want := range map[string]string{
		"pack ours c1": "check=23-hosts,23-proved", "pack first-fit c1": "check=26-hosts",
		"pack ours 40": "check=45-hosts,45-proved", "pack first-fit 40": "check=48-hosts",
	} {
		if got := printed(t, args); !strings.HasSuffix(strings.TrimSpace(got), want) {
			t.Errorf("%s printed %q, wanted %s", args, got, want)
		}
	}
	glpsol, err := exec.LookPath("glpsol")
	if err != nil {
		t.Skip("glpsol is not installed")
	}
	if got := printed(t, "pack glpsol c1 "+glpsol); got != "check=23-hosts,23-proved\n" {
		t.Errorf("glpsol printed %q, wanted 23 hosts, proved", got)
	}
}

// A fleet is as good as its gap says, and no fleet is an error.
func TestReadPlan(t *testing.T) {
	values := map[string]float64{}
	check, err := readPlan(strings.NewReader(`{"anyFleetLowerBoundUsdPerHour": 2, "fleets": [{"hosts": 3, "usdPerHour": 2.5, "gap": 0.25}, {"gap": 1}]}`), values)
	if want := "3 hosts at 2.5000 USD/h, any fleet at least 2.0000"; check != want || err != nil || values["%"] != 25 {
		t.Errorf("%q, %v, %v; wanted %q and 25 %%", check, err, values, want)
	}
	if _, err := readPlan(strings.NewReader(`{"fleets": []}`), values); err == nil {
		t.Error("a plan without a fleet is taken")
	}
}
