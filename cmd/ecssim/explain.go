package main

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/glossary"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/experiment"
)

const explainLong = `Shows why tasks of a scenario were refused: for each refused workload every host
(equal hosts folded), every check with what the host has and what the task
needs, and the smallest change that would let the task in, or that none can.

Of a deployment that is STUCK it says which rule blocks it, how many tasks it has
to leave healthy and may have at a time, and the smallest changes that unblock it.

Without a scenario it says what a code, a stopped reason, a service event, a status or
a term means and what to do: a name, words of it, or a sentence as ECS prints it.`

func (a *app) explainCommand() *cobra.Command {
	var draw drawFlags
	cmd := &cobra.Command{
		Use:   "explain FILE|NAME [SERVICE...] | CODE|WORD...",
		Short: "Say why a task was refused, host by host; or what a code or message means",
		Long:  explainLong,
		Example: examples(
			"ecssim explain port-80-twice", "two replicas that no host takes",
			"ecssim explain rolling-deploy-deadlock", "a deployment that cannot go on",
			"ecssim explain cluster.yaml web api", "two services only",
			"ecssim explain RESOURCE:ENI", "what a code means",
			"ecssim explain stuck in PROVISIONING", "what is known of some words",
			"ecssim explain cluster.yaml -o json", "the same for a program",
			"ecssim explain cluster.yaml --html why.html", "a page with the instances and what finds no place on them"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s wants a scenario file, the name of a library scenario, or a code or message of ECS", cmd.CommandPath())
			}
			return nil
		},
		ValidArgsFunction: a.completeExplain,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := draw.check(); err != nil {
				return err
			}
			if !isScenario(args[0]) {
				if draw.wanted() {
					return usagef("--html shows a scenario, and there is none of the name %s", plaintext.Short(args[0]))
				}
				return a.explainWords(args)
			}
			return a.explainScenario(args[0], args[1:], &draw)
		},
	}
	draw.addHTML(cmd)
	return a.limited(cmd)
}

// isScenario reports whether an argument is a scenario, or is meant to be one.
func isScenario(arg string) bool {
	if arg == standardInput || slices.Contains(scenarios.Names(), arg) {
		return true
	}
	if _, err := os.Stat(arg); err == nil {
		return true
	}
	return fs.ValidPath(filepath.ToSlash(arg)) && slices.Contains(scenarioEndings, filepath.Ext(arg))
}

// completeExplain completes a scenario and its services, or a name that is explained.
func (a *app) completeExplain(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	names, directive := a.scenarioThen(workloadNames, math.MaxInt)(cmd, args, prefix)
	if len(args) == 0 {
		var known []string
		for _, e := range glossary.Entries() {
			if !strings.Contains(e.Name, " ") {
				known = append(known, e.Name)
			}
		}
		names = append(names, startingWith(known, prefix)...)
	}
	return names, directive
}

func (a *app) explainScenario(file string, services []string, draw *drawFlags) error {
	s, err := a.load(file)
	if err != nil {
		return err
	}
	named, err := workloads(s, services)
	if err != nil {
		return err
	}
	p := a.newProgress("explaining")
	list, report, err := sim.Explain(a.ctx, s.Config)
	if err == nil {
		err = experiment.Unblock(a.ctx, s.Config, report)
	}
	p.done()
	if err != nil {
		return err
	}
	a.warn(report.Warnings)
	d := render.Diagnoses(list, report)
	if len(services) > 0 {
		d = render.DiagnosesOf(list, report, named)
	}
	if err := a.drawDiagnoses(s, d, report, draw); err != nil {
		return err
	}
	return a.write(d)
}

// explainWords says what is known of a code, a word or a message.
func (a *app) explainWords(words []string) error {
	text := strings.Join(words, " ")
	entries := glossary.Find(text)
	if entries == nil {
		var known []string
		for _, e := range glossary.Entries() {
			known = append(known, e.Name)
		}
		return fmt.Errorf("%s: no such file, no scenario of the library has this name, and nothing is known of such words%s (docs/messages.md lists what is known, ecssim scenario list the scenarios)",
			plaintext.Short(text), didYouMean(text, append(known, scenarios.Names()...)))
	}
	var all []render.Explained
	for _, e := range entries {
		found, err := libraryWith([]string{e.Name})
		if err != nil {
			return err
		}
		all = append(all, render.Explained{Entry: e, Scenarios: append([]string{}, found...)})
	}
	return a.write(render.Glossary(all))
}
