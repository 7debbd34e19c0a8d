package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/report"
)

// TestEveryCodeIsFound: each code of findings is that of a finding in some scenario of the library
// or of the scripts about findings.
func TestEveryCodeIsFound(t *testing.T) {
	found := map[string]bool{}
	look := func(s *scenarios.Scenario, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		r, err := sim.Run(context.Background(), s.Config, 0, &sim.Watch{Findings: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			found[f.Code] = true
		}
	}
	for _, name := range scenarios.Names() {
		look(scenarios.Load(name))
	}
	scripts, err := filepath.Glob("testdata/script/findings_*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".yaml") {
				look(scenarios.Parse(f.Name, f.Data))
			}
		}
	}
	for _, c := range report.Codes() {
		if !found[c.Code] {
			t.Errorf("no scenario has a finding %s", c.Code)
		}
	}
}
