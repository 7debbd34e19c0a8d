package cloudformation

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/tree"
)

// shown is a value as the tests write it: what is not known in angle brackets.
func shown(v *tree.Value) string {
	switch {
	case v.Absent():
		return "absent"
	case v.Is(tree.Text):
		return v.Text
	case v.Is(tree.List):
		var all []string
		for _, e := range v.List {
			all = append(all, shown(e))
		}
		return "[" + strings.Join(all, " ") + "]"
	case v.Is(tree.Map):
		var all []string
		for _, f := range v.Fields {
			all = append(all, f.Key+":"+shown(f.Value))
		}
		return "{" + strings.Join(all, " ") + "}"
	}
	text := v.Why()
	for _, n := range v.Names() {
		text += " = " + n.Resource + "." + n.Attribute
	}
	if rough, ok := v.Rough(); ok {
		text += " in " + strings.ReplaceAll(rough, tree.Gap, "*")
	}
	for _, m := range v.Hole.Maybe {
		text += " | " + shown(m)
	}
	return "<" + text + ">"
}

// fromText makes a template of text.
func fromText(file, text string) (*Template, error) {
	docs, err := document.Split(file, []byte(text))
	if err != nil || len(docs) == 0 {
		return nil, cmp.Or(err, errors.New("the file is empty"))
	}
	root, err := docs[0].Tree()
	if err != nil {
		return nil, err
	}
	return FromTree(file, root)
}

// worked works out the property P of resource R of a template.
func worked(t *testing.T, given Parameters, files ...string) *tree.Value {
	t.Helper()
	var all []*Template
	for i, text := range files {
		one, err := fromText(fmt.Sprintf("file%d.yaml", i+1), text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	for _, r := range Evaluate(all, given, func(string) bool { return true }).Resources {
		if r.LogicalID == "R" {
			return r.Properties.Get("P")
		}
	}
	t.Fatal("no resource R")
	return nil
}

const declared = `
Parameters:
  Kind: {Type: String, Default: m5.large}
  Count: {Type: Number, Default: 2}
  Bare: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/service/ecs}
Mappings:
  Sizes:
    small: {cpu: 256, same: 1}
    large: {cpu: "512", same: 1, ports: [1, 2]}
Conditions:
  Yes: !Equals [!Ref Kind, m5.large]
  No: !Not [!Condition Yes]
  Long: {"Fn::Or": [{Condition: No}, {"Fn::Equals": ["1", 1]}]}
  Perhaps: !Equals [!Ref Bare, prod]
  Both: !And [!Condition Perhaps, !Condition No]
  Either: !Or [!Condition Perhaps, !Condition Yes]
  Loop: !Not [!Condition Pool]
  Pool: !Not [!Condition Loop]
Resources:
  Other: {Type: "AWS::ECS::Cluster"}
  R:
    Type: "AWS::ECS::Service"
    Properties:
      P: `

// TestFunctions holds each function to what the user guide says of it.
func TestFunctions(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`!Ref Kind`, "m5.large"},
		{`{Ref: Count}`, "2"},
		{`!Ref Bare`, "<parameter Bare has no default>"},
		{`!Ref Zones`, "[a b]"},
		{`!Ref Image`, "<parameter Image is the name of a value in Systems Manager>"},
		{`!Ref Nowhere`, "<there is no parameter and no resource Nowhere>"},
		{`!Ref Other`, "<Ref of Other is known when the stack is there = Other.Ref>"},
		{`!Ref "AWS::NoValue"`, "absent"},
		{`[a, !Ref "AWS::NoValue", b]`, "[a b]"},
		{`{a: 1, b: !Ref "AWS::NoValue", c: null}`, "{a:1}"},
		{`!Ref AWS::Partition`, "aws"},
		{`!Ref AWS::AccountId`, "<AWS::AccountId is in no file>"},
		{`!GetAtt Other.Arn`, "<Arn of Other is known when the stack is there = Other.Arn>"},
		{`!GetAtt [Other, Arn]`, "<Arn of Other is known when the stack is there = Other.Arn>"},
		{`{"Fn::GetAtt": [Other, A.B]}`, "<A.B of Other is known when the stack is there = Other.A.B>"},
		{`!Sub "x-${Kind}-${!Kind}"`, "x-m5.large-${Kind}"},
		{`!Sub ["${A}/${B}", {A: !Ref Kind, B: {Ref: Bare}}]`, "<parameter Bare has no default in m5.large/*>"},
		{`!Sub "${Other.Arn} ${Other"`, "<Arn of Other is known when the stack is there in * ${Other>"},
		{`!Join ["-", [a, !Ref Kind, {Ref: "AWS::NoValue"}]]`, "a-m5.large"},
		{`!Join ["-", !Ref Zones]`, "a-b"},
		{`!Join ["", [a, !Ref Other]]`, "<Ref of Other is known when the stack is there in a*>"},
		{`!Join ["", [a, [b]]]`, "<a list or map stands where a text is wanted>"},
		{`!Select [1, !Ref Zones]`, "b"},
		{`!Select ["2", [a, b]]`, "<Fn::Select wants entry 2 of a list of 2>"},
		{`!Select [0, !GetAZs ""]`, "us-east-1a"},
		{`!Select [1, !GetAZs eu-west-1]`, "eu-west-1b"},
		{`!Split [".", !Ref Kind]`, "[m5 large]"},
		{`!Select [0, {"Fn::Split": [".", !Ref Kind]}]`, "m5"},
		{`!FindInMap [Sizes, small, cpu]`, "256"},
		{`!FindInMap [Sizes, large, ports]`, "[1 2]"},
		{`!FindInMap [Sizes, huge, cpu]`, "<there is no Sizes.huge.cpu in Mappings>"},
		{`!FindInMap [Sizes, huge, cpu, {DefaultValue: 7}]`, "7"},
		{`!FindInMap [Sizes, !Ref Bare, cpu]`, "<parameter Bare has no default | 256 | 512>"},
		{`!FindInMap [Sizes, !Ref Bare, same]`, "1"},
		{`!If [Yes, 1, 2]`, "1"},
		{`{"Fn::If": [No, 1, !Ref "AWS::NoValue"]}`, "absent"},
		{`!If [Long, 1, 2]`, "1"},
		{`!If [Both, 1, 2]`, "2"},
		{`!If [Either, 1, 2]`, "1"},
		{`!If [Perhaps, "1024", "512"]`, "<condition Perhaps is not known: parameter Bare has no default | 1024 | 512>"},
		{`!If [Perhaps, {a: 1}, {a: 1}]`, "{a:1}"},
		{`!If [Loop, 1, 2]`, "<condition Loop is not known: condition Pool is not known: condition Loop depends on itself | 1 | 2>"},
		{`!If [Nowhere, 1, 2]`, "<there is no condition Nowhere | 1 | 2>"},
		{`!Base64 text`, "text"},
		{`{"Fn::Base64": !Sub "a ${Kind}"}`, "a m5.large"},
		{`!Cidr [10.0.0.0/16, 3, 8]`, "[10.0.0.0/24 10.0.1.0/24 10.0.2.0/24]"},
		{`!Select [1, !Cidr [10.0.255.0/24, 2, "7"]]`, "10.0.255.128/25"},
		{`!Cidr ["2001:db8::/56", 2, 64]`, "[2001:db8::/64 2001:db8:0:1::/64]"},
		{`!Cidr [10.0.0.0/24, 3, 7]`, "<Fn::Cidr: 10.0.0.0/24 has no room for 3 such blocks>"},
		{`!ImportValue nowhere`, "<export nowhere is in no template>"},
		{`!Transform {Name: "AWS::Include", Parameters: {Location: s3}}`, "<Fn::Transform is not resolved>"},
		{`010`, "010"},
		{`yes`, "yes"},
	} {
		if got := shown(worked(t, nil, declared+c.expression+"\n")); got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
	}
}

// TestGivenParameters gives values for parameters.
func TestGivenParameters(t *testing.T) {
	for _, c := range []struct {
		given            Parameters
		expression, want string
	}{
		{Parameters{"Bare": "prod"}, `!If [Perhaps, 1, 2]`, "1"},
		{Parameters{"Bare": "prod", "file1:Bare": "test"}, `!If [Perhaps, 1, 2]`, "2"},
		{Parameters{"Zones": "x,y"}, `!Ref Zones`, "[x y]"},
		{Parameters{"Image": "ami-1"}, `!Ref Image`, "ami-1"},
		{Parameters{"AWS::Region": "eu-west-1"}, `!Select [0, !GetAZs ""]`, "eu-west-1a"},
	} {
		if got := shown(worked(t, c.given, declared+c.expression+"\n")); got != c.want {
			t.Errorf("%v: %s is %s, want %s", c.given, c.expression, got, c.want)
		}
	}
}

// TestExports joins templates by exports, whose names depend on what stacks are called.
func TestExports(t *testing.T) {
	exports := `
Resources: {Cluster: {Type: "AWS::ECS::Cluster"}, Spare: {Type: "AWS::ECS::Cluster"}}
Outputs:
  A: {Value: !Ref Cluster, Export: {Name: !Sub "${AWS::StackName}-Cluster"}}
  B: {Value: !Ref Spare, Export: {Name: !Sub "${AWS::StackName}-Spare"}}
  C: {Value: "text", Export: {Name: shared}}
  D: {Value: !ImportValue round, Export: {Name: round}}
`
	for _, c := range []struct{ expression, want string }{
		{`!ImportValue shared`, "text"},
		{`{"Fn::ImportValue": {"Fn::Sub": "shared"}}`, "text"},
		{`!ImportValue prod-Cluster`, "<Ref of file1.Cluster is known when the stack is there = file1.Cluster.Ref>"},
		{`{"Fn::ImportValue": !Sub "${Stack}-Spare"}`, "<Ref of file1.Spare is known when the stack is there = file1.Spare.Ref>"},
		{`{"Fn::ImportValue": !Sub "${Stack}"}`, "<export * is in no template>"},
		{`!ImportValue prod-Other`, "<export prod-Other is in no template>"},
		{`!ImportValue round`, "<export round depends on itself>"},
	} {
		service := "Parameters: {Stack: {Type: String}}\nResources:\n  R:\n    Type: AWS::ECS::Service\n    Properties:\n      P: " + c.expression + "\n"
		if got := shown(worked(t, nil, exports, service)); got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
	}
	twice := strings.ReplaceAll(exports, "shared", "other")
	service := "Resources: {R: {Type: x, Properties: {P: !ImportValue prod-Cluster}}}"
	if got := shown(worked(t, nil, exports, twice, service)); got != "<several exports may be prod-Cluster>" {
		t.Errorf("of two that may be it one was taken: %s", got)
	}
}

// TestResources tells which resources there are, and what is not resolved.
func TestResources(t *testing.T) {
	one, err := fromText("t.yaml", `
Transform: [AWS::Serverless-2016-10-31]
Parameters: {Bare: {Type: String}}
Conditions: {No: !Equals [a, b], Perhaps: !Equals [!Ref Bare, b]}
Resources:
  Off: {Type: "AWS::ECS::Service", Condition: No}
  On: {Type: "AWS::ECS::Service", Condition: Perhaps}
  Queue: {Type: "AWS::SQS::Queue"}
  Nested: {Type: "AWS::CloudFormation::Stack"}
  Own: {Type: "Custom::ECSService"}
  Lambda: {Type: "AWS::Serverless::Function"}
  "Fn::ForEach::Loop": [a, [b], {}]
`)
	if err != nil {
		t.Fatal(err)
	}
	got := Evaluate([]*Template{one}, nil, func(kind string) bool { return strings.HasPrefix(kind, "AWS::ECS::") })
	var lines []string
	for _, r := range got.Resources {
		line := fmt.Sprintf("%s %s %s:%d:%d", r.Address, r.Type, r.File, r.Line, r.Column)
		if r.Condition != nil {
			line += " if " + r.Condition.Why
		}
		lines = append(lines, line)
	}
	lines = append(lines, got.Notes...)
	want := `On AWS::ECS::Service t.yaml:7:3 if condition Perhaps is not known: parameter Bare has no default
t.yaml: transform AWS::Serverless-2016-10-31 is not resolved: what it makes of the template is not read
t.yaml:9:3: Nested is a nested stack whose template is not among the files, which is not resolved
t.yaml:10:3: Own is a custom resource, which is not resolved
t.yaml:11:3: Lambda is of SAM, which is not resolved
t.yaml:12:3: Fn::ForEach::Loop among the resources is not resolved
t.yaml: parameters without a value: Bare`
	if text := strings.Join(lines, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// TestNested gives nested stacks their parameters, and takes their outputs.
func TestNested(t *testing.T) {
	parent := `
Parameters: {Size: {Type: Number, Default: 3}}
Conditions: {No: !Equals [a, b]}
Resources:
  Net: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: !Sub "https://s3.amazonaws.com/${Bucket}/stacks/file2.yaml", Parameters: {Letters: !Join [",", [a, !Ref Own]]}}}
  App:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./file3.yaml, Parameters: {Count: !Ref Size, Subnets: !GetAtt Net.Outputs.All, One: !GetAtt Net.Outputs.One, Lost: !GetAtt Net.Outputs.Lost}}
  Own: {Type: "AWS::EC2::Subnet"}
  Off: {Type: "AWS::CloudFormation::Stack", Condition: No, Properties: {TemplateURL: file4.yaml}}
`
	net := `
Parameters: {Letters: {Type: CommaDelimitedList}}
Resources: {A: {Type: "AWS::EC2::Subnet"}, B: {Type: "AWS::EC2::Subnet"}}
Outputs: {All: {Value: !Join [",", [!Ref A, !Ref B]]}, One: {Value: !Select [1, !Ref Letters]}}
`
	for _, c := range []struct{ expression, want string }{
		{"!Ref Count", "3"},
		{"!Ref Subnets", "[<Ref of Net.A is known when the stack is there = Net.A.Ref> <Ref of Net.B is known when the stack is there = Net.B.Ref>]"},
		{"!Select [1, !Ref Subnets]", "<Ref of Net.B is known when the stack is there = Net.B.Ref>"},
		{"!Ref One", "<Ref of file1.Own is known when the stack is there = file1.Own.Ref>"},
		{"!Ref Lost", "<nested stack Net has no output Lost>"},
		{"!Ref Default", "7"},
	} {
		app := `
Parameters: {Count: {Type: Number}, Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}, One: {Type: String}, Lost: {Type: String}, Default: {Type: Number, Default: 7}}
Resources: {R: {Type: x, Properties: {P: ` + c.expression + "}}}\n"
		off := "Resources: {R: {Type: x, Properties: {P: the wrong one}}}"
		if got := shown(worked(t, nil, parent, net, app)); got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
		if got := shown(worked(t, nil, off, parent, net)); got != "the wrong one" {
			t.Errorf("a stack that nothing nests is %s", got)
		}
	}
	var all []*Template
	for i, text := range []string{parent, net, net, "Resources: {R: {Type: x}}"} {
		one, err := fromText(fmt.Sprintf("file%d.yaml", i+1), text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	for _, r := range Evaluate(all, nil, func(kind string) bool { return kind == "x" }).Resources {
		t.Errorf("%s of a stack whose condition does not hold is there", r.Address)
	}
}

// TestSplitParts takes texts apart that are known in part.
func TestSplitParts(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`!Split [",", !Join [",", [a, !Ref Other, b]]]`, "[a <Ref of Other is known when the stack is there = Other.Ref> b]"},
		{`!Split [",", !Sub "${Other},x${Bare}y"]`, "[<Ref of Other is known when the stack is there = Other.Ref> <parameter Bare has no default in x*y>]"},
		{`!Select [1, !Split ["/", !Sub "a/b/${Bare}"]]`, "b"},
	} {
		if got := shown(worked(t, nil, declared+c.expression+"\n")); got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
	}
}

// TestRefused holds what is no template.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "the file is empty"},
		{"[]", "the file is no map"},
		{"a: 1", "the template has no Resources"},
		{"Resources: [a]", "Resources is no map"},
		{"Resources: {a: &x {b: *x}}", "contains itself"},
		{"a: [", "not YAML"},
		{`{"a": ` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}", "more than 100 deep"},
	} {
		_, err := fromText("t.yaml", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %s", c.text, err, c.want)
		}
	}
}

// TestBounds holds templates whose functions make far more of them than they say.
func TestBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString("Parameters: {A: {Type: String, Default: " + strings.Repeat("x", 1000) + "}}\nResources: {R: {Type: x, Properties: {P: ")
	for range 12 {
		b.WriteString(`{"Fn::Join": ["", [x, `)
	}
	b.WriteString("y")
	for range 12 {
		b.WriteString("]]}")
	}
	b.WriteString("}}}")
	if got := shown(worked(t, nil, b.String())); got != strings.Repeat("x", 12)+"y" {
		t.Error(got)
	}
	expression := "!Ref A"
	for i := range 10 {
		names := strings.Repeat("${V}", 20)
		expression = fmt.Sprintf(`{"Fn::Sub": ["%s", {V: %s}]}`, names, expression)
		if i == 0 {
			expression = strings.Replace(expression, "!Ref A", "{Ref: A}", 1)
		}
	}
	text := "Parameters: {A: {Type: String, Default: " + strings.Repeat("x", 1000) + "}}\nResources: {R: {Type: x, Properties: {P: " + expression + "}}}"
	if got := shown(worked(t, nil, text)); !strings.Contains(got, "longer than a template") && !strings.Contains(got, "more of it than") {
		t.Errorf("%.100s", got)
	}
}

// FuzzTemplate reads anything: neither reading nor working out panics or runs on.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte(declared + "!Sub x"))
	f.Add([]byte(`{"Resources": {"R": {"Type": "x", "Properties": {"P": {"Fn::Join": ["", [{"Ref": "R"}]]}}}}}`))
	f.Add([]byte("Resources: {R: {Type: x, Properties: {P: !Cidr [0.0.0.0/0, 256, 24], Q: !If [A, 1]}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		one, err := fromText("f.yaml", string(data))
		if err != nil {
			return
		}
		for _, r := range Evaluate([]*Template{one, one}, Parameters{"a": "b"}, func(string) bool { return true }).Resources {
			r.Properties.Holes()
		}
	})
}
