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

// TestEveryTargetProtocol holds the protocols of target groups that a file may name to those that
// there are, and those of health checks to those by which some load balancer checks.
func TestEveryTargetProtocol(t *testing.T) {
	for _, of := range []struct {
		typ  reflect.Type
		want func(p model.TargetProtocol) bool
	}{
		{reflect.TypeFor[TargetGroup](), func(model.TargetProtocol) bool { return true }},
		{reflect.TypeFor[TargetHealthCheck](), func(p model.TargetProtocol) bool {
			return p.Checks(model.ApplicationLoadBalancer) || p.Checks(model.NetworkLoadBalancer)
		}},
	} {
		var want []string
		for _, p := range model.TargetProtocols() {
			if of.want(p) {
				want = append(want, p.String())
			}
		}
		f, _ := of.typ.FieldByName("Protocol")
		if _, r := strict.ParseRule(f.Tag.Get("jsonschema")); !slices.Equal(r.Enum, want) {
			t.Errorf("%v: a file may say protocol %v, want %v", of.typ, r.Enum, want)
		}
	}
}
