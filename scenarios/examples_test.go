package scenarios

import (
	"strings"
	"testing"
)

// Rows S14 and S11 as a file says them: ECS_RESERVED_MEMORY comes off what the
// instance registers, and a count above RunTask's ten stands for several calls.
func TestExamplesInFiles(t *testing.T) {
	for keys, want := range map[string]int{
		"registeredMemory: 7985":                      7985,
		"registeredMemory: 7985, reservedMemory: 256": 7729,
		"reservedMemory: 256":                         7930 - 256,
	} {
		c := parse(t, strings.Replace(small, "m5.large", "m4.large, "+keys, 1)+"runTasks:\n  - {taskDefinition: web, count: 11}\n")
		if got := int(c.Groups[0].Memory); got != want {
			t.Errorf("%s: registers %d MiB, want %d", keys, got, want)
		}
		if got := c.RunTasks[0].Count; got != 11 {
			t.Errorf("count %d, want 11", got)
		}
	}
}
