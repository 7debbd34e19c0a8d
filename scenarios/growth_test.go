package scenarios

import (
	"reflect"
	"slices"
	"testing"

	"ecssim/model"
)

// TestEveryMode holds the modes that a file may name to those that there are.
func TestEveryMode(t *testing.T) {
	f, _ := reflect.TypeFor[TaskDefinition]().FieldByName("NetworkMode")
	_, r := parseRule(f.Tag.Get("jsonschema"))
	for _, m := range model.NetworkModes() {
		if !slices.Contains(r.enum, m.String()) {
			t.Errorf("networkMode %v is none of %v, which a file may say", m, r.enum)
		}
	}
	for _, name := range r.enum {
		if _, err := model.ParseNetworkMode(name); err != nil {
			t.Errorf("a file may say networkMode %q: %v", name, err)
		}
	}
}
