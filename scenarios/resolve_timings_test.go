package scenarios

import (
	"reflect"
	"testing"
	"time"

	"ecssim/sim"
	"ecssim/sim/des"
)

// TestPresets: instant keeps what is no step, and both set every field that has
// a length but those that are zero in truth.
func TestPresets(t *testing.T) {
	stays := map[string]bool{
		"SchedulerTick": true, "PlacementRetry": true, "ENIAttachTimeout": true, "CallTimeout": true, "ContainerStartTimeout": true, "StopTimeout": true,
		"UnhealthyThreshold": true, "HealthyThreshold": true, "ThrottleMaximum": true, "SpotNotice": true, "DrainTimeout": true, "MetricPeriod": true, "MetricDelay": true,
		"ScaleInPoints": true, "ProvisioningExpiry": true,
	}
	typical, instant := reflect.ValueOf(typical()), reflect.ValueOf(instant())
	for i := range typical.NumField() {
		name := typical.Type().Field(i).Name
		if typical.Field(i).IsZero() != (name == "ApplicationReady") {
			t.Errorf("typical %s is %v", name, typical.Field(i))
		}
		if stays[name] != reflect.DeepEqual(instant.Field(i).Interface(), typical.Field(i).Interface()) && name != "ApplicationReady" {
			t.Errorf("instant %s is %v", name, instant.Field(i))
		}
		if !stays[name] && !instant.Field(i).IsZero() {
			t.Errorf("instant %s is %v, want zero", name, instant.Field(i))
		}
	}
}

// TestEveryTiming sets each key to a length of its own and finds it in its field.
func TestEveryTiming(t *testing.T) {
	keys, config := reflect.TypeFor[Timings](), reflect.TypeFor[sim.Timings]()
	for i := range keys.NumField() {
		field, key := keys.Field(i).Name, keys.Field(i).Tag.Get("yaml")
		var value string
		var want any
		switch {
		case field == "Preset", field == "PlacementRetry", field == "HealthCheckTimeout":
			continue // of another form; without effect
		case keys.Field(i).Type == reflect.TypeFor[*Duration]():
			value, want = "77s", 77*time.Second
		case keys.Field(i).Type == reflect.TypeFor[*Dist]():
			value, want = "never", des.Endless()
		default:
			value, want = "7", 7
		}
		c := parse(t, small+"timings: {preset: instant, "+key+": "+value+"}\n")
		if got := reflect.ValueOf(c.Timings).FieldByName(field); !got.IsValid() || got.Interface() != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	for i := range config.NumField() {
		if _, ok := keys.FieldByName(config.Field(i).Name); !ok {
			t.Errorf("no key for %s", config.Field(i).Name)
		}
	}
}

// TestOwnTimings are kept by family:revision, those beside a file too.
func TestOwnTimings(t *testing.T) {
	c := parse(t, small+`  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64}],
     timings: {imagePull: 1s, containerStart: 2s, applicationReady: never, applicationStop: 4s, proxyReady: 5s, exitAfter: 6s, exitCode: 7}}
`)
	length := func(d time.Duration) *des.Dist { dist := des.Constant(d); return &dist }
	want := map[string]sim.TaskTimings{"web:2": {
		ImagePull: length(time.Second), ContainerStart: length(2 * time.Second), ApplicationReady: length(des.Forever),
		ApplicationStop: length(4 * time.Second), ProxyReady: length(5 * time.Second), ExitAfter: length(6 * time.Second), ExitCode: 7,
	}}
	if !reflect.DeepEqual(c.Own, want) {
		t.Errorf("own timings %+v, want those of web:2", c.Own)
	}
}
