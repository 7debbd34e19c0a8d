package difftest

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"ecssim/model/catalog"

	"github.com/aws/amazon-vpc-resource-controller-k8s/pkg/aws/vpc"
)

// TestControllerColumns holds the two columns of the catalogue's file that are the
// controller's own, and that the catalogue shows in words alone, against its table:
// whether a type can have a trunk, and with how many branches. Both are empty
// exactly where the controller does not know the type.
func TestControllerColumns(t *testing.T) {
	file, err := os.Open("../catalog/types.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	both := 0
	for _, row := range rows[1:] {
		able, branches := "", ""
		if limits, ok := vpc.Limits[row[0]]; ok {
			able, branches = strconv.FormatBool(limits.IsTrunkingCompatible), strconv.Itoa(limits.BranchInterface)
			both++
		}
		if got := row[column["controller_trunking"]]; got != able {
			t.Errorf("%s: controller_trunking %q, the controller says %q", row[0], got, able)
		}
		if got := row[column["controller_branch_enis"]]; got != branches {
			t.Errorf("%s: controller_branch_enis %q, the controller says %q", row[0], got, branches)
		}
	}
	if both < 1300 {
		t.Errorf("only %d types in both tables", both)
	}
}

// TestOlderMisses keeps watch on the 17 types for which "interfaces + branches - 2"
// missed the ECS guide's figure, in the guide of 2023 and the controller's table of
// March 2026: where each has come to. Those beyond the bounds are in the list of
// exceptions; the others miss no longer.
func TestOlderMisses(t *testing.T) {
	for _, c := range []struct {
		name         string
		plain, trunk int // the catalogue's, 0 without a row in the guide's table
		formula      int // of the controller's figures
	}{
		// The guide had rows of 40, 60 and 120, the controller no trunk: the rows are gone.
		{"p3.2xlarge", 3, 0, 2}, {"p3.8xlarge", 7, 0, 6}, {"p3.16xlarge", 7, 0, 6},
		// The controller stops at 120 branches, ECS does not.
		{"i4i.16xlarge", 14, 248, 133}, {"i4i.32xlarge", 14, 498, 133}, {"i4i.metal", 14, 498, 133}, {"trn1n.32xlarge", 79, 242, 198},
		// Two network cards, of which the guide counted fewer interfaces, 13 tasks: now 15.
		{"c6in.32xlarge", 15, 120, 120}, {"c6in.metal", 15, 120, 120}, {"m6in.32xlarge", 15, 120, 120}, {"m6in.metal", 15, 120, 120},
		{"m6idn.32xlarge", 15, 120, 120}, {"m6idn.metal", 15, 120, 120}, {"r6in.32xlarge", 15, 120, 120}, {"r6in.metal", 15, 120, 120},
		{"r6idn.32xlarge", 15, 120, 120}, {"r6idn.metal", 15, 120, 120},
	} {
		x, err := catalog.Lookup(c.name)
		limits := vpc.Limits[c.name]
		if err != nil || limits == nil {
			t.Errorf("%s: not in both tables", c.name)
			continue
		}
		formula := limits.Interface + limits.BranchInterface - 2
		if x.TasksDefault != c.plain || x.TasksTrunking != c.trunk || formula != c.formula {
			t.Errorf("%s: %d tasks, %d with a trunk, %d by the formula; want %d, %d, %d",
				c.name, x.TasksDefault, x.TasksTrunking, formula, c.plain, c.trunk, c.formula)
		}
	}
}
