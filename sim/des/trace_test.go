package des

import (
	"math/rand/v2"
	"testing"
)

type note struct {
	at   Time
	kind uint8
	a, b uint64
}

func traceOf(notes ...note) *Trace {
	t := new(Trace)
	for _, n := range notes {
		t.Note(n.at, n.kind, n.a, n.b)
	}
	return t
}

func TestTraceSeesEveryDifference(t *testing.T) {
	base := []note{{1, 2, 3, 4}, {5, 6, 7, 8}}
	variants := [][]note{
		nil,
		{{}},
		{{}, {}},
		base,
		{{1, 2, 3, 4}},
		{{5, 6, 7, 8}, {1, 2, 3, 4}},
		{{2, 1, 3, 4}, {5, 6, 7, 8}},
		{{1, 2, 4, 3}, {5, 6, 7, 8}},
		{{1, 2, 3, 4}, {5, 6, 7, 8}, {}},
	}
	for bit := range 64 {
		variants = append(variants,
			[]note{{1 ^ 1<<bit, 2, 3, 4}, base[1]},
			[]note{{1, 2, 3 ^ 1<<bit, 4}, base[1]},
			[]note{base[0], {5, 6, 7, 8 ^ 1<<bit}})
	}
	for bit := range 8 {
		variants = append(variants, []note{base[0], {5, 6 ^ 1<<bit, 7, 8}})
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
		tr.Note(Time(i/3), uint8(r.IntN(4)), uint64(r.IntN(3)), 0)
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
	tr := traceOf(note{1, 2, 3, 4}, note{second, 255, 1 << 63, 0})
	if got, want := tr.String(), "954e7aab6daaad8e"; got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
}
