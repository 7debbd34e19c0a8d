package packing

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestSameOnEveryPlatform holds a digest of results, weights and all, to the one that amd64,
// 386, arm64, s390x and WebAssembly give. A change of the method changes it; a change of the
// processor does not.
func TestSameOnEveryPlatform(t *testing.T) {
	h := fnv.New64a()
	add := func(p *Problem) {
		r, err := Solve(context.Background(), p, Low())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%+v", r.Bound)
		fmt.Fprintf(h, "%+v %+v", r.Packing, r.Work)
	}
	for _, x := range planned {
		add(oneType(x.cpu, x.memory, x.slots, shapes(t, x.tasks)))
	}
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 200 {
		add(tiny(r, tinyKinds{types: 3, supplies: i%4 == 0}))
	}
	add(oneType(4096, 15500, 20, services(1, 100)))
	const want = "6e4c912216e4a09a"
	if got := fmt.Sprintf("%x", h.Sum64()); got != want {
		t.Errorf("digest %s, wanted %s", got, want)
	}
}

// TestNoFusedMultiplyAdd compiles the package for a processor that has such instructions and
// looks for them: they round once where others round twice.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if many(0, 1) == 0 {
		t.Skip("compiles for another processor: with ECSSIM_VERIFY=1")
	}
	cmd := exec.Command("go", "build", "-gcflags=ecssim/sim/packing=-S", "-o", filepath.Join(t.TempDir(), "out"), ".")
	cmd.Env = append(os.Environ(), "GOARCH=arm64", "GOFLAGS=", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(out) < 100_000 {
		t.Fatalf("%d bytes of assembly, wanted that of a package", len(out))
	}
	if found := regexp.MustCompile(`(?m)^.*\bFN?M(ADD|SUB)[DS]\b.*$`).FindAll(out, 10); found != nil {
		t.Errorf("fused multiply-adds:\n%s", found)
	}
}
