package scenarios

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Expectation is one line of a scenario's expect list: a path into the JSON
// output with one of is, atLeast, atMost, or near with within; or a short form
// for a service, a deployment or refusals.
type Expectation struct {
	That    string   `yaml:"that" jsonschema_description:"a path into the JSON output; lists by id, last or a number; count is a list's length"`
	Is      *Value   `yaml:"is"`
	AtLeast *float64 `yaml:"atLeast"`
	AtMost  *float64 `yaml:"atMost"`
	Near    *float64 `yaml:"near"`
	Within  *float64 `yaml:"within" jsonschema:"minimum=0"`

	Service string `yaml:"service" jsonschema_description:"short form: with running, waiting or placed"`
	Running *int   `yaml:"running" jsonschema:"minimum=0"`
	Waiting *int   `yaml:"waiting" jsonschema:"minimum=0"`
	Placed  *int   `yaml:"placed" jsonschema:"minimum=0"`

	Deployment string `yaml:"deployment" jsonschema_description:"short form: a service, with verdict"`
	Verdict    string `yaml:"verdict" jsonschema:"enum=COMPLETED,enum=IN_PROGRESS,enum=STUCK,enum=FAILED,enum=ROLLED_BACK"`

	Refused *int   `yaml:"refused" jsonschema:"minimum=0" jsonschema_description:"short form: tasks refused, with reason"`
	Reason  string `yaml:"reason"`
}

// Failure is an expectation that does not hold.
type Failure struct {
	Expect string // the value expected of, such as services.web.running
	Have   string // as JSON writes it; "nothing" where the output has no such value
	Want   string // such as "3" or "at least 3"
}

// String returns "services.web.running is 2, want 3".
func (f Failure) String() string { return fmt.Sprintf("%s is %s, want %s", f.Expect, f.Have, f.Want) }

// test is one expectation taken apart: a value and what it must be.
type test struct {
	path   string
	absent any // what a missing value counts as; nil = it fails
	want   string
	holds  func(have any) bool
}

// Check tests everything that the scenario expects against a run's outcome:
// a sim.Report, or anything else that encodes to the JSON output. It returns
// what does not hold, in the order of the file. Of a value that was averaged over
// replications the mean is taken. It panics if the report cannot be encoded.
func (s *Scenario) Check(report any) []Failure {
	if len(s.Expect) == 0 {
		return nil
	}
	data, err := json.Marshal(report)
	if err != nil {
		panic(fmt.Sprintf("scenarios: report does not encode: %v, invariant: it does", err))
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		panic(fmt.Sprintf("scenarios: report does not decode: %v, invariant: it does", err))
	}
	var failed []Failure
	for _, e := range s.Expect {
		for _, t := range e.tests() {
			have, ok := lookUp(tree, t.path)
			if !ok && t.absent != nil {
				have, ok = t.absent, true
			}
			switch {
			case !ok:
				failed = append(failed, Failure{t.path, "nothing", t.want})
			case !t.holds(mean(have)):
				failed = append(failed, Failure{t.path, show(mean(have)), t.want})
			}
		}
	}
	return failed
}

// mean takes the mean of {"mean", "low", "high"} and leaves all else.
func mean(v any) any {
	if o, ok := v.(map[string]any); ok {
		if m, ok := o["mean"]; ok && o["low"] != nil {
			return m
		}
	}
	return v
}

// tests takes an expectation apart.
func (e *Expectation) tests() []test {
	var all []test
	add := func(path string, absent any, want string, holds func(any) bool) {
		all = append(all, test{path, absent, want, holds})
	}
	count := func(path string, absent any, n *int) {
		if n != nil {
			add(path, absent, show(float64(*n)), equals(float64(*n)))
		}
	}
	bound := func(path string, limit *float64, word string, holds func(have float64) bool) {
		if limit != nil {
			add(path, nil, word+show(*limit), func(have any) bool {
				f, ok := have.(float64)
				return ok && holds(f)
			})
		}
	}
	if e.That != "" {
		if e.Is != nil {
			add(e.That, nil, show(e.Is.V), equals(e.Is.V))
		}
		bound(e.That, e.AtLeast, "at least ", func(f float64) bool { return f >= *e.AtLeast })
		bound(e.That, e.AtMost, "at most ", func(f float64) bool { return f <= *e.AtMost })
		bound(e.That, e.Near, "within "+e.within()+" of ", func(f float64) bool { return math.Abs(f-*e.Near) <= *e.Within })
	}
	service := "services." + e.Service
	count(service+".running", nil, e.Running)
	count(service+".waiting", nil, e.Waiting)
	count(service+".placed", nil, e.Placed)
	if e.Deployment != "" {
		add("services."+e.Deployment+".deployments.last.verdict", nil, show(e.Verdict), equals(e.Verdict))
	}
	if e.Refused != nil && e.Reason != "" {
		count("refusals."+e.Reason+".tasks", 0.0, e.Refused)
	} else if e.Refused != nil {
		count("refusals.sum.tasks", 0.0, e.Refused)
	}
	return all
}

func (e *Expectation) within() string {
	if e.Within == nil {
		return "0"
	}
	return show(*e.Within)
}

// equals compares with a value of a JSON tree; numbers may differ by what
// writing and reading them costs.
func equals(want any) func(any) bool {
	return func(have any) bool {
		a, isNumber := have.(float64)
		b, wantNumber := want.(float64)
		if isNumber && wantNumber {
			return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b))
		}
		switch have.(type) {
		case nil, bool, string:
			return have == want
		}
		return false
	}
}

// idKeys are the fields by which an element of a list is called.
var idKeys = [...]string{"serviceName", "instanceId", "subnetId", "reason", "stoppedReason", "setup", "port", "name", "targetGroup", "change", "taskDefinition", "service", "runTask", "group"}

// lookUp follows a path into a JSON tree. Names may hold dots themselves: of
// several that fit, the longest that leads to a value is taken.
func lookUp(tree any, path string) (any, bool) {
	if path == "" {
		return tree, true
	}
	switch t := tree.(type) {
	case map[string]any:
		return descend(path, func(name string) (any, bool) { v, ok := t[name]; return v, ok })
	case []any:
		if path == "count" {
			return float64(len(t)), true
		}
		if rest, ok := strings.CutPrefix(path, "sum."); ok {
			return sum(t, rest)
		}
		return descend(path, func(name string) (any, bool) { return element(t, name) })
	}
	return nil, false
}

// descend tries each beginning of the path that ends at a dot or at its end,
// longest first.
func descend(path string, get func(name string) (any, bool)) (any, bool) {
	for end := len(path); end > 0; end = strings.LastIndexByte(path[:end], '.') {
		if v, ok := get(path[:end]); ok {
			rest := ""
			if end < len(path) {
				rest = path[end+1:]
			}
			if v, ok := lookUp(v, rest); ok {
				return v, true
			}
		}
	}
	return nil, false
}

// element finds an element of a list by its id, by last or by its place from 0.
func element(list []any, name string) (any, bool) {
	for _, e := range list {
		o, ok := e.(map[string]any)
		for _, key := range idKeys {
			if v, there := o[key]; ok && there && (v == name || show(v) == name) {
				return e, true
			}
		}
	}
	var i int
	if _, err := fmt.Sscanf(name, "%d", &i); err == nil && fmt.Sprint(i) == name && i >= 0 && i < len(list) {
		return list[i], true
	}
	if name == "last" && len(list) > 0 {
		return list[len(list)-1], true
	}
	return nil, false
}

// sum adds up a number over the elements of a list.
func sum(list []any, path string) (any, bool) {
	total := 0.0
	for _, e := range list {
		v, ok := lookUp(e, path)
		f, number := mean(v).(float64)
		if !ok || !number {
			return nil, false
		}
		total += f
	}
	return total, true
}
