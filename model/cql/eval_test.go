package cql

import (
	"testing"
	"time"
)

// host is a Subject for tests.
type host struct {
	attributes map[string]string
	fields     map[Field]Value
	groups     map[string]bool
}

func (h host) Attribute(name string) (string, bool) { v, ok := h.attributes[name]; return v, ok }
func (h host) Field(f Field) (Value, bool)          { v, ok := h.fields[f]; return v, ok }
func (h host) RunsGroup(group string) bool          { return h.groups[group] }

func sample() host {
	return host{
		attributes: map[string]string{"ecs.instance-type": "m5.large", "stack": "prod", "ecs.capability.task-eni": "", "note": "two words"},
		fields: map[Field]Value{
			AgentConnected:    {Text: "true"},
			AgentVersion:      {Text: "1.14.5"},
			EC2InstanceID:     {Text: "i-abcd1234"},
			RegisteredAt:      {Number: time.Date(2018, 2, 13, 0, 0, 0, 0, time.UTC).Unix()},
			RunningTasksCount: {Number: 1},
		},
		groups: map[string]bool{"service:production": true, "family:job": true},
	}
}

func TestEval(t *testing.T) {
	cases := []struct {
		text string
		want bool
	}{
		{"attribute:stack == prod", true},
		{"attribute:stack == Prod", false},
		{"attribute:stack == pro", false},
		{"attribute:stack != test", true},
		{"attribute:stack != prod", false},
		{"attribute:stack in [test, prod]", true},
		{"attribute:stack in [test]", false},
		{"attribute:stack !in [test]", true},
		{"attribute:stack not_in [test, prod]", false},
		{"attribute:stack =~ p.*", true},
		{"attribute:stack =~ pr", false}, // the whole value
		{"attribute:stack =~ rod", false},
		{"attribute:stack =~ prod|x", true},
		{"attribute:stack =~ x|pro", false},
		{"attribute:stack !~ p.*", false},
		{"attribute:stack !~ q.*", true},
		{"attribute:note == 'two words'", true},
		{"attribute:stack exists", true},
		{"attribute:stack !exists", false},
		{"attribute:ecs.capability.task-eni exists", true},
		{"attribute:ecs.capability.task-eni == ''", true},

		// What is missing compares with nothing.
		{"attribute:none == x", false},
		{"attribute:none != x", false},
		{"attribute:none in [x]", false},
		{"attribute:none !in [x]", false},
		{"attribute:none =~ .*", false},
		{"attribute:none !~ x", false},
		{"attribute:none exists", false},
		{"attribute:none !exists", true},
		{"not(attribute:none == x)", true},
		{"attribute:Stack exists", false},

		{"agentConnected == true", true},
		{"agentConnected != true", false},
		{"agentConnected in [false]", false},
		{"agentConnected =~ t.*", true},
		{"ec2InstanceId =~ i-abcd.*", true},

		{"agentVersion < 1.14.5", false},
		{"agentVersion <= 1.14.5", true},
		{"agentVersion < 1.14.10", true}, // not as text
		{"agentVersion < 1.9.0", false},
		{"agentVersion > 1.14", true},
		{"agentVersion >= 1.15", false},
		{"agentVersion == 1.14.5.0", true},
		{"agentVersion == 1.14", false},
		{"agentVersion < 1.14.5.1", true},
		{"agentVersion != 1.14.6", true},

		{"runningTasksCount > 0", true},
		{"runningTasksCount >= 1", true},
		{"runningTasksCount > 1", false},
		{"runningTasksCount < 2", true},
		{"runningTasksCount <= 0", false},
		{"runningTasksCount != 1", false},
		{"runningTasksCount == 01", true},

		{"registeredAt == 2018-02-13", true},
		{"registeredAt >= 2018-02-13T00:00:01", false},
		{"registeredAt <= 2018-02-13T00:00:00Z", true},
		{"registeredAt > 2018-02-13T01:00:00+02:00", true},

		{"task:group == service:production", true},
		{"task:group == service:other", false},
		{"task:group != service:production", false},
		{"task:group != service:other", true},
		{"task:group in [service:other, family:job]", true},
		{"task:group not_in [service:other, family:job]", false},
		{"task:group not_in [service:other]", true},

		// not before and before or.
		{"attribute:stack exists or attribute:none exists and attribute:none exists", true},
		{"(attribute:stack exists or attribute:none exists) and attribute:none exists", false},
		{"not attribute:none exists or attribute:stack exists", true},
		{"not(attribute:none exists or attribute:stack exists)", false},
		{"not attribute:stack exists and attribute:none exists", false},
		{"not not attribute:stack exists", true},
	}
	for _, c := range cases {
		e := mustParse(t, c.text)
		if got := e.Eval(sample()); got != c.want {
			t.Errorf("%s: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestUnknownFieldsCompareWithNothing(t *testing.T) {
	for _, text := range []string{
		"agentConnected != true", "agentVersion != 1.0", "ec2InstanceId !in [x]", "registeredAt != 2018-01-01", "runningTasksCount != 5",
	} {
		if mustParse(t, text).Eval(host{}) {
			t.Errorf("%s holds where the field is unknown", text)
		}
	}
	odd := host{fields: map[Field]Value{AgentVersion: {Text: "latest"}}}
	if mustParse(t, "agentVersion != 1.0").Eval(odd) {
		t.Error("agentVersion != 1.0 holds for a text that is no version")
	}
}

// The examples of the developer guide's page, and rows 31 and 32 of the
// scheduling facts' worked examples.
func TestExamplesOfTheGuide(t *testing.T) {
	at := func(instanceType, zone string) host {
		return host{attributes: map[string]string{"ecs.instance-type": instanceType, "ecs.availability-zone": zone}}
	}
	running := func(groups ...string) host {
		h := host{groups: map[string]bool{}, fields: map[Field]Value{RunningTasksCount: {Number: int64(len(groups))}}}
		for _, g := range groups {
			h.groups[g] = true
		}
		return h
	}
	field := func(f Field, v Value) host { return host{fields: map[Field]Value{f: v}} }
	day := func(d int) int64 { return time.Date(2018, 2, d, 12, 0, 0, 0, time.UTC).Unix() }
	cases := []struct {
		name, text string
		yes, no    []host
	}{
		{"string equality", "attribute:ecs.instance-type == t2.small", []host{at("t2.small", "us-east-1a")}, []host{at("t2.medium", "us-east-1a"), {}}},
		{"argument list", "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", []host{at("x", "us-east-1a"), at("x", "us-east-1b")}, []host{at("x", "us-east-1c")}},
		{
			"row 31, compound", "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
			[]host{at("g2.2xlarge", "us-east-1a")},
			[]host{at("g2.2xlarge", "us-east-1d"), at("t2.small", "us-east-1a")},
		},
		{"affinity", "task:group == service:production", []host{running("service:production", "database")}, []host{running("database"), running()}},
		{"row 32, anti-affinity", "not(task:group == database)", []host{running("service:production"), running()}, []host{running("database"), running("database", "x")}},
		{"running task count", "runningTasksCount == 1", []host{running("a")}, []host{running(), running("a", "b")}},
		{"agent version", "agentVersion < 1.14.5", []host{field(AgentVersion, Value{Text: "1.14.4"}), field(AgentVersion, Value{Text: "1.9.9"})}, []host{field(AgentVersion, Value{Text: "1.14.5"}), field(AgentVersion, Value{Text: "1.75.0"})}},
		{"registration time", "registeredAt < 2018-02-13", []host{field(RegisteredAt, Value{Number: day(12)})}, []host{field(RegisteredAt, Value{Number: day(13)})}},
		{"instance id", "ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", []host{field(EC2InstanceID, Value{Text: "i-wxyx7890"})}, []host{field(EC2InstanceID, Value{Text: "i-0"})}},
	}
	for _, c := range cases {
		e := mustParse(t, c.text)
		for i, h := range c.yes {
			if !e.Eval(h) {
				t.Errorf("%s: host %d of those it selects is not selected", c.name, i)
			}
		}
		for i, h := range c.no {
			if e.Eval(h) {
				t.Errorf("%s: host %d of those it excludes is selected", c.name, i)
			}
		}
	}
}

func TestDynamic(t *testing.T) {
	for text, want := range map[string]bool{
		"attribute:a == b":            false,
		"agentVersion < 1.0":          false,
		"ec2InstanceId == i-1":        false,
		"registeredAt < 2018-01-01":   false,
		"agentConnected == true":      true,
		"runningTasksCount == 1":      true,
		"not(task:group == database)": true,
		"attribute:a == b and (attribute:b exists or not(task:group == x))": true,
		"attribute:a == b and (attribute:b exists or attribute:c exists)":   false,
	} {
		if got := mustParse(t, text).Dynamic(); got != want {
			t.Errorf("%s: dynamic %v, want %v", text, got, want)
		}
	}
}

func TestSingle(t *testing.T) {
	for text, want := range map[string]bool{
		"attribute:a == b":          false,
		"task:group == x":           false,
		"agentVersion < 1.0":        false,
		"runningTasksCount == 1":    false,
		"ec2InstanceId == i-1":      true,
		"registeredAt < 2018-01-01": true,
		"attribute:a == b and not(attribute:b exists or ec2InstanceId in [i-1])": true,
	} {
		if got := mustParse(t, text).Single(); got != want {
			t.Errorf("%s: single %v, want %v", text, got, want)
		}
	}
}

func TestFieldNames(t *testing.T) {
	for field, want := range map[Field]string{
		AgentConnected: "agentConnected", AgentVersion: "agentVersion", EC2InstanceID: "ec2InstanceId",
		RegisteredAt: "registeredAt", RunningTasksCount: "runningTasksCount", Field(9): "Field(9)",
	} {
		if got := field.String(); got != want {
			t.Errorf("field %d: %s, want %s", int(field), got, want)
		}
	}
}

func TestEvalAllocatesNothing(t *testing.T) {
	e := mustParse(t, "attribute:stack in [x, prod] and attribute:ecs.instance-type =~ m5.* and agentVersion < 1.99 and not(task:group == x) and runningTasksCount < 9")
	var s Subject = sample()
	if n := testing.AllocsPerRun(100, func() { e.Eval(s) }); n > 0 {
		t.Errorf("%v allocations per evaluation, want none", n)
	}
}

func BenchmarkEval(b *testing.B) {
	e, err := Parse("attribute:ecs.instance-type =~ m5.* and attribute:stack != test and not(task:group == database)")
	if err != nil {
		b.Fatal(err)
	}
	var s Subject = sample()
	for b.Loop() {
		e.Eval(s)
	}
}
