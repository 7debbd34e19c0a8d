package importer

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"ecssim/scenarios/importer/document"
)

var update = flag.Bool("update", false, "rewrite what the samples below testdata become; look at it before you commit it")

// The parts of a sample that are what it becomes.
const (
	wantScenario = "want.yaml"
	wantList     = "want.txt"
)

// TestSamples imports each sample below testdata: files of one source, and what they become, the
// scenario and all that a user is told. Its first lines say what it shows; a line may be
// "parameters: NAME=VALUE", "as: READER" or "utf16: FILE".
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.ToSlash(file[len("testdata/"):]), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			scenario, list := importSample(t, archive)
			for _, secret := range []string{"do-not-show", "111122223333"} {
				if strings.Contains(scenario+list, secret) {
					t.Errorf("%s is shown", secret)
				}
			}
			if again, listed := importSample(t, archive); again != scenario || listed != list {
				t.Errorf("the second import differs from the first:\n%s", cmp.Diff(scenario+list, again+listed))
			}
			if *update {
				rewrite(t, file, archive, scenario, list)
				return
			}
			for name, got := range map[string]string{wantScenario: scenario, wantList: list} {
				if d := cmp.Diff(part(archive, name), got); d != "" {
					t.Errorf("%s is not as it was (go test ./scenarios/importer -update):\n%s", name, d)
				}
			}
		})
	}
}

// part is the text of a file of a sample.
func part(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// rewrite stores what a sample becomes.
func rewrite(t *testing.T, file string, a *txtar.Archive, scenario, list string) {
	kept := a.Files[:0]
	for _, f := range a.Files {
		if f.Name != wantScenario && f.Name != wantList {
			kept = append(kept, f)
		}
	}
	a.Files = kept
	for _, f := range []txtar.File{{Name: wantList, Data: []byte(list)}, {Name: wantScenario, Data: []byte(scenario)}} {
		if len(f.Data) > 0 {
			a.Files = append(a.Files, f)
		}
	}
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// importSample imports a sample's files.
func importSample(t *testing.T, a *txtar.Archive) (scenario, list string) {
	t.Helper()
	req, wide := Request{}, map[string]bool{}
	for line := range strings.Lines(string(a.Comment)) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
		case "parameters":
			req.Parameters = append(req.Parameters, value)
		case "as":
			req.As = append(req.As, value)
		case "utf16":
			wide[value] = true
		}
	}
	var docs []*document.Document
	for _, f := range a.Files {
		if f.Name == wantScenario || f.Name == wantList {
			continue
		}
		data := f.Data
		if wide[f.Name] {
			data = utf16Marked(string(data))
		}
		some, err := document.Split(f.Name, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range some {
			d.Named = true
		}
		docs = append(docs, some...)
	}
	parameters, err := readParameters(req.Parameters)
	if err != nil {
		t.Fatal(err)
	}
	res, err := FromDocuments(docs, Input{Parameters: parameters}, req)
	if err != nil {
		return "", "error: " + strings.ReplaceAll(err.Error(), "\n", "\n       ") + "\n"
	}
	return string(res.Text), told(res)
}

// utf16Marked is a text as PowerShell's > writes it.
func utf16Marked(text string) []byte {
	var b bytes.Buffer
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
		binary.Write(&b, binary.LittleEndian, u)
	}
	return b.Bytes()
}

// told is all that a user is told of an import, a line each.
func told(res *Result) string {
	var b strings.Builder
	for _, i := range res.Cluster.List.Items {
		fmt.Fprintf(&b, "%s %s", i.State, i.Path)
		if i.Value != "" {
			fmt.Fprintf(&b, " = %s", i.Value)
		}
		fmt.Fprintf(&b, ": %s (%s)", i.Why, i.Source)
		if say := i.Say(); say != "" && i.Value == "" {
			fmt.Fprintf(&b, "; %s", say)
		}
		b.WriteByte('\n')
	}
	for _, l := range res.Cluster.List.LeftOut {
		fmt.Fprintf(&b, "left out %d %s: %s\n", len(l.Names), l.What, strings.Join(l.Names, ", "))
	}
	for _, n := range res.Cluster.List.Told {
		fmt.Fprintf(&b, "note %s: %s\n", n.Source, n.Text)
	}
	return b.String()
}
