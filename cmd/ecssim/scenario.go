package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/glossary"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
)

func (a *app) scenarioCommand() *cobra.Command {
	return group("scenario", "List, show, copy and check scenarios",
		a.scenarioList(), a.scenarioShow(), a.scenarioCopy(), a.scenarioValidate(), a.scenarioSchema())
}

func (a *app) scenarioList() *cobra.Command {
	return &cobra.Command{
		Use:   "list [WORD...]",
		Short: "List the scenarios of the library",
		Long: `Lists the scenarios of the library: all, or those in whose name, title, question,
lesson or text every WORD is found, whatever its case; or, where that is none, those
about what ecssim explain knows of these words.`,
		Example: examples("ecssim scenario list", "names and titles",
			"ecssim scenario list RESOURCE:ENI", "what there is about a reason",
			"ecssim scenario list drain spot", "what has both words",
			"ecssim scenario list -o json", "the same with lessons"),
		RunE: func(_ *cobra.Command, words []string) error {
			names, with, err := searchLibrary(strings.Join(words, " "))
			if err != nil {
				return err
			}
			var list []render.ScenarioEntry
			for _, name := range names {
				s, err := scenarios.Load(name)
				if err != nil {
					return err
				}
				list = append(list, render.ScenarioEntry{Name: name, Title: s.Config.Title, Description: s.Config.Description, Lesson: s.Config.Lesson})
			}
			return a.write(render.Scenarios(list, with))
		},
	}
}

// searchLibrary finds the scenarios in which every word of a text is found that tells something; where
// there is none, those with a name that the text is about, as explain finds it.
func searchLibrary(text string) (names, with []string, err error) {
	if text == "" {
		return scenarios.Names(), nil, nil
	}
	if with = glossary.Telling(text); len(with) > 0 {
		if names, err = libraryWith(with); err != nil || len(names) > 0 {
			return names, with, err
		}
	}
	for _, e := range glossary.Find(text) {
		if names, err = libraryWith([]string{e.Name}); err != nil || len(names) > 0 {
			return names, []string{e.Name}, err
		}
	}
	return nil, nil, fmt.Errorf("no scenario of the library has %s (ecssim scenario list names them all)", plaintext.Short(strings.Join(strings.Fields(text), " and ")))
}

// libraryWith names the scenarios of the library whose files have every word, whatever its case.
func libraryWith(words []string) (names []string, err error) {
	for _, name := range scenarios.Names() {
		source, err := scenarios.Source(name)
		if err != nil {
			return nil, err
		}
		if text := strings.ToLower(string(source)); !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) }) {
			names = append(names, name)
		}
	}
	return names, nil
}

func (a *app) scenarioShow() *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Print the file of a library scenario",
		Example:           examples("ecssim scenario show port-80-twice", "read it, or redirect it into a file of your own"),
		Args:              oneName,
		ValidArgsFunction: scenarioNames(false),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := libraryOnly("show prints", args[0]); err != nil {
				return err
			}
			source, err := scenarios.Source(args[0])
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(source)
			return err
		},
	}
}

func (a *app) scenarioValidate() *cobra.Command {
	return a.limited(&cobra.Command{
		Use:   "validate FILE|NAME ...",
		Short: "Check scenario files without running them",
		Long: `Reads each file as run would and reports every fault with its line, column and
a hint. The exit status is 1 when any file is wrong.`,
		Example:           examples("ecssim scenario validate cluster.yaml", "one file", "ecssim scenario validate scenarios/*.yaml", "many, in a pipeline"),
		ValidArgsFunction: scenarioNames(true),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s wants one or more scenario files", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.validate(args) },
	})
}

// validate checks every file before it fails, so that one call shows all faults.
func (a *app) validate(files []string) error {
	wrong := 0
	var checked []render.File
	for _, file := range files {
		s, err := a.open(file)
		if a.ctx.Err() != nil {
			return a.ctx.Err()
		}
		if err == nil {
			err = a.withinBudget(s)
		}
		if err != nil {
			wrong++
			fmt.Fprintln(a.stderr, a.shown(err))
			checked = append(checked, render.File{Path: file, Fault: err.Error()})
			continue
		}
		a.warn(s.Config.Warnings)
		checked = append(checked, render.File{Path: file})
		if a.forPeople() {
			fmt.Fprintf(a.stdout, "%s: ok\n", plaintext.Escape(file))
		}
	}
	if !a.forPeople() {
		if err := a.write(render.Files(checked)); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d scenario files wrong", wrong, len(files))
	}
	return nil
}

func (a *app) scenarioSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Long: `Prints the JSON Schema of scenario files. Editors with a YAML language server
complete and check a file that begins with

  # yaml-language-server: $schema=ecssim.schema.json

and show of each key what it is, its unit, its default and its source. The same
stands in docs/scenario-file.md.`,
		Example: examples("ecssim scenario schema > ecssim.schema.json", "keep it beside your scenarios"),
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			schema := scenarios.Schema()
			if len(schema) > 0 && schema[len(schema)-1] != '\n' {
				schema = append(slices.Clone(schema), '\n')
			}
			_, err := a.stdout.Write(schema)
			return err
		},
	}
}

// libraryOnly refuses what is plainly a file where only the library's names are
// taken.
func libraryOnly(does, arg string) error {
	if slices.Contains(scenarios.Names(), arg) {
		return nil
	}
	_, err := os.Stat(arg)
	if err != nil && !strings.ContainsAny(arg, `/\`) && filepath.Ext(arg) == "" {
		return nil // a name, perhaps misspelt
	}
	hint := "ecssim scenario validate checks a file of your own"
	if name := strings.TrimSuffix(filepath.Base(arg), ".yaml"); err != nil && slices.Contains(scenarios.Names(), name) {
		hint = "did you mean " + name + "?"
	}
	return fmt.Errorf("%s: scenario %s scenarios of the library, by name (ecssim scenario list names them all); %s", arg, does, hint)
}

// oneName demands the name of one library scenario.
func oneName(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s wants the name of one library scenario, found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
	}
	return nil
}
