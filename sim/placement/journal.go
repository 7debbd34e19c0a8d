package placement

// journal remembers on which hosts something has changed, the last len(ring)
// times. Each index keeps the position up to which it has read and catches up
// when it is asked, so that a change costs one store however many indexes there
// are.
//
// Entry p, for end-len(ring) <= p < end and p >= floor, is ring[p mod len(ring)].
type journal struct {
	ring  []int32 // a power of two long
	end   uint64  // entries ever written
	floor uint64  // older entries were lost when the ring grew
	read  uint64  // no index has read entries from here on
}

// note adds an entry, unless the last one is for the same host and waits to be read.
// The ring grows with the number of hosts.
func (j *journal) note(h int32, hosts int) {
	if j.end > j.read && j.ring[(j.end-1)&uint64(len(j.ring)-1)] == h {
		return
	}
	if len(j.ring) < hosts || j.ring == nil {
		j.ring = make([]int32, max(256, 2*len(j.ring)))
		j.floor = j.end
	}
	j.ring[j.end&uint64(len(j.ring)-1)] = h
	j.end++
}

// lost reports whether entries after seen are no longer there.
func (j *journal) lost(seen uint64) bool {
	return seen < j.floor || j.end-seen > uint64(len(j.ring))
}

// caughtUp returns the position after the last entry, up to which an index has read.
func (j *journal) caughtUp() uint64 {
	j.read = j.end
	return j.end
}

// entry returns entry p, which must not be lost.
func (j *journal) entry(p uint64) int32 { return j.ring[p&uint64(len(j.ring)-1)] }
