package cloudformation

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/infra"
	"ecssim/scenarios/importer/record"
)

// kinds are the types of resources that are read.
var kinds = map[string]infra.Kind{
	"AWS::ECS::Cluster":                             infra.Cluster,
	"AWS::ECS::ClusterCapacityProviderAssociations": infra.ClusterProviders,
	"AWS::ECS::CapacityProvider":                    infra.Provider,
	"AWS::ECS::TaskDefinition":                      infra.TaskDefinition,
	"AWS::ECS::Service":                             infra.Service,
	"AWS::AutoScaling::AutoScalingGroup":            infra.Group,
	"AWS::AutoScaling::LaunchConfiguration":         infra.LaunchConfiguration,
	"AWS::EC2::LaunchTemplate":                      infra.LaunchTemplate,
	"AWS::EC2::Subnet":                              infra.Subnet,
	"AWS::ElasticLoadBalancingV2::TargetGroup":      infra.TargetGroup,
	"AWS::ApplicationAutoScaling::ScalableTarget":   infra.ScalableTarget,
}

// resourcesMap is a map of resources in JSON; an AppSpec file has a list.
var resourcesMap = regexp.MustCompile(`"Resources"\s*:\s*\{`)

// Is recognises templates, and the files that CDK writes beside them.
func Is(d *document.Document) bool {
	switch {
	case beside(d):
		return true
	case !d.Has("Resources"):
		return false
	case d.JSON:
		return resourcesMap.Match(d.Data) && bytes.Contains(d.Data, []byte("::"))
	}
	root, err := d.Tree()
	return err == nil && (len(fields(child(root, "Resources"))) > 0 || d.Has("AWSTemplateFormatVersion"))
}

// beside reports whether a document is one of CDK's own files: the manifest of a folder, the list
// of its assets, the tree of its constructs.
func beside(d *document.Document) bool {
	return d.JSON && d.Has("version") && (d.Has("artifacts") || d.Has("files", "dockerImages") || d.Has("tree"))
}

// Read reads templates into records, all of them together. Parameters are those of templates, and
// pseudo parameters; "cluster" chooses one of several clusters.
func Read(docs []*document.Document, parameters map[string]string, set *record.Set) error {
	var all []*Template
	stacks := map[string]stack{}
	for _, d := range docs {
		root, err := d.Tree()
		if err != nil {
			return err
		}
		if beside(d) {
			manifest(d.File, root, stacks)
			continue
		}
		t, err := FromTree(d.File, root)
		if err != nil {
			return err
		}
		all = append(all, t)
	}
	for _, t := range all {
		s := stacks[filepath.Clean(t.File)]
		t.Stack, t.Region = s.name, s.region
	}
	result := Evaluate(all, parameters, func(kind string) bool { return kinds[kind] != 0 })
	for _, note := range result.Notes {
		set.Notes.Tell(record.Source{}, note)
	}
	return infra.Fill(set, resources(result.Resources), options(all, parameters))
}

// options is what CloudFormation differs in from Terraform.
func options(all []*Template, parameters map[string]string) infra.Options {
	o := infra.Options{Cluster: parameters["cluster"], DesiredCount: "left out, which is 1 for a new service in CloudFormation"}
	if region := parameters["AWS::Region"]; region != "" {
		o.Region = record.Derive(region, record.Source{}, "parameter AWS::Region")
		return o
	}
	for _, t := range all {
		if t.Region != "" {
			o.Region = record.Give(t.Region, record.Source{File: t.File})
			return o
		}
	}
	return o
}

// resources makes what was worked out the resources that records are made of.
func resources(all []Resource) []*infra.Resource {
	var list []*infra.Resource
	for _, r := range all {
		one := &infra.Resource{
			Kind: kinds[r.Type], Address: r.Address, Label: r.Label, Path: r.Stack, Props: r.Properties, Perhaps: r.Condition,
			Source: record.Source{File: r.File, Line: r.Line, Column: r.Column, Address: r.Address},
		}
		for _, key := range []string{"Name", "ClusterName", "Family", "ServiceName", "AutoScalingGroupName", "LaunchTemplateName", "LaunchConfigurationName"} {
			if name, ok := r.Properties.Get(key).String(); ok {
				one.Names = append(one.Names, name)
			}
		}
		list = append(list, one)
	}
	return list
}

// stack is what CDK's manifest says of a template.
type stack struct{ name, region string }

// manifest finds the stacks of a folder that CDK wrote, by the paths of their templates (CDK
// guide, cloud assembly).
func manifest(file string, root *yaml.Node, into map[string]stack) {
	for _, a := range fields(child(root, "artifacts")) {
		properties := child(a.value, "properties")
		template := scalar(child(properties, "templateFile"))
		if scalar(child(a.value, "type")) != "aws:cloudformation:stack" || template == "" {
			continue
		}
		s := stack{name: scalar(child(properties, "stackName"))}
		if s.name == "" {
			s.name = a.key
		}
		environment := scalar(child(a.value, "environment")) // aws://ACCOUNT/REGION
		if region := environment[strings.LastIndexByte(environment, '/')+1:]; region != "unknown-region" {
			s.region = region
		}
		into[filepath.Join(filepath.Dir(file), filepath.FromSlash(template))] = s
	}
}
