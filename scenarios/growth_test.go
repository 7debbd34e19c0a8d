package scenarios

import (
	"reflect"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
)

// TestEveryMode holds the modes that a file may name to those that there are.
func TestEveryMode(t *testing.T) {
	f, _ := reflect.TypeFor[TaskDefinition]().FieldByName("NetworkMode")
	_, r := strict.ParseRule(f.Tag.Get("jsonschema"))
	for _, m := range model.NetworkModes() {
		if !slices.Contains(r.Enum, m.String()) {
			t.Errorf("networkMode %v is none of %v, which a file may say", m, r.Enum)
		}
	}
	for _, name := range r.Enum {
		if _, err := model.ParseNetworkMode(name); err != nil {
			t.Errorf("a file may say networkMode %q: %v", name, err)
		}
	}
}
