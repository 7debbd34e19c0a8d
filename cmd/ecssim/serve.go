package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/cmd/ecssim/internal/serve"
	"ecssim/scenarios/edit"
)

const serveLong = `Gives the teaching page to a browser on this machine: twelve lessons on the
network modes, in English and Korean, and an editor for a scenario of your own,
which FILE or NAME opens. The simulator answers natively; make page builds the
same page as a static site that needs no server.

It listens on 127.0.0.1 alone, answers who knows the token in the address that
it prints, writes nothing to disk and ends with Ctrl-C. A run that takes longer
than ten seconds is given up.`

// mostPort is the highest port number.
const mostPort = 65535

func (a *app) serveCommand() *cobra.Command {
	var port int
	var noOpen bool
	cmd := &cobra.Command{
		Use:   "serve [FILE|NAME]",
		Short: "Give the teaching page to a browser on this machine",
		Long:  serveLong,
		Example: examples(
			"ecssim serve", "the lessons, in the browser that opens",
			"ecssim serve cluster.yaml", "a file of your own in the editor, with its pictures",
			"ecssim serve microservices --port 8080 --no-open", "on a port that you choose; open the address yourself"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return oneScenario(cmd, args)
		},
		ValidArgsFunction: scenarioNames(true),
		RunE: func(_ *cobra.Command, args []string) error {
			if port < 0 || port > mostPort {
				return usagef("--port %d: wanted a whole number from 0 to %d", port, mostPort)
			}
			given := ""
			if len(args) == 1 {
				s, err := a.open(args[0])
				if err != nil {
					return err
				}
				var changes []edit.Change
				if a.seedSet {
					changes = []edit.Change{{Path: "seed", Value: a.seed}}
				}
				text, err := edit.Apply(s.Name, s.Text(), s.ReadFile, changes)
				if err != nil {
					return err
				}
				given = string(text)
			}
			return a.serve(port, given, !noOpen)
		},
	}
	cmd.Flags().IntVar(&port, "port", 0, "port to listen on (0 = any that is free)")
	cmd.Flags().BoolVar(&noOpen, "no-open", false, "print the address and open no browser")
	return cmd
}

// serve gives the page until Ctrl-C.
func (a *app) serve(port int, given string, open bool) error {
	s, err := serve.Listen(port, given)
	if err != nil {
		return err
	}
	url := s.URL()
	if given != "" {
		url += "#scenario=given"
	}
	line := url
	if render.Format(a.output) == render.FormatJSON {
		line = fmt.Sprintf(`{"url": %q}`, url)
	}
	if _, err := fmt.Fprintln(a.stdout, line); err != nil {
		return err
	}
	if isTerminal(a.stdout) {
		fmt.Fprintln(a.stderr, "Open this address in a browser; Ctrl-C ends ecssim.")
		if open {
			serve.Open(url)
		}
	}
	return s.Run(a.ctx)
}
