package main

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the golden output of the scripts, of README.md and of docs/tour.md")

func TestMain(m *testing.M) {
	if runtime.GOOS == "js" { // which has no processes
		os.Exit(m.Run())
	}
	testscript.Main(m, map[string]func(){"ecssim": main})
}

// TestScripts runs the command as a user does: testdata/script/*.txt, each with
// the exact stdout and stderr that it expects.
func TestScripts(t *testing.T) {
	docs, err := filepath.Abs("../../docs")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"steps": pipelineSteps(docs)},
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ECSSIM_DEBUG", os.Getenv("ECSSIM_DEBUG"))
			return nil
		},
	})
}
