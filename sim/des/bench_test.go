package des

import (
	"fmt"
	"testing"
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
