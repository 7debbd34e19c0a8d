package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// bitmap is the slow twin of a PortList: one flag for each of the 65,536 numbers.
type bitmap [1 << 16]bool

func (b *bitmap) nextFree(from, to uint16) (uint16, bool) {
	for p := int(from); p <= int(to); p++ {
		if !b[p] {
			return uint16(p), true
		}
	}
	return 0, false
}

func TestPortListAgainstBitmap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	// The narrower the window, the longer the runs in use.
	for _, window := range []struct{ from, size int }{{0, 8}, {65528, 8}, {32768, 300}, {0, 65536}} {
		var list PortList
		twin, held := new(bitmap), 0
		pick := func() uint16 { return uint16(window.from + r.IntN(window.size)) }
		for range 50_000 {
			p := pick()
			switch r.IntN(8) {
			case 0, 1, 2, 3:
				if got, want := list.Insert(p), !twin[p]; got != want {
					t.Fatalf("Insert(%d) = %v, want %v", p, got, want)
				} else if got {
					held++
				}
				twin[p] = true
			case 4, 5:
				if got, want := list.Remove(p), twin[p]; got != want {
					t.Fatalf("Remove(%d) = %v, want %v", p, got, want)
				} else if got {
					held--
				}
				twin[p] = false
			case 6:
				if got, want := list.Has(p), twin[p]; got != want {
					t.Fatalf("Has(%d) = %v, want %v", p, got, want)
				}
			default:
				to := pick()
				got, ok := list.NextFree(p, to)
				want, wantOK := twin.nextFree(p, to)
				if ok != wantOK || ok && got != want {
					t.Fatalf("NextFree(%d, %d) = %d, %v, want %d, %v", p, to, got, ok, want, wantOK)
				}
			}
			if list.Len() != held {
				t.Fatalf("Len = %d, want %d", list.Len(), held)
			}
		}
		if got := slices.Collect(list.All()); !slices.IsSorted(got) || len(slices.Compact(got)) != held {
			t.Fatalf("All is not ascending without repetition over %d ports", held)
		}
	}
}

func TestPortListFull(t *testing.T) {
	var list PortList
	for p := range 1 << 16 {
		list.Insert(uint16(p))
	}
	if p, ok := list.NextFree(0, 65535); ok {
		t.Errorf("NextFree of a full list = %d, want none", p)
	}
	list.Remove(65535)
	if p, ok := list.NextFree(0, 65535); !ok || p != 65535 {
		t.Errorf("NextFree = %d, %v, want 65535", p, ok)
	}
	if p, ok := list.NextFree(0, 65534); ok {
		t.Errorf("NextFree below the free port = %d, want none", p)
	}
	list.Clear()
	if p, ok := list.NextFree(0, 65535); !ok || p != 0 || list.Len() != 0 {
		t.Errorf("NextFree of a cleared list = %d, %v, want 0", p, ok)
	}
}

func TestPortListNil(t *testing.T) {
	var list *PortList
	if list.Len() != 0 || list.Has(7) {
		t.Error("a nil list is not empty")
	}
	if p, ok := list.NextFree(7, 9); !ok || p != 7 {
		t.Errorf("NextFree = %d, %v, want 7", p, ok)
	}
	for p := range list.All() {
		t.Errorf("a nil list yields %d", p)
	}
}

func TestPortListAllocatesNothingInSteadyState(t *testing.T) {
	var list PortList
	for p := range 100 {
		list.Insert(uint16(3 * p))
	}
	if n := testing.AllocsPerRun(1000, func() {
		list.Remove(150)
		p, _ := list.NextFree(149, 65535)
		list.Insert(p)
	}); n != 0 {
		t.Errorf("%v allocations for a removal and an insertion, want 0", n)
	}
}
