package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/scenarios/importer"
)

// standardInput stands for standard input wherever a file is taken.
const standardInput = "-"

// oneScenario demands the one argument of run, compare and explain.
func oneScenario(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return usagef("%s wants a scenario file or the name of a library scenario", cmd.CommandPath())
	case len(args) > 1:
		return usagef("%s wants one scenario, found %d: %s", cmd.CommandPath(), len(args), plaintext.Short(strings.Join(args, " ")))
	}
	return nil
}

// load reads a scenario: a name of the library's, - for standard input, else a file. It puts --seed in
// place and writes the warnings.
func (a *app) load(arg string) (*scenarios.Scenario, error) {
	s, err := a.open(arg)
	if err != nil {
		return nil, err
	}
	if err := a.withinBudget(s); err != nil {
		return nil, err
	}
	if a.seedSet {
		s.Config.Seed = a.seed
	}
	return s, nil
}

// open reads a scenario as it stands.
func (a *app) open(arg string) (*scenarios.Scenario, error) {
	if arg == standardInput {
		if a.stdinRead {
			return nil, usagef("- is standard input, which can be read only once: name a file in place of the second one")
		}
		a.stdinRead = true
		return interruptible(a.ctx, func() (*scenarios.Scenario, error) { return scenarios.LoadReader("<stdin>", os.Stdin) })
	}
	names := scenarios.Names()
	if slices.Contains(names, arg) {
		return scenarios.Load(arg)
	}
	if _, err := os.Stat(arg); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file, and no scenario of the library has this name%s (ecssim scenario list names them all)",
			arg, nearScenario(arg))
	}
	return interruptible(a.ctx, func() (*scenarios.Scenario, error) {
		s, err := scenarios.LoadFile(arg)
		var file *scenarios.Error
		if errors.As(err, &file) {
			if what := importer.Recognise(arg); what != "" {
				file.Notes = append(file.Notes, "this is no scenario but "+what+": ecssim import makes one of it")
			}
		}
		return s, err
	})
}

// nearScenario says which file beside, or which scenario of the library, an argument may mean that is
// neither.
func nearScenario(arg string) string {
	files := filesBeside(arg)
	for _, ending := range scenarioEndings {
		if slices.Contains(files, arg+ending) {
			return ", did you mean " + arg + ending + "?"
		}
	}
	return didYouMean(arg, append(files, scenarios.Names()...))
}

// filesBeside are the files that may be a scenario in the folder of a file that is not there, each as the
// argument would name it.
func filesBeside(arg string) (names []string) {
	folder := filepath.Dir(arg)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	for _, e := range entries[:min(len(entries), mostBeside)] {
		if ext := filepath.Ext(e.Name()); !e.IsDir() && slices.Contains(scenarioEndings, ext) {
			names = append(names, filepath.Join(folder, e.Name()))
		}
	}
	return names
}

// mostBeside is how many files of a folder are looked at.
const mostBeside = 10_000

// scenarioEndings are how the names of scenario files end.
var scenarioEndings = []string{".yaml", ".yml", ".json"}
