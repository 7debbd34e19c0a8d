package des

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/bits"
	"math/rand/v2"
)

// Streams gives each named source of chance of one run its own sequence. What a
// stream gives depends on the seed, the run number and the stream's names, and
// on nothing else: not on which other streams exist, nor on who draws first.
// Two runs that differ in one policy thus meet the same arrivals (common random
// numbers), which makes their difference far more certain than either of them.
type Streams struct {
	seed uint64
	run  uint64
}

// NewStreams returns the streams of one run. Different seeds and different run
// numbers give unrelated sequences.
func NewStreams(seed uint64, run int) Streams { return Streams{seed, uint64(run)} }

// Stream returns the stream of these names, at its beginning. Names are kept
// apart: ("web", "1") and ("web1") are two streams. Equal names give equal
// sequences; take each stream once and keep it.
func (s Streams) Stream(names ...string) *Stream {
	h := fnv.New128a()
	var word [8]byte
	write := func(v uint64) {
		binary.LittleEndian.PutUint64(word[:], v)
		h.Write(word[:])
	}
	write(s.seed)
	write(s.run)
	for _, name := range names {
		write(uint64(len(name)))
		h.Write([]byte(name))
	}
	var sum [16]byte
	h.Sum(sum[:0])
	// FNV leaves the last byte written in few bits; mixing spreads it over all.
	lo := mix(binary.BigEndian.Uint64(sum[8:]))
	hi := mix(binary.BigEndian.Uint64(sum[:8]) ^ lo)
	st := new(Stream)
	st.pcg.Seed(hi, mix(lo^hi))
	return st
}

// Stream is one sequence of chance: a PCG generator of 128 bits. It is a
// rand.Source and thus what Dist.Draw wants.
type Stream struct{ pcg rand.PCG }

// Uint64 returns the next 64 bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Float64 returns the next number of [0, 1), a multiple of 2^-53.
func (s *Stream) Float64() float64 { return float64(s.pcg.Uint64()>>11) / (1 << 53) }

// IntN returns the next number of [0, n), each as likely as the others. It
// panics when n is not positive.
func (s *Stream) IntN(n int) int {
	if n <= 0 {
		panic(fmt.Sprintf("des: a choice of %d, want at least 1", n))
	}
	// Lemire's way: the high half of x × n, unless its low half falls in the part
	// that some results have and others have not.
	hi, lo := bits.Mul64(s.Uint64(), uint64(n))
	if lo < uint64(n) {
		for uneven := -uint64(n) % uint64(n); lo < uneven; {
			hi, lo = bits.Mul64(s.Uint64(), uint64(n))
		}
	}
	return int(hi)
}

// mix is the finalizer of splitmix64 (Steele, Lea and Flood, 2014): a bijection
// on 64 bits in which every bit of x touches every bit of the result.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
