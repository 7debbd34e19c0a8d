package des

import "math/bits"

// buckets counts values of 0 and more by their size, in constant memory: exactly
// below 512, and above with nine significant bits, so that a bucket is at most
// 1/256 of its values wide and its middle is within 1/512 of each of them.
//
//	v in [ (256+j)×2^e, (256+j+1)×2^e )  is in bucket  256×(e+1) + j,  e ≥ 1, j < 256
type buckets [256 * (63 - 9 + 2)]int64

// bucket returns the bucket of v.
func bucket(v int64) int {
	if v < 512 {
		return int(v)
	}
	e := bits.Len64(uint64(v)) - 9
	return 256*e + int(v>>e)
}

// middle returns the value in the middle of a bucket.
func middle(bucket int) int64 {
	if bucket < 512 {
		return int64(bucket)
	}
	e := bucket/256 - 1
	return int64(256+bucket%256)<<e + 1<<e/2
}

// ranked returns the middle of the bucket that holds the rank-th smallest value,
// counted from 1.
func (b *buckets) ranked(rank int64) int64 {
	i := 0
	for rank -= b[0]; rank > 0; rank -= b[i] {
		i++
	}
	return middle(i)
}
