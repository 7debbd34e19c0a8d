package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v4"
)

// pipelineSteps is the script command "steps TITLE": it writes the steps of the pipeline under a
// heading of docs/pull-requests.md into steps/N.sh, as a runner would run them.
func pipelineSteps(docs string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		text, err := os.ReadFile(filepath.Join(docs, "pull-requests.md"))
		ts.Check(err)
		_, section, found := strings.Cut(string(text), "\n## "+args[0]+"\n")
		if !found {
			ts.Fatalf("docs/pull-requests.md has no section %q", args[0])
		}
		_, block, _ := strings.Cut(section, "```yaml\n")
		block, _, found = strings.Cut(block, "```\n")
		if !found {
			ts.Fatalf("the section %q has no YAML", args[0])
		}
		steps, err := stepsOf(block)
		ts.Check(err)
		ts.Check(os.MkdirAll(ts.MkAbs("steps"), 0o755))
		for i, step := range steps {
			ts.Check(os.WriteFile(ts.MkAbs(fmt.Sprintf("steps/%d.sh", i+1)), []byte(step), 0o644))
		}
	}
}

// stepsOf are the scripts of GitHub's steps, or the one of GitLab's script.
func stepsOf(block string) ([]string, error) {
	var file struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
		Capacity struct{ Script []string }
	}
	if err := yaml.Unmarshal([]byte(block), &file); err != nil {
		return nil, err
	}
	if file.Capacity.Script != nil {
		return []string{strings.Join(file.Capacity.Script, "\n") + "\n"}, nil
	}
	var steps []string
	for _, job := range file.Jobs {
		for _, s := range job.Steps {
			if s.Run != "" {
				steps = append(steps, s.Run+"\n")
			}
		}
	}
	return steps, nil
}
