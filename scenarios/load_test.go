package scenarios

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
)

// small is the least scenario that loads.
const small = `name: small
cluster:
  instances: [{instanceType: m5.large}]
taskDefinitions:
  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64}]}
`

// hang is far beyond what any file takes to load, on a machine however busy:
// alone, none takes a second.
const hang = 2 * time.Minute

// TestNoText gives the loader what is no scenario at all: each is one message.
func TestNoText(t *testing.T) {
	dir := t.TempDir()
	noise := make([]byte, 1<<16)
	for i := range noise {
		noise[i] = byte(i*i>>3 ^ i*131)
	}
	for name, c := range map[string]struct {
		data  []byte
		wants string
	}{
		"empty.yaml":    {nil, "the file is empty"},
		"comment.yaml":  {[]byte("# nothing yet\n"), "the file is empty"},
		"noise.yaml":    {noise, "is it a text file"},
		"zeros.yaml":    {make([]byte, 4096), "zero byte"},
		"utf16.yaml":    {[]byte("\xff\xfen\x00a"), "UTF-16 and broken"},
		"half.yaml":     {[]byte("\xfe\xff\xd8\x3d"), "UTF-16 and broken"},
		"no-mark.yaml":  {[]byte("n\x00a\x00m\x00e\x00"), "needs its byte order mark"},
		"utf32.yaml":    {[]byte("\xff\xfe\x00\x00n\x00\x00\x00"), "UTF-32"},
		"latin1.yaml":   {[]byte("name: caf\xe9\n"), "latin1.yaml:1:10: the file is not UTF-8"},
		"large.yaml":    {bytes.Repeat([]byte("name: web\n"), 5<<20), "larger than 2 MB"},
		"brackets.yaml": {bytes.Repeat([]byte("["), 1<<17), "depth"},
		"colons.yaml":   {bytes.Repeat([]byte("? "), 1<<19), "depth"},
		"keys.yaml":     {bytes.Repeat([]byte("a: b\n"), strict.MaxFileBytes/5), "is here twice"},
		"words.yaml":    {append([]byte("{"), append(bytes.Repeat([]byte("a,"), strict.MaxFileBytes/2-1), '}')...), "values"},
		"marks.yaml":    {bytes.Repeat([]byte("["), 1<<20), "commas and brackets"},
		"line.json":     {append(append([]byte(`{"seed": [0`), bytes.Repeat([]byte(",1"), strict.MaxFileBytes/2-10)...), "]}"...), "seed is a list"},
		"control.yaml":  {[]byte("name: a\x01b\n"), "control.yaml:1:8: the file holds the control character U+0001"},
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err := LoadFile(file)
		if took := time.Since(began); took > hang {
			t.Errorf("%s took %v", name, took)
		}
		if err == nil || !strings.Contains(err.Error(), c.wants) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %.300v, want %q", name, err, c.wants)
		}
	}
	if _, err := LoadFile(dir); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("directory: %v", err)
	}
	if _, err := LoadFile(filepath.Join(dir, "none.yaml")); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("missing file: %v", err)
	}
}

// TestAllFaultsAtOnce reads one file with a fault in each of its stages but the
// syntax: all of a stage are found, in the order of the file.
func TestAllFaultsAtOnce(t *testing.T) {
	_, err := Parse("f.yaml", []byte(strings.Replace(small, "name: small", "nam: small\nduration: 5\nseed: -1", 1)))
	wantFaults(t, err, `unknown key "nam" in scenario (did you mean name?)`, "duration is 5", "seed is -1")
	_, err = Parse("f.yaml", []byte(small+`services:
  - {serviceName: a, taskDefinition: wbe, desiredCount: 1, networkConfiguration: {awsvpcConfiguration: {subnets: [nowhere]}}}
  - {serviceName: a, taskDefinition: web}
expect: [{service: b, running: 1}]
`))
	wantFaults(t, err, `no task definition "wbe"`, `no subnet "nowhere"`, "is here twice", "no desiredCount", `no service "b"`)
}

func wantFaults(t *testing.T, err error, wants ...string) {
	t.Helper()
	e, ok := err.(*strict.Error)
	if !ok || len(e.Faults) != len(wants) {
		t.Fatalf("%v, want %d faults", err, len(wants))
	}
	for _, want := range wants {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant in it: %s", err, want)
		}
	}
	for i := 1; i < len(e.Faults); i++ {
		if e.Faults[i].Line < e.Faults[i-1].Line {
			t.Errorf("fault on line %d after one on line %d", e.Faults[i].Line, e.Faults[i-1].Line)
		}
	}
}

// TestFaultsBesideBrokenParts shows wrong names together with faults of form, but
// for those that a broken part may stand behind; a misspelt key is one fault.
func TestFaultsBesideBrokenParts(t *testing.T) {
	services := "services: [{serviceName: a, taskDefinition: wbe, desiredCount: x}]\n"
	_, err := Parse("f.yaml", []byte(strings.Replace(small, "m5.large", "m5.lrge", 1)+services))
	wantFaults(t, err, `unknown instance type "m5.lrge"`, `no task definition "wbe"`, "desiredCount is")
	_, err = Parse("f.yaml", []byte(strings.Replace(small, "cluster:", "cluster:\n  capacityProviders: [{name: p, autoScalingGroup: {instanceTypes: [m5.large, m5.lrge], maxSize: 1}}]", 1)+
		"events: [{at: 1m, updateService: {service: a, taskDefinition: wbe, desiredCount: x}}]\n"))
	wantFaults(t, err, `unknown instance type "m5.lrge"`, `no task definition "wbe"`, "desiredCount is")
	_, err = Parse("f.yaml", []byte(strings.Replace(small, "family: web", "family: [web]", 1)+services))
	wantFaults(t, err, "family is a list", "desiredCount is")
	_, err = Parse("f.yaml", []byte(strings.Replace(small, "instanceType", "instancetype", 1)))
	wantFaults(t, err, "did you mean instanceType?")
}

// TestHardlyMeant says what is allowed and hardly meant.
func TestHardlyMeant(t *testing.T) {
	for text, want := range map[string]string{
		small + "duration: 5m\nrunTasks: [{taskDefinition: web, at: 50m}]\n":                                                   "RunTask family:web is asked for at 50m0s, after the run's end at 5m0s",
		small + "duration: 5m\nrunTasks: [{taskDefinition: web, arrivals: {pareto: {min: 1s, shape: 1}}}]\n":                   "arrivals of RunTask family:web, pareto(min 1s, alpha 1), has a mean that is infinite",
		small + "duration: 5m\nrunTasks: [{taskDefinition: web, arrivals: {weibull: {scale: 1s, shape: 0.01}}, runFor: 1s}]\n": "arrivals of RunTask family:web, weibull(",
		small + "duration: 5m\nrunTasks: [{taskDefinition: web, arrivals: 1m, runFor: {pareto: {min: 1s, shape: 0.5}}}]\n":     "runFor of RunTask family:web, ",
		strings.Replace(small, "m5.large", "m5.large, count: 0", 1):                                                            "the cluster has no container instance",
		strings.Replace(small, "instances: [{instanceType: m5.large}]", "instances: []", 1):                                    "the cluster has no container instance",
	} {
		s, err := Parse("f.yaml", []byte(text))
		if err != nil || len(s.Config.Warnings) != 1 || !strings.Contains(s.Config.Warnings[0], want) {
			t.Errorf("%v, %v, want %q", s, err, want)
		}
	}
	for _, text := range []string{"at: 5m", "arrivals: {pareto: {min: 1s, shape: 1.001}}", "arrivals: 1m, runFor: never"} {
		s, err := Parse("f.yaml", []byte(small+"duration: 5m\nrunTasks: [{taskDefinition: web, "+text+"}]\n"))
		if err != nil || len(s.Config.Warnings) != 0 {
			t.Errorf("%s: %v, %v, want no warning", text, s, err)
		}
	}
}

// TestExcerpt draws the caret below the fault.
func TestExcerpt(t *testing.T) {
	_, err := Parse("f.yaml", []byte("# é\n"+strings.Replace(small, "count", "cuont", 1)+"prices: {\"é\": oops}\n"))
	want := "f.yaml:7:15: prices.é is text \"oops\", wanted a number\n" +
		"     7 | prices: {\"é\": oops}\n" +
		"       |               ^"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestFaultInNamedFile is placed in the file where it stands.
func TestFaultInNamedFile(t *testing.T) {
	fsys := fstest.MapFS{
		"a/s.yaml":      {Data: []byte(small + "  - {file: defs/t.json}\n")},
		"a/defs/t.json": {Data: []byte("{\"family\": \"t\",\n \"containerDefinitions\": [{\"name\": \"c\", \"image\": \"c\", \"memory\": 3}]}")},
	}
	_, err := LoadFS(fsys, "a/s.yaml")
	if err == nil || !strings.HasPrefix(err.Error(), "defs/t.json:2:") || !strings.Contains(err.Error(), "ClientException") {
		t.Errorf("%v", err)
	}
	fsys["a/defs/t.json"].Mode = fs.ModeNamedPipe
	if _, err := LoadFS(fsys, "a/s.yaml"); err == nil || !strings.HasPrefix(err.Error(), "a/s.yaml:6:12: a/defs/t.json: not a regular file (file: takes") {
		t.Errorf("%v", err)
	}
	fsys["a/defs/t.json"].Mode = 0
	fsys["a/defs/t.json"].Data = bytes.Replace(fsys["a/defs/t.json"].Data, []byte("3}"), []byte("30}"), 1)
	if s, err := LoadFS(fsys, "a/s.yaml"); err != nil || len(s.Config.Tasks) != 2 || s.Config.Tasks[1].Name() != "t:1" {
		t.Errorf("%v", err)
	}
}

// TestZerosStay keeps an account id as it is written, quoted or not.
func TestZerosStay(t *testing.T) {
	s, err := Parse("f.yaml", []byte(strings.Replace(small, "m5.large}", "m5.large, attributes: {account: 001234567012, flag: no, hex: 0x1f}}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	a := s.Config.Groups[0].Attributes
	if a["account"] != "001234567012" || a["flag"] != "no" || a["hex"] != "0x1f" {
		t.Errorf("attributes %v", a)
	}
}

// TestAnchorsAndMergeKeys are YAML's own means and work.
func TestAnchorsAndMergeKeys(t *testing.T) {
	s, err := Parse("f.yaml", []byte(small+`services:
  - &a {serviceName: a, taskDefinition: web, desiredCount: 3, placementStrategy: &s [{type: binpack, field: cpu}]}
  - {<<: *a, serviceName: b}
  - {serviceName: c, taskDefinition: web, desiredCount: 1, placementStrategy: *s}
`))
	if err != nil {
		t.Fatal(err)
	}
	b, c := s.Config.Services[1], s.Config.Services[2]
	if b.Name != "b" || b.Desired != 3 || len(b.Strategies) != 1 || c.Strategies[0].Field != "cpu" {
		t.Errorf("%+v %+v", b, c)
	}
}

// TestJSONScenario reads a scenario written as JSON, escapes included.
func TestJSONScenario(t *testing.T) {
	s, err := Parse("f.json", []byte(`{"name": "j", "title": "\ud83d\ude00", "cluster": {"instances": [{"instanceType": "m5.large"}]}, "prices": {"m5.large": 9.6e-2},
		"taskDefinitions": [{"family": "web", "containerDefinitions": [{"name": "a", "image": "a", "memory": 64}]}],
		"expect": [{"that": "density.usdPerHour", "is": 0.096}]}`))
	if err != nil || s.Title != "\U0001F600" || s.Config.Groups[0].USDPerHour != 0.096 {
		t.Errorf("%+v, %v", s, err)
	}
	_, err = Parse("f.json", []byte("{\"name\": \"j\",\n\t\"nmae\": 1, \"nmae\": 2}"))
	wantFaults(t, err, "has no cluster", "has no taskDefinitions", `f.json:2:2: unknown key "nmae"`, `"nmae" is here twice`)
}

// TestCatalogue reads a file with every kind of key.
func TestCatalogue(t *testing.T) {
	if _, err := LoadFile("testdata/catalogue.yaml"); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile("testdata/catalogue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(compiled(t), text); err != nil {
		t.Error(err)
	}
}

// TestCatalogueIsWhole finds keys that the catalogue of keys does not use. Those
// that are only accepted, and those of which it has the other form, may be missing.
func TestCatalogueIsWhole(t *testing.T) {
	text, err := os.ReadFile("testdata/catalogue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := &strict.Decoder{Faults: &strict.Faults{}}
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		if typ == reflect.TypeFor[value.Duration]() || typ == reflect.TypeFor[value.Seconds]() {
			return
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			for _, f := range d.Shape(typ).Fields {
				field := typ.FieldByIndex(f.At)
				if field.Type.Kind() != reflect.Interface && !regexp.MustCompile(`[\s{]`+regexp.QuoteMeta(f.Name)+`:`).Match(text) {
					t.Errorf("%v: no %s", typ, f.Name)
				}
				visit(field.Type)
			}
		}
	}
	visit(reflect.TypeFor[File]())
}
