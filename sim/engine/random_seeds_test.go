package engine_test

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ecssim/sim/config"
)

// failedWorlds lists worlds in which something was wrong once, a line each: the version of the
// generator, the seed, and what was wrong. They are run before all others. Under another version of
// the generator a seed is another world, so that what a world showed is kept as a small world of its
// own, in TestRegressions or in scenarios/testdata/verdicts.
//
//go:embed testdata/failed-worlds.txt
var failedWorlds string

// worldOf is the random world of a seed.
func worldOf(seed uint64) *config.Config { return randomWorld(rand.New(rand.NewPCG(seed, 7))) }

// baseSeed is the first seed of the random worlds of this run of the tests: ECSSIM_SEED, or the time in
// milliseconds, so that each run has other worlds.
var baseSeed = sync.OnceValues(func() (uint64, error) {
	if s := os.Getenv("ECSSIM_SEED"); s != "" {
		return strconv.ParseUint(s, 10, 64)
	}
	return uint64(time.Now().UnixMilli()), nil
})

// eachWorld calls a test with the seeds of random worlds: of those that failed once, then of n new
// ones, or as many as ECSSIM_WORLDS says, and
// returns how many new ones these were. A failure names the command that repeats it.
func eachWorld(t *testing.T, n int, do func(t *testing.T, seed uint64)) int {
	t.Helper()
	base, err := baseSeed()
	if err != nil {
		t.Fatalf("ECSSIM_SEED: %v", err)
	}
	many := os.Getenv("ECSSIM_WORLDS")
	if many != "" {
		if n, err = strconv.Atoi(many); err != nil {
			t.Fatalf("ECSSIM_WORLDS: %v", err)
		}
	}
	t.Logf("ECSSIM_SEED=%d: %d new worlds of generator %d", base, n, generatorVersion)
	seeds := failedSeeds(t)
	if n == 1 {
		seeds = nil // one that is repeated
	}
	old := len(seeds)
	top := t.Name()
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := next.Add(1); i <= int64(old+n); i = next.Add(1) {
				seed := base + uint64(int(i)-1-old)
				if i <= int64(old) {
					seed = seeds[i-1]
				}
				ok := t.Run(fmt.Sprintf("generator %d seed %d", generatorVersion, seed), func(t *testing.T) {
					defer func() {
						if x := recover(); x != nil {
							t.Errorf("panic: %v\n%s", x, debug.Stack())
						}
						if t.Failed() {
							t.Logf("again: ECSSIM_SEED=%d ECSSIM_WORLDS=1 go test ./sim/engine -run '^%s$'", seed, top)
						}
					}()
					do(t, seed)
				})
				if many != "" && (!ok || i%1000 == 0) {
					fmt.Fprintf(os.Stderr, "%s: world %d of %d%s\n", top, i, old+n, map[bool]string{false: fmt.Sprintf(" FAILED, seed %d", seed)}[ok])
				}
			}
		})
	}
	all.Wait()
	return n
}

// failedSeeds are the seeds of failedWorlds.
func failedSeeds(t *testing.T) (seeds []uint64) {
	t.Helper()
	for line := range strings.Lines(failedWorlds) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var generator int
		var seed uint64
		if _, err := fmt.Sscan(line, &generator, &seed); err != nil || generator > generatorVersion {
			t.Fatalf("testdata/failed-worlds.txt: %q: want the version of the generator, up to %d, and a seed: %v", line, generatorVersion, err)
		}
		seeds = append(seeds, seed)
	}
	return seeds
}
