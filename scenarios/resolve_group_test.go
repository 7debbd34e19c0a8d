package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// TestHostTimings: what the file gives of a step on the instances of a group arrives in the run, with
// a capacity provider or its group; each is a step of the file's timings, which are otherwise for all.
func TestHostTimings(t *testing.T) {
	all := map[string]preset{}
	for _, row := range (&Timings{}).table(&config.Timings{}) {
		all[row.key] = row.preset
	}
	keys := reflect.TypeFor[HostTimings]()
	for i := range keys.NumField() {
		key := keys.Field(i).Tag.Get("yaml")
		if key == "launchedFrom" {
			continue
		}
		if p, ok := all[key]; !ok || p == kept {
			t.Errorf("%s of a group is no step among the timings", key)
		}
		where := []string{
			"instances: [{instanceType: m5.large, timings: {KEY: 77s, launchedFrom: 9m}}]",
			"capacityProviders: [{name: p, autoScalingGroup: {instanceType: m5.large, maxSize: 3, timings: {KEY: 77s, launchedFrom: 9m}}}]",
			"capacityProviders: [{name: p, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, timings: {KEY: 77s, launchedFrom: 9m}}]",
		}
		for _, text := range where {
			c := parse(t, strings.Replace(small, "instances: [{instanceType: m5.large}]", strings.Replace(text, "KEY", key, 1), 1))
			got := c.Groups[0].Timings
			if got == nil || got.LaunchedFrom != des.Time(9*time.Minute) {
				t.Fatalf("%s: %+v", text, got)
			}
			for j := range reflect.TypeFor[config.HostTimings]().NumField() {
				name := reflect.TypeFor[config.HostTimings]().Field(j).Name
				d, step := reflect.ValueOf(*got).Field(j).Interface().(*des.Dist)
				if want := name == keys.Field(i).Name; step && (d != nil) != want || want && !reflect.DeepEqual(*d, des.Constant(77*time.Second)) {
					t.Errorf("%s: %s is %v", text, name, d)
				}
			}
		}
	}
	for i := range reflect.TypeFor[config.HostTimings]().NumField() {
		if name := reflect.TypeFor[config.HostTimings]().Field(i).Name; !reflect.ValueOf(HostTimings{}).FieldByName(name).IsValid() {
			t.Errorf("no key for %s", name)
		}
	}
}

// TestHostFaults resolves shares.
func TestHostFaults(t *testing.T) {
	for text, want := range map[string]config.HostFaults{
		"{register: never}":                                 {Register: 1},
		"{register: 0, eniAttach: never}":                   {ENIAttach: 1},
		"{register: 0.25, eniAttach: 1, launchedFrom: 10m}": {Register: 0.25, ENIAttach: 1, LaunchedFrom: des.Time(10 * time.Minute)},
	} {
		c := parse(t, strings.Replace(small, "instances: [{instanceType: m5.large}]", "instances: [{instanceType: m5.large, faults: "+text+"}]", 1))
		if c.Groups[0].Faults != want {
			t.Errorf("%s: %+v, want %+v", text, c.Groups[0].Faults, want)
		}
	}
}
