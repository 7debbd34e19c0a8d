package engine_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// happening is an observer that counts the events of each kind, and of each cause.
type happening struct {
	kinds  [event.NumKinds]int
	causes [event.NumCauses]int
}

func (h *happening) Wants() event.Kinds { return event.AllKinds() }

func (h *happening) On(e *event.Event) {
	h.kinds[e.Kind]++
	h.causes[e.Cause]++
}

// Every kind of event happens in one random world or another, and every cause.
func TestEveryKindHappens(t *testing.T) {
	var h happening
	worlds := uint64(0)
	for ; worlds < 6000 && (slices.Contains(h.kinds[:], 0) || slices.Contains(h.causes[:], 0)); worlds++ {
		if _, err := engine.RunAsIs(context.Background(), randomWorld(rand.New(rand.NewPCG(worlds, 7))), 0, &h); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d worlds", worlds)
	for k, n := range h.kinds {
		if n == 0 {
			t.Errorf("%v has not happened", event.Kind(k))
		}
	}
	for c, n := range h.causes {
		if n == 0 {
			t.Errorf("nothing has happened because %v", event.Cause(c))
		}
	}
}
