// Package importer makes a scenario of what describes a cluster already: answers of the AWS CLI,
// Terraform, CloudFormation, Compose. It reads (package document), recognises (Reader), normalises
// into records (package record), joins these (package cluster), and writes what a person would
// have written (package write).
package importer

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/scenarios"
	"ecssim/scenarios/importer/cluster"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/importer/write"
	"ecssim/sim/config"
)

// Request is what a user wants imported, and how.
type Request struct {
	Files []string  // files, folders and -
	Stdin io.Reader // for -
	// As says what documents are: NAME of a reader, NAME:WHAT, or FILE=NAME[:WHAT] for one file.
	As []string
	// Parameters are NAME=VALUE, or names of files of such parameters as the AWS CLI takes them.
	Parameters []string
	Rename     bool // neutral names
	cluster.Options
}

// Result is an import.
type Result struct {
	Text    []byte // of the scenario
	Cluster *cluster.Cluster
	// Scenario is the scenario, loaded; nil where something is unknown.
	Scenario *scenarios.Scenario
	Readers  []string // what was read, in words
}

// Import reads files and makes a scenario of them. Unknown values are in the result's list, and
// in the text as values that the loader refuses. The error is of files that cannot be read or are
// wrong, mostly *scenarios.Error.
func Import(req Request) (*Result, error) {
	docs, err := document.Read(req.Files, req.Stdin)
	if err != nil {
		return nil, err
	}
	parameters, err := readParameters(req.Parameters)
	if err != nil {
		return nil, err
	}
	return FromDocuments(docs, Input{Parameters: parameters}, req)
}

// FromDocuments is Import of documents that are read already.
func FromDocuments(docs []*document.Document, in Input, req Request) (*Result, error) {
	set := &record.Set{}
	of, err := recognise(docs, req.As, set)
	if err != nil {
		return nil, err
	}
	res := &Result{}
	var errs []error
	for i := range readers {
		if mine := of[i]; len(mine) > 0 {
			res.Readers = append(res.Readers, readers[i].What)
			errs = append(errs, readers[i].Read(mine, in, set))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	addTypes(set)
	if res.Cluster, err = cluster.Join(set, req.Options); err != nil {
		return nil, err
	}
	all := accounts(docs)
	if err := res.write(req, all); err != nil {
		return nil, err
	}
	res.Cluster.List.Scrub(func(text string) string { return write.Scrub(text, all) })
	return res, nil
}

// addTypes adds instance types that the catalogue lacks, and tells of it.
func addTypes(set *record.Set) {
	var types []catalog.Type
	for _, t := range set.Types {
		types = append(types, t.Type)
	}
	if added := catalog.Add(types); len(added) > 0 {
		set.Notes.Tell(record.Source{}, "the catalogue lacks "+strings.Join(added, ", ")+": give the answer of describe-instance-types with --catalog FILE to every command that takes the scenario")
	}
}

// write makes the text, and loads it where nothing is unknown.
func (r *Result) write(req Request, accounts []string) error {
	c := r.Cluster
	o := write.Options{Rename: req.Rename, Accounts: accounts}
	if !req.Rename {
		o.Title = "Imported from " + strings.Join(r.Readers, " and ")
		o.Head = []string{"Written by ecssim import; ecssim import -o json lists what is left out or was decided by default."}
	}
	var told []string
	if r.complete() {
		if err := r.unplaced(o); err != nil {
			return err
		}
	}
	r.Text, told = write.Scenario(c, o)
	for _, t := range told {
		c.List.Told = append(c.List.Told, record.Told{Text: t})
	}
	if !r.complete() {
		return nil
	}
	var err error
	r.Scenario, err = scenarios.Parse("imported scenario", r.Text)
	return err
}

// complete reports whether nothing is unknown.
func (r *Result) complete() bool { return r.Cluster.List.Unknown() == 0 }

// unplaced takes tasks off instances on which they do not fit in a scenario: those of another
// revision may be smaller, and constraints of capacity providers change while tasks run on.
func (r *Result) unplaced(o write.Options) error {
	c := r.Cluster
	bare := *c
	bare.Services, bare.RunTasks = nil, nil
	for _, s := range c.Services {
		copied := *s
		copied.RunningOn = nil
		bare.Services = append(bare.Services, &copied)
	}
	for _, t := range c.RunTasks {
		copied := *t
		copied.RunningOn = nil
		bare.RunTasks = append(bare.RunTasks, &copied)
	}
	o.Rename = false
	text, _ := write.Scenario(&bare, o)
	s, err := scenarios.Parse("imported scenario", text)
	if err != nil {
		return err
	}
	cfg := s.Config
	groups := map[string]int{}
	for g := range cfg.Groups {
		for n := range cfg.Groups[g].Count {
			groups[cfg.Groups[g].InstanceName(n+1)] = g
		}
	}
	running := func(on map[string]int) (all []config.Running) {
		for _, name := range slices.SortedFunc(maps.Keys(on), write.ByNumber) {
			g := groups[name]
			var number int
			fmt.Sscanf(strings.TrimPrefix(name, cfg.Groups[g].Name+"-"), "%d", &number)
			all = append(all, config.Running{Group: g, Number: number, Tasks: on[name]})
		}
		slices.SortFunc(all, func(a, b config.Running) int { return (a.Group-b.Group)*1_000_000 + a.Number - b.Number })
		return all
	}
	for i := range cfg.Services {
		cfg.Services[i].Running = running(c.Services[i].RunningOn)
	}
	for i := range cfg.RunTasks {
		cfg.RunTasks[i].Running = running(c.RunTasks[i].RunningOn)
	}
	for _, m := range cfg.Misplaced() {
		at := cfg.UseOf(m.Work).Running[m.Entry]
		name := cfg.Groups[at.Group].InstanceName(at.Number)
		on, who := map[string]int(nil), ""
		if n := int(m.Work) - len(cfg.Services); n >= 0 {
			on, who = c.RunTasks[n].RunningOn, "RunTask "+c.RunTasks[n].Name
		} else {
			on, who = c.Services[m.Work].RunningOn, "service "+c.Services[m.Work].Name
		}
		if on[name] = m.Fit; m.Fit == 0 {
			delete(on, name)
		}
		c.List.Told = append(c.List.Told, record.Told{Text: fmt.Sprintf("%s: %d of its tasks on %s do not fit there as the scenario has it (%s), and are placed by strategy", who, at.Tasks-m.Fit, name, m.Reason)})
	}
	return nil
}
