package main

import (
	"fmt"
	"math/rand/v2"
)

// What the machine itself costs, for comparison.

// chase follows a chain of loads, each of which names the next, through so many
// KiB in random order: what a look at something costs that lies anywhere in them.
func (w *worker) chase(kib, loads int) {
	if w.err != nil {
		return
	}
	const line = 16 // of int32 in a line of the cache: one step a line
	lines := max(kib<<10/(4*line), 1)
	next := make([]int32, lines*line)
	order := rand.New(rand.NewPCG(1, 2)).Perm(lines)
	for i, at := range order {
		next[at*line] = int32(order[(i+1)%lines] * line)
	}
	at := int32(0)
	for range min(lines, loads) {
		at = next[at]
	}
	begin := cpu()
	for range loads {
		at = next[at]
	}
	w.done(cpu()-begin, loads, fmt.Sprintf("%d-lines-at-%d", lines, at/line))
}

// ring is hold without any order: events come out as they went in.
func (w *worker) ring(pending, events int) {
	if w.err != nil {
		return
	}
	type event struct {
		at   int64
		word uint64
	}
	gap := newGaps(1, 1e9)
	q := make([]event, pending)
	sum, at := uint64(0), 0
	begin := cpu()
	for range events {
		e := &q[at]
		sum += uint64(e.at) ^ e.word
		e.at += int64(gap.next())
		if at++; at == pending {
			at = 0
		}
	}
	w.done(cpu()-begin, events, fmt.Sprintf("%016x", sum))
}
