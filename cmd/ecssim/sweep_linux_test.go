package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// cost runs a command and returns its processor time and the most memory that it had at a time. That is not what the
// kernel says of it in the end, which is at least what this process had when it started the command.
func cost(t *testing.T, c *exec.Cmd) (cpu time.Duration, kB int) {
	t.Helper()
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	over := make(chan error)
	go func() { over <- c.Wait() }()
	for tick := time.Tick(5 * time.Millisecond); ; {
		select {
		case err := <-over:
			if err != nil {
				t.Fatalf("%v: %v: %s", c, err, &out)
			}
			return c.ProcessState.UserTime() + c.ProcessState.SystemTime(), kB
		case <-tick:
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid))
			if _, most, ok := strings.Cut(string(status), "VmHWM:"); ok {
				_, _ = fmt.Sscan(most, &kB)
			}
		}
	}
}

// What a run costs in a sweep, in processors and memory.
func TestSweepIsCheap(t *testing.T) {
	points, processes := 200, 10
	if os.Getenv("ECSSIM_VERIFY") != "" {
		points, processes = 1000, 100
	}
	file := sweepOf(t, points, 20)
	sweep, kB := cost(t, ecssim(t, "sweep", "run", file, "--workers", "1"))
	var apart time.Duration
	for i := range processes {
		cpu, _ := cost(t, ecssim(t, "run", "two-tasks-and-a-wall", "--seed", strconv.Itoa(i)))
		apart += cpu
	}
	perRun, perProcess := sweep/time.Duration(points*20), apart/time.Duration(processes)
	t.Logf("%v of processor time a run in a sweep of %d runs, %v a process: 1 to %.0f", perRun, points*20, perProcess, float64(perProcess)/float64(perRun))
	if perRun*8 > perProcess {
		t.Errorf("a run takes %v in a sweep and %v in a process, wanted at most an eighth", perRun, perProcess)
	}
	more, runs := 0, 3*points*38
	for range 3 { // what the collector leaves varies a little
		_, few := cost(t, ecssim(t, "sweep", "run", file, "--replications", "2", "--workers", "1"))
		_, many := cost(t, ecssim(t, "sweep", "run", file, "--replications", "40", "--workers", "1"))
		more += many - few
		t.Logf("memory: %d kB of %d runs, %d of %d, %d of %d", few, points*2, kB, points*20, many, points*40)
	}
	if more > runs {
		t.Errorf("%d runs more take %d kB more, wanted 1 kB each at most", runs, more)
	}
	if os.Getenv("ECSSIM_VERIFY") == "" {
		return // times of a machine that does other work say too little
	}
	cheapest := map[string]time.Duration{}
	for range 3 {
		for _, workers := range []string{"1", "2"} {
			cpu, _ := cost(t, ecssim(t, "sweep", "run", file, "--workers", workers))
			if cheapest[workers] == 0 || cpu < cheapest[workers] {
				cheapest[workers] = cpu
			}
		}
	}
	ratio := float64(cheapest["2"]) / float64(cheapest["1"])
	t.Logf("two workers take %v of processor time, one %v: %.2f", cheapest["2"], cheapest["1"], ratio)
	if ratio > 1.15 {
		t.Errorf("two workers take %.2f times the processor time of one, wanted 1.15 at most", ratio)
	}
}
