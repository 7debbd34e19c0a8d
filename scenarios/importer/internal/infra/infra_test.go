package infra

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// props makes a map of keys and values by turns; what begins with @ refers to a resource.
func props(pairs ...string) *tree.Value {
	m := tree.MapOf()
	for i := 0; i+1 < len(pairs); i += 2 {
		v := tree.Of(pairs[i+1])
		if to, ok := strings.CutPrefix(pairs[i+1], "@"); ok {
			v = tree.Not("known later", "")
			v.Hole.Names = []tree.Name{{Resource: to}}
		}
		m.Fields = append(m.Fields, tree.Field{Key: pairs[i], Value: v})
	}
	return m
}

// TestNames tells resources of one name apart by keys, then by paths, then by numbers.
func TestNames(t *testing.T) {
	f := &filler{all: []*Resource{
		{Kind: Subnet, Label: "private", Key: "0"}, {Kind: Subnet, Label: "private", Key: "1"}, {Kind: Subnet, Label: "public", Key: "0"},
		{Kind: Service, Label: "this", Path: "blue", Props: props("name", "web")}, {Kind: Service, Label: "this", Path: "green", Props: props("name", "web")},
		{Kind: Group, Label: "a b", Props: props("name", "arn:aws:x:autoScalingGroupName/hosts")}, {Kind: Group, Label: "ä"},
		{Kind: Provider, Label: "same", Path: "p", Key: "k"}, {Kind: Provider, Label: "same", Path: "p", Key: "k"},
		{Kind: TaskDefinition, Label: "x", Props: props("family", "web")},
	}}
	f.nameAll()
	var got []string
	for _, r := range f.all {
		got = append(got, r.name)
	}
	want := "private-0 private-1 public blue-web green-web hosts unnamed p-same-k p-same-k-2 web"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

// TestFind finds resources by what they are known for and by their names, and only of the kinds
// that are wanted.
func TestFind(t *testing.T) {
	all := []*Resource{
		{Kind: TaskDefinition, Address: "def.a", Label: "a", Names: []string{"arn:aws:ecs:x:1:task-definition/a:3", "a"}},
		{Kind: TaskDefinition, Address: "def.b", Label: "b", Names: []string{"b"}},
		{Kind: Service, Address: "service.a", Label: "a", Names: []string{"a"}},
	}
	f := &filler{all: all}
	f.index()
	either := tree.Not("one of both", "")
	either.Hole.Names = []tree.Name{{Resource: "def.a"}, {Resource: "def.b"}, {Resource: "service.a"}}
	part := tree.JoinTexts([]*tree.Value{tree.Of("arn:"), props("x", "@def.b").Get("x")})
	for _, c := range []struct {
		v    *tree.Value
		want string
	}{
		{tree.Of("a"), "def.a"}, {tree.Of("arn:aws:ecs:x:1:task-definition/a:3"), "def.a"}, {tree.Of("a:9"), "def.a"}, {tree.Of("c"), ""},
		{props("x", "@def.b").Get("x"), "def.b"}, {props("x", "@service.a").Get("x"), ""}, {either, "def.a def.b"}, {part, "def.b"}, {nil, ""},
	} {
		var got []string
		for _, r := range f.find(c.v, TaskDefinition) {
			got = append(got, r.Address)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.v, got, c.want)
		}
	}
}

// TestForeign leaves out groups that are certainly none of the cluster's, and no others.
func TestForeign(t *testing.T) {
	for data, want := range map[string]string{
		"#!/bin/sh\nyum update": "Auto Scaling groups whose user data does not mention ECS",
		"ECS_CLUSTER=other":     "Auto Scaling groups of other clusters",
		"ECS_CLUSTER=own":       "",
		"ECS_CLUSTER=\x00":      "",
		"[settings.ecs]":        "",
		"":                      "",
		"0123456789abcdef0123456789abcdef01234567": "", // a hash
	} {
		set := &record.Set{}
		err := Fill(set, []*Resource{
			{Kind: Cluster, Address: "c", Label: "own"},
			{Kind: Group, Address: "g", Label: "hosts", Props: tree.MapOf(
				tree.Field{Key: "minSize", Value: tree.Of("1")}, tree.Field{Key: "launchTemplate", Value: props("launchTemplateId", "@t")})},
			{Kind: LaunchTemplate, Address: "t", Label: "t", Props: props("instanceType", "m5.large", "userData", data)},
		}, Options{})
		got := ""
		for _, l := range set.Notes.LeftOut {
			got = l.What
		}
		if err != nil || got != want || (want == "") != (len(set.Groups) == 1) {
			t.Errorf("%q: %q, %v, want %q", data, got, err, want)
		}
	}
}

// TestFaults names resources by their addresses, in whatever files.
func TestFaults(t *testing.T) {
	err := Fill(&record.Set{}, []*Resource{
		{Kind: Service, Address: `module.x.aws_ecs_service.web["a"]`, Label: "web", Props: props("desiredCount", "many"), Source: record.Source{File: "one.json"}},
		{Kind: TaskDefinition, Address: "Task", Label: "t", Props: props("cpu", "256", "containerDefinitions", "text"), Source: record.Source{File: "two.yaml", Line: 3, Column: 1}},
	}, Options{})
	want := []string{`one.json: module.x.aws_ecs_service.web["a"]: desiredCount is "many", wanted a whole number`, "two.yaml:3:1: Task: containerDefinitions.0 is a text, wanted a map"}
	for _, w := range want {
		if !strings.Contains(fmt.Sprint(err), w) {
			t.Errorf("%v, want %s", err, w)
		}
	}
}
