package des

// blockLen makes a block one KiB. Shorter blocks make a large queue slower,
// longer ones make a small queue leave the first-level cache.
const blockLen = 63

// block holds event[:to], in the order in which they were appended.
type block struct {
	to    int32
	next  int32 // the next block of its list, 0 at the end
	event [blockLen]Event
}

// list is events in blocks, first in, first out: the first and the last block.
// Both are 0 in an empty list.
type list struct{ head, tail int32 }

// arena is the storage of a Queue: blocks that are handed out and taken back,
// in one slice without pointers, which the garbage collector never looks into.
// Block 0 is never handed out. It is always full, so that "the list is empty"
// and "its last block is full" are one test.
//
//	every other block is in one list, or in the free list
type arena struct {
	block []block
	free  int32 // the first free block, 0 when there is none
}

// take hands out an empty block.
func (a *arena) take() int32 {
	i := a.free
	if i != 0 {
		a.free = a.block[i].next
	} else {
		i = int32(len(a.block))
		a.block = append(a.block, block{})
	}
	b := &a.block[i]
	b.to, b.next = 0, 0
	return i
}

// give takes block i back and returns the one that followed it.
func (a *arena) give(i int32) (next int32) {
	b := &a.block[i]
	next, b.next, a.free = b.next, a.free, i
	return next
}

// reset takes back all blocks. What was in lists before must not be used again.
func (a *arena) reset() {
	a.block = append(a.block[:0], block{to: blockLen})
	a.free = 0
}

// earliest returns the least instant in l, Never when l is empty. Only events
// that keep approves of count; nil approves of all.
func (a *arena) earliest(l list, keep func(word uint64) bool) Time {
	at := Never
	for i := l.head; i != 0; i = a.block[i].next {
		b := &a.block[i]
		for _, e := range b.event[:b.to] {
			if e.At < at && (keep == nil || keep(e.Word)) {
				at = e.At
			}
		}
	}
	return at
}

// size returns how many events l has, or more than most if there are more.
func (a *arena) size(l list, most int) (n int) {
	for i := l.head; i != 0 && n <= most; i = a.block[i].next {
		n += int(a.block[i].to)
	}
	return n
}
