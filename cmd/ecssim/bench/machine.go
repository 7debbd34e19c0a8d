package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine says when, of what and on what a table was measured.
func machine() string {
	return fmt.Sprintf("%s, commit %s; %d cores of %s, load %s; %s, %s, SimPy %s.\n",
		time.Now().Format("2 January 2006"), commit(), runtime.NumCPU(), processor(), load(), runtime.Version(),
		firstLine("c++", "--version"), firstLine(pythonWithSimPy(), "-c", "import simpy; print(simpy.__version__)"))
}

// commit is the one that is checked out, and whether files differ from it.
func commit() string {
	id := firstLine("git", "rev-parse", "--short", "HEAD")
	if firstLine("git", "status", "--porcelain") != "none" {
		id += " with changes"
	}
	return id
}

// firstLine is the first line that a command prints, "none" where it does not.
func firstLine(command ...string) string {
	out, err := exec.Command(command[0], command[1:]...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	if err != nil || line == "" {
		return "none"
	}
	return line
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, name, ok := strings.Cut(string(text), "model name\t: ")
	if name, _, _ = strings.Cut(name, "\n"); !ok {
		return runtime.GOARCH
	}
	return name
}

// load is the mean number of processes that ran or wanted to, over the last
// minute, this one's among them.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
