package des

import "fmt"

// Trace is a fingerprint of what happened: 8 bytes that depend on every note and
// on their order. Two runs with equal fingerprints did the same, so that a test
// can hold a change of behaviour against one number. It is no protection against
// malice. The zero Trace is empty and ready; a note costs a few nanoseconds.
type Trace struct {
	state uint64
	notes uint64
}

// Note adds one fact: when it happened, and a word that says what.
func (t *Trace) Note(at Time, what uint64) {
	t.notes++
	t.state = step(step(t.state, uint64(at)), what)
}

// step is FNV-1a with words in the place of bytes, and a shift that carries high
// bits down, which multiplication alone never does.
func step(state, word uint64) uint64 {
	state = (state ^ word) * 0x100000001b3
	return state ^ state>>29
}

// Sum returns the fingerprint so far; more may be noted after it.
func (t *Trace) Sum() uint64 { return mix(t.state ^ mix(t.notes)) }

// Len returns how many facts were noted.
func (t *Trace) Len() int { return int(t.notes) }

// String returns the fingerprint in 16 hexadecimal digits.
func (t *Trace) String() string { return fmt.Sprintf("%016x", t.Sum()) }
