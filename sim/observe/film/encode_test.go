package film

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ecssim/sim/des"
	"ecssim/sim/event"
)

// firstField is the place in event.Event of the first field that kinds may carry.
const firstField = 2

// random gives an event of a kind, with values in exactly the fields that it carries.
func random(r *rand.Rand, kind event.Kind, at des.Time) event.Event {
	e := event.Event{Kind: kind, At: at}
	v := reflect.ValueOf(&e).Elem()
	for i := firstField; i < v.NumField(); i++ {
		if kind.Fields()>>(i-firstField)&1 != 0 {
			fill(r, v.Field(i))
		}
	}
	return e
}

// fill gives a field a value that it holds: now and then a small one, none, or one at the edge.
func fill(r *rand.Rand, v reflect.Value) {
	n := int64(r.Uint64()) >> r.IntN(64)
	if r.IntN(20) == 0 {
		n = []int64{0, -1, math.MaxInt64, math.MinInt64}[r.IntN(4)]
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n&1 != 0)
	case reflect.Float64:
		v.SetFloat(float64(n) / 8)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(uint64(n) >> (64 - v.Type().Bits()))
	default:
		v.SetInt(n >> (64 - v.Type().Bits()))
	}
}

// Every field of an event has a bit of event.Fields, in the same order and by the same name.
func TestEveryField(t *testing.T) {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[event.Event]())[firstField:] {
		names = append(names, f.Name)
	}
	if have := event.Fields(math.MaxUint32).Names(); !slices.Equal(have, names) {
		t.Errorf("the bits are of %s\nand the fields %s", strings.Join(have, ", "), strings.Join(names, ", "))
	}
}

// An event of every kind is read as it was written, whatever its fields hold, behind events of
// its own and of other kinds.
func TestEveryKind(t *testing.T) {
	for kind := range event.NumKinds {
		t.Run(kind.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(kind), 1))
			var events []event.Event
			at := des.Time(0)
			for range 50 {
				at += des.Time(r.Int64N(3) * r.Int64N(1<<40))
				events = append(events, random(r, kind, at), random(r, event.Kind(r.IntN(int(event.NumKinds))), at))
			}
			var from, to memory
			var b []byte
			for i := range events {
				b = from.appendEvent(b, &events[i])
			}
			for i := range events {
				var e event.Event
				var err error
				if b, err = to.readEvent(b, &e); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(e, events[i]) {
					t.Fatalf("event %d is read as\n%+v, want\n%+v", i, e, events[i])
				}
			}
			if len(b) > 0 {
				t.Errorf("%d bytes are left", len(b))
			}
		})
	}
}
