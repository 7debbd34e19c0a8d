package model

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSetups(t *testing.T) {
	var lines []string
	for _, s := range Setups() {
		got, err := ParseSetup(s.String())
		if err != nil || got != s {
			t.Errorf("ParseSetup(%q) = %v, %v", s.String(), got, err)
		}
		lines = append(lines, fmt.Sprint(s, " ", s.Mode(), " forces ", s.ForcesTrunk(), " forbids ", s.ForbidsTrunk()))
	}
	want := []string{
		"awsvpc awsvpc forces false forbids true",
		"awsvpc-trunking awsvpc forces true forbids false",
		"bridge-dynamic bridge forces false forbids false",
		"bridge-static bridge forces false forbids false",
		"host host forces false forbids false",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got  %q\nwant %q", lines, want)
	}
	if _, err := ParseSetup("bridge"); err == nil || !strings.Contains(err.Error(), "bridge-dynamic") {
		t.Errorf("bridge: %v, want an error with the choices", err)
	}
}

// The host ports of the contract's table, from each kind of mapping: container
// 80 static on 8080, container 81 dynamic, a range of two.
func TestRewritePorts(t *testing.T) {
	given := ports(Bridge,
		PortMapping{ContainerPort: 80, HostPort: 8080, Name: "http"}, PortMapping{ContainerPort: 81, Protocol: UDP}, PortMapping{Range: PortRange{90, 91}})
	for s, want := range map[Setup]string{
		SetupAWSVPC:        "80:80/tcp 81:81/udp 90-91",
		SetupTrunking:      "80:80/tcp 81:81/udp 90-91",
		SetupBridgeDynamic: "80:0/tcp 81:0/udp 90-91",
		SetupBridgeStatic:  "80:8080/tcp 81:81/udp 90:90/tcp 91:91/tcp",
		SetupHost:          "80:80/tcp 81:81/udp 90:90/tcp 91:91/tcp",
	} {
		got, err := s.Rewrite(*given, ServiceConnect{})
		if err != nil || got.NetworkMode != s.Mode() || mappings(&got) != want || got.Containers[0].PortMappings[0].Name != "http" {
			t.Errorf("%v: %v, %q, %v; want %q", s, got.NetworkMode, mappings(&got), err, want)
		}
		if found := got.Validate(); found != nil {
			t.Errorf("%v: %v", s, found)
		}
	}
}

func mappings(d *TaskDefinition) string {
	var texts []string
	d.eachMapping(func(_ string, _ *Container, m PortMapping) {
		if m.ranged() {
			texts = append(texts, m.Range.String())
		} else {
			texts = append(texts, fmt.Sprintf("%d:%d/%v", m.ContainerPort, m.HostPort, m.Protocol))
		}
	})
	return strings.Join(texts, " ")
}

func TestRewriteOneContainerPortOnTwoHostPorts(t *testing.T) {
	given := ports(Bridge, PortMapping{ContainerPort: 80, HostPort: 8080}, PortMapping{ContainerPort: 80, HostPort: 8081})
	for s, want := range map[Setup]string{
		SetupAWSVPC: "80:80/tcp", SetupHost: "80:80/tcp",
		SetupBridgeDynamic: "80:0/tcp 80:0/tcp", SetupBridgeStatic: "80:8080/tcp 80:8081/tcp",
	} {
		if got, err := s.Rewrite(*given, ServiceConnect{}); err != nil || mappings(&got) != want {
			t.Errorf("%v: %q, %v; want %q", s, mappings(&got), err, want)
		}
	}
}

// What is not possible, and in whose words.
func TestRewriteRefusals(t *testing.T) {
	linked := task(Bridge, web("app"), web("db"))
	linked.Containers[0].Links = []string{"db"}
	twins := task(Bridge, web("a", PortMapping{ContainerPort: 80}), web("b", PortMapping{ContainerPort: 80}))
	plain := task(Bridge, web("a", PortMapping{ContainerPort: 80}))
	const (
		twice  = "TCP host port '80' is mapped multiple times in task."
		nolink = "Links are not supported when networkMode="
		noTLS  = "Service Connect with TLS is not supported when networkMode=bridge."
	)
	for _, c := range []struct {
		name string
		def  *TaskDefinition
		sc   ServiceConnect
		want [5]string
	}{
		{"two on one port", twins, ServiceConnect{}, [5]string{twice, twice, "", twice, twice}},
		{"links", linked, ServiceConnect{}, [5]string{nolink + "awsvpc", nolink + "awsvpc", "", "", nolink + "host"}},
		{"Service Connect", plain, ServiceConnect{Enabled: true}, [5]string{"", "", "", "", "Service Connect is not supported when networkMode=host."}},
		{"Service Connect with TLS", plain, ServiceConnect{Enabled: true, Listeners: []IngressListener{{TLS: true}}},
			[5]string{"", "", noTLS, noTLS, "Service Connect is not supported when networkMode=host."}},
		{"mode none stays", task(None, web("job")), ServiceConnect{}, [5]string{}},
	} {
		for i, s := range Setups() {
			got, err := s.Rewrite(*c.def, c.sc)
			message := ""
			if p := (Problem{}); errors.As(err, &p) {
				message = p.Message
			}
			if message != c.want[i] || (err == nil) != (message == "") {
				t.Errorf("%s, %v: %v, want %q", c.name, s, err, c.want[i])
			}
			if c.def.NetworkMode == None && got.NetworkMode != None {
				t.Errorf("%s, %v: mode %v", c.name, s, got.NetworkMode)
			}
		}
	}
}

// Sizes below the registration minimum are no reason: they are the file's, not
// the setup's.
func TestRewriteDoesNotJudgeSizes(t *testing.T) {
	d := TaskDefinition{CPU: 1, Memory: 1, Containers: []Container{{Name: "a", PortMappings: []PortMapping{{ContainerPort: 80}}}}}
	for _, s := range Setups() {
		if _, err := s.Rewrite(d, ServiceConnect{}); err != nil {
			t.Errorf("%v: %v", s, err)
		}
	}
}

func TestRewriteDropsWhatOnlyTheOldModeNeeds(t *testing.T) {
	d := ports(AWSVPC, PortMapping{Range: PortRange{90, 91}})
	d.Compatibilities = []string{"EC2", "FARGATE"}
	d.Requires = []string{"ecs.capability.task-eni", "ecs.capability.network.container-port-range", "x"}
	for s, want := range map[Setup]string{
		SetupTrunking:      "[EC2 FARGATE] [ecs.capability.task-eni ecs.capability.network.container-port-range x]",
		SetupBridgeDynamic: "[EC2] [ecs.capability.network.container-port-range x]",
		SetupHost:          "[EC2] [x]",
	} {
		got, err := s.Rewrite(*d, ServiceConnect{})
		if text := fmt.Sprint(got.Compatibilities, " ", got.Requires); err != nil || text != want {
			t.Errorf("%v: %s, %v; want %s", s, text, err, want)
		}
	}
}

func drawDefinition(rt *rapid.T) *TaskDefinition {
	d := task(NetworkMode(rapid.IntRange(0, int(None)).Draw(rt, "mode")))
	for i := range rapid.IntRange(1, 3).Draw(rt, "containers") {
		c := web(string(rune('a' + i)))
		for range rapid.IntRange(0, 3).Draw(rt, "mappings") {
			m := PortMapping{Protocol: Protocol(rapid.IntRange(0, 1).Draw(rt, "protocol"))}
			if m.ContainerPort = rapid.Uint16Range(80, 90).Draw(rt, "port"); m.ContainerPort > 88 {
				m.Range, m.ContainerPort = PortRange{m.ContainerPort, m.ContainerPort + 3}, 0
			} else if d.NetworkMode == Bridge {
				m.HostPort = rapid.SampledFrom([]uint16{0, 80, 8080}).Draw(rt, "host port")
			}
			c.PortMappings = append(c.PortMappings, m)
		}
		c.HealthCheck, c.Links, c.DependsOn = &HealthCheck{Retries: 3}, []string{"a"}, []Dependency{{"a", "START"}}
		if d.NetworkMode != Bridge || rapid.Bool().Draw(rt, "unlinked") {
			c.Links = nil
		}
		d.Containers = append(d.Containers, c)
	}
	d.Compatibilities, d.Requires = []string{"EC2"}, []string{"ecs.capability.task-eni"}
	d.Constraints = []Constraint{{Type: "memberOf", Expression: "x"}}
	return d
}

// Rewriting leaves its input alone, shares nothing with it, changes nothing the
// second time, and its verdict is that of registration.
func TestRewriteIsPureAndStable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawDefinition(rt)
		before := d.Clone()
		if !reflect.DeepEqual(*d, before) {
			rt.Fatal("a clone differs")
		}
		s := rapid.SampledFrom(Setups()).Draw(rt, "setup")
		got, err := s.Rewrite(*d, ServiceConnect{})
		if !reflect.DeepEqual(*d, before) {
			rt.Fatalf("the input has changed: %+v, was %+v", *d, before)
		}
		again, _ := s.Rewrite(got, ServiceConnect{})
		if !reflect.DeepEqual(again, got) {
			rt.Fatalf("a second time:\n%+v, was\n%+v", again, got)
		}
		if len(d.checkMappings()) == 0 && d.NetworkMode != None && (len(got.checkNetwork()) == 0) != (err == nil) {
			rt.Fatalf("rewriting says %v, registration %v", err, got.checkNetwork())
		}
		scribble(&got)
		if !reflect.DeepEqual(*d, before) {
			rt.Fatal("the result shares memory with the input")
		}
		if n := got.Network(ServiceConnect{}); got.NetworkMode == Bridge && int(n.Bridge) != len(got.Containers) {
			rt.Fatalf("%d docker0 ports for %d containers", n.Bridge, len(got.Containers))
		}
	})
}

func scribble(d *TaskDefinition) {
	for i := range d.Containers {
		c := &d.Containers[i]
		c.Name = "scribbled"
		c.HealthCheck.Retries = 99
		for j := range c.PortMappings {
			c.PortMappings[j].HostPort = 9
		}
		for j := range c.Links {
			c.Links[j] = "x"
		}
		for j := range c.DependsOn {
			c.DependsOn[j].Condition = "x"
		}
	}
	for _, list := range [][]string{d.Compatibilities, d.Requires} {
		for i := range list {
			list[i] = "x"
		}
	}
	d.Constraints[0].Expression = "scribbled"
}
