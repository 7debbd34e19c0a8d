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
