package main

import (
	"fmt"
	"math"

	"ecssim/sim/des"
)

// gaps is the table of lengths of anchors/gaps.hpp: 65,536 quantiles of the
// exponential distribution in whole nanoseconds, shuffled by a fixed generator.
// Nobody pays for a generator of random numbers, and all programs meet the same
// events.
type gaps struct {
	length [1 << 16]des.Time
	used   uint16
}

func newGaps(seed uint64, mean float64) *gaps {
	g := &gaps{}
	for i := range g.length {
		g.length[i] = des.Time(math.Round(-math.Log((float64(i)+0.5)/float64(len(g.length))) * mean))
	}
	for i := uint64(len(g.length) - 1); i > 0; i-- {
		seed = seed*6364136223846793005 + 1442695040888963407
		j := (seed >> 33) % (i + 1)
		g.length[i], g.length[j] = g.length[j], g.length[i]
	}
	return g
}

func (g *gaps) next() des.Time {
	d := g.length[g.used]
	g.used++
	return d
}

// hold keeps that many events pending: it takes the next and puts it back one gap
// later. The check is over the events up to checked of those that are timed.
func (w *worker) hold(pending, events, checked int) {
	if w.err != nil {
		return
	}
	var q des.Queue
	gap := newGaps(1, 1e9)
	for id := range pending {
		q.Push(des.Event{At: gap.next(), Word: uint64(id)})
	}
	sum := uint64(0)
	run := func(n int) {
		for range n {
			e := q.Pop()
			sum += uint64(e.At) ^ e.Word
			e.At += gap.next()
			q.Push(e)
		}
	}
	run(pending)
	collect()
	begin := cpu()
	run(checked)
	check := sum
	run(events - checked)
	w.done(cpu()-begin, events, fmt.Sprintf("%016x", check))
}

// loss is M/M/100/100 at 90 erlangs on the simulator's clock.
func (w *worker) loss(arrivals int) {
	const departure, arrival = 0, 1
	gap, length := newGaps(1, 1e9/90), newGaps(2, 1e9)
	collect()
	begin := cpu()
	var c des.Clock
	arrived, busy, lost := 1, 0, 0
	c.At(gap.next(), arrival)
	for what, ok := c.Next(); ok; what, ok = c.Next() {
		if what == departure {
			busy--
			continue
		}
		if arrived < arrivals {
			arrived++
			c.At(c.Now()+gap.next(), arrival)
		}
		if busy == 100 {
			lost++
			continue
		}
		busy++
		c.At(c.Now()+length.next(), departure)
	}
	w.done(cpu()-begin, arrivals, fmt.Sprintf("%d-lost", lost))
}
