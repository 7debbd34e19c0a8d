package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ecssim/scenarios"
)

// hashesFile has a line for each command line of outputs: the first half of the SHA-256 of what it
// prints, its exit status included, and the command line.
const hashesFile = "testdata/platform/hashes.txt"

// outputs are the command lines whose output is the same on every platform: each scenario of the
// library once, as an event log, with its means over several runs, and every third in files with pictures; files whose lengths of time
// come from every distribution; and what is computed without a run.
func outputs() [][]string {
	var all [][]string
	add := func(line string) { all = append(all, strings.Fields(line)) }
	for i, name := range scenarios.Names() {
		add("run " + name + " -o json")
		add("run " + name + " --events -o csv")
		add("run " + name + " --replications 2 -o json")
		if i%3 == 0 {
			add("run " + name + " --html {dir}/page.html --trace {dir}/trace.json")
		}
	}
	for _, file := range []string{"testdata/platform/long-lengths.yaml", "testdata/platform/every-feature.yaml"} {
		for seed := range 8 {
			add(fmt.Sprintf("run %s --seed %d --events -o csv", file, seed))
		}
		add("run " + file + " --replications 6 -o json")
		add("run " + file + " -o markdown")
		add("explain " + file + " -o json")
	}
	for _, name := range []string{"microservices", "day-in-the-life", "bridge-to-awsvpc", "daemons-and-sidecars", "services-of-one-task"} {
		if slices.Contains(scenarios.Names(), name) {
			add("compare " + name + " -o json")
			add("compare " + name + " --replications 2 -o json")
			add("compare " + name)
		}
	}
	add("plan microservices --instance-type m5.*,c6a.* --setup awsvpc-trunking -o json")
	add("plan daemons-and-sidecars --instance-type m5.*,c6a.* --order search --strategies search --effort low -o json")
	add("plan survive-a-zone --survive-zone --effort low -o json")
	add("density --instance-type all --cpu 256 --memory 512 -o json")
	add("density --instance-type m5.* --cpu 100 --memory 300 --sort price-per-task")
	add("catalog list -o csv")
	for _, file := range []string{"testdata/platform/sweep.yaml", "testdata/platform/sweep-latin.yaml"} {
		add("sweep plan " + file + " --no-pilot -o csv")
		add("sweep run " + file + " -o csv")
	}
	return all
}

// TestOutputs holds what the command prints to stored hashes, so that one platform alone shows
// that results have changed; where they should, go test ./cmd/ecssim -run TestOutputs -update.
func TestOutputs(t *testing.T) {
	text, err := os.ReadFile(hashesFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		hash, command, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		want[command] = hash
	}
	all := outputs()
	if len(all) < 200 || len(want) != len(all) && !*update {
		t.Errorf("%d command lines and %d hashes, wanted as many, 200 at least", len(all), len(want))
	}
	var now strings.Builder
	for i, args := range all {
		if testing.Short() && i%10 != 0 {
			continue
		}
		h := sha256.New()
		status := runIn(t, args, h)
		fmt.Fprintln(h, status)
		hash, command := fmt.Sprintf("%x", h.Sum(nil)[:16]), strings.Join(args, " ")
		fmt.Fprintln(&now, hash, command)
		if hash != want[command] && !*update {
			t.Errorf("ecssim %s: its output has the hash %s, wanted %q (%s/%s)", command, hash, want[command], runtime.GOOS, runtime.GOARCH)
		}
	}
	if *update {
		if err := os.WriteFile(hashesFile, []byte(now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// runIn runs a command line whose files are in a folder of their own, and returns its exit status.
// The files are written behind what it prints.
func runIn(t *testing.T, args []string, w io.Writer) (status int) {
	t.Helper()
	if !slices.ContainsFunc(args, func(s string) bool { return strings.Contains(s, "{dir}") }) {
		return run(args, w, io.Discard)
	}
	dir, here := t.TempDir(), make([]string, len(args))
	for i := range args {
		here[i] = strings.ReplaceAll(args[i], "{dir}", dir)
	}
	status = run(here, w, io.Discard)
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Errorf("%v: %d files, %v", args, len(files), err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(w, f.Name(), len(data))
		w.Write(data)
	}
	return status
}

// platforms are those on which the output is the same, and what runs their programs, each unless
// this machine is of the kind.
var platforms = []struct {
	goos, goarch string
	runs         func() (runner []string, whyNot string)
}{
	{"linux", "amd64", emulator("qemu-x86_64")},
	{"linux", "386", emulator("qemu-i386")},
	{"linux", "arm64", emulator("qemu-aarch64")},
	{"js", "wasm", nodeRunner},
}

// TestPlatforms runs TestOutputs on every platform that this machine can run: by ECSSIM_PLATFORMS=1
// all of it, otherwise a tenth of it in WebAssembly.
func TestPlatforms(t *testing.T) {
	all := os.Getenv("ECSSIM_PLATFORMS") != ""
	for _, p := range platforms {
		t.Run(p.goos+"/"+p.goarch, func(t *testing.T) {
			if !all && (p.goos != "js" || testing.Short()) {
				t.Skip("make platforms runs it")
			}
			var runner []string
			if !native(p.goos, p.goarch) {
				var whyNot string
				if runner, whyNot = p.runs(); whyNot != "" {
					t.Skip("not run: " + whyNot)
				}
			}
			program := filepath.Join(t.TempDir(), "ecssim.test")
			build := exec.Command("go", "test", "-c", "-o", program, ".")
			build.Env = append(os.Environ(), "GOOS="+p.goos, "GOARCH="+p.goarch, "GOFLAGS=", "CGO_ENABLED=0")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", build.Args, err, out)
			}
			args := []string{program, "-test.run=^TestOutputs$", "-test.v", fmt.Sprintf("-test.short=%v", !all)}
			out, err := onPlatform(append(runner, args...))
			if errors.Is(err, syscall.ENOEXEC) && runner == nil { // a kernel without 32-bit programs
				var whyNot string
				if runner, whyNot = p.runs(); whyNot != "" {
					t.Skip("not run: this kernel runs no programs of " + p.goarch + ", and " + whyNot)
				}
				out, err = onPlatform(append(runner, args...))
			}
			if err != nil || !bytes.Contains(out, []byte("--- PASS: TestOutputs")) {
				t.Fatalf("%v: %v\n%s", args, err, out)
			}
			if all {
				t.Logf("the output of %d command lines is the same", len(outputs()))
			}
		})
	}
}

// onPlatform runs a command line.
func onPlatform(args []string) ([]byte, error) {
	run := exec.Command(args[0], args[1:]...)
	run.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), // WebAssembly has room for little more
		"GODEBUG=asyncpreemptoff=1", // older versions of QEMU do not stand Go's signals
	}
	return run.CombinedOutput()
}

// native reports whether this machine runs programs of a platform by itself.
func native(goos, goarch string) bool {
	return goos == runtime.GOOS && (goarch == runtime.GOARCH || goarch == "386" && runtime.GOARCH == "amd64")
}

// emulator finds QEMU's emulation of a processor for programs of Linux.
func emulator(name string) func() ([]string, string) {
	return func() ([]string, string) {
		for _, n := range []string{name, name + "-static"} {
			if path, err := exec.LookPath(n); err == nil {
				return []string{path}, ""
			}
		}
		return nil, "there is neither " + name + " nor " + name + "-static, which Debian has in the packages qemu-user and qemu-user-static"
	}
}

// nodeRunner finds Node.js and Go's wrapper that runs WebAssembly in it.
func nodeRunner() ([]string, string) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, "there is no node, which Debian has in the package nodejs"
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err.Error()
	}
	wrapper := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	if _, err := os.Stat(wrapper); err != nil {
		return nil, "this Go has no wrapper that runs WebAssembly in Node.js: " + err.Error()
	}
	return []string{node, "--stack-size=8192", wrapper}, ""
}
