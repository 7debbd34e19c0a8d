package des

import (
	"fmt"
	"testing"
	"time"
)

// Each benchmark stands beside its twin, the binary heap, which costs about
// what C++'s std::priority_queue costs.

// BenchmarkHold is the hold model: n events pending, take the next, put it back
// one exponential gap later. One operation is one event.
func BenchmarkHold(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("radix/%d", n), func(b *testing.B) { holdRadix(b, n, "exponential") })
		b.Run(fmt.Sprintf("twin/%d", n), func(b *testing.B) { holdTwin(b, n, "exponential") })
	}
}

// BenchmarkShapes is the hold model with 100,000 pending and other gaps.
func BenchmarkShapes(b *testing.B) {
	for _, shape := range []string{"uniform", "constant", "bimodal", "pareto"} {
		b.Run("radix/"+shape, func(b *testing.B) { holdRadix(b, 100_000, shape) })
		b.Run("twin/"+shape, func(b *testing.B) { holdTwin(b, 100_000, shape) })
	}
}

// BenchmarkCorner is the hold model with a few hundred pending, beside many events that
// are far away.
func BenchmarkCorner(b *testing.B) {
	for _, n := range []int{100, 300, 380} {
		for _, mean := range []float64{1 << 17, 1 << 23, 1 << 29} {
			b.Run(fmt.Sprintf("%d/%v", n, time.Duration(mean)), func(b *testing.B) {
				var q Queue
				gaps := newGapTable(1, "exponential", mean)
				for k := range 10_000 {
					q.Push(Event{1<<62 + Time(k)<<40, 0})
				}
				for k := range n {
					q.Push(Event{gaps.draw(k), 0})
				}
				b.ResetTimer()
				for k := range b.N {
					e := q.Pop()
					q.Push(Event{e.At + gaps.draw(k), 0})
				}
			})
		}
	}
}

func holdRadix(b *testing.B, n int, shape string) {
	var q Queue
	gaps := newGapTable(1, shape, 1e9)
	for k := range n {
		q.Push(Event{gaps.draw(k), uint64(k)})
	}
	hold := func(from, to int) {
		for k := from; k < to; k++ {
			e := q.Pop()
			q.Push(Event{e.At + gaps.draw(k), e.Word})
		}
	}
	hold(n, 2*n)
	b.ReportAllocs()
	b.ResetTimer()
	hold(2*n, 2*n+b.N)
}

func holdTwin(b *testing.B, n int, shape string) {
	var q heapQueue
	gaps := newGapTable(1, shape, 1e9)
	for k := range n {
		q.Push(Event{gaps.draw(k), uint64(k)})
	}
	hold := func(from, to int) {
		for k := from; k < to; k++ {
			e := q.Pop()
			q.Push(Event{e.At + gaps.draw(k), e.Word})
		}
	}
	hold(n, 2*n)
	b.ReportAllocs()
	b.ResetTimer()
	hold(2*n, 2*n+b.N)
}

// BenchmarkLoss is M/M/100/100 at 90 erlangs, on the Clock and on the bare twin.
// One operation is one arrival and, mostly, its departure.
func BenchmarkLoss(b *testing.B) {
	b.Run("clock", func(b *testing.B) {
		m := newLossModel(b.N)
		b.ReportAllocs()
		b.ResetTimer()
		m.onClock()
	})
	b.Run("twin", func(b *testing.B) {
		m := newLossModel(b.N)
		b.ReportAllocs()
		b.ResetTimer()
		m.onTwin()
	})
}

// lossModel is 100 servers without a queue. It decides what follows from an event
// and leaves to others to schedule it.
type lossModel struct {
	gaps, work                             *gapTable
	customers, arrived, busy, served, lost int
}

const lossArrival, lossDeparture = 1, 0

func newLossModel(customers int) *lossModel {
	return &lossModel{
		gaps: newGapTable(1, "exponential", 1e9/90), work: newGapTable(2, "exponential", 1e9),
		customers: customers, arrived: 1,
	}
}

// step returns how long after this event the next arrival and the departure of
// this one come; a negative length is none.
func (m *lossModel) step(word uint64) (gap, work Time) {
	gap, work = -1, -1
	if word == lossDeparture {
		m.busy--
		return
	}
	if m.arrived < m.customers {
		gap = m.gaps.draw(m.arrived)
		m.arrived++
	}
	if m.busy == 100 {
		m.lost++
		return
	}
	m.busy++
	work = m.work.draw(m.served)
	m.served++
	return
}

func (m *lossModel) onClock() (end Time) {
	var c Clock
	c.At(m.gaps.draw(0), lossArrival)
	for word, ok := c.Next(); ok; word, ok = c.Next() {
		gap, work := m.step(word)
		if gap >= 0 {
			c.At(c.Now()+gap, lossArrival)
		}
		if work >= 0 {
			c.At(c.Now()+work, lossDeparture)
		}
	}
	return c.Now()
}

func (m *lossModel) onTwin() (end Time) {
	var q heapQueue
	q.Push(Event{m.gaps.draw(0), lossArrival})
	for q.Len() > 0 {
		e := q.Pop()
		end = e.At
		gap, work := m.step(e.Word)
		if gap >= 0 {
			q.Push(Event{e.At + gap, lossArrival})
		}
		if work >= 0 {
			q.Push(Event{e.At + work, lossDeparture})
		}
	}
	return end
}

// The benchmarks' workload is fixed: a million arrivals lose 28,387 and end at
// this nanosecond with any correct queue, in any language.
func TestLossWorkloadIsTheSameForAll(t *testing.T) {
	a, b := newLossModel(1_000_000), newLossModel(1_000_000)
	endA, endB := a.onClock(), b.onTwin()
	if a.lost != 28_387 || b.lost != 28_387 || endA != 11_117_988_273_275 || endB != endA {
		t.Errorf("the clock lost %d by %d, the twin %d by %d; want 28387 by 11117988273275", a.lost, endA, b.lost, endB)
	}
}

// Records and statistics, beside the queue.

func BenchmarkSampleAdd(b *testing.B) {
	gaps := newGapTable(1, "exponential", 1e9)
	for _, kind := range []struct {
		name string
		unit Time
	}{{"few", 1e8}, {"buckets", 1}} {
		b.Run(kind.name, func(b *testing.B) {
			var s Sample
			for k := range len(gaps) {
				s.Add(time.Duration(gaps.draw(k) / kind.unit))
			}
			b.ReportAllocs()
			b.ResetTimer()
			for k := range b.N {
				s.Add(time.Duration(gaps.draw(k) / kind.unit))
			}
		})
	}
}

func BenchmarkLevelSet(b *testing.B) {
	var l Level
	for k := range b.N {
		l.Set(Time(k)*1000, int64(k&15))
	}
}

func BenchmarkTraceNote(b *testing.B) {
	var t Trace
	for k := range b.N {
		t.Note(Time(k), uint64(k))
	}
}

func BenchmarkSlots(b *testing.B) {
	var s Slots[int32, [4]uint64]
	for b.Loop() {
		s.Free(s.Take())
	}
}

func BenchmarkDraw(b *testing.B) {
	src := NewStreams(1, 0).Stream("bench")
	for _, c := range distCases(b) {
		b.Run(c.text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.dist.Draw(src)
			}
		})
	}
	b.Run("by luck", func(b *testing.B) {
		d, _ := Exponential(time.Second)
		var scratch Scratch
		for k := range b.N {
			Luck(k).Draw(1, d, &scratch)
		}
	})
}

func BenchmarkStreams(b *testing.B) {
	b.ReportAllocs()
	s := NewStreams(1, 0)
	for b.Loop() {
		s.Stream("web", "arrivals")
	}
}
