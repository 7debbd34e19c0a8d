package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/document"
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
	"`--of` of `ecssim sweep run`":   commanded("sweep run x --out y --shard 0 --of %d"),
	"`--pools` of `ecssim plan`":     commanded("plan x --pools %d"),
	"`--min-hosts` of `ecssim plan`": commanded("plan x --min-hosts %d"),
	"`--host-usd` of `ecssim plan`":  commanded("plan x --host-usd %d"),
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
