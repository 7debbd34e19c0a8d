package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag that takes a whole number takes it as a scenario file does, S3, and a number beyond its
// bounds is refused with them, F14.
func TestEveryNumberFlag(t *testing.T) {
	seen := 0
	try := func(c *cobra.Command) func(*pflag.Flag) {
		return func(f *pflag.Flag) {
			if _, ok := f.Value.(decimal); !ok {
				if strings.Contains(f.Value.Type(), "int") {
					t.Errorf("%s --%s takes %s and is not decimal", c.CommandPath(), f.Name, f.Value.Type())
				}
				return
			}
			seen++
			for _, wrong := range []string{"0x10", "1_0", "010", "+1", "", " 1", "1e3", "1.5", "99999999999999999999", "-99999999999999999999"} {
				args := append(strings.Fields(c.CommandPath())[1:], "--"+f.Name+"="+wrong)
				var stdout, stderr bytes.Buffer
				if status := run(args, &stdout, &stderr); status != exitUsage || !strings.Contains(stderr.String(), ": wanted a whole number") {
					t.Errorf("%v: exit status %d, %q", args, status, &stderr)
				}
			}
		}
	}
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		c.Flags().VisitAll(try(c))
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look((&app{}).rootCommand())
	if seen < 10 {
		t.Errorf("%d flags take a whole number, want ten at least", seen)
	}
}

func TestNumberBeyondBounds(t *testing.T) {
	for line, want := range map[string]string{
		"run x --seed 99999999999999999999":                   `--seed "99999999999999999999": wanted a whole number from 0 to 18446744073709551615`,
		"run x --seed -1":                                     `--seed "-1": wanted a whole number, 0 or more`,
		"run x --replications 99999999999999999999":           `--replications "99999999999999999999": wanted a whole number up to `,
		"run x --replications 9223372036854775807":            "--replications 9223372036854775807: wanted a whole number from 1 to 1000000",
		"compare x --replications 1000001":                    "--replications 1000001: wanted a whole number from 1 to 1000000",
		"run x --replications 0":                              "--replications 0: wanted a whole number from 1 to 1000000",
		"run x --workers 1001":                                "--workers 1001: wanted a whole number from 0 to 1000",
		"density --container-port 65536":                      `--container-port "65536": wanted a whole number from 0 to 65535`,
		"reach a b c --port 99999999999999999999":             `--port "99999999999999999999": wanted a whole number from 0 to 65535`,
		"density --registered-memory 99999999999999999999999": `--registered-memory "99999999999999999999999": wanted a whole number up to `,
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(line), &stdout, &stderr); status != exitUsage || !strings.HasPrefix(stderr.String(), "ecssim: "+want) {
			t.Errorf("%s: exit status %d, %q, want %q", line, status, &stderr, want)
		}
	}
}
