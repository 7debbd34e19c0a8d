package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/report"
)

const reachLong = `Runs a scenario and says whether one end reaches another: at which address and
port, through which network namespaces, and by which rules of security groups and
network ACLs in each direction; or what refuses the connection, and which changes
would let it pass.

FROM and TO are a SERVICE, a SERVICE/CONTAINER, the name of a RunTask request,
internet, alb (the load balancer of the other end) or a target group. TO may also
be 127.0.0.1:PORT, host:PORT, which is the instance that FROM runs on, 172.17.0.1:PORT,
its docker0, each with /udp behind it for UDP, or NAME:PORT, an endpoint of Service
Connect.

Between two services of one Service Connect namespace the connection goes through
their proxies, unless --port names a port of the container, which is reached
without them.

Of each service the first running task is taken; of a service that is both ends,
two tasks, or one for two of its containers. The exit status is 0 for yes and no; with
--expect it is 3 where the answer is the other one.`

func (a *app) reachCommand() *cobra.Command {
	var q sim.ReachQuery
	var port uint16
	var protocol, expected string
	var draw drawFlags
	cmd := &cobra.Command{
		Use:   "reach FILE|NAME FROM TO",
		Short: "Say whether one task reaches another, and what refuses the connection",
		Long:  reachLong,
		Example: examples(
			"ecssim reach who-talks-to-whom web/app 127.0.0.1:80", "does one container of a task reach another at localhost?",
			"ecssim reach who-talks-to-whom web api", "from one service to another",
			"ecssim reach cluster.yaml web cart:8080", "through Service Connect, by the alias cart",
			"ecssim reach cluster.yaml alb web --port 8080", "from the load balancer to a container port",
			"ecssim reach cluster.yaml internet web --expect no", "a gate: exit status 3 if the internet reaches it",
			"ecssim reach cluster.yaml internet web -o json", "the same for a program",
			"ecssim reach cluster.yaml alb web --plot way.svg", "a picture of the way and of what stops it"),
		Args:              reachArguments,
		ValidArgsFunction: a.scenarioThen(func(s *scenarios.Scenario) []string { return sim.ReachNames(s.Config) }, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			p, ok := model.ParseProtocol(protocol)
			if !ok {
				return usagef("--protocol %q: wanted tcp or udp", protocol)
			}
			q.From, q.To, q.Port, q.Protocol = args[1], args[2], int(port), p
			if expected != "" && expected != "yes" && expected != "no" {
				return usagef("--expect %q: wanted yes or no", expected)
			}
			if err := draw.check(); err != nil {
				return err
			}
			return a.reach(args[0], q, expected, &draw)
		},
	}
	draw.addHTML(cmd)
	draw.addPlot(cmd)
	cmd.Flags().Uint16Var(&port, "port", 0, "port of the container that is asked for (default its first port mapping; 443 outside)")
	cmd.Flags().StringVar(&protocol, "protocol", "tcp", "tcp or udp")
	cmd.Flags().StringVar(&expected, "expect", "", "yes or no: exit with status 3 where the answer is the other")
	must(cmd.RegisterFlagCompletionFunc("expect", fixed("yes", "no")))
	cmd.Flags().BoolVar(&q.SameInstance, "same-instance", false, "take tasks that run on one instance")
	must(cmd.RegisterFlagCompletionFunc("protocol", fixed("tcp", "udp")))
	return a.limited(cmd)
}

// reach answers a question; expected is what --expect says, "" = nothing.
func (a *app) reach(file string, q sim.ReachQuery, expected string, draw *drawFlags) error {
	s, err := a.load(file)
	if err != nil {
		return err
	}
	answer, err := a.ask(s, q)
	if err != nil {
		return err
	}
	a.warn(s.Config.Warnings)
	d := render.Reach(answer)
	if err := a.drawReach(s.Config, d, answer, draw); err != nil {
		return err
	}
	if err := a.write(d); err != nil {
		return err
	}
	if expected != "" && expected != answer.Verdict {
		fmt.Fprintf(a.stderr, "expected: %s reaches %s is %s, want %s\n", plaintext.Escape(q.From), plaintext.Escape(q.To), answer.Verdict, expected)
		return errExpectation
	}
	return nil
}

// ask asks whether one end reaches another.
func (a *app) ask(s *scenarios.Scenario, q sim.ReachQuery) (*report.ReachAnswer, error) {
	p := a.newProgress("simulating")
	answer, err := sim.Reach(a.ctx, s.Config, q)
	p.done()
	var unknown *sim.UnknownNameError
	if errors.As(err, &unknown) {
		return nil, fmt.Errorf("%s: %w%s", s.Name, err, nameHint(unknown))
	}
	return answer, err
}

// nameHint says what a name may have meant, or what there is.
func nameHint(e *sim.UnknownNameError) string {
	if near := didYouMean(e.Name, e.Known); near != "" {
		return near
	}
	return " (there are " + strings.Join(e.Known, ", ") + ")"
}

// reachArguments demands a scenario and two ends.
func reachArguments(cmd *cobra.Command, args []string) error {
	if len(args) != 3 {
		return usagef("%s wants a scenario, FROM and TO, found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
	}
	return nil
}
