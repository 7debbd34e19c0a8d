package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCopies unfolds copies: of services, requests, definitions and port mappings.
func TestCopies(t *testing.T) {
	s, err := Parse("f.yaml", []byte(`
name: copies
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions:
  - copies: 3
    family: tenant
    networkMode: bridge
    containerDefinitions:
      - name: app
        image: &image "app:{copy}"
        memory: 64
        portMappings:
          - {copies: 2, containerPort: {from: 30001}, hostPort: {from: 20001}}
          - {containerPort: 80, hostPort: {from: 8001}}
          - {containerPort: 9000}
  - copies: 2
    family: net
    networkMode: host
    containerDefinitions:
      - {name: app, image: app, memory: 64, portMappings: [{copies: 2, containerPort: {from: 30001}}, {containerPort: {from: 81}, hostPort: {from: 81}}]}
  - {family: plain, containerDefinitions: [{name: app, image: *image, memory: 64}]}
services:
  - {copies: 2, serviceName: tenant, taskDefinition: "tenant-{copy}", desiredCount: 1}
  - {copies: 2, serviceName: "{copy}-named", taskDefinition: plain, desiredCount: 1}
runTasks:
  - {copies: 2, name: job, taskDefinition: plain}
`))
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, td := range s.Config.Tasks {
		c := td.Containers[0]
		ports := ""
		for _, m := range c.PortMappings {
			ports += fmt.Sprintf(" %d:%d", m.HostPort, m.ContainerPort)
		}
		have = append(have, td.Name()+" "+c.Image+ports)
	}
	for i := range s.Config.Services {
		x := &s.Config.Services[i]
		have = append(have, x.Name+" runs "+s.Config.Tasks[x.Task].Name())
	}
	for i := range s.Config.RunTasks {
		have = append(have, s.Config.RunTasks[i].Name)
	}
	want := []string{
		"tenant-1:1 app:1 20001:30001 20002:30002 8001:80 0:9000",
		"tenant-2:1 app:2 20003:30001 20004:30002 8002:80 0:9000",
		"tenant-3:1 app:3 20005:30001 20006:30002 8003:80 0:9000",
		"net-1:1 app 0:30001 0:30002 81:81", "net-2:1 app 0:30003 0:30004 82:82",
		"plain:1 app:{copy}",
		"tenant-1 runs tenant-1:1", "tenant-2 runs tenant-2:1", "1-named runs plain:1", "2-named runs plain:1", "job-1", "job-2",
	}
	if !slices.Equal(have, want) {
		t.Errorf("have %q\nwant %q", have, want)
	}
}

// TestCopiesThroughMergeKeys: what an entry inherits has copies as what it says itself.
func TestCopiesThroughMergeKeys(t *testing.T) {
	s, err := Parse("f.yaml", []byte(`
name: copies
cluster: {instances: [{instanceType: m5.large}]}
<<: {runTasks: [{copies: 2, name: job, taskDefinition: a-1}]}
taskDefinitions:
  - &a {copies: 2, family: a, containerDefinitions: [{name: app, image: app, memory: 64, portMappings: [{containerPort: 80, hostPort: {from: 80}}]}]}
  - {<<: *a, family: b}
  - {<<: [{networkMode: host}, *a], copies: 1, family: c}
services:
  - &s {copies: 2, serviceName: s, taskDefinition: "a-{copy}", desiredCount: 1}
  - {<<: *s, serviceName: t, taskDefinition: "b-{copy}"}
`))
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, td := range s.Config.Tasks {
		have = append(have, fmt.Sprintf("%s %v %d", td.Name(), td.NetworkMode, td.Containers[0].PortMappings[0].HostPort))
	}
	for i := range s.Config.Services {
		have = append(have, s.Config.Services[i].Name+" runs "+s.Config.Tasks[s.Config.Services[i].Task].Name())
	}
	for i := range s.Config.RunTasks {
		have = append(have, s.Config.RunTasks[i].Name)
	}
	want := []string{
		"a-1:1 bridge 80", "a-2:1 bridge 81", "b-1:1 bridge 80", "b-2:1 bridge 81", "c-1:1 host 80",
		"s-1 runs a-1:1", "s-2 runs a-2:1", "t-1 runs b-1:1", "t-2 runs b-2:1", "job-1", "job-2",
	}
	if !slices.Equal(have, want) {
		t.Errorf("have %q\nwant %q", have, want)
	}
}

// Entries that stand for themselves alone count as well towards what a file may hold with all its copies.
func TestCopiesAreCounted(t *testing.T) {
	const plain = "  - {family: p%d, containerDefinitions: [{name: a, image: a, memory: 64, command: [%s]}]}\n"
	words := func(n int) string { return strings.TrimSuffix(strings.Repeat("a,", n), ",") }
	for entries, over := range map[int]bool{10: false, 100: true} {
		var b strings.Builder
		b.WriteString(small)
		for i := range entries {
			fmt.Fprintf(&b, plain, i, words(100))
		}
		b.WriteString(strings.Replace(fmt.Sprintf(plain, 0, words(1100)), "family: p0", "family: c, copies: 890", 1))
		_, err := Parse("f.yaml", []byte(b.String()))
		if over != (err != nil) || over && !strings.Contains(err.Error(), "the copies hold more than 1000000 values") {
			t.Errorf("%d entries beside the copies: %.300v, want them to be too many: %v", entries, err, over)
		}
	}
}
