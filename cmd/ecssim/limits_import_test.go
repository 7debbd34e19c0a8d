package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/sweep"
	"ecssim/sim/plan"
)

// beside are the rows of docs/limits.md that are not of a scenario: what is imported, sweeps and plans.
var beside = map[string]func(t *testing.T, n int) error{
	"files that `ecssim import` reads": func(_ *testing.T, n int) error {
		_, err := document.Read(strings.Fields(strings.Repeat("- ", n)), strings.NewReader(""))
		return err
	},
	"bytes of a YAML document that `ecssim import` reads": func(_ *testing.T, n int) error {
		docs, err := document.Split("x.yaml", append([]byte("a: b\n#"), bytes.Repeat([]byte("x"), n-6)...))
		if err == nil {
			_, err = docs[0].Tree()
		}
		return err
	},
	"bytes of a file of `--parameters`": func(t *testing.T, n int) error {
		_, err := importer.Import(importer.Request{Files: []string{blank(t, "c", 0)}, Parameters: []string{blank(t, "p", n)}})
		if err != nil && !strings.Contains(err.Error(), "--parameters") {
			return nil // there is nothing to import
		}
		return err
	},
	"characters of the name of a sweep": ofSweep("sweep: %s\nvary: {seed: [1]}\n", func(n int) string { return strings.Repeat("x", n) }),
	"places that one address leads to": func(t *testing.T, n int) error {
		return sweepRefused(t, "sweep: x\nvary: {runTasks.*.count: [2]}\n", n)
	},
	"addresses that a sampled design varies": ofSweep("sweep: x\ndesign: {halton: 2}\nvary:\n%s", func(n int) string {
		return some(n, 1, func(i, _ int) string { return fmt.Sprintf("  runTasks.%d.count: [1, 2]\n", i) })
	}),
	"points of a grid": ofSweep("sweep: x\nvary: {%s}\n", func(n int) string {
		a := 1000
		for n%a != 0 {
			a--
		}
		return fmt.Sprintf("seed: {range: [1, %d]}, runTasks.0.count: {range: [1, %d]}", a, n/a)
	}),
	"points of a sample":        ofSweep("sweep: x\ndesign: {latinHypercube: %s}\nvary: {seed: [1, 2]}\n", strconv.Itoa),
	"values of a range":         ofSweep("sweep: x\nvary: {seed: {range: [1, %s]}}\n", strconv.Itoa),
	"`replications` of a sweep": ofSweep("sweep: x\nvary: {seed: [1, 2]}\nreplications: %s\n", strconv.Itoa),
	"entries of `measure`": ofSweep("sweep: x\nvary: {seed: [1, 2]}\nmeasure: [%s]\n", func(n int) string {
		return strings.TrimSuffix(strings.Repeat("usd, ", n), ", ")
	}),
	"words of a path of `measure`": ofSweep("sweep: x\nvary: {seed: [1, 2]}\nmeasure: [services.0.deployments.%sverdict]\n", func(n int) string {
		return strings.Repeat("y.", n-4)
	}),
	"`--of` of `ecssim sweep run`":   commanded("sweep run x --out y --shard 0 --of %d"),
	"`--pools` of `ecssim plan`":     commanded("plan x --pools %d"),
	"`--min-hosts` of `ecssim plan`": commanded("plan x --min-hosts %d"),
	"`--host-usd` of `ecssim plan`":  commanded("plan x --host-usd %d"),
	"bytes of a file of `--prices`": func(_ *testing.T, n int) error {
		text := "instanceType,usdPerHour\nm5.large," + strings.Repeat("0", n-35) + "1\n"
		return plan.CataloguePrices(catalog.DefaultRegion).Read("x.csv", strings.NewReader(text))
	},
	"rows of a file of `--prices`": func(_ *testing.T, n int) error {
		var b strings.Builder
		b.WriteString("instanceType,usdPerHour,kind,maxHosts\n")
		types := catalog.All()
		for i := range n {
			fmt.Fprintf(&b, "%s,%d,spot,1\n", types[i%len(types)].Name, 1+i/len(types))
		}
		return plan.CataloguePrices(catalog.DefaultRegion).Read("x.csv", strings.NewReader(b.String()))
	},
}

// ofSweep refuses a sweep file that holds so much.
func ofSweep(format string, what func(n int) string) func(*testing.T, int) error {
	return func(t *testing.T, n int) error { return sweepRefused(t, fmt.Sprintf(format, what(n)), 200) }
}

// sweepRefused reads a sweep of a scenario with so many RunTask requests.
func sweepRefused(t *testing.T, text string, requests int) error {
	t.Helper()
	dir := t.TempDir()
	of := scenario("runTasks:\n" + strings.Repeat("  - {taskDefinition: web, count: 1}\n", requests))
	if err := os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(of), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sweep.Parse("sweep.yaml", []byte(text+"scenario: s.yaml\n"), dir, sweep.Options{})
	return err
}

// blank is a new file of n blanks.
func blank(t *testing.T, name string, n int) string {
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, bytes.Repeat([]byte(" "), n), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func commanded(format string) func(*testing.T, int) error {
	return func(_ *testing.T, n int) error {
		if text := command(fmt.Sprintf(format, n)); text != "" && !strings.Contains(text, "no such file") {
			return fmt.Errorf("%s", text)
		}
		return nil
	}
}
