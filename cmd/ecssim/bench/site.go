package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// site is a directory with everything that is needed to measure.
type site struct {
	dir    string
	stderr io.Writer
	tools  map[string][]string // the words that stand for a tool
	lacks  []lack
}

func newSite(dir string, stderr io.Writer) *site {
	return &site{dir: dir, stderr: stderr, tools: map[string][]string{}}
}

// Where things are, seen from the folder of this program.
const (
	anchors = "anchors"
	root    = "../../.."
)

// build makes the tools from what this machine has; it installs nothing. Only ecssim
// must be there in the end.
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
	s.compile("cpp", "C++", "g++", "-O2", "-march=native")
	s.compile("ns3", "ns-3", "g++ libns3-dev", "-O2", "-std=c++17", "-lns3-core")
	s.simpy()
	s.glpk()
	return nil
}

// A lack is a tool that this machine does not have.
type lack struct {
	tool, name string
	why        string
	packages   string // of Debian and its kin, that bring it
}

// compile builds a C++ anchor.
func (s *site) compile(tool, name, packages string, flags ...string) {
	out := filepath.Join(s.dir, tool)
	args := []string{"-o", out, filepath.Join(anchors, tool+".cpp")}
	if msg, err := exec.Command("c++", append(args, flags...)...).CombinedOutput(); err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(string(msg)), "\n")
		why := strings.TrimSuffix(fmt.Sprintf("c++: %v: %s", err, line), ": ")
		s.lacks = append(s.lacks, lack{tool, name, why, packages})
		return
	}
	s.tools[tool] = []string{out}
}

func (s *site) simpy() {
	python := pythonWithSimPy()
	if python == "" {
		s.lacks = append(s.lacks, lack{"simpy", "SimPy", "no python3 has it", "python3-simpy3"})
		return
	}
	s.tools["simpy"] = []string{python, filepath.Join(anchors, "simpy_anchor.py")}
}

func (s *site) glpk() {
	glpsol, err := exec.LookPath("glpsol")
	if err != nil {
		s.lacks = append(s.lacks, lack{"glpsol", "GLPK", "glpsol is not installed", "glpk-utils"})
		return
	}
	s.tools["glpsol"] = []string{glpsol}
}

// leftOut says for each tool that is lacking and asked for which targets cannot be
// measured without it, and what to type to have it.
func (s *site) leftOut(jobs []job, targets []target) (lines []string) {
	for _, l := range s.lacks {
		var rows []string
		for _, t := range targets {
			if t.uses(jobs, l.tool) && !slices.Contains(rows, t.id) {
				rows = append(rows, t.id)
			}
		}
		if len(rows) > 0 {
			lines = append(lines, fmt.Sprintf("Left out for want of %s: %s (%s). To have it on Debian or Ubuntu, as root: apt-get install %s",
				l.name, strings.Join(rows, " "), l.why, l.packages))
		}
	}
	return lines
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
