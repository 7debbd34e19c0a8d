// Command wasmcheck prints the reports of every scenario of the library. Its test compares the
// bytes that a native build prints with those of a build for WebAssembly.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "wasmcheck:", err)
		os.Exit(1)
	}
}

// replications is how many runs of a scenario the means are of.
const replications = 2

// reports are those of one scenario, as run prints them without and with --replications.
type reports struct {
	Scenario     string                 `json:"scenario"`
	Run          *report.Report         `json:"run"`
	Replications *experiment.Replicated `json:"replications"`
}

// write writes the reports of every scenario, a line of JSON each.
func write(w io.Writer) error {
	enc := json.NewEncoder(w)
	for _, name := range scenarios.Names() {
		r, err := runs(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// runs runs a scenario once, with the remedies of its deployments, and several times.
func runs(name string) (*reports, error) {
	s, err := scenarios.Load(name)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	out := &reports{Scenario: name}
	if out.Run, err = sim.Run(ctx, s.Config, 0, nil); err != nil {
		return nil, err
	}
	if err := experiment.Unblock(ctx, s.Config, out.Run); err != nil {
		return nil, err
	}
	out.Replications, err = sim.Replicate(ctx, s.Config, replications, 1, nil)
	return out, err
}
