package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme runs each command that README.md, docs/tour.md, docs/planning.md and docs/import.md show, and
// compares what follows it there with what it prints. The files that a page shows are there, and
// for docs/import.md a folder with answers of the AWS CLI.
func TestReadme(t *testing.T) {
	answers := inTestdata("import/shop")
	for page, folders := range map[string]map[string]string{"README.md": nil, "docs/tour.md": nil, "docs/planning.md": nil, "docs/import.md": {"shop-answers": answers}} {
		t.Run(page, func(t *testing.T) { checkPage(t, page, folders) })
	}
}

// checkPage checks one page; folders are copied to where it looks for them.
func checkPage(t *testing.T, page string, folders map[string]string) {
	path, err := filepath.Abs(filepath.Join("..", "..", page))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, from := range folders {
		if err := os.CopyFS(name, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	got, ran := rerun(t, string(data))
	if ran == 0 {
		t.Fatalf("%s shows no command", page)
	}
	if got == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the commands print (-update rewrites it):\n%s", page, cmp.Diff(string(data), got))
	}
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

// rerun returns a page with the output of every "$ ecssim" line of its console
// blocks replaced by what the command prints now, and how many there were. The
// commands run in order; a yaml block before them that begins with the comment
// "# NAME" is the file NAME of the current directory.
func rerun(t *testing.T, page string) (string, int) {
	var out strings.Builder
	ran, block, skip := 0, "", false
	var file, text string
	for line := range strings.Lines(page) {
		switch {
		case strings.HasPrefix(line, "```"):
			if file != "" {
				write(t, file, text)
			}
			block, skip = strings.TrimSpace(strings.TrimPrefix(line, "```")), false
			file, text = "", ""
		case block == "console" && strings.HasPrefix(line, "$ ecssim "):
			out.WriteString(line)
			out.WriteString(output(t, strings.Fields(line)[2:]))
			ran++
			skip = true
			continue
		case block == "yaml" && text == "" && strings.HasPrefix(line, "# "):
			file, text = strings.TrimSpace(line[2:]), line
		case block == "yaml":
			text += line
		}
		if !skip {
			out.WriteString(line)
		}
	}
	return out.String(), ran
}

// write makes a file of the current directory.
func write(t *testing.T, name, text string) {
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// output is what a command prints, which must succeed.
func output(t *testing.T, args []string) string {
	var stdout, stderr bytes.Buffer
	if status := run(args, &stdout, &stderr); status != exitOK {
		t.Errorf("ecssim %s: exit status %d: %s", strings.Join(args, " "), status, &stderr)
	}
	return stdout.String()
}

// TestReadmeTable: the commands of the table of questions exist, with their flags.
func TestReadmeTable(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "| `ecssim ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 2 {
			continue
		}
		command, _, _ := strings.Cut(cells[1], "`")
		args := strings.Fields(strings.NewReplacer("FILE", "three-modes-one-port", "web", "b", "WORDS", "RESOURCE:ENI", "BEFORE", "three-modes-one-port", "AFTER", "three-modes-one-port",
			"FROM", "a", "TO", "c").Replace(command))
		ran++
		if status, said := called(t, args, io.Discard); status == exitUsage || status == exitFailed {
			t.Errorf("%s: status %d: %s", command, status, said)
		}
	}
	if ran < 9 {
		t.Errorf("%d commands in the table", ran)
	}
}
