package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag that takes a whole number takes it as a scenario file does, S3, and a number beyond its
// bounds is refused with them, F14. No flag takes an empty value.
func TestEveryFlag(t *testing.T) {
	seen := map[string]int{}
	refused := func(c *cobra.Command, f *pflag.Flag, value, want string) {
		args := append(strings.Fields(c.CommandPath())[1:], "--"+f.Name+"="+value)
		var stdout, stderr bytes.Buffer
		if status := run(args, &stdout, &stderr); status != exitUsage || !strings.Contains(stderr.String(), ": wanted "+want) {
			t.Errorf("%v: exit status %d, %q", args, status, &stderr)
		}
	}
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			kind := f.Value.Type()
			refused(c, f, "", "")
			switch {
			case strings.Contains(kind, "int"):
				for _, wrong := range []string{"0x10", "1_0", "010", "+1", "", " 1", "1e3", "1.5", "99999999999999999999", "-99999999999999999999"} {
					refused(c, f, wrong, "a whole number")
				}
			case kind == "float64":
				for _, wrong := range []string{"0x1p4", "1_0", "010", "+1", "", " 1", "NaN", "Inf", "1e400", "1.", "."} {
					refused(c, f, wrong, "a number such as")
				}
			case kind == "duration":
				refused(c, f, "5", "a length of time such as")
			}
			seen[kind]++
		})
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look((&app{}).rootCommand())
	for _, kind := range []string{"int", "uint64", "float64", "duration", "string", "stringSlice", "stringArray", "bool"} {
		if seen[kind] == 0 {
			t.Errorf("no flag takes %s: %v", kind, seen)
		}
	}
}

// An empty argument is what a variable of a shell leaves that is not set.
func TestEmptyArgument(t *testing.T) {
	for _, args := range [][]string{{"run", ""}, {"headroom", "microservices", ""}, {"scenario", "copy", "microservices", ""}, {"sweep", "merge", ""}, {"import", ""}, {"explain", ""}} {
		var stdout, stderr bytes.Buffer
		if status := run(args, &stdout, &stderr); status != exitUsage || !strings.Contains(stderr.String(), " is empty\n") {
			t.Errorf("%q: exit status %d, %q", args, status, &stderr)
		}
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
