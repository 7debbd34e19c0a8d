package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// site is a directory with everything that is needed to measure.
type site struct {
	dir    string
	stderr io.Writer
	tools  map[string][]string // the words that stand for a tool
	left   []string            // what was left out, and why
}

func newSite(dir string, stderr io.Writer) *site {
	return &site{dir: dir, stderr: stderr, tools: map[string][]string{}}
}

// Where things are, seen from the folder of this program.
const (
	anchors = "anchors"
	root    = "../../.."
)

// build makes the tools. Only ecssim must be there in the end.
func (s *site) build() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	s.tools["bench"] = []string{self, "work"}
	s.tools["go"] = []string{"go"}
	ecssim := filepath.Join(s.dir, "ecssim")
	build := exec.Command("make", "--no-print-directory", "-C", root, "build", "BIN="+ecssim)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s(run it in cmd/ecssim/bench)", build, err, out)
	}
	s.tools["ecssim"] = []string{ecssim}
	s.install()
	s.compile("cpp", "C++", "-O2", "-march=native")
	s.compile("ns3", "ns-3", "-O2", "-std=c++17", "-lns3-core")
	s.simpy()
	return nil
}

// packages are what Debian calls what the anchors need, and how to see it.
var packages = []struct {
	name    string
	present func() bool
}{
	{"g++", func() bool { _, err := exec.LookPath("c++"); return err == nil }},
	{"libns3-dev", func() bool { found, _ := filepath.Glob("/usr/include/ns3*/core-module.h"); return len(found) > 0 }},
	{"python3-simpy3", func() bool { return pythonWithSimPy() != "" }},
}

// install asks apt-get for the packages that are missing, where root runs this
// on a machine that has it. A failure shows later, as a tool that is left out.
func (s *site) install() {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 || runtime.GOOS != "linux" {
		return
	}
	args := []string{"install", "-y", "-qq"}
	for _, p := range packages {
		if !p.present() {
			args = append(args, p.name)
		}
	}
	if len(args) == 3 {
		return
	}
	fmt.Fprintln(s.stderr, "apt-get", strings.Join(args, " "))
	for _, a := range [][]string{{"update", "-qq"}, args} {
		c := exec.Command("apt-get", a...)
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if err := c.Run(); err != nil {
			fmt.Fprintln(s.stderr, "apt-get", a[0]+":", err)
		}
	}
}

// compile builds a C++ anchor.
func (s *site) compile(tool, name string, flags ...string) {
	out := filepath.Join(s.dir, tool)
	args := []string{"-o", out, filepath.Join(anchors, tool+".cpp")}
	if msg, err := exec.Command("c++", append(args, flags...)...).CombinedOutput(); err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(string(msg)), "\n")
		s.left = append(s.left, strings.TrimSuffix(fmt.Sprintf("%s: c++: %v: %s", name, err, line), ": "))
		return
	}
	s.tools[tool] = []string{out}
}

func (s *site) simpy() {
	python := pythonWithSimPy()
	if python == "" {
		s.left = append(s.left, "SimPy: no python3 has it")
		return
	}
	s.tools["simpy"] = []string{python, filepath.Join(anchors, "simpy_anchor.py")}
}

// pythonWithSimPy returns a Python that can import simpy; "" = none.
func pythonWithSimPy() string {
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import simpy").Run() == nil {
			return p
		}
	}
	return ""
}

// prepare writes the scenario files of the jobs.
func (s *site) prepare(jobs []job) error {
	for _, j := range jobs {
		if j.scene != nil {
			if err := os.WriteFile(s.file(&j), []byte(j.scene()), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *site) file(j *job) string { return filepath.Join(s.dir, j.name+".yaml") }
