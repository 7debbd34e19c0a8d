package scenarios

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios/internal/value"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// TestEveryTiming asks each question of each timing: whether the file has its key, whether
// what the file gives arrives in the run, what the presets make of it, what the schema and
// the pages say about it, and whether task definitions may have their own.
func TestEveryTiming(t *testing.T) {
	rows := map[string]timing{}
	for _, row := range (&Timings{}).table(&config.Timings{}) {
		if _, twice := rows[row.key]; twice {
			t.Errorf("%s has two rows", row.key)
		}
		rows[row.key] = row
	}
	text := pages(t, "networking", "scheduling", "capacity")
	keys := reflect.TypeFor[Timings]()
	for i := range keys.NumField() {
		key := keys.Field(i).Tag.Get("yaml")
		if key == "" || key == "preset" || key == "healthCheckTimeout" { // no key; no timing; no effect
			continue
		}
		row, ok := rows[key]
		if !ok {
			t.Errorf("%s has no row", key)
			continue
		}
		delete(rows, key)
		row.arrives(t, keys.Field(i).Name, keys.Field(i).Type)
		row.described(t, keys.Field(i).Tag.Get("jsonschema_description"), text)
	}
	for key := range rows {
		t.Errorf("%s has a row and no key in the file", key)
	}
}

// arrives checks what a run gets from the file, and from the presets.
func (x *timing) arrives(t *testing.T, field string, as reflect.Type) {
	t.Helper()
	given := map[reflect.Type]struct {
		value string
		want  any
	}{
		reflect.TypeFor[*value.Duration]():  {"77s", 77 * time.Second},
		reflect.TypeFor[*value.Dist]():      {"never", des.Endless()},
		reflect.TypeFor[*int]():             {"7", 7},
		reflect.TypeFor[[]value.Duration](): {"[7s, 9s]", []time.Duration{7 * time.Second, 9 * time.Second}},
	}[as]
	instant := reflect.Zero(reflect.TypeOf(x.typical)).Interface()
	if x.preset == kept {
		instant = x.typical
	}
	for timings, want := range map[string]any{
		"preset: instant, " + x.key + ": " + given.value: given.want,
		"preset: typical": x.typical,
		"preset: instant": instant,
	} {
		got := reflect.ValueOf(parse(t, small+"timings: {"+timings+"}\n").Timings).FieldByName(field)
		if !got.IsValid() || !reflect.DeepEqual(got.Interface(), want) {
			t.Errorf("%s: %v under {%s}, want %v", x.key, got, timings, want)
		}
	}
}

// described checks that the schema says what is typical, and that the pages have the
// key once, in a row with the same words and a source.
func (x *timing) described(t *testing.T, schema, pages string) {
	t.Helper()
	said := regexp.MustCompile(`typical: (.+?) \(`).FindStringSubmatch(schema)
	if said == nil {
		t.Errorf("%s: the schema does not say what is typical, and from which source: %s", x.key, schema)
		return
	}
	figure, _, _ := strings.Cut(said[1], ", or ") // under some condition
	if got := inWords(t, figure, x.typical); !reflect.DeepEqual(got, x.typical) {
		t.Errorf("%s: typical is %v, the schema says %s", x.key, x.typical, figure)
	}
	rows := regexp.MustCompile("(?m)^\\| `"+x.key+"` \\| (.+?) \\| (.+) \\|$").FindAllStringSubmatch(pages, -1)
	if len(rows) != 1 || rows[0][1] != said[1] || rows[0][2] == "" {
		t.Errorf("timings.%s, typical %s: rows %q in the pages, want one with that", x.key, said[1], rows)
	}
}

// inWords is the figure of a description, in the type of a timing.
func inWords(t *testing.T, figure string, like any) any {
	t.Helper()
	var all []time.Duration
	for _, word := range regexp.MustCompile(`[0-9]+[hms]`).FindAllString(figure, -1) {
		d, err := time.ParseDuration(word)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	switch kind, _, _ := strings.Cut(figure, " "); {
	case reflect.TypeOf(like) == reflect.TypeFor[int]():
		n, _ := strconv.Atoi(figure)
		return n
	case reflect.TypeOf(like) == reflect.TypeFor[[]time.Duration]():
		return all
	case kind == "triangular" && len(all) == 3:
		return must(des.Triangular(all[0], all[1], all[2]))
	case kind == "uniform" && len(all) == 2:
		return must(des.Uniform(all[0], all[1]))
	case len(all) != 1:
		return figure
	case reflect.TypeOf(like) == reflect.TypeFor[des.Dist]():
		return des.Constant(all[0])
	}
	return all[0]
}

// must is a distribution that the pages give.
func must(d des.Dist, err error) des.Dist {
	if err != nil {
		panic(err)
	}
	return d
}

// TestTimingsInARun: each timing of a run has a row, and those of task definitions are
// the steps of a task.
func TestTimingsInARun(t *testing.T) {
	keys := reflect.TypeFor[Timings]()
	of := map[string]preset{}
	for _, row := range (&Timings{}).table(&config.Timings{}) {
		of[row.key] = row.preset
	}
	own, ownKeys := reflect.TypeFor[config.TaskTimings](), reflect.TypeFor[TaskTimings]()
	for i := range reflect.TypeFor[config.Timings]().NumField() {
		name := reflect.TypeFor[config.Timings]().Field(i).Name
		field, ok := keys.FieldByName(name)
		if !ok {
			t.Errorf("no key for %s", name)
			continue
		}
		_, inRun := own.FieldByName(name)
		_, inFile := ownKeys.FieldByName(name)
		if want := of[field.Tag.Get("yaml")] == stepOfTask; inRun != want || inFile != want {
			t.Errorf("%s: a task definition has its own in a run: %v, in a file: %v; want %v", name, inRun, inFile, want)
		}
	}
}

// TestOwnTimings are kept by family:revision, those beside a file too.
func TestOwnTimings(t *testing.T) {
	c := parse(t, small+`  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64}],
     timings: {imagePull: 1s, containerStart: 2s, applicationReady: never, applicationStop: 4s, proxyReady: 5s, exitAfter: 6s, exitCode: 7}}
`)
	length := func(d time.Duration) *des.Dist { dist := des.Constant(d); return &dist }
	want := map[string]config.TaskTimings{"web:2": {
		ImagePull: length(time.Second), ContainerStart: length(2 * time.Second), ApplicationReady: length(des.Forever),
		ApplicationStop: length(4 * time.Second), ProxyReady: length(5 * time.Second), ExitAfter: length(6 * time.Second), ExitCode: 7,
	}}
	if !reflect.DeepEqual(c.Own, want) {
		t.Errorf("own timings %+v, want those of web:2", c.Own)
	}
}
