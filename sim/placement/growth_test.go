package placement

import (
	"reflect"
	"strings"
	"testing"

	"ecssim/model"
)

// TestEveryResource places a task that lacks one resource and nothing else, by the linear
// scan and by every index, and asks what it lacks.
func TestEveryResource(t *testing.T) {
	for r := range model.CheckedResources() {
		if _, ok := r.In(model.Room{}); !ok {
			continue
		}
		for _, strategies := range [][]model.Strategy{nil, {{Type: "binpack", Field: "cpu"}}, {{Type: "binpack", Field: "memory"}}, DefaultService()} {
			both(t, r.Key(), func(t *testing.T, o Options) {
				s := newStage(t, o)
				s.host("a", "large", rooms(100))
				s.host("a", "short", rooms(100, r))
				x := s.shape(Shape{Strategies: strategies}, "service:x", rooms(10))
				for range 10 {
					s.wants(x, 0, model.Fits)
				}
				s.wants(x, -1, r.Reason())
				f := s.f.Failing(x, 1)
				if f.Check != r.Reason() || !strings.Contains(f.Need, r.Unit()) || !strings.Contains(f.Have, r.Unit()) {
					t.Errorf("the host that is short has %q and the task needs %q, in the check %v", f.Have, f.Need, f.Check)
				}
			})
		}
	}
}

// rooms is a room with n of everything, and less than any task needs of what is named.
func rooms(n int64, but ...model.Resource) (room model.Room) {
	v := reflect.ValueOf(&room).Elem()
	for i := range v.NumField() {
		v.Field(i).SetInt(n)
	}
	for _, r := range but {
		for i := range v.NumField() {
			var one model.Room
			reflect.ValueOf(&one).Elem().Field(i).SetInt(1)
			if got, _ := r.In(one); got == 1 {
				v.Field(i).SetInt(1)
			}
		}
	}
	return room
}
