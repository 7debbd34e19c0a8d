package placement

import "testing"

// Entries are there to be read until others take their places, and are not read by an index that has
// missed some; one that reads too often what is not lost begins anew each time, and gives the same answers.
func TestJournal(t *testing.T) {
	var j journal
	j.note(0, 200)
	size := uint64(len(j.ring))
	for n := uint64(1); n < 3*size; n++ {
		seen := j.end
		j.note(int32(n%200), 200)
		if j.lost(seen) || j.entry(seen) != int32(n%200) {
			t.Fatalf("entry %d: lost %v, %d", seen, j.lost(seen), j.entry(seen))
		}
		if j.end > size && (j.lost(j.end-size) || !j.lost(j.end-size-1)) {
			t.Fatalf("of %d entries the last %d are not those that are there", j.end, size)
		}
	}
	j.note(0, int(size)+1)
	if !j.lost(j.end-2) || j.lost(j.end-1) {
		t.Error("a larger ring has what was noted before it, or not what came after")
	}
}
