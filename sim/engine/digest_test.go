package engine_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/narrate"
)

// TestDigest writes to the file that ECSSIM_DIGEST names what a thousand random
// worlds come to, a line a seed: sums of the event log, of the report and of what
// explains its refusals. Two checkouts that write the same bytes behave alike, as far
// as these worlds go; make compare-builds says so of two. With ECSSIM_SEED the file
// has one world's log, report and explanation in full.
func TestDigest(t *testing.T) {
	name := os.Getenv("ECSSIM_DIGEST")
	if name == "" {
		t.Skip("for make compare-builds")
	}
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	if one := os.Getenv("ECSSIM_SEED"); one != "" {
		seed, err := strconv.ParseUint(one, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		tellWorld(t, seed, out, out, out)
	} else {
		digestWorlds(t, 1000, out)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

func digestWorlds(t *testing.T, n uint64, out io.Writer) {
	for seed := range n {
		log, report, why := sha256.New(), sha256.New(), sha256.New()
		tellWorld(t, seed, log, report, why)
		fmt.Fprintf(out, "generator %d seed %d: log %.8x report %.8x explanation %.8x\n",
			generatorVersion, seed, log.Sum(nil), report.Sum(nil), why.Sum(nil))
	}
}

// tellWorld runs a random world and writes its log, a line an entry, its report, and
// why tasks of it were refused. What keeps a world from running is told too.
func tellWorld(t *testing.T, seed uint64, log, report, why io.Writer) {
	world := func() *config.Config { return randomWorld(rand.New(rand.NewPCG(seed, 7))) }
	r, err := told(world(), func(e narrate.Entry) {
		fmt.Fprintf(log, "%d|%s|%s|%s|%s|%s|%s\n", e.At, e.Event, e.Service, e.Task, e.Instance, e.Cause, e.Detail)
	})
	tell(t, report, r, err)
	list, _, err := experiment.Explain(context.Background(), world())
	tell(t, why, list, err)
}

func tell(t *testing.T, w io.Writer, v any, err error) {
	t.Helper()
	if err != nil {
		fmt.Fprintln(w, err)
		return
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
}
