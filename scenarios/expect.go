package scenarios

import (
	"math"
	"slices"

	"ecssim/model"
	"ecssim/scenarios/internal/paths"
	"ecssim/scenarios/internal/value"
	"ecssim/sim/report"
)

// Expectation is one line of a scenario's expect list: a path into the JSON
// output with one of is, atLeast, atMost, or near with within; or a short form
// for a service, a deployment or refusals.
type Expectation struct {
	That    string       `yaml:"that" jsonschema:"maxLength=1000" jsonschema_description:"a path into the JSON output, with is, atLeast, atMost, or near and within: a list's members by id, last or a number, its length as count"`
	Is      *value.Value `yaml:"is" jsonschema_description:"what the value at the path is; with reach true or false"`
	AtLeast *float64     `yaml:"atLeast" jsonschema_description:"what the value at the path is at least"`
	AtMost  *float64     `yaml:"atMost" jsonschema_description:"what the value at the path is at most"`
	Near    *float64     `yaml:"near" jsonschema_description:"what the value at the path is near; goes with within"`
	Within  *float64     `yaml:"within" jsonschema:"minimum=0" jsonschema_description:"how far from near it may be"`

	Service string `yaml:"service" jsonschema_description:"short form: name of a service, with running, waiting or placed"`
	Running *int   `yaml:"running" jsonschema:"minimum=0" jsonschema_description:"tasks of the service that run at the end"`
	Waiting *int   `yaml:"waiting" jsonschema:"minimum=0" jsonschema_description:"tasks of the service that wait at the end"`
	Placed  *int   `yaml:"placed" jsonschema:"minimum=0" jsonschema_description:"tasks of the service that are placed at the end"`

	Deployment string `yaml:"deployment" jsonschema_description:"short form: name of a service, with the verdict on its last deployment"`
	Verdict    string `yaml:"verdict" jsonschema:"enum=COMPLETED,enum=IN_PROGRESS,enum=STUCK,enum=FAILED,enum=ROLLED_BACK" jsonschema_description:"the verdict on the service's last deployment"`

	Reach    []string `yaml:"reach" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"who reaches whom, as ecssim reach takes them: FROM and TO, with is: true or false"`
	Port     *int     `yaml:"port" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"port of TO's container, with reach; default: its first port mapping"`
	Protocol string   `yaml:"protocol" jsonschema:"enum=tcp,enum=udp" jsonschema_description:"protocol of the port, with reach; default: tcp"`

	Refused *int   `yaml:"refused" jsonschema:"minimum=0" jsonschema_description:"short form: tasks refused at the end, for the reason, or for any"`
	Reason  string `yaml:"reason" jsonschema_description:"ECS's code such as RESOURCE:ENI, with refused; left out = all of them together"`
}

// test is one expectation taken apart: a value and what it must be.
type test struct {
	path   string
	absent any // what a missing value counts as; nil = it fails
	want   string
	holds  func(have any) bool
}

// Expectations tests everything that the scenario expects against the report of a run, or
// what several runs come to: their means. They come in the order of the file.
func (s *Scenario) Expectations(all report.Value) []report.Expectation {
	var tested []report.Expectation
	for i := range s.Expect {
		for _, t := range s.Expect[i].tests() {
			have, ok := paths.LookUp(all, t.path)
			if !ok && t.absent != nil {
				have, ok = t.absent, true
			}
			e := report.Expectation{That: t.path, Want: t.want, Have: "nothing"}
			if ok {
				e.Have, e.Holds = value.Show(have), t.holds(have)
			}
			tested = append(tested, e)
		}
	}
	return tested
}

// Reached is an expectation of whether one end reaches another.
type Reached struct {
	From, To string
	Port     int // of TO's container; 0 = its first port mapping
	Protocol model.Protocol
	Yes      bool // that it does
}

// Reaches are the expectations of who reaches whom, which no report holds, in the order of the file.
func (s *Scenario) Reaches() (all []Reached) {
	for i := range s.Expect {
		if e := &s.Expect[i]; e.Reach != nil {
			r := Reached{From: e.Reach[0], To: e.Reach[1], Yes: e.Is.V == true}
			if e.Port != nil {
				r.Port = *e.Port
			}
			if e.Protocol != "" {
				r.Protocol, _ = model.ParseProtocol(e.Protocol)
			}
			all = append(all, r)
		}
	}
	return all
}

// Answered is the expectation with what came of it.
func (r *Reached) Answered(yes bool) report.Expectation {
	return report.Expectation{That: "reach " + r.From + " " + r.To, Want: value.Show(r.Yes), Have: value.Show(yes), Holds: yes == r.Yes}
}

// Unmet are the expectations that do not hold.
func Unmet(all []report.Expectation) []report.Expectation {
	return slices.DeleteFunc(slices.Clone(all), func(e report.Expectation) bool { return e.Holds })
}

// tests takes an expectation apart.
func (e *Expectation) tests() []test {
	var all []test
	add := func(path string, absent any, want string, holds func(any) bool) {
		all = append(all, test{path, absent, want, holds})
	}
	count := func(path string, absent any, n *int) {
		if n != nil {
			add(path, absent, value.Show(float64(*n)), equals(float64(*n)))
		}
	}
	bound := func(path string, limit *float64, word string, holds func(have float64) bool) {
		if limit != nil {
			add(path, nil, word+value.Show(*limit), func(have any) bool {
				f, ok := have.(float64)
				return ok && holds(f)
			})
		}
	}
	if e.That != "" {
		if e.Is != nil {
			add(e.That, nil, value.Show(e.Is.V), equals(e.Is.V))
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
		add("services."+e.Deployment+".deployments.last.verdict", nil, value.Show(e.Verdict), equals(e.Verdict))
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
	return value.Show(*e.Within)
}

// equals compares with a value as JSON would decode it; numbers may differ by what
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
