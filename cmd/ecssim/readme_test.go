package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme runs each command that README.md shows and compares what follows it
// there with what it prints.
func TestReadme(t *testing.T) {
	path, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	got, ran := rerun(t, string(data))
	if ran == 0 {
		t.Fatal("README.md shows no command")
	}
	if got == string(data) {
		return
	}
	if !*update {
		t.Fatalf("README.md is not what the commands print (-update rewrites it):\n%s", cmp.Diff(string(data), got))
	}
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

// rerun returns the text with the output of every "$ ecssim" line of its console
// blocks replaced by what the command prints now, and how many there were.
func rerun(t *testing.T, text string) (string, int) {
	var out strings.Builder
	ran, inside, skip := 0, false, false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside, skip = strings.TrimSpace(line) == "```console", false
		case inside && strings.HasPrefix(line, "$ ecssim "):
			out.WriteString(line)
			out.WriteString(output(t, strings.Fields(line)[2:]))
			ran++
			skip = true
			continue
		}
		if !skip {
			out.WriteString(line)
		}
	}
	return out.String(), ran
}

// output is what a command prints, which must succeed.
func output(t *testing.T, args []string) string {
	var stdout, stderr bytes.Buffer
	if status := run(args, &stdout, &stderr); status != exitOK {
		t.Errorf("ecssim %s: exit status %d: %s", strings.Join(args, " "), status, &stderr)
	}
	return stdout.String()
}
