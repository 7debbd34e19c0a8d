package packing

import "math/bits"

// from visits what can be made of a partial pattern by copies of items from the k-th on. It
// is worth v so far, and left is the weight that still has room.
func (s *search) from(k int, v, left int64) {
	if v > s.best {
		s.record(v)
	}
	for ; k < len(s.items) && s.promises(k, v, left); k++ {
		s.count()
		x := &s.items[k]
		n := s.fits(x)
		if n == 0 {
			continue
		}
		s.take(k, n)
		for ; n > 0 && s.nodes <= s.limit; n-- {
			s.count()
			s.from(k+1, v+n*x.value, left-n*x.weight)
			s.take(k, -1)
		}
		if n > 0 {
			s.take(k, -n)
			s.open = max(s.open, s.bound(k, v, left))
			return
		}
	}
}

// count counts a node. Where nobody waits for the result it was the last.
func (s *search) count() {
	if s.nodes++; s.nodes&0xffff == 0 && s.ctx != nil && s.ctx.Err() != nil {
		s.limit = s.nodes - 1
	}
}

// record keeps the pattern that has been put together.
func (s *search) record(v int64) {
	s.best, s.pattern = v, s.pattern[:0]
	for i, n := range s.taken {
		if n > 0 {
			s.pattern = append(s.pattern, part{s.items[i].row, n})
		}
	}
}

// fits is how many copies of an item have room. It is 0 where a better item has copies
// left: the best pattern can be had without.
func (s *search) fits(x *item) int64 {
	n := x.cap
	for _, need := range x.needs {
		if n = min(n, s.left[need.of]/need.amount); n == 0 {
			return 0
		}
	}
	for _, i := range x.better {
		if s.taken[i] < s.items[i].cap {
			return 0
		}
	}
	return n
}

// take adds n copies of the k-th item.
func (s *search) take(k int, n int64) {
	s.taken[k] += n
	for _, need := range s.items[k].needs {
		s.left[need.of] -= n * need.amount
	}
}

// promises reports whether items from the k-th on can make more of v than the best pattern
// found, by no bound that is looked at.
func (s *search) promises(k int, v, left int64) bool {
	lack := s.best + 1 - v
	x := &s.items[k]
	if lack <= 0 {
		return true
	}
	if compareProducts(left, x.value, lack, x.weight) < 0 {
		return false
	}
	for i := range s.slopes {
		if y := &s.slopes[i]; compareProducts(s.left[y.constraint], y.value[k], lack, y.need[k]) < 0 {
			return false
		}
	}
	return s.fills(k, lack, left)
}

// fills reports whether items from the k-th on, the last of them cut, are worth at least
// lack together when their weight may be left.
func (s *search) fills(k int, lack, left int64) bool {
	for ; k < len(s.items); k++ {
		x := &s.items[k]
		if x.full > left {
			return compareProducts(left, x.value, lack, x.weight) >= 0
		}
		if lack -= x.fill; lack <= 0 {
			return true
		}
		left -= x.full
	}
	return false
}

// bound is the most that a partial pattern can come to.
func (s *search) bound(k int, v, left int64) int64 {
	for ; k < len(s.items); k++ {
		x := &s.items[k]
		if x.full > left {
			return v + quotient(left, x.value, x.weight)
		}
		v, left = min(v+x.fill, huge), left-x.full
	}
	return v
}

// quotient is a·b/c rounded down, capped at huge; a and b are at least 0 and c at least 1.
func quotient(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return huge
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, huge))
}
