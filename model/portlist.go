package model

import (
	"iter"
	"slices"
)

const maxPort = 1<<16 - 1

// PortList is a set of 16-bit numbers kept as one sorted list: the host ports of
// one protocol that are in use on one container instance. It costs two bytes a
// member beside the slice header and allocates only when it outgrows its largest
// size so far: a host has tens of ports in use, and a map of all 65,536 would be
// 8 KiB a host.
//
//	used[i] < used[i+1]
//
// The zero value is empty. Has, Len, NextFree and All also take a nil PortList
// as empty. It may be moved, as a growing slice moves its elements, but of two
// copies only one may be changed: they share memory.
type PortList struct {
	used []uint16
}

// Len is the number of ports in the list.
func (l *PortList) Len() int { return len(l.list()) }

// Has reports whether p is in the list. O(log Len).
func (l *PortList) Has(p uint16) bool {
	_, ok := slices.BinarySearch(l.list(), p)
	return ok
}

// Insert adds p; false if it is there already, and then nothing changes.
// O(Len), a move of at most two bytes a port.
func (l *PortList) Insert(p uint16) bool {
	i, ok := slices.BinarySearch(l.used, p)
	if ok {
		return false
	}
	l.used = slices.Insert(l.used, i, p)
	return true
}

// Remove takes p out; false if it is not there, and then nothing changes. O(Len).
func (l *PortList) Remove(p uint16) bool {
	i, ok := slices.BinarySearch(l.used, p)
	if ok {
		l.used = slices.Delete(l.used, i, i+1)
	}
	return ok
}

// Clear empties the list and keeps its memory.
func (l *PortList) Clear() { l.used = l.used[:0] }

// All yields the ports in ascending order. The list must not change meanwhile.
func (l *PortList) All() iter.Seq[uint16] { return slices.Values(l.list()) }

// NextFree returns the first number in from..to that is not in the list; false
// if there is none. A stretch in use is stepped over at once: O(log Len).
func (l *PortList) NextFree(from, to uint16) (uint16, bool) {
	p, _ := freeRun(l.list(), int(from))
	return uint16(p), p <= int(to)
}

func (l *PortList) list() []uint16 {
	if l == nil {
		return nil
	}
	return l.used
}

// freeRun returns the first free number at or after p and the last one of the
// free stretch that begins there. With none left it returns 65,536 and 65,535.
func freeRun(list []uint16, p int) (first, last int) {
	i := 0
	if p <= maxPort {
		var used bool
		if i, used = slices.BinarySearch(list, uint16(p)); used {
			n := usedRun(list[i:])
			i, p = i+n, p+n
		}
	}
	if i < len(list) {
		return p, int(list[i]) - 1
	}
	return p, maxPort
}

// usedRun returns how many consecutive numbers the list, not empty, begins with.
// As it ascends, list[k]-list[0] is at least k, and equal to it exactly within
// the run: it doubles its step until it is past the end, then halves the rest.
func usedRun(list []uint16) int {
	within := func(k int) bool { return int(list[k]-list[0]) == k }
	lo, hi := 0, 1 // lo is within the run
	for hi < len(list) && within(hi) {
		lo, hi = hi, 2*hi
	}
	for hi = min(hi, len(list)); hi-lo > 1; {
		if m := (lo + hi) / 2; within(m) {
			lo = m
		} else {
			hi = m
		}
	}
	return lo + 1
}
