package packing

// shorten looks for a certificate of small numbers, which people can check by hand, that
// proves as much: the weights of the proof as multiples of a part of what a host is worth, in
// whole numbers.
func (s *solver) shorten() {
	if s.bound.By != ByDivision || s.bound.Impossible || len(s.r.boxes) > fewBoxes {
		return
	}
	binding := s.proof.settle(s.prices)
	if binding < 0 || s.proof.worth[binding] <= readable {
		return
	}
	for _, parts := range denominators {
		if s.spent() {
			return
		}
		x := s.r.parts(&s.proof, s.proof.worth[binding], parts)
		for i := range s.r.boxes {
			s.search(s.r, &x, i, s.effort.Quick)
		}
		if x.settle(s.prices); x.least >= s.bound.Value {
			s.proof = x
			s.bound.Certificates[0] = x.certificate(s.r)
			return
		}
	}
}

// readable is a worth that needs no shortening.
const readable = 10_000

// denominators are the parts that are tried.
var denominators = []int64{
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 48, 60, 64, 72, 80, 96, 100,
	120, 128, 144, 180, 240, 256, 360, 512, 1_000, 1_024, 2_048, 4_096, 10_000,
}

// parts is a proof whose weights and charges are rounded to whole multiples of unit/parts.
func (r *rows) parts(old *proof, unit, parts int64) proof {
	x := r.nothing()
	for row, w := range old.weights {
		x.weights[row] = nearest(w, parts, unit)
	}
	for k, c := range old.charges {
		x.charges[k] = nearest(c, parts, unit)
	}
	x.sum(r)
	return x
}

// nearest is a·b/c, rounded to the nearest whole number; all are at least 0 and below 2^60.
func nearest(a, b, c int64) int64 {
	q := quotient(a, b, c)
	if compareProducts(2*q+1, c, 2*a, b) <= 0 {
		q++
	}
	return q
}
