package importer_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/document"
)

// TestMutatedAnswers changes single values of answers at random: whatever an import says of them, it
// says it of the files, and what it makes loads.
func TestMutatedAnswers(t *testing.T) {
	seed := firstSeed(t)
	texts := []string{someHosts, someServices, someTasks, someSettings, someGroups, someSubnets, webDefinition, apiDefinition, agentDaemon}
	for i := range 2 * worlds(t) {
		r := rand.New(rand.NewPCG(seed+i, 3))
		var docs []*document.Document
		chosen := r.IntN(len(texts))
		for n, text := range texts {
			if n == chosen {
				var v any
				if err := json.Unmarshal([]byte(text), &v); err != nil {
					t.Fatal(err)
				}
				for range 1 + r.IntN(3) {
					v = mutate(r, v)
				}
				data, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				text = string(data)
			}
			if r.IntN(12) == 0 {
				continue
			}
			split, err := document.Split(fmt.Sprintf("%d.json", n), []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			docs = append(docs, split...)
		}
		_, err := importer.FromDocuments(docs, importer.Input{}, importer.Request{})
		if err != nil && strings.Contains(err.Error(), "imported scenario") {
			t.Errorf("%v\nagain: ECSSIM_SEED=%d ECSSIM_WORLDS=1 go test ./scenarios/importer -run '^TestMutatedAnswers$'", err, seed+i)
		}
	}
}

// mutate changes one value somewhere.
func mutate(r *rand.Rand, v any) any {
	if r.IntN(4) == 0 {
		return []any{nil, "", "x", 0.0, -1.0, 1e9, true, []any{}, object{}, "arn:aws:x:y:123456789012:z/q", []any{[]any{}}}[r.IntN(11)]
	}
	switch v := v.(type) {
	case object:
		keys := []string{}
		for key := range v {
			keys = append(keys, key)
		}
		if len(keys) == 0 {
			return v
		}
		slices.Sort(keys)
		key := keys[r.IntN(len(keys))]
		if r.IntN(6) == 0 {
			delete(v, key)
		} else {
			v[key] = mutate(r, v[key])
		}
	case []any:
		if len(v) > 0 {
			i := r.IntN(len(v))
			v[i] = mutate(r, v[i])
		}
	}
	return v
}
