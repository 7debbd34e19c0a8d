// Package infra makes records of the resources of infrastructure as code: Terraform and
// CloudFormation say the same things of the same APIs, in other spellings, and refer to resources
// by addresses that only they know. It finds what refers to what, gives resources the names that
// a scenario has, and leaves unknown what a file does not tell.
package infra

import (
	"fmt"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// Kind is what a resource is.
type Kind uint8

// The kinds of resources that are read. Nothing else of a file is.
const (
	Cluster Kind = iota + 1
	ClusterProviders
	Provider
	TaskDefinition
	Service
	Group
	LaunchTemplate
	LaunchConfiguration
	Subnet
	TargetGroup
	Setting
	ScalableTarget
)

// Resource is one resource of a file.
type Resource struct {
	Kind    Kind
	Address string // what its own file calls it
	// Label is its name where the resource has none of its own: the logical ID, or Terraform's name.
	Label string
	// Key and Path tell resources of one name apart: the index, and the module or stack; "" = nothing.
	Key, Path string
	Source    record.Source
	// Props are its properties, with the keys of the API in any spelling and Terraform's flat keys
	// where the API has them.
	Props *tree.Value
	// Names are the texts by which known values refer to it: its ARN, ID and name.
	Names []string
	// Perhaps is why it is not known whether the resource is there; nil = it is.
	Perhaps *tree.Hole

	name string // what a scenario calls it
}

// Options are what sources differ in.
type Options struct {
	// Cluster is the cluster that is meant where there are several; "" = the only one.
	Cluster string
	// DesiredCount says why a service without a desired count has one task.
	DesiredCount string
	// Region is what the files say of the Region.
	Region record.Value[string]
}

// Fill puts resources into a set of records. The error is a *strict.Error with everything that is
// wrong.
func Fill(set *record.Set, all []*Resource, o Options) error {
	f := &filler{set: set, all: all, options: o, faults: map[string]*strict.Faults{}}
	f.index()
	f.nameAll()
	if err := f.chooseCluster(); err != nil {
		return err
	}
	set.Region = record.Better(set.Region, o.Region)
	for _, r := range f.all {
		if r.Perhaps != nil && r.Kind != Setting && r.Kind != ScalableTarget {
			set.Notes.Tell(r.Source, fmt.Sprintf("%s is in the scenario, though it may not be there: %s", r.name, r.Perhaps.Why))
		}
		switch r.Kind {
		case ClusterProviders:
			f.defaultStrategy(r, r.Props.Get("defaultCapacityProviderStrategy"))
		case Cluster:
			f.defaultStrategy(r, r.Props.Get("defaultCapacityProviderStrategy"))
		case Provider:
			f.provider(r)
		case TaskDefinition:
			f.definition(r)
		case Service:
			f.service(r)
		case Group:
			f.group(r)
		case LaunchTemplate, LaunchConfiguration:
			f.template(r)
		case Subnet:
			f.subnet(r)
		case TargetGroup:
			f.targetGroup(r)
		case Setting:
			f.setting(r)
		case ScalableTarget:
			f.scalable(r)
		}
	}
	return f.err()
}

// filler puts the resources of one reader into a set.
type filler struct {
	set     *record.Set
	all     []*Resource
	options Options
	cluster *Resource // the one that is meant; nil = there is none in the files, or only one that they do not have

	byAddress map[string]*Resource
	byName    map[string][]*Resource
	files     []string // with faults, in order
	faults    map[string]*strict.Faults
}

// fail records what is wrong with a resource.
func (f *filler) fail(r *Resource, hint, format string, args ...any) {
	faults := f.faults[r.Source.File]
	if faults == nil {
		faults = &strict.Faults{File: r.Source.File}
		f.faults[r.Source.File] = faults
		f.files = append(f.files, r.Source.File)
	}
	faults.Add(r.Source.Line, r.Source.Column, hint, "%s: %s", r.Address, fmt.Sprintf(format, args...))
}

// err is everything that is wrong; nil if nothing is.
func (f *filler) err() error {
	if len(f.files) == 0 {
		return nil
	}
	first := f.faults[f.files[0]]
	for _, file := range f.files[1:] {
		first.Adopt(f.faults[file])
	}
	return first.Err()
}
