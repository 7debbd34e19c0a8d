package sim

import (
	"reflect"
	"testing"
)

// With the generation and the link that des.Slots keeps by it, 8 bytes.
func TestATaskIsOneLineOfTheCache(t *testing.T) {
	if size := reflect.TypeFor[task]().Size(); size != 64-8 {
		t.Errorf("a task takes %d bytes, want %d", size, 64-8)
	}
}

// The slice of all begins where a page does, so that each begins with a line.
func TestWhatTasksAskOfAnInstanceIsOneLine(t *testing.T) {
	in := reflect.TypeFor[instance]()
	if size := in.Size(); size%64 != 0 {
		t.Errorf("an instance takes %d bytes, want a multiple of 64", size)
	}
	if id, _ := in.FieldByName("id"); id.Offset != 64 {
		t.Errorf("what tasks do not ask for begins at byte %d of an instance, want 64", id.Offset)
	}
}
