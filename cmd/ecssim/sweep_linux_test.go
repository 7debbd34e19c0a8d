package main

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// What a run costs in a sweep, in processors and memory.
func TestSweepIsCheap(t *testing.T) {
	points, processes := 200, 10
	if os.Getenv("ECSSIM_VERIFY") != "" {
		points, processes = 1000, 100
	}
	cost := func(c *exec.Cmd) (cpu time.Duration, kB int64) {
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		usage := c.ProcessState.SysUsage().(*syscall.Rusage)
		return c.ProcessState.UserTime() + c.ProcessState.SystemTime(), int64(usage.Maxrss)
	}
	file := sweepOf(t, points, 20)
	few, fewKB := cost(ecssim(t, "sweep", "run", file, "--replications", "2", "--workers", "1"))
	sweep, sweepKB := cost(ecssim(t, "sweep", "run", file, "--workers", "1"))
	var apart time.Duration
	for i := range processes {
		cpu, _ := cost(ecssim(t, "run", "two-tasks-and-a-wall", "--seed", strconv.Itoa(i)))
		apart += cpu
	}
	perRun, perProcess := sweep/time.Duration(points*20), apart/time.Duration(processes)
	more := float64(sweepKB-fewKB) / float64(points*18)
	t.Logf("%v of processor time a run in a sweep of %d runs, %v a process: 1 to %.0f; %.2f kB more for each more run (%v, %d kB; %v, %d kB)",
		perRun, points*20, perProcess, float64(perProcess)/float64(perRun), more, few, fewKB, sweep, sweepKB)
	if perRun*8 > perProcess {
		t.Errorf("a run takes %v in a sweep and %v in a process, wanted at most an eighth", perRun, perProcess)
	}
	if slack := int64(16 << 10); sweepKB-fewKB > int64(points*18)+slack { // what the collector leaves varies
		t.Errorf("%d runs more take %d kB more, wanted 1 kB each and %d kB", points*18, sweepKB-fewKB, slack)
	}
	if os.Getenv("ECSSIM_VERIFY") == "" {
		return // times of a machine that does other work say too little
	}
	least := map[string]time.Duration{}
	for range 3 {
		for _, workers := range []string{"1", "2"} {
			cpu, _ := cost(ecssim(t, "sweep", "run", file, "--workers", workers))
			if least[workers] == 0 || cpu < least[workers] {
				least[workers] = cpu
			}
		}
	}
	ratio := float64(least["2"]) / float64(least["1"])
	t.Logf("two workers take %v of processor time, one %v: %.2f", least["2"], least["1"], ratio)
	if ratio > 1.15 {
		t.Errorf("two workers take %.2f times the processor time of one, wanted 1.15 at most", ratio)
	}
}
