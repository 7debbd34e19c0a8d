package importer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// answers writes a moment of a world as the AWS CLI would have answered then, with the
// irregularities of real answers drawn at random.
type answers struct {
	*world
	*film.Scene
	long   bool // ARNs in the long form, unless one is drawn otherwise
	lists  map[string][]any
	as     []string
	folder string
	files  int
}

// account is the account number, which no scenario may hold.
const account = "123456789012"

// describe writes a scene into a folder, and returns what --as has to say of lists in it.
func (w *world) describe(t *testing.T, s *film.Scene) *answers {
	a := &answers{world: w, Scene: s, long: w.may(70), lists: map[string][]any{}, folder: t.TempDir()}
	for h := range s.Instances {
		a.host(event.InstanceID(h))
	}
	for i := range s.Tasks {
		if s.Tasks[i].Live {
			a.task(event.TaskID(i))
		}
	}
	for i := range s.Workloads {
		if s.Workloads[i].Service {
			a.service(i)
		}
	}
	a.providers()
	a.network()
	a.strangers()
	for _, key := range slices.Sorted(maps.Keys(a.lists)) {
		a.write(t, key, a.lists[key])
	}
	for i, d := range w.definitions {
		a.definition(t, i, d)
	}
	return a
}

// arn is an ARN of ECS, long or short.
func (a *answers) arn(sort, name string) string {
	if long := a.long != a.may(10); long {
		sort += "/world"
	}
	return "arn:aws:ecs:us-east-1:" + account + ":" + sort + "/" + name
}

// id is a name such as AWS gives: what it stands for is in it, so that a failure can be read.
func id(name string) string { return "00000000-" + strings.ReplaceAll(name, "/", "-") }

func (a *answers) add(key string, item object) {
	a.lists[key] = append(a.lists[key], item)
	if a.may(3) {
		a.lists[key] = append(a.lists[key], item) // batches overlap
	}
}

func integer(name string, n int) object {
	return object{"name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": n}
}

func portSet(name string, ports map[int]bool) object {
	all := []string{}
	for p := range ports {
		all = append(all, fmt.Sprint(p))
	}
	return object{"name": name, "type": "STRINGSET", "doubleValue": 0.0, "longValue": 0, "integerValue": 0, "stringSetValue": all}
}

func gpus(n int) object {
	all := []string{}
	for i := range n {
		all = append(all, fmt.Sprintf("GPU-%d", i))
	}
	return object{"name": "GPU", "type": "STRINGSET", "integerValue": 0, "stringSetValue": all}
}

// host writes an instance that has registered and is not gone.
func (a *answers) host(h event.InstanceID) {
	x := &a.Instances[h]
	if x.Status != film.InService {
		return
	}
	g := &a.Config.Groups[x.Group]
	ec2 := "i-" + x.ID
	udp := map[bool]map[int]bool{false: {}, true: {}}
	taken := map[bool]map[int]bool{false: {}, true: {}}
	for _, p := range g.Reserved {
		udp[p.Protocol == model.UDP][int(p.Port)], taken[p.Protocol == model.UDP][int(p.Port)] = true, true
	}
	count := 0
	for _, i := range a.TasksOn(h) {
		if t := &a.Tasks[i]; !t.DesiredStopped {
			count++
			for _, p := range a.Revisions[t.Revision].Network.HostPorts {
				taken[p.Protocol == model.UDP][int(p.Port)] = true
			}
		}
	}
	item := object{
		"containerInstanceArn": a.arn("container-instance", id(x.ID)), "ec2InstanceId": ec2, "status": x.StatusText(), "agentConnected": x.Connected,
		"runningTasksCount": count, "pendingTasksCount": 0, "version": 3, "registeredAt": pick[any](a.world, 1772355600.5, "2026-03-01T09:00:00.123000+00:00", object{"$date": []int{2026, 3, 1, 9, 0, 0}}),
		"versionInfo": object{"agentVersion": "1.96.0"}, "tags": []object{{"key": "secret", "value": "MARKER-tag"}},
	}
	item["registeredResources"] = append([]any{integer("CPU", int(x.Registered.CPU)), integer("MEMORY", int(x.Registered.Memory)),
		portSet("PORTS", udp[false]), portSet("PORTS_UDP", udp[true])}, a.gpu(int(x.Registered.GPU))...)
	if !a.may(4) {
		item["remainingResources"] = append([]any{integer("CPU", int(x.Free.CPU)), integer("MEMORY", int(x.Free.Memory)),
			portSet("PORTS", taken[false]), portSet("PORTS_UDP", taken[true])}, a.gpu(int(x.Free.GPU))...)
	}
	attributes := []object{
		{"name": "ecs.capability.task-eni-trunking"}, {"name": "ecs.availability-zone", "value": a.Zones[x.Zone].Name}, {"name": "ecs.os-type", "value": "linux"},
		{"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}, {"name": "ecs.subnet-id", "value": a.Config.Subnets[x.Subnet].ID},
	}
	if x.Trunk {
		attributes = append(attributes, object{"name": "ecs.awsvpc-trunk-id", "value": "11111111-2222"})
	}
	for name, value := range g.Attributes {
		attributes = append(attributes, object{"name": name, "value": value})
	}
	if forgotten := a.may(10); !forgotten {
		attributes = append(attributes, object{"name": "ecs.instance-type", "value": g.InstanceType})
	}
	a.Shuffle(len(attributes), func(i, j int) { attributes[i], attributes[j] = attributes[j], attributes[i] })
	item["attributes"] = attributes
	if x.Provider >= 0 {
		item["capacityProviderName"] = a.Config.Providers[x.Provider].Name
	}
	a.add("containerInstances", item)
	a.add("Reservations", object{"ReservationId": "r-" + x.ID, "OwnerId": account, "Instances": []object{{
		"InstanceId": ec2, "InstanceType": g.InstanceType, "SubnetId": a.Config.Subnets[x.Subnet].ID, "Placement": object{"AvailabilityZone": a.Zones[x.Zone].Name},
		"LaunchTime": pick[any](a.world, "2026-03-01T09:00:00+00:00", object{"year": 2026, "month": 3}), "IamInstanceProfile": object{"Arn": "arn:aws:iam::" + account + ":instance-profile/hosts"},
		"PrivateIpAddress": "MARKER-address", "KeyName": "MARKER-key",
	}}})
}

func (a *answers) gpu(n int) []any {
	if n == 0 {
		return nil
	}
	return []any{gpus(n)}
}

// revision is ECS's own of a definition of the scenario.
func (a *answers) revision(definition int32) string {
	d := &a.Config.Tasks[definition]
	return fmt.Sprintf("%s:%d", d.Family, d.Revision+40)
}

func (a *answers) task(i event.TaskID) {
	t := &a.Tasks[i]
	w := &a.Workloads[t.Workload]
	group := "service:" + w.Name
	if !w.Service {
		group = a.Config.RunTasks[int(t.Workload)-len(a.Config.Services)].Group
	}
	item := object{
		"taskArn": a.arn("task", id(a.TaskName(i))), "clusterArn": "arn:aws:ecs:us-east-1:" + account + ":cluster/world", "taskDefinitionArn": "arn:aws:ecs:us-east-1:" + account + ":task-definition/" + a.revision(t.Definition),
		"group": group, "lastStatus": t.State.String(), "desiredStatus": "RUNNING", "launchType": "EC2", "startedBy": "MARKER-startedBy",
		"overrides": object{"containerOverrides": []object{{"name": "c0", "environment": []object{{"name": "A", "value": "MARKER-override"}}}}},
	}
	if t.DesiredStopped {
		item["desiredStatus"] = "STOPPED"
	}
	if t.Instance >= 0 {
		item["containerInstanceArn"] = a.arn("container-instance", id(a.Instances[t.Instance].ID))
	}
	attachments := []object{{"type": "ServiceConnect", "status": "ATTACHED", "details": []any{}}, {"type": "AmazonElasticBlockStorage", "status": "DELETED"}}
	if t.Slot {
		attachments = append(attachments, object{"type": "ElasticNetworkInterface", "status": pick(a.world, "ATTACHED", "ATTACHING", "PRECREATED"),
			"details": []object{{"name": "privateIPv4Address", "value": "MARKER-ip"}}})
	}
	a.Shuffle(len(attachments), func(i, j int) { attachments[i], attachments[j] = attachments[j], attachments[i] })
	item["attachments"] = attachments
	var bindings []object
	for _, p := range t.Ports {
		bindings = append(bindings, object{"bindIP": "0.0.0.0", "hostPort": p.Port, "protocol": p.Protocol.String()})
	}
	item["containers"] = []object{{"name": "c0", "image": "MARKER-image", "networkBindings": bindings}}
	a.add("tasks", item)
}

// service writes a service as it stands: its target, and the deployment that it replaces where
// tasks of that are still there.
func (a *answers) service(i int) {
	w := &a.Workloads[i]
	item := maps.Clone(a.services[i])
	delete(item, "startedBefore")
	primary := a.Deployments[w.Primary].Definition
	arn := "arn:aws:ecs:us-east-1:" + account + ":task-definition/"
	item["taskDefinition"] = arn + a.revision(primary)
	item["serviceArn"], item["clusterArn"] = a.arn("service", w.Name), "arn:aws:ecs:us-east-1:"+account+":cluster/world"
	item["status"], item["desiredCount"], item["runningCount"], item["pendingCount"] = "ACTIVE", w.Desired, w.Running, w.Placed-w.Running
	deployments := []object{{"status": "PRIMARY", "taskDefinition": item["taskDefinition"], "desiredCount": w.Desired}}
	for _, t := range a.Tasks {
		if t.Live && int(t.Workload) == i && t.Definition != primary && len(deployments) == 1 {
			deployments = append(deployments, object{"status": "ACTIVE", "taskDefinition": arn + a.revision(t.Definition)})
		}
	}
	item["deployments"], item["events"] = deployments, []object{{"message": "MARKER-event"}}
	item["loadBalancers"], item["roleArn"] = []any{}, "arn:aws:iam::"+account+":role/MARKER-role"
	if item["capacityProviderStrategy"] == nil {
		item["launchType"] = "EC2"
	}
	if item["placementStrategy"] == nil {
		item["placementStrategy"] = []any{}
	}
	a.add("services", item)
}

func (a *answers) providers() {
	groups, _ := a.scenario["cluster"].(object)["capacityProviders"].([]object)
	for i, p := range groups {
		g := p["autoScalingGroup"].(object)
		name := "asg-" + p["name"].(string)
		arn := "arn:aws:autoscaling:us-east-1:" + account + ":autoScalingGroup:1234:autoScalingGroupName/" + name
		provider := object{"autoScalingGroupArn": arn, "managedTerminationProtection": "DISABLED"}
		if s := p["managedScaling"]; s != nil {
			provider["managedScaling"] = s
		}
		if d := p["managedDraining"]; d != nil {
			provider["managedDraining"] = d
		}
		a.add("capacityProviders", object{"name": p["name"], "status": "ACTIVE", "autoScalingGroupProvider": provider})
		var subnets []string
		for _, z := range g["availabilityZones"].([]string) {
			subnets = append(subnets, fmt.Sprintf("subnet-%d", z[len(z)-1]-'a'))
		}
		group := object{"AutoScalingGroupName": name, "AutoScalingGroupARN": arn, "MinSize": g["minSize"], "MaxSize": g["maxSize"],
			"DesiredCapacity": a.Providers[i].Desired, "VPCZoneIdentifier": strings.Join(subnets, ","), "AvailabilityZones": g["availabilityZones"]}
		if a.may(50) {
			var overrides []object
			for _, t := range g["instanceTypes"].([]string) {
				overrides = append(overrides, object{"InstanceType": t})
			}
			group["MixedInstancesPolicy"] = object{"LaunchTemplate": object{
				"LaunchTemplateSpecification": object{"LaunchTemplateId": "lt-" + name, "Version": "3"}, "Overrides": overrides}}
		} else {
			group["LaunchTemplate"] = object{"LaunchTemplateId": "lt-" + name, "Version": pick(a.world, "$Latest", "$Default", "2")}
			for n := range 2 {
				a.add("LaunchTemplateVersions", object{"LaunchTemplateId": "lt-" + name, "VersionNumber": n + 1, "DefaultVersion": n == 1,
					"LaunchTemplateData": object{"InstanceType": []string{"r5.large", g["instanceTypes"].([]string)[0]}[n], "UserData": "TUFSS0VSLXVzZXJkYXRh"}})
			}
		}
		a.add("AutoScalingGroups", group)
	}
}

func (a *answers) network() {
	for i := range a.Config.Subnets {
		a.add("Subnets", object{"SubnetId": a.Config.Subnets[i].ID, "AvailabilityZone": a.Config.Subnets[i].Zone, "CidrBlock": fmt.Sprintf("10.0.%d.0/24", i),
			"OwnerId": account, "SubnetArn": "arn:aws:ec2:us-east-1:" + account + ":subnet/x"})
	}
	value := "disabled"
	if a.Trunking {
		value = "enabled"
	}
	a.add("settings", object{"name": "awsvpcTrunking", "value": value, "principalArn": "arn:aws:iam::" + account + ":root"})
	a.add("settings", object{"name": "containerInsights", "value": "disabled", "principalArn": "arn:aws:iam::" + account + ":root"})
}

// strangers are what stands in answers beside what a scenario has.
func (a *answers) strangers() {
	if a.may(30) {
		a.add("containerInstances", object{"containerInstanceArn": a.arn("container-instance", "outside"), "ec2InstanceId": "mi-1", "status": "ACTIVE", "agentConnected": true,
			"attributes": []object{{"name": "ecs.capability.external"}}})
	}
	if a.may(30) {
		a.add("services", object{"serviceName": "serverless", "status": "ACTIVE", "launchType": "FARGATE", "taskDefinition": "jobs:1", "desiredCount": 2})
		a.add("tasks", object{"taskArn": a.arn("task", "fargate"), "group": "service:serverless", "launchType": "FARGATE", "lastStatus": "RUNNING", "taskDefinitionArn": "jobs:1"})
	}
	if a.may(30) {
		a.add("services", object{"serviceName": "old", "status": "INACTIVE", "taskDefinition": "old:1", "desiredCount": 0})
	}
	if a.may(30) && len(a.lists["tasks"]) > 0 {
		gone := maps.Clone(a.lists["tasks"][0].(object))
		gone["taskArn"], gone["lastStatus"], gone["desiredStatus"] = a.arn("task", "gone"), "STOPPED", "STOPPED"
		a.add("tasks", gone)
	}
}

// definition writes a task definition, bare or as describe-task-definition does, with all that
// must not be read.
func (a *answers) definition(t *testing.T, i int, given object) {
	d := maps.Clone(given)
	var containers []any
	for _, c := range given["containerDefinitions"].([]any) {
		c := maps.Clone(c.(object))
		c["image"], c["environment"] = account+".dkr.ecr.us-east-1.amazonaws.com/MARKER-image", []object{{"name": "MARKER-name", "value": "MARKER-value"}}
		c["secrets"], c["dockerLabels"] = []object{{"name": "S", "valueFrom": "arn:aws:ssm:us-east-1:" + account + ":parameter/MARKER-secret"}}, object{"MARKER-label": "x"}
		c["command"], c["mountPoints"] = []string{"MARKER-command"}, []any{}
		c["logConfiguration"] = object{"logDriver": "awslogs", "options": object{"awslogs-group": "MARKER-log"}}
		containers = append(containers, c)
	}
	d["containerDefinitions"] = containers
	revision := a.revision(int32(i))
	number := a.Config.Tasks[i].Revision + 40
	d["revision"], d["status"], d["executionRoleArn"] = number, "ACTIVE", "arn:aws:iam::"+account+":role/MARKER-role"
	d["taskDefinitionArn"] = "arn:aws:ecs:us-east-1:" + account + ":task-definition/" + revision
	d["requiresAttributes"] = []object{{"name": "com.amazonaws.ecs.capability.ecr-auth"}}
	d["registeredAt"] = 1772355600.5
	var top any = object{"taskDefinition": d, "tags": []object{{"key": "k", "value": "MARKER-tag"}}}
	if a.may(20) {
		top = d
	}
	a.save(t, a.json(top))
}

// write writes a list in batches, in one of the forms in which such answers lie on disks.
func (a *answers) write(t *testing.T, key string, all []any) {
	size := pick(a.world, 3, 10, 100)
	form := pick(a.world, "answer", "answer", "answer", "list", "lists", "concatenated")
	var whole []byte
	for batch := range slices.Chunk(all, size) {
		top := any(object{key: batch, "failures": []any{}, "ResponseMetadata": object{"RequestId": "1"}})
		switch form {
		case "list":
			top = batch
		case "lists":
			top = []any{batch}
		}
		if form == "answer" && unicode.IsLower(rune(key[0])) && a.may(5) {
			top = pascal(top)
		}
		data := a.json(top)
		if form == "concatenated" {
			whole = append(append(whole, data...), '\n')
			continue
		}
		name := a.save(t, data)
		if form == "list" || form == "lists" {
			a.as = append(a.as, name+"="+pick(a.world, "awscli:", "")+key)
		}
	}
	if whole != nil {
		a.save(t, whole)
	}
}

func (a *answers) json(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	if a.may(50) {
		var b bytes.Buffer
		if err := json.Indent(&b, data, "", "    "); err != nil {
			panic(err)
		}
		data = b.Bytes()
	}
	return data
}

// pascal writes all keys with large first letters, as the .NET SDK does.
func pascal(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for key, e := range v {
			out[strings.ToUpper(key[:1])+key[1:]] = pascal(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = pascal(v[i])
		}
		return out
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = pascal(v[i])
		}
		return out
	}
	return v
}

// save writes a file in one of the encodings that there are.
func (a *answers) save(t *testing.T, data []byte) (name string) {
	switch a.IntN(10) {
	case 0:
		data = append([]byte("\xef\xbb\xbf"), data...)
	case 1:
		var b bytes.Buffer
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(string(data))) {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
		data = b.Bytes()
	}
	a.files++
	name = fmt.Sprintf("%03d.json", a.files)
	if err := os.WriteFile(filepath.Join(a.folder, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
