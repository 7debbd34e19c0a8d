package des

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"testing"
)

func firstOf(s *Stream) [2]uint64 { return [2]uint64{s.Uint64(), s.Uint64()} }

func TestStreamsDependOnSeedRunAndNamesAlone(t *testing.T) {
	seen := map[[2]uint64][]string{}
	for _, seed := range []uint64{0, 1, 2, 1 << 63} {
		for _, run := range []int{0, 1, 256} {
			for _, names := range [][]string{nil, {""}, {"", ""}, {"web"}, {"web", "1"}, {"web1"}, {"we", "b1"}, {"1", "web"}} {
				s := NewStreams(seed, run)
				first := firstOf(s.Stream(names...))
				if other, ok := seen[first]; ok {
					t.Errorf("seed %d, run %d, %q begins like %q", seed, run, names, other)
				}
				seen[first] = names
				if firstOf(s.Stream(names...)) != first {
					t.Errorf("seed %d, run %d, %q gives two sequences", seed, run, names)
				}
			}
		}
	}
}

func TestStreamFirstNumbers(t *testing.T) {
	s := NewStreams(1, 0).Stream("golden")
	got := []uint64{s.Uint64(), s.Uint64(), s.Uint64()}
	if want := []uint64{0x933517d4e6648a98, 0xdbfb277f371393f1, 0xd88970391582fc0c}; !slices.Equal(got, want) {
		t.Errorf("the first numbers are %#x, want %#x", got, want)
	}
}

// Streams with neighbouring names, seeds and runs must not resemble each other:
// of the 64 bits of their first numbers, half should differ.
func TestStreamsOfNeighboursAreUnrelated(t *testing.T) {
	differ := func(what string, a, b func(i int) *Stream) {
		n, d := 400, 0
		for i := range n {
			d += bits.OnesCount64(a(i).Uint64() ^ b(i).Uint64())
		}
		// 25,600 fair bits: standard deviation 80.
		if math.Abs(float64(d)-float64(32*n)) > 400 {
			t.Errorf("%s: %d of %d bits differ, want about half", what, d, 64*n)
		}
	}
	name := func(i int) string { return string(rune('a' + i%26)) }
	base := func(i int) *Stream { return NewStreams(uint64(i), i).Stream(name(i)) }
	differ("next seed", base, func(i int) *Stream { return NewStreams(uint64(i+1), i).Stream(name(i)) })
	differ("next run", base, func(i int) *Stream { return NewStreams(uint64(i), i+1).Stream(name(i)) })
	differ("next name", base, func(i int) *Stream { return NewStreams(uint64(i), i).Stream(name(i + 1)) })
}

func TestStreamFloatsAndChoicesAreUniform(t *testing.T) {
	s := NewStreams(1, 0).Stream("uniform")
	var sevenths [7]int
	var tenths [10]int
	const n = 70_000
	for range n {
		f := s.Float64()
		if f < 0 || f >= 1 {
			t.Fatalf("Float64 gave %v", f)
		}
		tenths[int(10*f)]++
		sevenths[s.IntN(7)]++
	}
	chiSquared(t, "tenths", tenths[:])
	chiSquared(t, "choices of 7", sevenths[:])
	var thirds [3]int
	third := 1 << (strconv.IntSize - 3)
	for range n {
		thirds[s.IntN(3*third)/third]++ // a quarter of the draws is drawn again
	}
	chiSquared(t, "thirds of a large choice", thirds[:])
	if s.IntN(1) != 0 {
		t.Error("a choice of 1 is not 0")
	}
	for range 1000 {
		if v := s.IntN(math.MaxInt); v < 0 {
			t.Fatalf("a choice of MaxInt gave %d", v)
		}
	}
	mustPanic(t, "des: a choice of 0, want at least 1", func() { s.IntN(0) })
}

// chiSquared wants counts that could be uniform: below 99.9 % of up to nine
// degrees of freedom, 27.9.
func chiSquared(t *testing.T, what string, counts []int) {
	t.Helper()
	n, x := 0, 0.0
	for _, c := range counts {
		n += c
	}
	want := float64(n) / float64(len(counts))
	for _, c := range counts {
		x += (float64(c) - want) * (float64(c) - want) / want
	}
	if x > 27.9 {
		t.Errorf("%s: %v, chi squared %.1f", what, counts, x)
	}
}
