package engine

import (
	"reflect"
	"strconv"
	"testing"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
)

// A task with the generation and the link that des.Slots keeps by it, 8 bytes, and a
// ledger are a line of the cache each.
func TestTasksAndLedgersAreLinesOfTheCache(t *testing.T) {
	if size := reflect.TypeFor[state.Task]().Size(); size != 64-8 {
		t.Errorf("a task takes %d bytes, want %d", size, 64-8)
	}
	if size := reflect.TypeFor[model.Host]().Size(); size != 64 {
		t.Errorf("a ledger takes %d bytes, want 64", size)
	}
}

// The slice of all begins where a page does when they are many, so that then each
// begins with a line.
func TestWhatTasksAskOfAnInstanceIsOneLine(t *testing.T) {
	in := reflect.TypeFor[state.Instance]()
	if strconv.IntSize < 64 {
		return // slices and strings are shorter there
	}
	if size := in.Size(); size%64 != 0 {
		t.Errorf("an instance takes %d bytes, want a multiple of 64", size)
	}
	if id, _ := in.FieldByName("ID"); id.Offset != 64 {
		t.Errorf("what tasks do not ask for begins at byte %d of an instance, want 64", id.Offset)
	}
}
