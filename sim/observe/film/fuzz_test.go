package film_test

import (
	"testing"

	"ecssim/sim/observe/film"
)

// Whatever Read takes for a film can be looked at step by step and is stored as it was read,
// and nothing makes it panic.
func FuzzRead(f *testing.F) {
	whole, c := recorded(f, "rolling-deploy-deadlock")
	f.Add(whole.Bytes())
	f.Add(film.New(c).Bytes())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := film.Read(b, c)
		if err != nil {
			return
		}
		steps := 0
		for step, e := range x.All() {
			if have := x.At(step); have != *e && e.Metric == e.Metric {
				t.Fatalf("step %d is %+v, and then %+v", step, *e, have)
			}
			steps++
		}
		if steps != x.Steps() || steps > len(b) {
			t.Fatalf("%d steps of %d in %d bytes", steps, x.Steps(), len(b))
		}
		if steps > 0 {
			x.Scene(steps - 1)
			x.Scene(steps / 2)
		}
		again, err := film.Read(x.Bytes(), c)
		if err != nil || again.Steps() != steps {
			t.Fatalf("it is stored and read with %d of %d steps: %v", again.Steps(), steps, err)
		}
	})
}
