package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecssim/scenarios"
)

// TestSameReportsInWebAssembly wants the same reports, to the byte, from WebAssembly run by
// Node.js as from this process: fingerprints, times, prices and means with their intervals.
// That the two round alike is not a matter of course (see sim/des/float.go). The library draws from the uniform, triangular, exponential and log-normal
// distributions.
func TestSameReportsInWebAssembly(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skipf("Node.js runs WebAssembly, and it is not installed: %v", err)
	}
	var native bytes.Buffer
	if err := write(&native); err != nil {
		t.Fatal(err)
	}
	want := strings.SplitAfter(native.String(), "\n")
	got := strings.SplitAfter(inWebAssembly(t, node), "\n")
	if len(want) != len(scenarios.Names())+1 || len(got) != len(want) {
		t.Fatalf("WebAssembly printed %d lines, natively there are %d, wanted one for each of %d scenarios",
			len(got)-1, len(want)-1, len(scenarios.Names()))
	}
	for i, name := range scenarios.Names() {
		if got[i] != want[i] {
			t.Errorf("%s: WebAssembly (+) reports otherwise than %s (-):\n%s", name, runtime.GOARCH,
				cmp.Diff(decoded(t, want[i]), decoded(t, got[i])))
		}
	}
}

// inWebAssembly returns what the command prints when Node.js runs it by Go's own wrapper.
func inWebAssembly(t *testing.T, node string) string {
	t.Helper()
	wrapper := filepath.Join(output(t, exec.Command("go", "env", "GOROOT")), "lib", "wasm", "wasm_exec_node.js")
	if _, err := os.Stat(wrapper); err != nil {
		t.Skipf("this Go has no wrapper that runs WebAssembly in Node.js: %v", err)
	}
	program := filepath.Join(t.TempDir(), "wasmcheck.wasm")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	output(t, build)
	run := exec.Command(node, wrapper, program)
	run.Env = []string{"PATH=" + os.Getenv("PATH")} // what wasm_exec.js passes on is limited in size
	return output(t, run) + "\n"
}

// output returns what a command prints, without the last line break.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, &stderr)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// decoded is a line of JSON as maps and lists.
func decoded(t *testing.T, line string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return v
}
