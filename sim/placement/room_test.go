package placement

import (
	"math/rand/v2"
	"testing"

	"ecssim/model"
)

// TestRooms compares rooms field by field with what packs them into a word.
func TestRooms(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	amount := func() int32 { return []int32{0, 1, mostCount - 1, mostCount, r.Int32N(mostCount)}[r.IntN(5)] }
	draw := func() ([4]int32, room) {
		x := [4]int32{amount(), amount(), amount(), amount()}
		if r.IntN(2) == 0 {
			x[0] = 1<<31 - 1 - x[0]
		}
		_, packed, over := split(model.Room{CPU: model.CPU(x[0]), ENI: x[1], GPU: x[2]}, x[3], true)
		if over {
			t.Fatalf("%v is over", x)
		}
		return x, packed
	}
	unpacked := func(r room) [4]int32 {
		return [4]int32{int32(r >> 32), int32(r >> 20 & mostCount), int32(r >> 10 & mostCount), int32(r & mostCount)}
	}
	for range 100_000 {
		a, x := draw()
		b, y := draw()
		least, most, short, slot := a, a, false, a
		for i := range a {
			least[i], most[i], short = min(a[i], b[i]), max(a[i], b[i]), short || a[i] < b[i]
		}
		if a[1] == 0 {
			slot = [4]int32{}
		}
		if got := unpacked(x.min(y)); got != least {
			t.Fatalf("min of %v and %v: %v", a, b, got)
		}
		if got := unpacked(x.max(y)); got != most {
			t.Fatalf("max of %v and %v: %v", a, b, got)
		}
		if x.short(y.bar()) != short {
			t.Fatalf("%v short of %v: %v", a, b, !short)
		}
		if got := unpacked(x.ifSlot()); got != slot {
			t.Fatalf("%v where it has a slot: %v", a, got)
		}
	}
}

// TestMuch places tasks that need more of something than a packed room tells.
func TestMuch(t *testing.T) {
	for name, set := range map[string]func(r *model.Room, n int32){
		"attachment slots": func(r *model.Room, n int32) { r.ENI = n },
		"GPUs":             func(r *model.Room, n int32) { r.GPU = n },
		"CPU units":        func(r *model.Room, n int32) { r.CPU = model.CPU(n) << 20 },
	} {
		both(t, name, func(t *testing.T, o Options) {
			s := newStage(t, o)
			for _, n := range []int32{mostCount, 600, 1000, 700} {
				room := model.Room{CPU: 1 << 30, Memory: 1000}
				set(&room, n)
				s.host("a", "t", room)
			}
			need := model.Room{CPU: 1, Memory: 600}
			set(&need, 700)
			x := s.shape(Shape{Strategies: []model.Strategy{{Type: "binpack", Field: "memory"}}}, "service:x", need)
			first := s.wants(x, -2, model.Fits)
			if second := s.wants(x, -2, model.Fits); first+second != 5 {
				t.Errorf("placed on %d and %d, wanted 2 and 3", first, second)
			}
			if h, _ := s.f.Choose(x, 0); h >= 0 {
				t.Errorf("placed a third on %d", h)
			}
		})
	}
}
