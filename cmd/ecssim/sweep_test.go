package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// sweepOf writes a sweep file of so many points, each run so often.
func sweepOf(t testing.TB, points, replications int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sweep.yaml")
	text := fmt.Sprintf("sweep: many\nscenario: two-tasks-and-a-wall\nvary: {cluster.instances.0.count: {range: [1, %d]}, services.web.desiredCount: [1, 2, 3, 4]}\n"+
		"replications: %d\nmeasure: [tasks.waiting, timeToRunningSeconds.p95, usd, services.web.networkMode]\n", points/4, replications)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// swept runs a sweep in this process and returns the bytes of its results.
func swept(t *testing.T, args ...string) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "results")
	must0(t, append([]string{"sweep", "run", "--out", dir, "--deterministic", "--csv"}, args...)...)
	return resultsIn(t, dir)
}

func must0(t *testing.T, args ...string) {
	t.Helper()
	var stderr bytes.Buffer
	if status := run(args, io.Discard, &stderr); status != exitOK {
		t.Fatalf("%v: exit status %d: %s", args, status, &stderr)
	}
}

func resultsIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, name := range []string{"results.parquet", "results.csv", "summary.csv"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = data
	}
	return all
}

func sameResults(t *testing.T, what string, have, want map[string][]byte) {
	t.Helper()
	for name := range want {
		if !bytes.Equal(have[name], want[name]) {
			t.Errorf("%s: %s differs: %d bytes, wanted %d", what, name, len(have[name]), len(want[name]))
		}
	}
}

// Whoever runs a sweep, and in how many pieces, the results are the same bytes.
func TestSweepIsTheSameInPieces(t *testing.T) {
	file := sweepOf(t, 40, 5)
	one := swept(t, file, "--workers", "1")
	for _, workers := range []string{"2", "5"} {
		sameResults(t, workers+" workers", swept(t, file, "--workers", workers), one)
	}
	for _, of := range []int{2, 8, 41} {
		dir := filepath.Join(t.TempDir(), "shards")
		for _, i := range rand.Perm(of) {
			must0(t, "sweep", "run", file, "--out", dir, "--deterministic", "--shard", strconv.Itoa(i), "--of", strconv.Itoa(of))
		}
		must0(t, "sweep", "merge", dir, "--csv")
		sameResults(t, fmt.Sprint(of, " shards"), resultsIn(t, dir), one)
	}
}

// ecssim is a process that runs the command.
func ecssim(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, args...)
	c.Args[0] = "ecssim" // as which the test's program is the command; see TestMain
	return c
}

// A sweep that is killed at any moment goes on, and comes to the same bytes.
func TestSweepKilled(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("no processes")
	}
	file := sweepOf(t, 60, 12)
	want := swept(t, file)
	start := time.Now()
	if out, err := ecssim(t, "sweep", "run", file, "--deterministic").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(start)
	kills, finished, kept := 0, 0, 0
	for kills < 20 || finished == 0 {
		dir := filepath.Join(t.TempDir(), "results")
		for {
			args := []string{"sweep", "run", file, "--out", dir, "--deterministic", "--csv"}
			c := ecssim(t, args...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(rand.N(whole*2/3), func() { _ = c.Process.Kill() })
			err := c.Wait()
			timer.Stop()
			if err == nil {
				finished++
				break
			}
			if status := (*exec.ExitError)(nil); !errors.As(err, &status) || status.Exited() {
				t.Fatalf("%v, wanted it killed", err)
			}
			kills++
			parts, _ := filepath.Glob(filepath.Join(dir, ".shard-0-of-1-*.part"))
			kept = max(kept, len(parts))
		}
		sameResults(t, fmt.Sprint("after ", kills, " kills"), resultsIn(t, dir), want)
		if left, _ := filepath.Glob(filepath.Join(dir, ".shard-*")); len(left) > 0 {
			t.Errorf("%v are left when the sweep is done", left)
		}
	}
	if kept < 2 {
		t.Errorf("%d kills never left two journals: no run went on with what another had done", kills)
	}
	t.Logf("%d kills, %d sweeps finished, up to %d journals", kills, finished, kept)
}

// BenchmarkSweepWorkers tells what a sweep costs with one worker and with two: the same work.
func BenchmarkSweepWorkers(b *testing.B) {
	file := sweepOf(b, 200, 20)
	for _, workers := range []string{"1", "2"} {
		b.Run(workers, func(b *testing.B) {
			var cpu time.Duration
			for b.Loop() {
				c := ecssim(b, "sweep", "run", file, "--workers", workers)
				if out, err := c.CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
			}
			b.ReportMetric(cpu.Seconds()/float64(b.N)*1000, "cpu-ms/op")
		})
	}
}
