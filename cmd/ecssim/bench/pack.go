package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ecssim/sim/packing"
)

// glpsolSeconds is how long GLPK may look: of 40 services it finds no proof in hours.
const glpsolSeconds = "20"

// fleets are the workloads of planning.
var fleets = map[string]func() []packing.Class{
	"c1":  c1Fleet,
	"40":  func() []packing.Class { return randomFleet(40) },
	"400": func() []packing.Class { return randomFleet(400) },
}

// pack looks for the fewest m5.large for a fleet: by our packing, which proves a bound too, by first-fit decreasing,
// or by GLPK's integer programme of the same rows.
func (w *worker) pack() {
	how, name := w.next(), w.next()
	fleet, ok := fleets[name]
	if !ok {
		w.err = fmt.Errorf("fleet %q, wanted c1, 40 or 400", name)
		return
	}
	p := onM5Large(fleet())
	switch how {
	case "ours":
		w.solve(p)
	case "first-fit":
		begin := cpu()
		n := firstFit(p)
		w.packed(cpu()-begin, n, "")
	case "glpsol":
		w.glpsol(p, w.next())
	default:
		w.err = fmt.Errorf("%q, wanted ours, first-fit or glpsol", how)
	}
}

// packed prints what a program of packing has come to.
func (w *worker) packed(ns float64, hosts int, proved string) {
	fmt.Fprintf(w.out, "hosts=%d ", hosts)
	w.done(ns, 1, fmt.Sprintf("%d-hosts%s", hosts, proved))
}

func (w *worker) solve(p *packing.Problem) {
	begin := cpu()
	r, err := packing.Solve(context.Background(), p, packing.Normal())
	if err != nil {
		w.err = err
		return
	}
	w.packed(cpu()-begin, int(r.Packing.Cost), fmt.Sprintf(",%d-proved", r.Bound.Value))
}

// firstFit is the number of hosts that first-fit decreasing fills: the tasks by CPU and then memory, the largest
// first, each on the first host that takes it.
func firstFit(p *packing.Problem) int {
	classes := slices.Clone(p.Classes)
	slices.SortStableFunc(classes, func(a, b packing.Class) int {
		return cmp.Or(cmp.Compare(b.Takes[0], a.Takes[0]), cmp.Compare(b.Takes[1], a.Takes[1]))
	})
	var left [][]int64
	for _, c := range classes {
		for range c.Count {
			h := slices.IndexFunc(left, func(room []int64) bool { return fits(c.Takes, room) })
			if h < 0 {
				h, left = len(left), append(left, slices.Clone(p.Hosts[0].Offers))
			}
			for i, x := range c.Takes {
				left[h][i] -= x
			}
		}
	}
	return len(left)
}

func fits(takes, room []int64) bool {
	for i, x := range takes {
		if x > room[i] {
			return false
		}
	}
	return true
}

// glpsol has GLPK look for the fewest hosts, and prints how many it found, +Inf where none, and the least that
// it could not rule out.
func (w *worker) glpsol(p *packing.Problem, program string) {
	dir, err := os.MkdirTemp("", "ecssim-glpsol-")
	if err != nil {
		w.err = err
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "fleet.lp")
	if w.err = os.WriteFile(file, []byte(integerProgramme(p)), 0o600); w.err != nil {
		return
	}
	out, err := exec.Command(program, "--lp", file, "--tmlim", glpsolSeconds, "--cuts").CombinedOutput()
	if err != nil {
		w.err = fmt.Errorf("%s: %w\n%s", program, err, out)
		return
	}
	found, proved := math.Inf(1), 0.0
	for _, m := range regexp.MustCompile(`mip = +(.+?) >= +(\S+)`).FindAllSubmatch(out, -1) {
		if x, err := strconv.ParseFloat(string(m[1]), 64); err == nil { // it is "not found yet" at first
			found = x
		}
		proved, _ = strconv.ParseFloat(string(m[2]), 64)
	}
	if bytes.Contains(out, []byte("INTEGER OPTIMAL SOLUTION FOUND")) {
		proved = found
	}
	fmt.Fprintf(w.out, "check=%g-hosts,%g-proved\n", found, max(0, math.Ceil(proved-1e-6)))
}

// integerProgramme writes a problem of one host type as one: how many tasks of each class there are on each of as
// many hosts as first-fit decreasing fills, and which of them have any.
func integerProgramme(p *packing.Problem) string {
	n := firstFit(p)
	var goal, rows, general, binary strings.Builder
	for i, c := range p.Classes {
		for h := range n {
			fmt.Fprintf(&rows, " + x%d_%d\n", i, h)
			fmt.Fprintf(&general, "x%d_%d\n", i, h)
		}
		fmt.Fprintf(&rows, " = %d\n", c.Count)
	}
	for h := range n {
		fmt.Fprintf(&goal, " + y%d\n", h)
		fmt.Fprintf(&binary, "y%d\n", h)
		for r, offer := range p.Hosts[0].Offers {
			for i, c := range p.Classes {
				fmt.Fprintf(&rows, " + %d x%d_%d\n", c.Takes[r], i, h)
			}
			fmt.Fprintf(&rows, " - %d y%d <= 0\n", offer, h)
		}
		if h > 0 { // hosts are alike: without this there are as many answers as orders of them
			fmt.Fprintf(&rows, " y%d - y%d >= 0\n", h-1, h)
		}
	}
	return "minimize\n" + goal.String() + "subject to\n" + rows.String() + "general\n" + general.String() + "binary\n" + binary.String() + "end\n"
}
