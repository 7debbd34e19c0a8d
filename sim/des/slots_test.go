package des

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The twin of Slots is a map from (index, generation) to what was put there.
func TestSlotsAgainstAMap(t *testing.T) {
	type name struct {
		i   int32
		gen uint32
	}
	r := rand.New(rand.NewPCG(1, 3))
	var s Slots[int32, uint64]
	twin := map[name]uint64{}
	var names []name // those that live, in no order
	var gone []name
	for range 20_000 {
		if r.IntN(2) == 0 || len(names) == 0 {
			i := s.Take()
			if *s.At(i) != 0 {
				t.Fatalf("record %d is new and holds %d", i, *s.At(i))
			}
			n := name{i, s.Gen(i)}
			if _, used := twin[n]; used {
				t.Fatalf("%v names two records", n)
			}
			*s.At(i) = r.Uint64()
			twin[n] = *s.At(i)
			names = append(names, n)
		} else {
			k := r.IntN(len(names))
			n := names[k]
			if !s.Live(n.i, n.gen) || *s.At(n.i) != twin[n] {
				t.Fatalf("%v should live and hold %d", n, twin[n])
			}
			s.Free(n.i)
			gone = append(gone, n)
			names = slices.Delete(names, k, k+1)
		}
		if s.Len() != len(names) {
			t.Fatalf("%d records live, want %d", s.Len(), len(names))
		}
	}
	for _, n := range gone {
		if s.Live(n.i, n.gen) {
			t.Fatalf("%v was freed and lives", n)
		}
	}
	var want []int32
	for _, n := range names {
		want = append(want, n.i)
	}
	slices.Sort(want)
	if got := slices.Collect(s.All()); !slices.Equal(got, want) {
		t.Errorf("All gives %v, want %v", got, want)
	}
	for i := range s.All() {
		if i != want[0] {
			t.Errorf("All begins with %d, want %d", i, want[0])
		}
		break
	}
	if peak := s.used; peak > 400 {
		t.Errorf("%d places for at most a few hundred records at a time", peak)
	}
}

func TestSlotsNeverLive(t *testing.T) {
	var s Slots[int32, int]
	if s.Live(0, 1) || s.Live(-1, 1) {
		t.Error("an index that was never taken lives")
	}
	i := s.Take()
	if s.Live(i, 0) || !s.Live(i, 1) {
		t.Error("the first generation of a place is 1, and 0 never lives")
	}
}

func TestSlotsPanics(t *testing.T) {
	var s Slots[int32, int]
	i := s.Take()
	s.Free(i)
	mustPanic(t, "des: record 0, whose generation is 2, is free, want a taken one", func() { s.Free(i) })
	mustPanic(t, "des: record 0, whose generation is 2, is free, want a taken one", func() { s.At(i) })
}

func TestSlotsStartAnewAfterReset(t *testing.T) {
	var s Slots[int32, int]
	run := func() (names []uint64) {
		for range 10 {
			i := s.Take()
			*s.At(i) = 7
			names = append(names, uint64(i)<<32|uint64(s.Gen(i)))
			if i%3 == 0 {
				s.Free(i)
			}
		}
		return names
	}
	first := run()
	s.Reset()
	if second := run(); !slices.Equal(first, second) {
		t.Errorf("after a reset the names are %x, want those of a new Slots, %x", second, first)
	}
	if n := testing.AllocsPerRun(5, func() {
		s.Reset()
		for range 10 {
			s.Free(s.Take())
		}
	}); n != 0 {
		t.Errorf("%v allocations after a reset, want 0", n)
	}
}
