package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/experiment"
)

// TestAnyNumberOfWorkers replicates every scenario of the library, and compares its setups with
// the hosts that each needs: 1, 2 and 8 workers give the same bytes.
func TestAnyNumberOfWorkers(t *testing.T) {
	ctx := context.Background()
	for _, name := range scenarios.Names() {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		sameBytes(t, name+", replicated", func(workers int) (*experiment.Replicated, error) {
			return sim.Replicate(ctx, s.Config, 8, workers, nil)
		})
		sameBytes(t, name+", compared", func(workers int) (*experiment.ComparisonResult, error) {
			return sim.Compare(ctx, s.Config, experiment.CompareOptions{Replications: 2, Workers: workers})
		})
	}
}

// sameBytes wants the same JSON from any number of workers.
func sameBytes[R interface{ JSON() ([]byte, error) }](t *testing.T, what string, with func(workers int) (R, error)) {
	t.Helper()
	var want []byte
	for _, workers := range []int{1, 2, 8} {
		r, err := with(workers)
		if err != nil {
			t.Fatalf("%s by %d workers: %v", what, workers, err)
		}
		got, err := r.JSON()
		if err != nil {
			t.Fatalf("%s by %d workers: %v", what, workers, err)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: what %d workers (+) give and one (-):\n%s", what, workers,
				cmp.Diff(decoded(t, want), decoded(t, got)))
		}
	}
}

// decoded is JSON as maps and lists.
func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
