package record

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAgentSettings finds the agent's settings as scripts write them.
func TestAgentSettings(t *testing.T) {
	script := "#!/bin/bash\necho ECS_RESERVED_MEMORY=256 >> /etc/ecs/ecs.config\n"
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(script))
	w.Close()
	memory := Agent{ReservedMemory: 256}
	attributes := Agent{Attributes: map[string]string{"stack": "prod", "kind": "gpu"}}
	for text, want := range map[string]Agent{
		"":     {},
		script: memory,
		base64.StdEncoding.EncodeToString([]byte(script)):                              memory,
		base64.StdEncoding.EncodeToString(zipped.Bytes()):                              memory,
		"ECS_RESERVED_MEMORY=64\nECS_RESERVED_MEMORY=256\n":                            memory,
		"# ECS_RESERVED_MEMORY=64\n":                                                   {},
		"export ECS_RESERVED_MEMORY=256;":                                              memory,
		`echo "ECS_RESERVED_MEMORY=256" >> x`:                                          memory,
		`echo 'ECS_RESERVED_MEMORY=256' >> x`:                                          memory,
		`ECS_RESERVED_MEMORY="256"`:                                                    memory,
		`printf "ECS_CLUSTER=a\nECS_RESERVED_MEMORY=256\n"`:                            memory,
		"ECS_RESERVED_MEMORY=$MEM":                                                     {Unclear: []string{"ECS_RESERVED_MEMORY"}},
		"ECS_RESERVED_MEMORY=\x00\n":                                                   {Unclear: []string{"ECS_RESERVED_MEMORY"}},
		"ECS_RESERVED_MEMORY=\x00\nECS_RESERVED_MEMORY=256\n":                          memory,
		"ECS_RESERVED_MEMORY=-5":                                                       {Unclear: []string{"ECS_RESERVED_MEMORY"}},
		`ECS_INSTANCE_ATTRIBUTES={"stack": "prod","kind":"gpu"}`:                       attributes,
		`echo 'ECS_INSTANCE_ATTRIBUTES={"stack": "prod", "kind": "gpu"}' >> x`:         attributes,
		`echo "ECS_INSTANCE_ATTRIBUTES={\"stack\": \"prod\", \"kind\": \"gpu\"}" >> x`: attributes,
		`echo ECS_INSTANCE_ATTRIBUTES={\"stack\":\"prod\",\"kind\":\"gpu\"} >> x`:      attributes,
		"ECS_RESERVED_PORTS=[22, 80]\nECS_RESERVED_PORTS_UDP=[53]":                     {ReservedPorts: []int{22, 80}, ReservedPortsUDP: []int{53}},
		"ECS_RESERVED_PORTS=[]":                                                        {ReservedPorts: []int{}},
		"ECS_RESERVED_PORTS=[0]":                                                       {Unclear: []string{"ECS_RESERVED_PORTS"}},
		"ECS_DYNAMIC_HOST_PORT_RANGE=40000-40100":                                      {DynamicPorts: "40000-40100"},
		"ECS_DYNAMIC_HOST_PORT_RANGE=40100-40000":                                      {Unclear: []string{"ECS_DYNAMIC_HOST_PORT_RANGE"}},
		"echo 'ECS_DYNAMIC_HOST_PORT_RANGE=1-65536'":                                   {Unclear: []string{"ECS_DYNAMIC_HOST_PORT_RANGE"}},
		"ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT=true":                                   {PullUpfront: true},
		"ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT=yes":                                    {Unclear: []string{"ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT"}},
		"ECS_ENABLE_SPOT_INSTANCE_DRAINING=true":                                       {SpotDraining: true},
		"MY_ECS_RESERVED_MEMORY=1":                                                     {},
		"ECS_ENGINE_AUTH_DATA={\"password\":\"secret\"}":                               {},
	} {
		got := AgentSettings(text)
		if len(got.Unclear) == 0 {
			got.Unclear = nil
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// TestClusterOf finds the cluster that a host joins.
func TestClusterOf(t *testing.T) {
	for text, want := range map[string]string{
		"echo ECS_CLUSTER=prod >> /etc/ecs/ecs.config": "prod",
		"ECS_CLUSTER='prod'":                           "prod",
		"ECS_CLUSTER=\x00-x":                           "",
		"ECS_CLUSTER=${cluster}":                       "",
		"echo hello":                                   "",
	} {
		if got := ClusterOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzAgentSettings reads any user data.
func FuzzAgentSettings(f *testing.F) {
	f.Add(`echo "ECS_INSTANCE_ATTRIBUTES={\"a\": \"b\"}"`)
	f.Fuzz(func(t *testing.T, text string) {
		a := AgentSettings(text)
		if a.ReservedMemory < 0 {
			t.Error("reserved memory below zero")
		}
		ClusterOf(text)
	})
}
