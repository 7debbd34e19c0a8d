package scenarios

import (
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
)

// shop is a task definition that has nothing to be said of it, with room for more keys.
const shop = `{
  "family": "shop",
  "containerDefinitions": [{"name": "cart", "image": "shop/cart:7", "memory": 300,
    "portMappings": [{"containerPort": 9090}]CONTAINER}]TASK
}`

// shopWith is shop with more keys of its container and of the task.
func shopWith(container, task string) string {
	return strings.NewReplacer("CONTAINER", container, "TASK", task).Replace(shop)
}

// utf16Of is a text as PowerShell writes it.
func utf16Of(order binary.AppendByteOrder, text string) string {
	data := order.AppendUint16(nil, 0xfeff)
	for _, c := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, c)
	}
	return string(data)
}

// taskFiles are what people give as a task definition, and what each gets: by row of the
// cases on task definitions.
var taskFiles = []struct {
	row, text string
	refused   []string // in the messages, one each; none = it is taken
	notes     []string // likewise
}{
	{
		row:  "01 placeholder for a number",
		text: shopWith(`, "cpu": ${CPU}`, ""),
		refused: []string{
			"4:55: a template that is not rendered: found ${CPU}, wanted a value (${CPU} looks like a template's " +
				"placeholder: render",
		},
	},
	{
		row:  "02 placeholder in the family",
		text: strings.Replace(shopWith("", ""), `"shop"`, `"shop-${STAGE}"`, 1),
		refused: []string{
			`2:13: family is "shop-${STAGE}", wanted text of the form ^[A-Za-z0-9_-]+$ (${STAGE} looks like a ` +
				`template's placeholder`,
		},
	},
	{
		row:  "03 placeholders in the sizes",
		text: shopWith("", `, "cpu": "<UNITS>", "memory": "{{ size }}"`),
		refused: []string{
			`cpu "<UNITS>": not a whole number, wanted CPU units such as 256 or vCPUs such as "1 vCPU" (<UNITS> ` +
				`looks like`,
			`memory "{{ size }}": not a whole number, wanted MiB such as 512 or "1 GB" ({{ size }} looks like`,
		},
	},
	{
		row:     "04 unquoted keys",
		text:    `{ family: "shop", containerDefinitions: [] }`,
		refused: []string{"1:3: a key without quotes: found family, wanted a key"},
	},
	{
		row:     "05 ellipsis",
		text:    "{\n  \"family\": \"shop\",\n  ...\n}",
		refused: []string{"3:3: a fragment: found ..., wanted the whole task definition"},
	},
	{
		row:     "06 comment",
		text:    "{ // our shop\n}",
		refused: []string{`1:3: a comment: found "// our shop", wanted JSON, which has none`},
	},
	{
		row:     "07 trailing comma",
		text:    shopWith("", ","),
		refused: []string{`4:48: a comma before a closing bracket: found "," before "}"`},
	},
	{
		row:     "09 no memory",
		text:    strings.Replace(shopWith("", ""), `, "memory": 300`, "", 1),
		refused: []string{"At least one of 'memory' or 'memoryReservation'"},
	},
	{
		row:     "10 awsvpc, unequal ports",
		text:    strings.Replace(shopWith("", `, "networkMode": "awsvpc"`), "9090", `9090, "hostPort": 80`, 1),
		refused: []string{"When networkMode=awsvpc, the host ports and container ports in port mappings must match."},
	},
	{
		row:     "11 link to nobody",
		text:    shopWith(`, "links": ["stock"]`, ""),
		refused: []string{"It links to an unknown container 'stock'."},
	},
	{"12 mode with a capital", shopWith("", `, "networkMode": "Host"`), []string{"did you mean host?"}, nil},
	{
		row:  "13 the console's default",
		text: shopWith("", `, "networkMode": "default"`),
		refused: []string{
			`networkMode is "default", wanted awsvpc, bridge, host or none (the console's "default" is what one ` +
				`gets by leaving networkMode out)`,
		},
	},
	{"14 mode empty", shopWith("", `, "networkMode": ""`), []string{`networkMode is "", wanted awsvpc`}, nil},
	{
		row:     "15 Windows",
		text:    shopWith("", `, "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2025_FULL"}`),
		refused: []string{"Windows container instances are not simulated"},
	},
	{
		row: "16 skeleton",
		text: `{"family": "", "containerDefinitions": [{"name": "", "image": "", "cpu": 0, "healthCheck": ` +
			`{"retries": 0}}]}`,
		refused: []string{
			`1:12: this is the empty skeleton of --generate-cli-skeleton: found text "", wanted values in it`,
		},
	},
	{"17 UTF-8 with a mark", "\ufeff" + shopWith("", ""), nil, nil},
	{"18 UTF-16, least byte first", utf16Of(binary.LittleEndian, shopWith(`, "hostname": "café 🏪"`, "")), nil, nil},
	{"18 UTF-16, most byte first", utf16Of(binary.BigEndian, shopWith("", "")), nil, nil},
	{
		row:     "18 UTF-16 with a fault",
		text:    utf16Of(binary.LittleEndian, shopWith("", `, "cpu": "né"`)),
		refused: []string{`4:57: cpu "né": not a whole number`},
	},
	{
		row:  "19 containers only",
		text: `[{"name": "cart", "image": "shop/cart:7", "memory": 300}]`,
		refused: []string{
			`1:1: a list of containers, as Terraform's container_definitions is one: found a list of 1, wanted a ` +
				`task definition ` +
				`(wrap it as {"family": ..., "containerDefinitions": [...]})`,
		},
	},
	{
		row:  "20 Pascal case",
		text: `{"Family": "shop", "ContainerDefinitions": [{"Name": "cart"}]}`,
		refused: []string{
			`1:20: CloudFormation's spelling: found "ContainerDefinitions", wanted the ECS API's, such as ` +
				`containerDefinitions (see ecssim import`,
		},
	},
	{
		row:     "21 CloudFormation resource",
		text:    `{"Resources": {"Shop": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "shop"}}}}`,
		refused: []string{`1:33: CloudFormation's spelling: found "AWS::ECS::TaskDefinition"`},
	},
	{
		row:     "22 Terraform names",
		text:    `{"family": "shop", "network_mode": "host", "container_definitions": "[]"}`,
		refused: []string{`1:44: Terraform's names: found "container_definitions", wanted containerDefinitions`},
		notes: []string{
			`ignored task definition key "network_mode": did you mean networkMode?`,
			`ignored task definition key "container_definitions": did you mean containerDefinitions?`,
		},
	},
	{"23 a key twice", shopWith(`, "memory": 400`, ""), []string{`key "memory" is here twice`}, nil},
	{"24 all GPUs", shopWith(`, "resourceRequirements": [{"type": "GPU", "value": "ALL"}]`, ""), nil, nil},
	{
		row:     "24 all GPUs, misspelt",
		text:    shopWith(`, "resourceRequirements": [{"type": "GPU", "value": "all"}]`, ""),
		refused: []string{`GPU value is "all", wanted a whole number or ALL (did you mean ALL?)`},
	},
	{
		row: "25 shared GPUs",
		text: shopWith(
			`, "resourceRequirements": [{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 4096}}}]`, ""),
		notes: []string{`container "cart" shares GPUs: shared GPUs are not counted`},
	},
	{
		row:     "25 GPUs without a number",
		text:    shopWith(`, "resourceRequirements": [{"type": "GPU"}]`, ""),
		refused: []string{"resourceRequirements has no value, which it needs"},
	},
	{
		row:   "26 Neuron",
		text:  shopWith(`, "resourceRequirements": [{"type": "NeuronDevice", "value": "2"}]`, ""),
		notes: []string{`container "cart" asks for Neuron devices: these are not counted`},
	},
	{
		row: "27 Fargate, logs without a role",
		text: shopWith(`, "logConfiguration": {"logDriver": "awslogs"}`,
			`, "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"`),
		notes: []string{
			`container "cart" logs by awslogs: RegisterTaskDefinition asks for executionRoleArn`,
			"it asks for FARGATE only: what is said here is what it would be on EC2",
		},
	},
	{
		row: "28 Fargate, privileged",
		text: shopWith(`, "privileged": true`,
			`, "requiresCompatibilities": ["FARGATE", "EC2"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"`),
		notes: []string{`container "cart" is privileged, which Fargate is not: RegisterTaskDefinition would refuse it`},
	},
	{
		row: "29 unknown volume",
		text: shopWith(`, "mountPoints": [{"sourceVolume": "known"}, {"sourceVolume": "lost"}]`,
			`, "volumes": [{"name": "known"}]`),
		notes: []string{
			`container "cart" mounts a volume that volumes does not name: RegisterTaskDefinition would say ` +
				`"Unknown volume 'lost'."`,
		},
	},
	{
		row: "29 a volume that is configured at launch",
		text: shopWith(`, "mountPoints": [{"sourceVolume": "data"}]`,
			`, "volumes": [{"name": "data", "configuredAtLaunch": true}, {"name": "more", "configuredAtLaunch": false}]`),
		notes: []string{`EBS volumes of tasks, and the attachments that they take of an instance, are not simulated`},
	},
	{
		row:  "30 no image",
		text: strings.Replace(shopWith("", ""), `, "image": "shop/cart:7"`, "", 1),
		notes: []string{
			`container "cart" has no image: RegisterTaskDefinition would say "Container.image should not be null ` +
				`or empty."`,
		},
	},
	{
		row: "31 inference accelerator",
		text: shopWith(`, "resourceRequirements": [{"type": "InferenceAccelerator", "value": "fast"}]`,
			`, "inferenceAccelerators": [{"deviceName": "fast", "deviceType": "eia1.medium"}]`),
		notes: []string{`container "cart" asks for an inference accelerator: these are not counted`},
	},
	{
		row:   "32 misspelt key",
		text:  strings.Replace(shopWith("", ""), "portMappings", "portMaping", 1),
		notes: []string{`4:5: ignored containerDefinitions key "portMaping": did you mean portMappings?`},
	},
	{
		row:   "32 key in the wrong place",
		text:  shopWith("", `, "portMappings": []`),
		notes: []string{`ignored task definition key "portMappings": it belongs into containerDefinitions`},
	},
	{
		row:     "33 the CLI's error",
		text:    "\nAn error occurred (ClientException) when calling the DescribeTaskDefinition operation: gone.\n",
		refused: []string{"2:1: the AWS CLI's error text: found \"An error occurred (ClientException)"},
	},
	{
		row:     "34 the CLI's YAML",
		text:    "taskDefinition:\n  family: shop\n",
		refused: []string{"1:1: the AWS CLI's --output yaml: found taskDefinition:, wanted JSON (ask for --output json)"},
	},
	{
		row:     "35 two documents",
		text:    shopWith("", "") + "\n" + shopWith("", ""),
		refused: []string{`6:1: a second document: found "{", wanted one to a file (one definition a file`},
	},
	{
		row: "37 Fargate only",
		text: shopWith("",
			`, "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"`),
		notes: []string{"it asks for FARGATE only: what is said here is what it would be on EC2 instances"},
	},
	{
		row: "38 the console's nulls",
		text: `{"taskDefinition": ` + shopWith(`, "links": null, "healthCheck": null`, `, "cpu": null, "pidMode": `+
			`null`) + `, "tags": []}`,
	},
	{
		row:  "38 with tags, and an envelope more",
		text: `{"taskDefinition": {"taskDefinition": ` + shopWith("", `, "tags": [{"key": "team", "value": "a"}]`) + `}}`,
	},
}

// TestTaskFiles gives each file to the reader of task definitions and to a scenario.
func TestTaskFiles(t *testing.T) {
	for _, row := range taskFiles {
		t.Run(row.row, func(t *testing.T) {
			got, notes, err := TaskDefinitionJSON("shop.json", []byte(row.text))
			judge(t, row.refused, row.notes, notes, err)
			if err == nil && (got.Family != "shop" || len(got.Containers) != 1 || got.Containers[0].Name != "cart") {
				t.Errorf("read as %+v", got)
			}
			s, err := LoadFS(scenarioWith(row.text), "a.yaml")
			notes = nil
			if err == nil {
				notes = s.Config.Warnings
			}
			judge(t, row.refused, row.notes, notes, err)
		})
	}
}

// scenarioWith is a folder with a scenario that runs a task definition of a file.
func scenarioWith(text string) fstest.MapFS {
	return fstest.MapFS{"shop.json": {Data: []byte(text)}, "a.yaml": {Data: []byte(`name: a
cluster: {instances: [{instanceType: g4dn.12xlarge}]}
taskDefinitions: [{file: shop.json}]
services: [{serviceName: shop, taskDefinition: shop, desiredCount: 1}]
`)}}
}

// judge holds faults and notes to what is wanted of each, in order.
func judge(t *testing.T, refused, wantNotes, notes []string, err error) {
	t.Helper()
	var messages []string
	var e *strict.Error
	if errors.As(err, &e) {
		notes = e.Notes
		for _, f := range e.Faults {
			f.Excerpt = ""
			messages = append(messages, (&strict.Error{File: e.File, Faults: []strict.Fault{f}}).Error())
		}
		for _, n := range notes {
			if !strings.Contains(err.Error(), "\nnote: "+n) {
				t.Errorf("note %q is not in the message:\n%v", n, err)
			}
		}
	} else if err != nil {
		t.Fatal(err)
	}
	each := func(what string, got, want []string) {
		ok := len(got) == len(want)
		for i := range min(len(got), len(want)) {
			ok = ok && strings.HasPrefix(got[i], "shop.json:") && strings.Contains(got[i], want[i])
		}
		if !ok {
			t.Errorf("%s: %s", what, cmp.Diff(want, got))
		}
	}
	each("faults", messages, refused)
	each("notes", notes, wantNotes)
}

// Row 08: without a family the command names the task after its file, and a scenario says
// once what it lacks.
func TestTaskFileWithoutFamily(t *testing.T) {
	text := strings.Replace(shopWith("", ""), `"family": "shop",`, "", 1)
	families := map[string]string{"shop.json": "shop", "dir/our shop.v2.json": "our-shop-v2", "-.json": "task", "C": "C"}
	for file, family := range families {
		got, notes, err := TaskDefinitionJSON(file, []byte(text))
		if err != nil || got.Family != family || len(notes) != 1 || !strings.Contains(notes[0], "it is called "+family) {
			t.Errorf("%s: %q, %v, %v", file, got.Family, notes, err)
		}
	}
	_, err := LoadFS(scenarioWith(text), "a.yaml")
	var e *strict.Error
	const once = "task definition has no family, which it needs: ClientException: Family should not"
	if !errors.As(err, &e) || len(e.Faults) != 1 || !strings.Contains(err.Error(), once) {
		t.Errorf("%v, want one message", err)
	}
}

// Row 24: of GPUs that a container wants all of there is no number.
func TestTaskFileAllGPUs(t *testing.T) {
	text := shopWith(`, "resourceRequirements": [{"type": "GPU", "value": "ALL"}]`, "")
	got, _, err := TaskDefinitionJSON("shop.json", []byte(text))
	if err != nil || got.Containers[0].GPUs != model.AllGPUs {
		t.Errorf("%d GPUs, %v", got.Containers[0].GPUs, err)
	}
}

// Row 36: a host port that every instance reserves.
func TestTaskFileReservedPort(t *testing.T) {
	s, err := LoadFS(scenarioWith(strings.Replace(shopWith("", ""), "9090", `22, "hostPort": 22`, 1)), "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	warnings := strings.Join(s.Config.Warnings, "; ")
	if len(s.Config.Warnings) != 1 || !strings.Contains(warnings, "host port 22 is reserved by the host on every") {
		t.Error(warnings)
	}
}

// Row F11 of the hostile input: what follows from a file that cannot be read is not told.
func TestTaskFileCauseAlone(t *testing.T) {
	_, err := LoadFS(scenarioWith("nothing"), "a.yaml")
	var e *strict.Error
	if !errors.As(err, &e) || len(e.Faults) != 1 || e.Faults[0].File != "shop.json" {
		t.Errorf("%v, want the one fault of shop.json", err)
	}
}

// Row S5: of a file outside the scenario's folder nothing is shown where it is no task definition.
func TestTaskFileOutside(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"secret": "", "sub/a.yaml": string(scenarioWith("")["a.yaml"].Data)}
	if err := os.Mkdir(dir+"/sub", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		text = strings.Replace(text, "shop.json", "../secret", 1)
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	linked := strings.Replace(files["sub/a.yaml"], "shop.json", "link", 1)
	if err := errors.Join(os.Symlink("../secret", dir+"/sub/link"), os.WriteFile(dir+"/sub/b.yaml", []byte(linked), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"hunter2 hunter2\nhunter2: ${hunter2}\n", "hunter2: 1\n", "{\"a\": hunter2", "{\"hunter2\": 1}", "[hunter2]",
		"\nAn error occurred (hunter2)", "{\"a\": ${hunter2}}", "hunter2\n{}", "{} hunter2",
	} {
		if err := os.WriteFile(dir+"/secret", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadFile(dir + "/sub/a.yaml")
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "../secret:") {
			t.Errorf("%q: %v", text, err)
		}
		_, err = LoadFile(dir + "/sub/b.yaml")
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "link:") {
			t.Errorf("by a symbolic link, %q: %v", text, err)
		}
	}
}

// Row F8: a file that is named often is read once, and said of once.
func TestTaskFileOften(t *testing.T) {
	folder := scenarioWith(strings.Replace(shopWith("", ""), "portMappings", "portMaping", 1))
	once := string(folder["a.yaml"].Data)
	const file = "{file: shop.json}"
	folder["a.yaml"].Data = []byte(strings.Replace(once, file, strings.Repeat(file+", ", 500), 1))
	s, err := LoadFS(folder, "a.yaml")
	if err != nil || len(s.Config.Tasks) != 500 || len(s.Config.Warnings) != 1 {
		t.Errorf("%v, %v", s, err)
	}
	read, name := 0, ""
	_, err = load("a.yaml", folder["a.yaml"].Data, func(sub string) ([]byte, bool, error) {
		read, name = read+1, sub
		return []byte("{"), false, nil
	})
	var e *strict.Error
	if !errors.As(err, &e) || read != 1 || name != "shop.json" || len(e.Faults) != 1 {
		t.Errorf("read %d times: %v", read, err)
	}
}
