package placement

import (
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
