package placement

import (
	"math/bits"
	"slices"
)

// bitset is a set of hosts, one bit each in order of index.
type bitset []uint64

func words(hosts int) int { return (hosts + 63) >> 6 }

// grown returns the set with room for that many hosts.
func (b bitset) grown(hosts int) bitset {
	if was, n := len(b), words(hosts); n > was {
		b = slices.Grow(b, n-was)[:n]
		clear(b[was:])
	}
	return b
}

// fill adds the hosts from from to before to.
func (b bitset) fill(from, to int32) {
	for h := from; h < to; h++ {
		if h&63 == 0 && to-h >= 64 {
			b[h>>6] = ^uint64(0)
			h += 63
			continue
		}
		b.set(h)
	}
}

func (b bitset) set(h int32)   { b[h>>6] |= 1 << (h & 63) }
func (b bitset) unset(h int32) { b[h>>6] &^= 1 << (h & 63) }

// put is set or unset, without a branch.
func (b bitset) put(h int32, in bool) {
	bit := uint64(0)
	if in {
		bit = 1
	}
	w := &b[h>>6]
	*w = *w&^(1<<(h&63)) | bit<<(h&63)
}

func (b bitset) has(h int32) bool { return b[h>>6]>>(h&63)&1 == 1 }

func (b bitset) size() int32 {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return int32(n)
}

// meets reports whether two sets share a host. Either may be the shorter.
func (b bitset) meets(c bitset) bool {
	n := min(len(b), len(c))
	b, c = b[:n], c[:n]
	for i, w := range b {
		if w&c[i] != 0 {
			return true
		}
	}
	return false
}

// keep removes what is not in c.
func (b bitset) keep(c bitset) {
	n := min(len(b), len(c))
	for i := range n {
		b[i] &= c[i]
	}
	clear(b[n:])
}

// nth returns the member that has k members before it; -1 when there is none.
func (b bitset) nth(k int32) int32 { return b.nthCommon(b, nil, k) }

// blockWords is how many words of a set are counted together, and blockHosts how many hosts.
const (
	blockWords = 8
	blockHosts = 64 * blockWords
)

// common counts the members that two sets share, in all and for each block of words, which
// it appends to blocks.
func (b bitset) common(c bitset, blocks []int32) ([]int32, int32) {
	n, all := min(len(b), len(c)), 0
	for from := 0; from < n; from += blockWords {
		to := min(from+blockWords, n)
		x, y, k := b[from:to], c[from:to], 0
		for i, w := range x {
			k += bits.OnesCount64(w & y[i])
		}
		blocks, all = append(blocks, int32(k)), all+k
	}
	return blocks, int32(all)
}

// nthCommon returns the member of both sets that has k such members before it, by the blocks that
// common has counted, or without them; -1 when there is none.
func (b bitset) nthCommon(c bitset, blocks []int32, k int32) int32 {
	from := 0
	for _, n := range blocks {
		if k < n {
			break
		}
		k -= n
		from += blockWords
	}
	for i := from; i < min(len(b), len(c)); i++ {
		w := b[i] & c[i]
		if n := int32(bits.OnesCount64(w)); k >= n {
			k -= n
			continue
		}
		for ; k > 0; k-- {
			w &= w - 1
		}
		return int32(i<<6 + bits.TrailingZeros64(w))
	}
	return -1
}

// draw maps a draw to one of n equal shares: floor(luck * n / 2^64).
func draw(luck uint64, n int32) int32 {
	hi, _ := bits.Mul64(luck, uint64(n))
	return int32(hi)
}
