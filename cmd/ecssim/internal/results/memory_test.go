package results

import (
	"io"
	"runtime"
	"testing"

	"ecssim/sim/experiment/points"
)

// A file that is written holds the rows of one group in memory, however many there are.
func TestWriterHoldsAGroup(t *testing.T) {
	s := &Sweep{Name: "s", Fingerprint: "0", Version: "v", Wall: true,
		Varied:   []Column{{Name: "count", Kind: Int}, {Name: "type", Kind: String}},
		Measures: []Column{{Name: "waiting", Kind: Double}, {Name: "mode", Kind: String}}}
	w := newParquetWriter(io.Discard, s, "")
	rows := 0
	upTo := func(n int) (inUse int64) {
		for ; rows < n; rows++ {
			p := &Point{Number: rows, ID: "0123456789abcdef", Values: []any{int64(rows), "m5.large"}, Rows: []points.Row{
				{Seed: uint64(rows), SimSeconds: float64(rows), Wall: 1, Events: rows, Values: []any{float64(rows), "awsvpc"}}}}
			if err := w.point(p); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := upTo(1000)
	for _, n := range []int{20_000, 100_000} {
		if more := upTo(n-1) - before; more > 4<<20 {
			t.Errorf("%d rows hold %d bytes more than 1000 do, wanted 4 MiB more at most", n-1, more)
		}
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
}
