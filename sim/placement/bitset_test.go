package placement

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The twin of fill sets one bit after the other.
func TestFillIsAllBitsBetween(t *testing.T) {
	for from := range int32(140) {
		for to := from; to <= 200; to++ {
			got, want := bitset{}.grown(200), bitset{}.grown(200)
			for h := from; h < to; h++ {
				want.set(h)
			}
			if got.fill(from, to); !slices.Equal(got, want) {
				t.Fatalf("fill(%d, %d) gives %x, want %x", from, to, got, want)
			}
		}
	}
}

// The twin joins the sets and counts one member after the other.
func TestCommonMembers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		b, c := bitset{}.grown(r.IntN(2000)), bitset{}.grown(r.IntN(2000))
		for range r.IntN(600) {
			if n := len(b) * 64; n > 0 {
				b.set(int32(r.IntN(n)))
			}
			if n := len(c) * 64; n > 0 {
				c.set(int32(r.IntN(n)))
			}
		}
		both := slices.Clone(b)
		both.keep(c)
		blocks, size := b.common(c, nil)
		if size != both.size() {
			t.Fatalf("%d members in common, want %d", size, both.size())
		}
		for k := range size + 1 {
			if got, want := b.nthCommon(c, blocks, k), memberOf(both, k); got != want {
				t.Fatalf("member %d of %d is %d, want %d", k, size, got, want)
			}
			if got, want := both.nth(k), memberOf(both, k); got != want {
				t.Fatalf("member %d of one set of %d is %d, want %d", k, size, got, want)
			}
		}
	}
}

func memberOf(b bitset, k int32) int32 {
	for h := range int32(64 * len(b)) {
		if b.has(h) {
			if k--; k < 0 {
				return h
			}
		}
	}
	return -1
}
