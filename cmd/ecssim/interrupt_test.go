package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// endless is a cluster in which nothing comes to an end, and a large one: what a command does with
// it takes far longer than this test.
const endless = `
name: endless
duration: 876000h
cluster:
  instances: [{name: hosts, instanceType: m5.large, count: 3}]
  capacityProviders:
    - {name: cp, autoScalingGroup: {instanceType: m5.large, minSize: 0, maxSize: 100000}, managedScaling: {status: ENABLED, targetCapacity: 1}}
taskDefinitions:
  - {family: web, cpu: "128", memory: "128", timings: {exitAfter: 1s}, containerDefinitions: [{name: c, image: i, portMappings: [{containerPort: 80}]}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 3}
  - {serviceName: api, taskDefinition: web, desiredCount: 30, capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]}
`

const large = `
name: large
cluster:
  instances: [{name: hosts, instanceType: m5.large, count: 100000}]
taskDefinitions:
  - {family: web, cpu: "128", memory: "128", containerDefinitions: [{name: c, image: i, portMappings: [{containerPort: 80}]}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 1000000}
  - {serviceName: more, taskDefinition: web, desiredCount: 1000000}
  - {serviceName: api, taskDefinition: web, desiredCount: 1}
`

// TestInterruptEveryCommand: Ctrl-C ends each command that takes long, with one message, no result
// and no file left. How soon is a matter of how busy the machine is: here it has ten times as long as
// it takes.
func TestInterruptEveryCommand(t *testing.T) {
	if runtime.GOOS == "js" || runtime.GOOS == "windows" {
		t.Skip("no interrupt signal")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"run", "FILE"},
		{"run", "FILE", "--events", "-o", "json"},
		{"run", "FILE", "--replications", "100", "-o", "csv"},
		{"compare", "FILE"},
		{"compare", "FILE", "--replications", "3"},
		{"explain", "FILE"},
		{"headroom", "FILE"},
		{"reach", "FILE", "web", "api"},
	} {
		for _, file := range []string{endless, large} {
			name, _, _ := strings.Cut(strings.TrimPrefix(file, "\nname: "), "\n")
			t.Run(strings.Join(args, " ")+" "+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "FILE"), []byte(file), 0o600); err != nil {
					t.Fatal(err)
				}
				var stdout, stderr bytes.Buffer
				c := exec.Command(program, append(args[:len(args):len(args)], "--no-limit")...)
				c.Args[0] = "ecssim" // as which the test's program is the command; see TestMain
				c.Dir, c.Env = dir, append(os.Environ(), "TMPDIR="+dir)
				c.Stdout, c.Stderr = &stdout, &stderr
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(500 * time.Millisecond)
				began := time.Now()
				if err := c.Process.Signal(os.Interrupt); err != nil {
					t.Fatal(err)
				}
				c.Wait() // its status is looked at below
				if took := time.Since(began); took > 10*(interruptedWithin+2*saidWithin) {
					t.Errorf("gone after %v", took)
				}
				if status := c.ProcessState.ExitCode(); status != exitInterrupted || stderr.String() != "ecssim: interrupted\n" {
					t.Errorf("exit status %d, %q", status, &stderr)
				}
				if !slices.Contains(args, "--events") && stdout.Len() > 0 {
					t.Errorf("stdout %.100q, want nothing", &stdout)
				}
				if left, _ := os.ReadDir(dir); len(left) != 1 {
					t.Errorf("left behind: %v", left)
				}
			})
		}
	}
}
