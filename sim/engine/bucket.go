package engine

import (
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// bucket is a token bucket that fills with time. It counts what has been taken, a token
// as 10^9, so that a nanosecond gives back PerSecond of them and all is whole numbers.
//
//	0 <= taken <= Burst × 10^9, at the instant at
type bucket struct {
	taken int64 // tokens times nanoseconds
	at    des.Time
}

// take takes one token; false where there is none. A bucket of size 0 has no end.
func (b *bucket) take(now des.Time, size config.Bucket) bool {
	if size.Burst == 0 {
		return true
	}
	const token = int64(1e9)
	full := int64(size.Burst) * token
	if since := int64(now - b.at); since > full/int64(size.PerSecond) {
		b.taken = 0
	} else {
		b.taken = max(0, b.taken-since*int64(size.PerSecond))
	}
	b.at = now
	if b.taken+token > full {
		return false
	}
	b.taken += token
	return true
}
