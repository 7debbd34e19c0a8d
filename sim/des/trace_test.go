package des

import (
	"math/rand/v2"
	"testing"
)

type note struct {
	at   Time
	what uint64
}

func traceOf(notes ...note) *Trace {
	t := new(Trace)
	for _, n := range notes {
		t.Note(n.at, n.what)
	}
	return t
}

func TestTraceSeesEveryDifference(t *testing.T) {
	base := []note{{1, 2}, {3, 4}}
	variants := [][]note{
		nil,
		{{}},
		{{}, {}},
		base,
		{{1, 2}},
		{{3, 4}, {1, 2}},
		{{2, 1}, {3, 4}},
		{{1, 4}, {3, 2}},
		{{1, 2}, {3, 4}, {}},
	}
	for bit := range 64 {
		variants = append(variants,
			[]note{{1 ^ 1<<bit, 2}, base[1]},
			[]note{{1, 2 ^ 1<<bit}, base[1]},
			[]note{base[0], {3, 4 ^ 1<<bit}})
	}
	seen := map[uint64][]note{}
	for _, v := range variants {
		sum := traceOf(v...).Sum()
		if other, ok := seen[sum]; ok {
			t.Errorf("%v and %v have the fingerprint %016x", v, other, sum)
		}
		seen[sum] = v
	}
}

func TestTraceOfManyNotesHasNoCollisions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	var tr Trace
	seen := map[uint64]bool{}
	for i := range 100_000 {
		tr.Note(Time(i/3), uint64(r.IntN(12)))
		if seen[tr.Sum()] {
			t.Fatalf("the fingerprint after %d notes was there before", i+1)
		}
		seen[tr.Sum()] = true
	}
	if tr.Len() != 100_000 {
		t.Errorf("%d notes, want 100,000", tr.Len())
	}
}

// Fingerprints are stored with scenarios: the function must not change unseen.
func TestTraceIsPinned(t *testing.T) {
	tr := traceOf(note{1, 2}, note{second, 1 << 63})
	if got, want := tr.String(), "63a6df6b66e35dc9"; got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
}
