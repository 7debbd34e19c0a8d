package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecssim/model/plaintext"
)

// fuzzCommands are the command lines of FuzzCommand: FILE is a scenario file, OTHER another, WORD any text, DIR
// a folder that is not there.
var fuzzCommands = [][]string{
	{"run", "FILE"}, {"compare", "FILE"}, {"explain", "FILE"}, {"explain", "FILE", "WORD"}, {"explain", "WORD"}, {"headroom", "FILE"}, {"headroom", "FILE", "WORD"},
	{"diff", "FILE", "OTHER"}, {"diff", "OTHER", "FILE"}, {"reach", "FILE", "WORD", "web"}, {"reach", "FILE", "web", "api"}, {"density"},
	{"density", "--cpu", "256", "--memory", "512", "--instance-type", "WORD"}, {"density", "--instance-type", "m5.large", "--task-definition", "FILE"},
	{"density", "--cpu", "256", "--memory", "512", "--instance-type", "m5.large,c7g.*"},
	{"scenario", "list"}, {"scenario", "list", "WORD"}, {"scenario", "show", "FILE"}, {"scenario", "show", "WORD"}, {"scenario", "copy", "WORD", "DIR"}, {"scenario", "copy", "port-80-twice", "DIR"},
	{"scenario", "validate", "FILE", "OTHER"}, {"scenario", "schema"}, {"catalog", "list"}, {"catalog", "list", "WORD"}, {"catalog", "show", "WORD"}, {"catalog", "show", "m5.large", "t3.micro"},
	{"version"}, {"help", "WORD"}, {"WORD"}, {"completion", "WORD"}, {"run", "WORD"},
}

// fuzzValues are values of flags that are odd somewhere.
var fuzzValues = []string{
	"0", "1", "2", "3", "-1", "007", "+1", "1_0", "0x10", "1e3", "1.5", "٣", "NaN", "Inf", "9223372036854775807", "18446744073709551615", "99999999999999999999",
	"", " ", ",", ",,", "*", "*.large", "all", "[", "true", "no", "yes", "awsvpc,host", "bridge-static", "host,host", "eu-west-1", "us-gov-west-1", "1-2", "0-65535", "9-1",
	"services", "instances", "findings", "web", "deployment.*", "task.failed,", "udp", "price-per-task", "FILE", "/", "..", "a\x00b", "\x1b[31m", "\u202e", "\xff", "=1+1", "|", "`", "<b>",
}

// fuzzFile is a scenario in which much happens soon.
const fuzzFile = `name: fuzz
title: "=1+1|<b>"
lesson: "# a\n\n> b"
duration: 20m
cluster:
  instances: [{name: hosts, instanceType: m5.large, count: 2}]
  capacityProviders:
    - {name: cp, autoScalingGroup: {instanceType: c5.large, minSize: 0, maxSize: 2}, managedScaling: {status: ENABLED, targetCapacity: 100}}
taskDefinitions:
  - {family: web, networkMode: bridge, cpu: "128", memory: "128", containerDefinitions: [{name: c, image: i, portMappings: [{containerPort: 80, hostPort: 80}]}]}
  - {family: api, networkMode: awsvpc, cpu: "512", memory: "512", containerDefinitions: [{name: c, image: i, portMappings: [{containerPort: 8080}]}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 3}
  - {serviceName: api, taskDefinition: api, desiredCount: 5, capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]}
events:
  - {at: 10m, terminateInstances: {group: hosts, count: 1}}
expect:
  - {service: web, running: 3}
`

// flagNames are the flags of a command, but for those that have it do another thing, or work without a bound.
func flagNames(args []string) []string {
	root := (&app{stdout: io.Discard, stderr: io.Discard}).rootCommand()
	c, _, err := root.Find(args)
	if err != nil {
		c = root
	}
	var names []string
	add := func(f *pflag.Flag) {
		if f.Name != "no-limit" && f.Name != "output" && f.Name != "help" && f.Name != "version" {
			names = append(names, f.Name)
		}
	}
	for _, flags := range []*pflag.FlagSet{c.LocalFlags(), c.InheritedFlags()} {
		flags.VisitAll(add)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// FuzzCommand: no command line with any file ends in a panic or in a status that is not documented, and what it
// prints shows, says why it failed and is what its format is.
func FuzzCommand(f *testing.F) {
	for n := range fuzzCommands {
		f.Add(byte(n), byte(n), []byte{}, "web", fuzzFile)
		f.Add(byte(n), byte(n+1), []byte{byte(n), byte(3 * n)}, "\x1b]0;x\a\u202e", strings.Replace(fuzzFile, "=1+1", `\e[31m\r\u202e`, 1))
	}
	f.Add(byte(0), byte(2), []byte{1, 8, 5, 3}, "", "name: a\n")
	dir := f.TempDir()
	f.Chdir(dir)
	if err := os.WriteFile("OTHER", []byte(fuzzFile), 0o600); err != nil {
		f.Fatal(err)
	}
	formats := formatNames()
	f.Fuzz(func(t *testing.T, command, format byte, flags []byte, word, file string) {
		if strings.HasPrefix(word, "-") {
			return // standard input, or a flag that may have the command do another thing
		}
		if err := os.WriteFile("FILE", []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args := slices.Clone(fuzzCommands[int(command)%len(fuzzCommands)])
		names := flagNames(args)
		for i, arg := range args {
			switch arg {
			case "WORD":
				args[i] = word
			case "DIR":
				args[i] = filepath.Join(t.TempDir(), "copy")
			}
		}
		for ; len(flags) >= 2 && len(args) < 10; flags = flags[2:] {
			value := word
			if n := int(flags[1]); n < 4*len(fuzzValues) {
				value = fuzzValues[n%len(fuzzValues)]
			}
			args = append(args, "--"+names[int(flags[0])%len(names)]+"="+value)
		}
		as := formats[int(format)%len(formats)]
		args = append(args, "--output="+as)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var stdout, stderr bytes.Buffer
		status := runUntil(ctx, args, &stdout, &stderr)
		if status == exitInterrupted && ctx.Err() != nil {
			return // much to do, within the limits; what it has been told to leave may write yet
		}
		if status < exitOK || status > exitExpectation {
			t.Errorf("exit status %d", status)
		}
		if strings.Contains(stderr.String(), "internal error") || (status == exitFailed || status == exitUsage) && stderr.Len() == 0 {
			t.Errorf("exit status %d, stderr %q", status, &stderr)
		}
		shell := args[0] == "completion"
		for what, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
			i := strings.IndexFunc(text, func(c rune) bool { return c != '\n' && !(shell && c == '\t') && plaintext.Hidden(c) })
			if i >= 0 || !utf8.ValidString(text) {
				t.Errorf("%s holds what does not show, at %d: %.2000q", what, i, text)
			}
		}
		if status == exitOK || status == exitExpectation {
			if err := wellFormed(as, args, stdout.Bytes()); err != nil {
				t.Errorf("-o %s: %v\n%.2000s", as, err, &stdout)
			}
		}
		if t.Failed() {
			t.Logf("ecssim %q, FILE:\n%s", args, file)
		}
	})
}

// wellFormed reads the output of a command as its format.
func wellFormed(format string, args []string, out []byte) error {
	c, _, err := (&app{stdout: io.Discard, stderr: io.Discard}).rootCommand().Find(args)
	if err != nil || notOfAFormat(c) {
		return nil
	}
	switch format {
	case "json":
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var v any
			switch err := d.Decode(&v); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
		}
	case "csv":
		r := csv.NewReader(bytes.NewReader(out))
		r.FieldsPerRecord = -1
		_, err := r.ReadAll()
		return err
	}
	return nil
}

// notOfAFormat reports whether a command prints the same in every format: help, scripts for shells, files.
func notOfAFormat(c *cobra.Command) bool {
	switch name := strings.TrimPrefix(c.CommandPath(), "ecssim "); name {
	case "scenario show", "scenario schema", "sweep schema", "help":
		return true
	default:
		return !c.HasParent() || c.HasSubCommands() || strings.HasPrefix(name, "completion")
	}
}
