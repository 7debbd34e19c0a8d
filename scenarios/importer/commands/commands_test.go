package commands_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/commands"
)

// TestMain makes the test's program a stand-in for the AWS CLI where it is called aws.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "aws" {
		if err := aws(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "aws:", err)
			os.Exit(254)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type object = map[string]any

// cloud is what the stand-in has: lists of things by the top key of an answer, whose names are in
// a key each.
type cloud struct {
	Lists  map[string][]object
	Refuse []string // calls that are not allowed
}

// call is one that the stand-in knows.
type call struct {
	list   string // top key
	name   string // key of a thing by which it is asked for
	option string // that takes names; "" = all are answered
	most   int    // names in one call
}

var calls = map[string]call{
	"ecs describe-clusters":                      {"clusters", "clusterName", "--clusters", 100},
	"ecs list-container-instances":               {"containerInstances", "containerInstanceArn", "", 0},
	"ecs describe-container-instances":           {"containerInstances", "containerInstanceArn", "--container-instances", 100},
	"ecs list-services":                          {"services", "serviceArn", "", 0},
	"ecs describe-services":                      {"services", "serviceArn", "--services", 10},
	"ecs list-tasks":                             {"tasks", "taskArn", "", 0},
	"ecs describe-tasks":                         {"tasks", "taskArn", "--tasks", 100},
	"ecs describe-task-definition":               {"taskDefinition", "taskDefinitionArn", "--task-definition", 1},
	"ecs describe-capacity-providers":            {"capacityProviders", "name", "", 0},
	"ecs list-account-settings":                  {"settings", "name", "", 0},
	"autoscaling describe-auto-scaling-groups":   {"AutoScalingGroups", "AutoScalingGroupName", "", 0},
	"autoscaling describe-launch-configurations": {"LaunchConfigurations", "LaunchConfigurationName", "", 0},
	"ec2 describe-launch-template-versions":      {"LaunchTemplateVersions", "LaunchTemplateId", "--launch-template-id", 1},
	"ec2 describe-instances":                     {"Reservations", "ReservationId", "--instance-ids", 100},
	"ec2 describe-subnets":                       {"Subnets", "SubnetId", "", 0},
	"elbv2 describe-target-groups":               {"TargetGroups", "TargetGroupName", "", 0},
}

// queries are what the script asks for as text: which key of what is found.
var queries = map[string]func(object) []string{
	"containerInstanceArns[]":            field("containerInstanceArn"),
	"serviceArns[]":                      field("serviceArn"),
	"taskArns[]":                         field("taskArn"),
	"services[].taskDefinition":          field("taskDefinition"),
	"tasks[].taskDefinitionArn":          field("taskDefinitionArn"),
	"containerInstances[].ec2InstanceId": field("ec2InstanceId"),
	"AutoScalingGroups[].LaunchTemplate.LaunchTemplateId": func(o object) []string {
		t, _ := o["LaunchTemplate"].(object)
		return field("LaunchTemplateId")(t)
	},
	"AutoScalingGroups[].MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId": func(object) []string { return nil },
	"services[].deployments[].taskDefinition": func(o object) (all []string) {
		list, _ := o["deployments"].([]any)
		for _, d := range list {
			all = append(all, field("taskDefinition")(d.(object))...)
		}
		return all
	},
}

func field(key string) func(object) []string {
	return func(o object) []string {
		if s, ok := o[key].(string); ok {
			return []string{s}
		}
		return nil
	}
}

// aws answers as the AWS CLI does, from a file.
func aws(args []string) error {
	data, err := os.ReadFile(os.Getenv("STAND_IN"))
	if err != nil {
		return err
	}
	var c cloud
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	options := map[string][]string{}
	var words []string
	key := ""
	for _, a := range args {
		switch {
		case strings.HasPrefix(a, "--"):
			key = a
			options[key] = []string{}
		case key == "" || key == "--output" && len(options[key]) == 1:
			words, key = append(words, a), ""
		default:
			options[key] = append(options[key], a)
		}
	}
	name := strings.Join(words, " ")
	known, ok := calls[name]
	switch {
	case !ok:
		return fmt.Errorf("no call %q in %q", name, args)
	case slices.Contains(c.Refuse, name):
		return fmt.Errorf("an error occurred (AccessDeniedException) when calling %s", name)
	case os.Getenv("AWS_REGION") != os.Getenv("WANT_REGION"):
		return fmt.Errorf("the Region is %q", os.Getenv("AWS_REGION"))
	}
	found, err := c.find(known, options)
	if err != nil {
		return err
	}
	if options["--output"][0] == "text" {
		return asText(found, options["--query"])
	}
	top := object{known.list: found, "failures": []any{}}
	if known.list == "taskDefinition" {
		top = object{known.list: found[0]}
	}
	return json.NewEncoder(os.Stdout).Encode(top)
}

func (c *cloud) find(known call, options map[string][]string) (found []object, err error) {
	wanted, given := options[known.option]
	if known.option != "" && (!given || len(wanted) == 0 || len(wanted) > known.most) {
		return nil, fmt.Errorf("%d names in one call, wanted 1 to %d", len(wanted), known.most)
	}
	for _, o := range c.Lists[known.list] {
		if known.option == "" || slices.ContainsFunc(field(known.name)(o), func(n string) bool { return slices.Contains(wanted, n) }) {
			found = append(found, o)
		}
	}
	if known.option != "" && len(found) == 0 {
		return nil, fmt.Errorf("found nothing of %q", wanted)
	}
	return found, nil
}

// asText prints as --output text does: tabs between, and None for nothing.
func asText(found []object, query []string) error {
	pick := queries[query[0]]
	if pick == nil {
		return fmt.Errorf("no query %q", query)
	}
	var all []string
	for _, o := range found {
		all = append(all, pick(o)...)
	}
	if len(all) == 0 {
		fmt.Println("None")
		return nil
	}
	for row := range slices.Chunk(all, 7) {
		fmt.Println(strings.Join(row, "\t"))
	}
	return nil
}

const arn = "arn:aws:ecs:us-east-1:123456789012:"

// large is a cluster beyond the size of one batch of each call.
func large() cloud {
	l := map[string][]object{
		"clusters": {{"clusterName": "prod", "clusterArn": arn + "cluster/prod"}},
		"Subnets":  {{"SubnetId": "subnet-1", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.0.0/16"}},
		"settings": {{"name": "awsvpcTrunking", "value": "disabled", "principalArn": "arn:aws:iam::123456789012:root"}},
		"capacityProviders": {{"name": "general", "status": "ACTIVE", "autoScalingGroupProvider": object{
			"autoScalingGroupArn": "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/hosts", "managedScaling": object{"status": "ENABLED"}}}},
		"AutoScalingGroups": {{"AutoScalingGroupName": "hosts", "MinSize": 1, "MaxSize": 200, "DesiredCapacity": 105, "VPCZoneIdentifier": "subnet-1",
			"LaunchTemplate": object{"LaunchTemplateId": "lt-1", "Version": "$Latest"}}},
		"LaunchTemplateVersions": {{"LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": object{"InstanceType": "m5.large"}}},
		"LaunchConfigurations":   {}, "TargetGroups": {},
	}
	for i := range 105 {
		l["containerInstances"] = append(l["containerInstances"], object{
			"containerInstanceArn": fmt.Sprintf("%scontainer-instance/prod/h%03d", arn, i), "ec2InstanceId": fmt.Sprintf("i-%03d", i), "status": "ACTIVE", "agentConnected": true,
			"capacityProviderName": "general", "registeredResources": []object{{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7680}},
			"attributes": []object{{"name": "ecs.availability-zone", "value": "us-east-1a"}, {"name": "ecs.subnet-id", "value": "subnet-1"}}})
		l["Reservations"] = append(l["Reservations"], object{"ReservationId": fmt.Sprintf("i-%03d", i), "Instances": []object{{"InstanceId": fmt.Sprintf("i-%03d", i), "InstanceType": "m5.large"}}})
	}
	for i := range 23 {
		name := fmt.Sprintf("svc%02d", i)
		definition := arn + "task-definition/" + name + ":7"
		l["services"] = append(l["services"], object{"serviceArn": arn + "service/prod/" + name, "serviceName": name, "status": "ACTIVE", "desiredCount": 5, "launchType": "EC2",
			"taskDefinition": definition, "deployments": []object{{"status": "PRIMARY", "taskDefinition": definition}}})
		l["taskDefinition"] = append(l["taskDefinition"], object{"taskDefinitionArn": definition, "family": name, "revision": 7, "networkMode": "bridge",
			"containerDefinitions": []object{{"name": "app", "image": "app", "cpu": 64, "memory": 64}}})
		for j := range 5 {
			l["tasks"] = append(l["tasks"], object{"taskArn": fmt.Sprintf("%stask/prod/%s-%d", arn, name, j), "group": "service:" + name, "lastStatus": "RUNNING", "desiredStatus": "RUNNING",
				"launchType": "EC2", "taskDefinitionArn": definition, "containerInstanceArn": fmt.Sprintf("%scontainer-instance/prod/h%03d", arn, (i*5+j)%105)})
		}
	}
	return cloud{Lists: l}
}

// run runs a script where the stand-in is aws, and returns what it says.
func run(t *testing.T, script string, c cloud, region string) (folder, stderr string) {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here")
	}
	dir := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cloud"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "aws")); err != nil {
		t.Skip("there are no links here: ", err)
	}
	cmd := exec.Command(shell)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(script)
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "STAND_IN="+filepath.Join(dir, "cloud"), "WANT_REGION="+region, "AWS_REGION=")
	var b bytes.Buffer
	cmd.Stderr = &b
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &b)
	}
	return dir, b.String()
}

// TestScript runs the script for a cluster beyond one batch of each call: what it writes is a whole
// scenario.
func TestScript(t *testing.T) {
	dir, stderr := run(t, commands.Script(commands.Request{Cluster: "prod"}), large(), "")
	if strings.Contains(stderr, "failed") || strings.Contains(stderr, "aws:") {
		t.Fatal(stderr)
	}
	res, err := importer.Import(importer.Request{Files: []string{filepath.Join(dir, "prod-answers")}})
	if err != nil {
		t.Fatal(err)
	}
	c := res.Cluster
	if n := c.List.Unknown(); n > 0 || len(c.Hosts) != 105 || len(c.Services) != 23 || len(c.Definitions) != 23 || len(c.Providers) != 1 || c.Providers[0].Max.V != 200 {
		t.Errorf("%d unknown, %d hosts, %d services, %d definitions, %d providers: %+v", n, len(c.Hosts), len(c.Services), len(c.Definitions), len(c.Providers), c.List.Items)
	}
	tasks := 0
	for _, s := range c.Services {
		for n := range maps.Values(s.RunningOn) {
			tasks += n
		}
	}
	if tasks != 115 {
		t.Errorf("%d tasks, want 115", tasks)
	}
}

// What may not be called is said, and import says what is missing; what a cluster has none of is
// no fault.
func TestScriptWithoutPermission(t *testing.T) {
	c := large()
	c.Refuse = []string{"autoscaling describe-auto-scaling-groups", "ec2 describe-instances", "ecs describe-tasks"}
	dir, stderr := run(t, commands.Script(commands.Request{Cluster: "prod", Region: "eu-west-1", Folder: "out"}), c, "eu-west-1")
	if n := strings.Count(stderr, "that failed"); n < 3 {
		t.Errorf("%d steps failed, want 3 at least:\n%s", n, stderr)
	}
	res, err := importer.Import(importer.Request{Files: []string{filepath.Join(dir, "out")}})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, i := range res.Cluster.List.Items {
		paths = append(paths, i.Path)
	}
	if !slices.Contains(paths, "instances.h000.instanceType") || !slices.Contains(paths, "capacityProviders.general.maxSize") {
		t.Errorf("%v, want types and maxSize among them", paths)
	}
}

func TestScriptOfAnEmptyCluster(t *testing.T) {
	dir, stderr := run(t, commands.Script(commands.Request{Cluster: "prod"}), cloud{Lists: map[string][]object{"clusters": {{"clusterName": "prod"}}}}, "")
	if strings.Contains(stderr, "failed") || strings.Contains(stderr, "aws:") {
		t.Error(stderr)
	}
	files, err := filepath.Glob(filepath.Join(dir, "prod-answers", "*"))
	if err != nil || len(files) != 7 {
		t.Errorf("%v, %v: want the seven files of calls that always answer", files, err)
	}
}

func TestValid(t *testing.T) {
	for _, r := range []commands.Request{{Cluster: "a b"}, {Cluster: "x'; rm -rf ~"}, {Cluster: ""}, {Cluster: "x", Region: "$(id)"}, {Cluster: "x", Folder: "`id`"}, {Cluster: "x", Folder: "-rf"}, {Cluster: strings.Repeat("x", 256)}} {
		if r.Valid() == nil {
			t.Errorf("%+v is taken", r)
		}
	}
	if err := (commands.Request{Cluster: "prod-1_x", Region: "us-gov-west-1", Folder: "out/prod"}).Valid(); err != nil {
		t.Error(err)
	}
	if err := (commands.Request{Cluster: strings.Repeat("x", 255)}).Valid(); err != nil {
		t.Error(err)
	}
}

// TestShellcheck has the script checked where shellcheck is there.
func TestShellcheck(t *testing.T) {
	program, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("there is no shellcheck here")
	}
	for _, r := range []commands.Request{{Cluster: "prod"}, {Cluster: "prod", Region: "us-east-1", Folder: "x"}} {
		cmd := exec.Command(program, "-")
		cmd.Stdin = strings.NewReader(commands.Script(r))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
