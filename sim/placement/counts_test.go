package placement

import (
	"math/rand/v2"
	"testing"
)

// TestCounts counts tasks of a group up to a thousand a host, and down again.
func TestCounts(t *testing.T) {
	const hosts = 2 * fewHosts
	r := rand.New(rand.NewPCG(1, 1))
	var c counts
	var want [hosts]int32
	for i := range 400_000 {
		h, n := r.Int32N(hosts), int32(1)
		if i > 200_000 && want[h] > 0 || i%7 == 0 && want[h] > 0 {
			n = -1
		}
		want[h] += n
		if got := c.add(h, n, hosts); got != want[h] || c.on(h) != got {
			t.Fatalf("host %d has %d tasks, %d when asked, wanted %d", h, got, c.on(h), want[h])
		}
	}
	for h, n := range c.hosts() {
		if n != want[h] {
			t.Fatalf("host %d has %d tasks, wanted %d", h, n, want[h])
		}
		want[h] = 0
	}
	if want != [hosts]int32{} {
		t.Fatalf("not told of %v", want)
	}
}
