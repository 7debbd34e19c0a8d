package sweep_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/sweep"
)

// base is a scenario of most forms that an address meets: copies, an alias, a merge key, a file, keys
// with dots in them, and a distribution.
const base = `name: base
cluster:
  instances:
    - {name: hosts, instanceType: m5.large, count: 2, attributes: {stack.color: blue}}
    - {name: more, instanceType: m5.xlarge}
taskDefinitions:
  - &web
    family: web
    networkMode: bridge
    containerDefinitions: &containers
      - {name: nginx, image: nginx, memory: 128, cpu: 100, portMappings: [{containerPort: 80}]}
  - {<<: *web, family: api, containerDefinitions: *containers}
  - {family: web, containerDefinitions: [{name: nginx, image: nginx, memory: 256}]}
  - file: job.json
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 3}
  - {serviceName: api, taskDefinition: api, desiredCount: 5, copies: 2}
runTasks:
  - {taskDefinition: job, count: 4, runFor: {uniform: {min: 1m, max: 2m}}}
timings: {imagePull: {triangular: {min: 1s, mode: 2s, max: 3s}}}
prices: {m5.large: 0.1}
`

const job = `{"family": "job", "containerDefinitions": [{"name": "job", "image": "job", "memory": 256}]}`

// folder is one with the scenario and files beside it.
func folder(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	files = append([]string{"base.yaml", base, "job.json", job}, files...)
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// parse reads a sweep of the scenario base.
func parse(t testing.TB, text string, files ...string) (*sweep.Plan, error) {
	t.Helper()
	if !strings.Contains(text, "scenario:") {
		text = "scenario: base.yaml\n" + text
	}
	text = "sweep: s\n" + text
	p, err := sweep.Parse("s.yaml", []byte(text), folder(t, files...), sweep.Options{})
	if wrong := bySchema(t, text); err == nil && wrong != nil {
		t.Errorf("the schema refuses a sweep that is taken:\n%s\n%v", text, wrong)
	}
	return p, err
}

// bySchema is what the schema says of a sweep file, as an editor would. Text that is no YAML is an error too.
func bySchema(t testing.TB, text string) error {
	t.Helper()
	var tree any
	if err := yaml.Load([]byte(text), &tree); err != nil {
		return err
	}
	file, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	var docs [2]any
	for i, data := range [][]byte{sweep.Schema(), file} {
		if docs[i], err = validator.UnmarshalJSON(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	c := validator.NewCompiler()
	if err := c.AddResource("sweep.schema.json", docs[0]); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sweep.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(docs[1])
}

// TestSchemaRefuses has files that the schema refuses as reading does.
func TestSchemaRefuses(t *testing.T) {
	for _, text := range []string{
		"vary: {services.web.desiredCount: 4}", "vary: {services.web.desiredCount: []}", "vary: {services.web.desiredCount: {range: [1]}}",
		"vary: {services.web.desiredCount: {upTo: 3}}", "vary: {services.web.desiredCount: [1]}\ndesign: hypercube",
		"vary: {services.web.desiredCount: [1]}\ndesign: {halton: 0}", "vary: {services.web.desiredCount: [1]}\ndesign: {halton: 2, list: a.csv}",
		"vary: {services.web.desiredCount: [1]}\nreplications: 0", "vary: {services.web.desiredCount: [1]}\nreplications: {max: 3}",
		"vary: {services.web.desiredCount: [1]}\nmeasure: []", "vary: {services.web.desiredCount: [1]}\nseed: -1", "vary: [1]", "varry: {}",
	} {
		if _, err := parse(t, text); err == nil {
			t.Errorf("reading takes %s", text)
		}
		if bySchema(t, "sweep: s\nscenario: base.yaml\n"+text) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}

func planned(t *testing.T, text string, files ...string) *sweep.Plan {
	t.Helper()
	p, err := parse(t, text, files...)
	if err != nil {
		t.Fatalf("%s:\n%v", text, err)
	}
	return p
}

func labels(p *sweep.Plan) (all []string) {
	for i := range p.Points() {
		all = append(all, p.Label(i))
	}
	return all
}

func TestValues(t *testing.T) {
	const count, pull, price = "cluster.instances.hosts.count", "timings.imagePull", "prices.m5.large"
	for _, x := range []struct{ address, values, want string }{
		{count, "[1, 5, 2]", "1 5 2"},
		{count, "{range: [2, 5]}", "2 3 4 5"},
		{count, "{range: [2, 9], step: 3}", "2 5 8"},
		{count, "2..4", "2 3 4"},
		{count, "2..9..3", "2 5 8"},
		{count, "{from: 0, to: 10, points: 5}", "0 3 5 8 10"},
		{count, "{from: 1, to: 1000, log: true, points: 4}", "1 10 100 1000"},
		{count, "[1, null]", "1 "},
		{price, "{range: [0.1, 0.5], step: 0.1}", "0.1 0.2 0.3 0.4 0.5"},
		{price, "0.1..0.3..0.1", "0.1 0.2 0.3"},
		{price, "{from: 0.5, to: 2, points: 4}", "0.5 1 1.5 2"},
		{price, "{from: 0.001, to: 10.0, log: true, points: 5}", "0.001 0.01 0.1 1 10"},
		{pull, "[1s, {uniform: {min: 1s, max: 2s}}]", `1s {"uniform":{"max":"2s","min":"1s"}}`},
		{pull, "{range: [10s, 30s], step: 10s}", "10s 20s 30s"},
		{pull, "{from: 0.1m, to: 0.3m, points: 3}", "0.1m 0.2m 0.3m"},
		{pull + ".triangular.mode", "[2s, 3s]", "2s 3s"},
		{"services.*.desiredCount", "{scale: [0, 0.1, 1, 1.1, 2]}", "0 0.1 1 1.1 2"},
		{"cluster.instances.0.attributes.stack.color", "[red]", "red"},
		{"cluster.accountSettings.awsvpcTrunking", "[enabled, disabled]", "enabled disabled"},
		{"taskDefinitions.web:2.containerDefinitions.nginx.memory", "[64]", "64"},
	} {
		p := planned(t, fmt.Sprintf("vary: {%s: %s}", x.address, x.values))
		var have []string
		for i := range p.Points() {
			have = append(have, p.Values(i)[0].Text())
			if _, err := p.Load(i); err != nil {
				t.Errorf("%s: %s: %v", x.address, p.Label(i), err)
			}
		}
		if strings.Join(have, " ") != x.want {
			t.Errorf("%s: %s: values %q, want %q", x.address, x.values, have, x.want)
		}
	}
}

// Tasks are scaled exactly: 1.1 times 10 is 11 and not 12, and half a task is a whole one.
func TestScale(t *testing.T) {
	p := planned(t, "scenario: base.yaml\nvary: {services.*.desiredCount: {scale: [1.1, 0.5, 1]}}", "base.yaml",
		strings.ReplaceAll(base, "desiredCount: 3", "desiredCount: 10"))
	for i, want := range [][3]int{{11, 6, 6}, {5, 3, 3}, {10, 5, 5}} {
		s, err := p.Load(i)
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if have := s.Config.Services[k].Desired; have != want[k] {
				t.Errorf("%s: service %d has %d tasks, want %d", p.Label(i), k, have, want[k])
			}
		}
	}
}

// A point is the scenario whose file was edited by hand.
func TestPointsAreTheFileEdited(t *testing.T) {
	for _, x := range []struct{ address, value, old, new string }{
		{"cluster.instances.hosts.count", "7", "count: 2,", "count: 7,"},
		{"cluster.instances.1.count", "7", "m5.xlarge}", "m5.xlarge, count: 7}"},
		{"cluster.instances.*.count", "7", "count: 2, attributes: {stack.color: blue}}\n    - {name: more, ", "count: 7, attributes: {stack.color: blue}}\n    - {name: more, count: 7, "},
		{"cluster.instances.hosts.count", "null", "count: 2, ", ""},
		{"cluster.instances.hosts.attributes.stack.color", "red", "blue", "red"},
		{"cluster.instances.hosts.attributes.new.key", "red", "blue}", "blue, new.key: red}"},
		{"cluster.accountSettings.awsvpcTrunking", "enabled", "cluster:\n", "cluster:\n  accountSettings: {awsvpcTrunking: enabled}\n"},
		{"prices.m5.large", "0.2", "m5.large: 0.1", "m5.large: 0.2"},
		{"prices.m5.xlarge", "0.2", "m5.large: 0.1", "m5.large: 0.1, m5.xlarge: 0.2"},
		{"services.api.copies", "3", "copies: 2", "copies: 3"},
		{"services.api.desiredCount", "6", "desiredCount: 5", "desiredCount: 6"},
		{"taskDefinitions.api.networkMode", "host", "{<<: *web, ", "{<<: *web, networkMode: host, "},
		{"taskDefinitions.web.containerDefinitions.nginx.memory", "64", "containerDefinitions: &containers\n      - {name: nginx",
			"containerDefinitions:\n      - {name: nginx, image: nginx, memory: 64, cpu: 100, portMappings: [{containerPort: 80}]}\n    x: &containers\n      - {name: nginx"},
		{"taskDefinitions.api.containerDefinitions.0.cpu", "50", "containerDefinitions: *containers", "containerDefinitions: [{name: nginx, image: nginx, memory: 128, cpu: 50, portMappings: [{containerPort: 80}]}]"},
		{"runTasks.0.runFor.uniform.max", "3m", "max: 2m", "max: 3m"},
		{"timings.imagePull", "9s", "{triangular: {min: 1s, mode: 2s, max: 3s}}", "9s"},
		{"duration", "10m", "name: base", "name: base\nduration: 10m"},
	} {
		if !strings.Contains(base, x.old) {
			t.Fatalf("%s: the scenario has no %q", x.address, x.old)
		}
		edited := strings.Replace(base, x.old, x.new, 1)
		edited = strings.Replace(edited, "    x: &containers", "    tags: &containers", 1)
		want, err := scenarios.LoadFile(filepath.Join(folder(t, "base.yaml", edited), "base.yaml"))
		if err != nil {
			t.Fatalf("%s: %v", x.address, err)
		}
		p := planned(t, fmt.Sprintf("vary: {%s: [%s]}", x.address, x.value))
		have, err := p.Load(0)
		if err != nil {
			t.Errorf("%s = %s: %v", x.address, x.value, err)
			continue
		}
		a, b := shown(t, want), shown(t, have)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s = %s: -edited +point\n%s", x.address, x.value, diff)
		}
	}
}

// shown is a scenario's configuration as text.
func shown(t *testing.T, s *scenarios.Scenario) string {
	t.Helper()
	text, err := json.MarshalIndent(s.Config, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDesigns(t *testing.T) {
	const inStep = "together: [{cluster.instances.hosts.instanceType: [m5.large, c5.large], prices.m5.large: [0.1, 0.2]}]\n"
	for _, x := range []struct {
		text string
		want []string
	}{
		{"vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}", []string{
			"cluster.instances.hosts.count = 1, services.web.desiredCount = 3", "cluster.instances.hosts.count = 1, services.web.desiredCount = 4",
			"cluster.instances.hosts.count = 2, services.web.desiredCount = 3", "cluster.instances.hosts.count = 2, services.web.desiredCount = 4"}},
		{inStep, []string{"cluster.instances.hosts.instanceType = m5.large, prices.m5.large = 0.1",
			"cluster.instances.hosts.instanceType = c5.large, prices.m5.large = 0.2"}},
		{"vary: {cluster.instances.hosts.count: [1, 2, 1]}", []string{"cluster.instances.hosts.count = 1", "cluster.instances.hosts.count = 2"}},
		{"design: {list: points.csv}", []string{"cluster.instances.hosts.count = 3, services.web.desiredCount = 1", "cluster.instances.hosts.count = 4", "as written"}},
	} {
		p := planned(t, x.text, "points.csv", "cluster.instances.hosts.count,services.web.desiredCount\n3,1\n4,\n,\n")
		if diff := cmp.Diff(x.want, labels(p)); diff != "" {
			t.Errorf("%s: -want +have\n%s", x.text, diff)
		}
	}
	for _, design := range []string{"latinHypercube", "halton"} {
		// A price that is the same in no two points keeps points from being the same.
		p := planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: {from: 1, to: 4}, prices.m5.large: {from: 0.001, to: 1.0, log: true}}\n"+
			"design: {"+design+": 64}\nseed: 3")
		counts := map[string]int{}
		for i := range p.Points() {
			counts["hosts "+p.Values(i)[0].Text()]++
			counts["tasks "+p.Values(i)[1].Text()]++
		}
		for _, n := range []string{"hosts 1", "hosts 2"} {
			if counts[n] != 32 {
				t.Errorf("%s: %d of %d points have %s, want 32", design, counts[n], p.Points(), n)
			}
		}
		for _, n := range []string{"tasks 1", "tasks 2", "tasks 3", "tasks 4"} {
			if counts[n] < 14 || counts[n] > 18 {
				t.Errorf("%s: %d of %d points have %s, want about 16", design, counts[n], p.Points(), n)
			}
		}
	}
}

// Names of points and seeds come of the values alone: not of their order, nor of what else there is.
func TestIdentity(t *testing.T) {
	a := planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}\nseed: 1")
	b := planned(t, "# another file\nvary: {services.web.desiredCount: [4, 3, 9], cluster.instances.hosts.count: [2]}\nseed: 1")
	if a.ID(3) != b.ID(0) || a.ID(2) != b.ID(1) || a.ID(0) == a.ID(1) {
		t.Errorf("points %v are called %s %s, and %s %s", labels(a), a.ID(2), a.ID(3), b.ID(1), b.ID(0))
	}
	if a.SeedOf(0, 5) != a.SeedOf(3, 5) || a.SeedOf(0, 5) == a.SeedOf(0, 6) {
		t.Error("with common random numbers the seed is that of the replication")
	}
	apart := planned(t, "vary: {cluster.instances.hosts.count: [1, 2]}\ncommonRandomNumbers: false")
	if apart.SeedOf(0, 5) == apart.SeedOf(1, 5) {
		t.Error("two points have one seed, without common random numbers")
	}
	same := planned(t, "vary:   {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}   # a comment\nseed: 1")
	if a.Fingerprint("v") != same.Fingerprint("v") {
		t.Error("a comment changes the fingerprint")
	}
	for name, other := range map[string]*sweep.Plan{
		"seed":     planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}\nseed: 2"),
		"value":    planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 5]}\nseed: 1"),
		"measure":  planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}\nseed: 1\nmeasure: [usd]"),
		"scenario": planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}\nseed: 1", "base.yaml", base+"# more\n"),
		"file":     planned(t, "vary: {cluster.instances.hosts.count: [1, 2], services.web.desiredCount: [3, 4]}\nseed: 1", "job.json", job+" "),
	} {
		if a.Fingerprint("v") == other.Fingerprint("v") {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

// A file that a scenario names is read once: a point is what it was when the sweep began.
func TestFilesAreReadOnce(t *testing.T) {
	dir := folder(t)
	p, err := sweep.Parse("s.yaml", []byte("sweep: s\nscenario: base.yaml\nvary: {cluster.instances.hosts.count: [1]}"), dir, sweep.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "job.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Load(0); err != nil {
		t.Error(err)
	}
}

func TestFaults(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"vary: {}", "sweep varies nothing"},
		{"vari: {}", `s.yaml:3:1: unknown key "vari" in sweep (did you mean vary?)`},
		{"vary: {cluster.instances.hosts.cuont: [1]}", `has the unknown key "cuont" in instances (did you mean count?)`},
		{"vary: {services.wep.desiredCount: [1]}", `there is no "wep" (did you mean web?)`},
		{"vary: {taskDefinitions.job.cpu: [1]}", "what stands in a file cannot be varied"},
		{"vary: {services.9.desiredCount: [1]}", `there is no "9"`},
		{"vary: {services.web.tags: [1]}", "which changes nothing of a run"},
		{"vary: {services.web.desiredCount.more: [1]}", "holds a single value"},
		{"vary: {targetGroups.*.port: [1]}", "of which the scenario has none"},
		{"vary: {services.web.desiredCount: [one]}", `s.yaml:3:36: services.web.desiredCount is text "one", wanted a whole number`},
		{"vary: {services.web.desiredCount: [-1]}", "services.web.desiredCount is -1, wanted 0 to 1000000"},
		{"vary: {services.web.desiredCount: 4}", "wanted a list of values"},
		{"vary: {services.web.desiredCount: []}", "has no values"},
		{"vary: {services.web.desiredCount: {range: [5, 2]}}", "wanted upwards"},
		{"vary: {services.web.desiredCount: {range: [1, 5], step: 0.5}}", "services.web.desiredCount is 1.5, wanted a whole number"},
		{"vary: {services.web.desiredCount: {range: [1, 999999999]}}", "more than 1000000 values"},
		{"vary: {services.web.desiredCount: {from: 1, to: 5}}", "has no points, which a grid needs"},
		{"vary: {services.web.desiredCount: {from: 1, to: 5, scale: [2]}}", "and one of them"},
		{"vary: {services.web.desiredCount: {from: 1, points: 5}}", "wanted range, from and to, or scale"},
		{"vary: {duration: {from: 1m, to: 50s, points: 3}}", "duration has 1m and 50s"},
		{"vary: {duration: {scale: [2]}}", "duration is not in the scenario, wanted a number to scale"},
		{"vary: {timings.imagePull: {scale: [2]}}", "timings.imagePull is a map in the scenario"},
		{"vary: {services.web.desiredCount: {scale: [-2]}}", "scale is -2, wanted a number of 0 or more"},
		{"vary: {services.web.desiredCount: [1], services.*.desiredCount: [1]}", "varies too"},
		{"vary: {services.web.desiredCount: [1], services.web: [1]}", "varies too"},
		{"vary: {services.web.desiredCount: [1]}\ntogether: [{services.web.desiredCount: [1]}]", "varies too"},
		{"together: [{services.web.desiredCount: [1, 2], services.api.desiredCount: [1]}]", "varied together have as many"},
		{"vary: {services.web.desiredCount: [1]}\ndesign: hypercube", "wanted grid, {latinHypercube: 200}"},
		{"vary: {services.web.desiredCount: [1]}\ndesign: {haltom: 3}", "did you mean halton?"},
		{"design: {list: none.csv}", "the list of points cannot be read"},
		{"design: {list: bad.csv}", `bad.csv:2:1: services.web.desiredCount is text "x", wanted a whole number`},
		{"vary: {services.web.desiredCount: [1]}\ndesign: {list: bad.csv}", "goes without vary"},
		{"vary: {services.web.desiredCount: [1]}\nmeasure: [tasks]", "is a part of the output"},
		{"vary: {services.web.desiredCount: [1]}\nmeasure: [tasks.runing]", "did you mean running?"},
		{"vary: {services.web.desiredCount: [1]}\nmeasure: [services.wep.running]", "there is no service"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: 0", "replications is 0, wanted 1 to 1000000"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: {min: 5, max: 3}", "wanted at least min"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: {min: 5, max: 9}", "max and of go with relative or absolute"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: {min: 5, relative: 0.1}", "relative and absolute go with max and of"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: {min: 5, max: 9, relative: 0.1, of: [services.web.networkMode]}", "is no number"},
		{"vary: {services.web.desiredCount: [1]}\nreplications: {min: 1, max: 9, relative: 0.1, of: [usd]}", "wanted 2 at least"},
		{"scenario: micro\nvary: {a: [1]}", "is no scenario of the library, and no file beside this one"},
	} {
		_, err := parse(t, x.text, "bad.csv", "services.web.desiredCount\nx\n")
		var bad *scenarios.Error
		if err == nil || !strings.Contains(err.Error(), x.want) || !errors.As(err, &bad) {
			t.Errorf("%s: error\n%v\nwant %s", x.text, err, x.want)
		}
	}
}

// A combination that ECS would refuse is a fault of the point alone, at the place in the scenario.
// Of a file outside of the sweep file's folder nothing is shown where it is not what is wanted.
func TestOutside(t *testing.T) {
	dir, in := folder(t, "secret", "hunter2,hunter2\nhunter2: [\"\n"), folder(t)
	secret := filepath.Join(dir, "secret")
	up, _ := filepath.Rel(in, secret)
	if err := os.Symlink(secret, filepath.Join(in, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{up, "link", secret} {
		for _, text := range []string{
			"scenario: " + name + "\nvary: {cluster.instances.hosts.count: [1]}",
			"scenario: base.yaml\ndesign: {list: " + name + "}",
		} {
			_, err := sweep.Parse("sweep.yaml", []byte("sweep: t\nmeasure: [usd]\n"+text), in, sweep.Options{})
			if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "nothing of it is shown") {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

func TestInvalidPoint(t *testing.T) {
	p := planned(t, "vary: {cluster.instances.hosts.instanceType: [m5.large, m5.huge]}")
	if _, err := p.Load(0); err != nil {
		t.Error(err)
	}
	_, err := p.Load(1)
	if err == nil || !strings.Contains(err.Error(), `base.yaml:4:35: unknown instance type "m5.huge"`) {
		t.Errorf("error %v", err)
	}
}

func TestRule(t *testing.T) {
	p := planned(t, "vary: {services.web.desiredCount: [1]}\nmeasure: [usd]\nreplications: {min: 4, max: 9, absolute: 0.5, of: [tasks.running, usd], confidence: 0.9}")
	if want := (sweep.Rule{Min: 4, Max: 9, Absolute: 0.5, Of: []int{1, 0}, Confidence: 0.9}); !cmp.Equal(p.Rule, want) || len(p.Measures) != 2 {
		t.Errorf("rule %+v of %v, want %+v", p.Rule, p.Measures, want)
	}
}

// FuzzParse: whatever a file holds, it is refused with an error that names it, or all of its points
// are scenarios or faults.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"sweep: s\nscenario: base.yaml\nvary: {services.*.desiredCount: {scale: [1, 1.5]}, cluster.instances.hosts.count: 1..3}\nreplications: 3",
		"sweep: s\nscenario: two-tasks-and-a-wall\nvary: {cluster.instances.0.count: {from: 1, to: 9, log: true}}\ndesign: {halton: 5}",
		"sweep: s\nscenario: base.yaml\ndesign: {list: points.csv}\nmeasure: [usd]",
		"sweep: s\nscenario: base.yaml\ntogether: [{timings.imagePull: [1s, null], prices.m5.large: [1, 2]}]\nreplications: {min: 2, max: 9, relative: 0.1, of: [usd]}",
	} {
		f.Add(text)
	}
	dir := folder(f, "points.csv", "prices.m5.large,duration\n1,5m\n,\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := sweep.Parse("s.yaml", []byte(text), dir, sweep.Options{})
		if err != nil {
			if p != nil || err.Error() == "" {
				t.Errorf("a plan and the error %v", err)
			}
			return
		}
		if again, err := sweep.Parse("s.yaml", []byte(text), dir, sweep.Options{}); err != nil || again.Fingerprint("") != p.Fingerprint("") {
			t.Errorf("read twice it is another: %v", err)
		}
		for i := range min(p.Points(), 5) {
			s, err := p.Load(i)
			var bad *scenarios.Error
			if err == nil && s.Config.Validate() != nil || err != nil && !errors.As(err, &bad) {
				t.Errorf("%s: %v", p.Label(i), err)
			}
		}
	})
}
