package importer

import (
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"ecssim/scenarios/importer/document"
)

// word is what TestMutatedSamples replaces: a word or a text in quotes.
var word = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_./%-]+`)

// instead is what may stand in place of a word, beside other words of the file.
var instead = []string{"null", `""`, "x", "0", "-1", "99999999999", "true", "[]", "{}", "[[]]", `"a b"`, "3.5"}

// TestMutatedSamples changes some words of the samples at random: no reader panics, or is at it
// for long, and what is complete loads.
func TestMutatedSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 7))
	for n := range 150 {
		file := files[r.IntN(len(files))]
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		docs := mutatedSample(r, archive)
		text := ""
		for _, d := range docs {
			text += "-- " + d.File + " --\n" + string(d.Data)
		}
		_, err = FromDocuments(docs, Input{Parameters: map[string]string{"Stage": "prod"}}, Request{As: asOf(archive)})
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("seed %d, %d: %s took %v\n%s", seed, n, file, took, text)
		}
		if err != nil && strings.Contains(err.Error(), "imported scenario") {
			t.Logf("seed %d, %d: %s: %v\n%s", seed, n, file, err, text)
		}
	}
}

// asOf is what a sample says of its files.
func asOf(a *txtar.Archive) (as []string) {
	for line := range strings.Lines(string(a.Comment)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "as: "); ok {
			as = append(as, value)
		}
	}
	return as
}

// mutatedSample is the documents of a sample, with up to three words of one of its files changed.
func mutatedSample(r *rand.Rand, a *txtar.Archive) (docs []*document.Document) {
	var inputs []txtar.File
	for _, f := range a.Files {
		if f.Name != wantScenario && f.Name != wantList {
			inputs = append(inputs, f)
		}
	}
	chosen := r.IntN(len(inputs))
	for i, f := range inputs {
		data := string(f.Data)
		for k := 0; i == chosen && k < 1+r.IntN(3); k++ {
			at := word.FindAllStringIndex(data, -1)
			if len(at) == 0 {
				continue
			}
			w, other := at[r.IntN(len(at))], at[r.IntN(len(at))]
			by := data[other[0]:other[1]]
			if r.IntN(2) == 0 {
				by = instead[r.IntN(len(instead))]
			}
			data = data[:w[0]] + by + data[w[1]:]
		}
		if some, err := document.Split(f.Name, []byte(data)); err == nil {
			docs = append(docs, some...)
		}
	}
	return docs
}
