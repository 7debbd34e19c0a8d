package packing

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
)

// shapes reads tasks as planning writes them, "72×128/256 48×256/512", each with one
// ENI: count × CPU / memory.
func shapes(t testing.TB, text string) []Class {
	t.Helper()
	var list []Class
	for _, f := range strings.Fields(text) {
		var n, cpu, memory int64
		if _, err := fmt.Sscanf(strings.ReplaceAll(f, "×", "x"), "%dx%d/%d", &n, &cpu, &memory); err != nil {
			t.Fatalf("%q: %v", f, err)
		}
		list = append(list, Class{Name: f, Count: n, Takes: []int64{cpu, memory, 1}})
	}
	return list
}

// threeResources are CPU, memory and ENI slots.
func threeResources() []Resource {
	return []Resource{{"CPU", model.ReasonCPU}, {"memory", model.ReasonMemory}, {"ENI", model.ReasonENI}}
}

// oneType is a problem of the fewest hosts of one type.
func oneType(cpu, memory, slots int64, classes []Class) *Problem {
	return &Problem{
		Resources: threeResources(), Classes: classes,
		Hosts: []HostType{{Name: "host", Price: 1, Offers: []int64{cpu, memory, slots}}},
	}
}
