package packing

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestSimplexIsGLPKs holds the value of whole programs, with the patterns generated for
// them, to that of GLPK's solver, where glpsol is installed (Debian: glpk-utils).
func TestSimplexIsGLPKs(t *testing.T) {
	if _, err := exec.LookPath("glpsol"); err != nil {
		t.Skip("glpsol is not installed")
	}
	for _, x := range planned {
		hold := func(t *testing.T) {
			g := generated(t, oneType(x.cpu, x.memory, x.slots, shapes(t, x.tasks)))
			if want := byGLPK(t, g.lp); math.Abs(g.program-want) > 1e-6*(1+want) {
				t.Errorf("%v, glpsol says %v", g.program, want)
			}
		}
		t.Run(x.name, hold)
	}
}

// byGLPK writes a program of covering in the format of CPLEX and reads what glpsol makes of
// it.
func byGLPK(t *testing.T, s *simplex) float64 {
	t.Helper()
	rows := make([]strings.Builder, s.rows)
	var cost strings.Builder
	for j := range s.columns {
		c := &s.columns[j]
		fmt.Fprintf(&cost, " + %v x%d\n", c.cost, j)
		for k, i := range c.rows {
			fmt.Fprintf(&rows[i], " %+g x%d\n", c.factor[k], j)
		}
	}
	text := "minimize\n" + cost.String() + "subject to\n"
	for i := range rows {
		text += fmt.Sprintf("r%d: %s = %v\n", i, rows[i].String(), s.right[i])
	}
	in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(in, []byte(text+"end\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if log, err := exec.Command("glpsol", "--lp", in, "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	report, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`Objective:.*= *(\S+) \(MINimum\)`).FindSubmatch(report)
	if m == nil {
		t.Fatalf("no objective in\n%s", report)
	}
	value, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
